"""Addresses and related links of a clipping."""

import pytest

from articles.importing.draft import Link
from articles.importing.links import link_address

TEXT = "The harbour reopened on Monday, and the ships came in."
ONE, TWO = Link(title="One", url="https://a.b/1"), Link(title="Two")


def read(clipping, text):
    return clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\n{text}\n\nAnd so it ended.")


@pytest.mark.parametrize(
    "text",
    [
        "**Related article:** [One](https://a.b/1)\n\n**Related article:** [Two](#)",
        "**Related articles:** [One](https://a.b/1), [Two](#)",
        "**Related articles:** [One](https://a.b/1) and [Two](#).",
        "**Related articles:**\n[One](https://a.b/1)\n[Two](#)",
        "**Related articles:**\n\n- [One](https://a.b/1)\n- [Two](#)",
        "**Related articles:**\n\n1. [One](https://a.b/1)\n2. [Two](#)",
        "**Related articles**: [One](https://a.b/1) | [Two](#)",
        "**RELATED STORIES:** [One](https://a.b/1) | [Two](#)",
        "**Related articles: [One](https://a.b/1), [Two](#)**",
        "__Related articles:__ [One](https://a.b/1); [Two]()",
        "Related articles: [One](https://a.b/1); [Two](#top)",
        "- **Related article:** [One](https://a.b/1)\n- **Related article:** [Two](#)",
        "## Related articles\n\n- [One](https://a.b/1)\n- [Two](#)",
        "**Read more:** [One](https://a.b/1)\n\n**See also:** [Two](#)",
        '**Related articles:** [One](<https://a.b/1> "first"), [Two](#)',
        "**Related articles:** [One](https://a.b/1?utm_source=x), [*Two*](#)",
    ],
)
def test_related_links_are_taken_out_of_the_text_in_order(clipping, text):
    draft = read(clipping, text)
    assert draft.related_links == (ONE, TWO)
    assert draft.body == f"{TEXT}\n\nAnd so it ended."


def test_the_words_around_a_related_line_stay(clipping):
    draft = read(clipping, "Before it.\n**Related article:** [One](https://a.b/1)\nAfter it.")
    assert draft.related_links == (ONE,)
    assert draft.body == f"{TEXT}\n\nBefore it.\n\nAfter it.\n\nAnd so it ended."


def test_a_link_in_the_next_line_of_running_text_is_no_related_one(clipping):
    draft = read(clipping, "**Related article:** [One](https://a.b/1)\n[The mayor](https://a.b/m) said no.")
    assert draft.related_links == (ONE,)
    assert "[The mayor](https://a.b/m) said no." in draft.body


def test_a_title_without_link_counts_where_the_mark_is_bold(clipping):
    assert read(clipping, "**Related article:** Harbour closed").related_links == (Link(title="Harbour closed"),)


@pytest.mark.parametrize(
    "text", ["Related matters were discussed.", "Read more: the report says it all.", "See also the annex."]
)
def test_a_sentence_is_no_related_line(clipping, text):
    draft = read(clipping, text)
    assert draft.related_links == ()
    assert text in draft.body


def test_a_title_that_a_line_wrap_broke_is_joined(clipping):
    draft = read(clipping, "**Related article:** [As Fighting\nFlares, Role [Questioned]](#)")
    assert draft.related_links == (Link(title="As Fighting Flares, Role [Questioned]"),)


def test_relative_links_lead_from_the_address_of_the_article():
    assert link_address("/b", "https://a.b/c/d")[0] == "https://a.b/b"
    assert link_address("b.html", "https://a.b/c/d")[0] == "https://a.b/c/b.html"
    assert link_address("/b") == ("", ("it was no address on the web, and left out",))
    assert link_address("javascript:alert(1)", "https://a.b/")[0] == ""
    assert link_address("#") == link_address(" ") == ("", ())


# --- where it was printed -------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "/2023/09/harbour", "see below"])
def test_what_is_no_address_is_a_problem(clipping, address):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\nOriginal url: <{address}>")
    assert draft.source_url == ""
    assert draft.problems[0].startswith(f"“{address}")
    assert draft.problems[0].endswith("is a doubtful address: it begins with no http.")
    assert draft.body == TEXT


def test_a_mark_without_address_is_nothing_wrong(clipping):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\nOriginal url:")
    assert (draft.problems, draft.body) == ((), TEXT)


