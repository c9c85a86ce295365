"""Typed leaves as stems and plain words of an index."""

import datetime

import pytest

from search.analysis import Analysis
from search.query.limits import EXPANSIONS
from search.query.nodes import And, Days, Everything, Has, Not, Or, Phrase, Plain, Prefer, Prefix, Stem
from search.query.parser import parse
from search.query.words import Ready, ready

DAY = datetime.date(2023, 9, 20)


def terms(*words):
    """An engine's `terms` over words, the first the most frequent."""

    def beginning(prefix, *, limit, keep=str.split):
        found = "\n".join(word for word in words if word.startswith(prefix))
        return [(word, 1) for word in words if word in keep(found)][:limit]

    return beginning


def tree(query, analysis, *words, match="all"):
    return ready(parse(query, match=match), analysis, terms(*words)).tree


def either(word, field=None):
    return Or((Stem(f"en:{word}", field), Stem(f"und:{word}", field)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Everything()),
        ("Ministers", Or((Stem("en:minist"), Stem("und:ministers")))),
        ("headline:Café", either("cafe", "headline")),
        ("=Ministers", Plain(("ministers",))),
        ("body:=U.S.", Plain(("us",), "body")),
        ('"peace"', Or((Stem("en:peac"), Stem("und:peace")))),
        ('"top talks"~2', Or((Phrase(("en:top", "en:talk"), 2), Phrase(("und:top", "und:talks"), 2)))),
        ("by:O'Brien", Or((Phrase(("en:o", "en:brien"), 0, "by"), Phrase(("und:o", "und:brien"), 0, "by")))),
        ("a -b", And((either("a"), Not(either("b"))))),
        ("a OR A", either("a")),
        ("has:image date:2023-09-20", And((Has("image"), Days(DAY, DAY)))),
    ],
)
def test_a_typed_tree_becomes_a_ready_one(query, expected, english):
    assert tree(query, english) == expected


def test_a_word_is_looked_for_in_every_language():
    analysis = Analysis(("en", "ru"))
    assert tree("министров", analysis) == Or((Stem("en:министров"), Stem("ru:министр"), Stem("und:министров")))


def test_without_languages_a_word_is_one_stem():
    assert tree("Ministers talk", Analysis(())) == And((Stem("und:ministers"), Stem("und:talk")))


def test_several_exact_words_stand_together_and_each_as_written(english):
    found = tree("=COVID-19", english)
    phrase = Or((Phrase(("en:covid", "en:19")), Phrase(("und:covid", "und:19"))))
    assert found == And((phrase, Plain(("covid",)), Plain(("19",))))


def test_what_is_required_stays_apart_from_what_is_better(english):
    assert tree("+a b", english, match="any") == Prefer(either("a"), either("b"))


def test_a_prefix_stands_for_the_words_that_begin_so(english):
    assert tree("Ceasefi*", english, "ceasefire", "ceasefires", "cease") == Plain(("ceasefire", "ceasefires"))
    assert tree("body:Ceasefi*", english) == Plain((), "body")


def test_a_near_spelling_stands_for_the_words_one_letter_away(english):
    words = ("karabakh", "karabach", "karabac", "xarabach", "kara", "karbaach", "karabachh")
    assert tree("karabach~", english, *words) == Plain(("karabakh", "karabach", "karabac", "karbaach", "karabachh"))


def test_the_words_that_a_phrase_was_typed_as_are_kept(english):
    found = ready(parse('comet "United States"'), english, terms())
    assert found.typed[Phrase(tuple(english.stem(word, "en") for word in ("united", "states")))].offset == 6
    assert {leaf.text for leaf in found.typed.values()} == {"comet", "United States"}


def test_without_a_cut_nothing_is_said(english):
    plain = Plain(("abcd",))
    assert ready(parse("abc*"), english, terms("abcd")) == Ready(tree=plain, typed={plain: Prefix("abc")})


def test_a_prefix_of_many_words_is_cut_to_the_most_frequent(english):
    words = [f"abc{number:03}" for number in range(400)]
    found = ready(parse("abc*"), english, terms(*words))
    assert found.tree == Plain(tuple(words[:EXPANSIONS]))
    assert found.cut == ("abc*",)


def test_256_words_are_shared_and_what_one_leaves_goes_to_others(english):
    words = [f"abc{number:03}" for number in range(400)] + [f"bcd{number:03}" for number in range(400)] + ["cdef"]
    found = ready(parse("abc* OR headline:bcd* cdef~"), english, terms(*words))
    left, right = found.tree.parts
    assert [len(left.words), len(right.parts[0].words), len(right.parts[1].words)] == [127, 128, 1]
    assert found.cut == ("abc*", "headline:bcd*")


def test_prefixes_everywhere_in_a_tree_are_found(english):
    found = tree("+abc* bcd* -cde*", english, "abcd", "bcde", "cdef", match="any")
    assert found == Prefer(And((Plain(("abcd",)), Not(Plain(("cdef",))))), Plain(("bcde",)))
