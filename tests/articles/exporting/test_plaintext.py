"""An article as plain text."""

from articles.exporting import plaintext


def test_an_article_reads_from_top_to_bottom(whole):
    assert plaintext.write(whole()).decode() == (
        "Harbour reopens\n\nAfter a year\n\nBy Ann Lee and AFP\nThe Argus, World, 20 September 2023, 14:05 UTC\n\n"
        "Correction, 22 September 2023: It was Tuesday.\n\nFirst paragraph.\n\nSecond.\n\n"
        "Picture: A ship (Jo) https://argus.example/ship.jpg\n\n"
        "Related: Kept here\nRelated: Elsewhere https://b.example/\nRelated: Lost\n\n"
        "First published at https://argus.example/1?a=1&b=2\n"
        "In the archive: http://127.0.0.1:8000/articles/42/, revision 3\n"
    )


def test_what_is_not_known_leaves_no_gap(bare):
    assert plaintext.write(bare).decode() == (
        "Harbour reopens\n\n2023\n\nFirst paragraph.\n\nSecond.\n\n"
        "In the archive: http://127.0.0.1:8000/articles/42/, revision 3\n"
    )


def test_what_was_withdrawn_says_so(left):
    assert plaintext.gone(left) == b"This article was withdrawn on 3 May 2024. The reason: legal.\n"


def test_hostile_text_is_there_word_by_word(hostile_articles):
    for article in hostile_articles:
        assert article["text"].split() == [] or article["text"] in plaintext.write(article).decode()