def test_an_address_alone_at_the_end_is_the_address(clipping):
    assert clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\n<https://a.b/1>").source_url == "https://a.b/1"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Source: The Valley Courier", "The Valley Courier"),
        ("**Source:** [Reuters](#)", "Reuters"),
        ("Source: *AFP*", "AFP"),
    ],
)
def test_a_source_without_address_is_its_name(clipping, text, name):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\n{text}")
    assert (draft.source_name, draft.body) == (name, TEXT)


def test_the_source_of_a_table_in_the_middle_is_text(clipping):
    assert "Source: World Bank" in read(clipping, "Source: World Bank").body


@pytest.mark.parametrize("text", ["Link: between smoking and cancer", "URL: what it means"])
def test_a_sentence_with_a_colon_is_no_mark(clipping, text):
    draft = read(clipping, text)
    assert (draft.problems, text in draft.body) == ((), True)


@pytest.mark.parametrize(
    ("printed", "url"),
    [
        ("https://a.b/one-two (accessed May 3)", "https://a.b/one-two"),
        ("https://a.b/one and more words", "https://a.b/one"),
        ("https://a.b/one-\ntwo-three", "https://a.b/one-two-three"),
        ("https://a.b/one_(disambiguation)", "https://a.b/one_(disambiguation)"),
        ("www.a.b/one", "https://www.a.b/one"),
        ("https://a.b/o ne-tw o-three", "https://a.b/one-two-three"),
        ("https://a.b/o ne-tw\no", "https://a.b/one-two"),
        ("https://a.b/one-\ntwo\nthree", "https://a.b/one-twothree"),
        ("https://a.b/on\ne-t\nwo", "https://a.b/one-two"),
        ("https://a.b/one- two- three", "https://a.b/one-two-three"),
        ("https://a.b/o ne-tw o", "https://a.b/one-two"),
        ("<https://a.b/o ne-tw\no>", "https://a.b/one-two"),
        ("https://a.b/one\nThanks\nEveryone", "https://a.b/one"),
        ("https://a.b/one-two archived", "https://a.b/one-two"),
    ],
)
def test_an_address_without_brackets_ends_where_it_ends(clipping, printed, url):
    assert clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\nURL: {printed}").source_url == url


def test_two_addresses_of_one_article_the_first_counts(clipping):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\nSource: https://a.b/1\n\nURL: https://a.b/2")
    assert (draft.source_url, draft.body) == ("https://a.b/1", TEXT)


def test_an_address_that_broke_twice_is_kept_as_printed_too(clipping):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\nOriginal url: https://a.b/o ne-tw\no")
    assert (draft.printed_urls, draft.body) == (("https://a.b/o ne-tw o",), TEXT)


@pytest.mark.parametrize("heading", ["Related", "Related articles", "Read more", "See also"])
def test_a_bare_address_in_a_list_of_related_links_is_one_of_them(clipping, heading):
    draft = read(clipping, f"## {heading}\n\n- [One](https://a.b/1)\n- https://a.b/2\n- [Three](https://a.b/3)")
    assert draft.related_links == (ONE, Link(title="", url="https://a.b/2"), Link(title="Three", url="https://a.b/3"))
    assert draft.body == f"{TEXT}\n\nAnd so it ended."


@pytest.mark.parametrize("line", ["Related: One https://a.b/1", "**Related:** One – <https://a.b/1>"])
def test_a_title_with_its_address_behind_it_is_one_related_link(clipping, line):
    draft = read(clipping, line)
    assert (draft.related_links, draft.body) == ((ONE,), f"{TEXT}\n\nAnd so it ended.")


def test_a_heading_above_prose_that_holds_an_address_stays(clipping):
    text = "## See also\n\nThe register at https://a.b/1 is open to all."
    assert read(clipping, text).body == f"{TEXT}\n\n{text}\n\nAnd so it ended."


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Quelle: Grauwieler Anzeiger, https://a.b/1", "Grauwieler Anzeiger"),
        ("Source: Daily Heron, https://a.b/1", "Daily Heron"),
        ("**Source:** Daily Heron – <https://a.b/1>", "Daily Heron"),
        ("Источник: https://a.b/1", "a.b"),
    ],
)
def test_a_source_at_the_foot_gives_its_name_and_address(clipping, line, name):
    draft = clipping(f"# H\n\n2023-09-20\n\n{TEXT}\n\n{line}")
    assert (draft.source_name, draft.source_url, draft.body) == (name, "https://a.b/1", TEXT)


def test_a_source_within_the_text_is_not_that_of_the_article(clipping):
    draft = read(clipping, "Source: Harbour Office, https://a.b/1")
    assert (draft.source_name, draft.source_url) == ("", "")
