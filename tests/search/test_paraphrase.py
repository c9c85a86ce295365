"""Which articles a query finds, in words: English, and as Russian needs it."""

import pytest
from django.utils import translation

from search.paraphrase import in_words
from search.query.parser import parse


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "All articles."),
        ("ceasefire", "Articles with “ceasefire” in any form."),
        ("=Reuters", "Articles with “Reuters” as written."),
        ("a -b", "Articles with “a” in any form and not with “b” in any form."),
        (
            "headline:a (=b OR has:image)",
            "Articles with “a” in any form in the headline and (with “b” as written or with an image).",
        ),
        ('"peace talks"', "Articles with the phrase “peace talks”."),
        (
            'caption:"peace talks"~1',
            "Articles with “peace talks” in this order and at most 1 other words between in a caption.",
        ),
        (
            "ceasefi* karabach~",
            "Articles with a word that begins with “ceasefi” and with a word spelt like “karabach”.",
        ),
        ("date:2023", "Articles published in 2023."),
        ("date:2023-09", "Articles published in September 2023."),
        ("date:2023-09-20", "Articles published on 20 September 2023."),
        ("date:2023-09..", "Articles published on or after 1 September 2023."),
        ("date:<2024", "Articles published on or before 31 December 2023."),
        ("date:2022..2023", "Articles published from 1 January 2022 to 31 December 2023."),
        ("language:en -*", "Articles in the language en and not of any kind."),
    ],
)
def test_a_sentence_says_what_is_found(query, sentence):
    assert in_words(parse(query)) == sentence


def test_a_sentence_says_what_is_merely_better():
    assert in_words(parse("+a b", match="any")) == "Articles with “a” in any form, best those with “b” in any form."


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Все статьи."),
        ("перемирие", "Статьи со словом «перемирие» в любой форме."),
        ("headline:=b has:image", "Статьи со словом «b» ровно как написано в заголовке и со снимком."),
        ("date:2023", "Статьи за 2023 год."),
        ("date:2023-09", "Статьи за сентябрь 2023 г."),
        ("date:2023-09-20", "Статьи от 20 сентября 2023 г."),
        ("a OR date:<2024", "Статьи со словом «a» в любой форме или не позднее 31 декабря 2023 г."),
        ("-(a b)", "Статьи не (со словом «a» в любой форме и со словом «b» в любой форме)."),
    ],
)
def test_a_page_in_russian_says_it_in_russian(query, sentence):
    with translation.override("ru"):
        assert in_words(parse(query)).replace("\N{NO-BREAK SPACE}", " ") == sentence
