"""What is advised when little or nothing is found: each piece was tried, and finds more."""

import time

import pytest

from search import backend
from search.advice import LITTLE
from search.engines.memory import Memory


@pytest.fixture
def advise(api, index, make_article):
    """Return a function that asks and gives the advice as {q: total}, having tried each piece."""

    def ask(q, **parameters):
        index()
        answer = api("search/", q=q, **parameters)
        for one in answer["advice"]:
            assert one["total"] > answer["total"]
            if not one["message"].startswith("Without filter") and not one["message"].startswith("Without the"):
                assert api("search/", q=one["q"], **parameters)["total"] == one["total"], one
        assert len(answer["advice"]) <= 3
        return {one["q"]: one["total"] for one in answer["advice"]}

    return ask


@pytest.fixture
def messages(api, index):
    """Return a function that asks and gives the messages of the advice."""

    def ask(q, **parameters):
        index()
        return [one["message"] for one in api("search/", q=q, **parameters)["advice"]]

    return ask


def many(make_article, count=3, **fields):
    for _ in range(count):
        make_article(**fields)


# --- did you mean -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "meant"),
    [
        ("karabach", "karabakh"),
        ("Krabakh", "karabakh"),
        ("peacekepeers", "peacekeepers"),
        ("karabach peacekepeers", "karabakh peacekeepers"),
        ('"karabach peacekeepers"', '"karabakh peacekeepers"'),
        ("headline:karabach -whale", "headline:karabakh -whale"),
        ("(karabach OR zeppelin) peacekeepers", "(karabakh OR zeppelin) peacekeepers"),
        ("KARABACH", "karabakh"),
    ],
)
def test_the_question_is_told_as_it_was_probably_meant(advise, messages, make_article, q, meant):
    many(make_article, headline="Karabakh peacekeepers")
    assert advise(q)[meant] == 3
    assert messages(q)[0] == f"Did you mean “{meant}”?"


def test_the_frequent_word_is_meant_and_never_one_that_finds_fewer(advise, make_article):
    many(make_article, 3, headline="Wheat")
    many(make_article, 1, headline="Whead")
    assert advise("wheaf") == {"wheat": 3}
    assert advise("whead") == {"wheat": 3}
    assert advise("wheat") == {}


def test_a_word_that_is_known_well_is_not_doubted(advise, make_article):
    many(make_article, 3, headline="Moscow")
    many(make_article, 20, headline="Moscov")
    assert advise("moscow") == {}


def test_one_word_known_in_names_only_is_not_doubted_there(advise, make_article):
    many(make_article, 3, authors=["Sargsyan"])
    many(make_article, 5, authors=["Sargsian"])
    assert advise("author:sargsyan") == {}
    assert "author:sargsian" in advise("author:sargsjan")


@pytest.mark.parametrize("q", ["=karabach", "kara*", "karabach~", "-karabach", "1998", "kar"])
def test_what_was_meant_as_written_is_not_spelt_otherwise(messages, make_article, q):
    many(make_article, headline="Karabakh 1988 car")
    assert not any(message.startswith("Did you mean") for message in messages(q))


def test_two_letters_away_must_be_far_more_frequent_than_one(advise, make_article):
    many(make_article, 1, headline="Reintegratian")
    many(make_article, 6, headline="Reintegrate reintegration")
    assert advise("reintegratien") == {"reintegration": 6}


# --- what to drop -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "advised"),
    [
        ("harbour zeppelin", {"harbour"}),
        ("harbour date:1999", {"harbour"}),
        ("harbour language:de", {"harbour"}),
        ("harbour has:image", {"harbour"}),
        ("harbour -monday", {"harbour"}),
        ("harbour zepp*", {"harbour"}),
        ("caption:harbour", {"harbour"}),
        ("caption:(harbour OR zeppelin)", {"harbour OR zeppelin"}),
        ('"harbour monday"', {'"harbour monday"~5', "harbour AND monday"}),
        ('"monday harbour"', {"monday AND harbour"}),
        ("=harbours", {"harbours"}),
        ("harb", {"harb*"}),
        ("body:harb monday", {"body:harb* AND monday"}),
        ("harbour zeppelin airship", {"harbour OR zeppelin OR airship"}),
    ],
)
def test_the_part_that_is_in_the_way_is_named(advise, make_article, q, advised):
    many(make_article)
    assert advised <= advise(q).keys()


def test_what_keeps_all_words_comes_before_what_loses_one(advise, make_article):
    many(make_article, 2, headline="Whale")
    many(make_article, 4)
    assert next(iter(advise("whale date:1999").items())) == ("whale", 2)


def test_with_any_word_required_parts_can_be_dropped_too(advise, make_article):
    many(make_article)
    assert advise("+zeppelin harbour", match="any") == {"harbour": 3}


def test_a_question_without_any_word_left_is_no_advice(advise, make_article):
    many(make_article)
    assert advise("zeppelin -whale") == {}


def test_filters_are_dropped_alone_and_together(messages, make_article):
    many(make_article, 2, source="Argus")
    many(make_article, 3, source="Herald", language="de")
    told = messages("harbour", source="Argus", language="de", published_before="2024-01-01")
    assert told == ["Without filters: 5.", "Without the filter by source: 3.", "Without the filter by language: 2."]
    assert messages("harbour", source="Argus", published_after="2024") == [
        "Without filters: 5.",
        "Without the dates: 2.",
    ]


def test_where_enough_is_found_nothing_is_tried(messages, make_article):
    many(make_article, LITTLE)
    assert messages("harbour") == []


def test_advice_ends_when_it_takes_too_long(messages, make_article, monkeypatch):
    many(make_article)
    monkeypatch.setattr("search.advice.LONGEST", -1)
    assert messages("harbour zeppelin") == []
    assert backend.engine().terms("zepp", limit=1) == []


def test_looking_for_spellings_ends_in_time_for_one_to_be_tried(advise, make_article, monkeypatch):
    """A cluster takes long to look for one word."""
    monkeypatch.setattr("search.advice.LONGEST", 1)
    many(make_article, headline="Karabakh")
    q = " ".join(["karabach", *(f"zeppelin{letter}" for letter in "abcdefghijklmnopqrst")])
    asked, terms = [], Memory.terms

    def slowly(self, prefix, **options):
        asked.append(prefix)
        time.sleep(0.1)
        return terms(self, prefix, **options)

    monkeypatch.setattr(Memory, "terms", slowly)
    assert advise(q, match="any") == {q.replace("karabach", "karabakh"): 3}
    assert len(asked) <= 2 * 3 * 2  # two questions, three words of each, one and two letters away


def test_how_often_words_are_known_is_asked_once(messages, make_article, monkeypatch):
    many(make_article, headline="Karabakh peacekeepers")
    asked, frequencies = [], Memory.frequencies

    def counted(self, words):
        asked.append([*words])
        return frequencies(self, asked[-1])

    monkeypatch.setattr(Memory, "frequencies", counted)
    messages("karabach peacekepeers zeppelin")
    assert [len(words) for words in asked if len(words) > 1] == [6]
