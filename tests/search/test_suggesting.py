"""What completes as one types."""

import pytest

from articles import curation
from search.serializers import Suggestions


@pytest.fixture
def suggest(api, index):
    """Return a function that brings the index up to date and asks what completes a text."""

    def ask(q, status=200, **parameters):
        index()
        return api("suggest/", status=status, q=q, **parameters)

    return ask


def words(answer):
    return [one["word"] for one in answer["words"]]


def headlines(answer):
    return [one["headline"] for one in answer["headlines"]]


def test_an_answer_has_the_documented_shape(suggest, make_article):
    article = make_article(headline="Ceasefire in Yevlakh", body="A ceasefire.")
    answer = suggest("cea")
    assert answer == {
        "words": [{"word": "ceasefire", "documents": 1}],
        "headlines": [{"id": article.pk, "headline": "Ceasefire in Yevlakh"}],
    }
    shape = Suggestions().fields
    assert answer.keys() == shape.keys()
    for name in answer:
        assert answer[name][0].keys() == shape[name].child.fields.keys()


def test_the_last_word_is_completed_by_the_frequent_ones_first(suggest, make_article):
    make_article(headline="Wheat", body="whale wheat")
    make_article(headline="Wheat", body="wheel")
    assert suggest("the wh")["words"] == [
        {"word": "wheat", "documents": 2},
        {"word": "whale", "documents": 1},
        {"word": "wheel", "documents": 1},
    ]
    assert words(suggest("whe")) == ["wheat", "wheel"]
    assert words(suggest("wh", page_size="1")) == ["wheat"]


@pytest.mark.parametrize("q", ["elec", "Élec", "ÉLEC", "l'elec", '"élec', "-elec"])
def test_accents_case_and_signs_are_forgiven(suggest, make_article, q):
    make_article(headline="Les élections", body="élections")
    assert words(suggest(q)) == ["elections"]


def test_a_word_that_is_complete_is_not_completed(suggest, make_article):
    make_article(headline="Oil and oilseed")
    for q in ("oil ", "oil,", "oil-"):
        answer = suggest(q)
        assert (answer["words"], headlines(answer)) == ([], ["Oil and oilseed"])
    assert suggest("?!") == suggest("* ") == {"words": [], "headlines": []}


def test_letters_and_function_words_complete_nothing(suggest, make_article):
    make_article(headline="That t-shirt", body="The tea they took to the t.")
    assert words(suggest("t")) == ["tea", "took"]


def test_what_is_only_in_names_completes_no_word_as_it_would_find_nothing(suggest, make_article):
    make_article(authors=["Zoltan"], topics=["Zoology"])
    assert suggest("zo") == {"words": [], "headlines": []}


def test_headlines_hold_all_complete_words_in_any_form_and_one_that_begins_so(suggest, make_article):
    older = make_article(headline="Ministers reshuffled")
    make_article(headline="A minister resigns", body="reshuffle")
    make_article(headline="Reshuffle")
    newer = make_article(headline="Minister: no reshuffle", published_at=older.published_at.replace(year=2024))
    answer = suggest("minister resh")
    assert [one["id"] for one in answer["headlines"]] == [newer.pk, older.pk]


def test_in_scripts_without_spaces_each_character_is_complete(suggest, make_article):
    make_article(headline="中国停火", language="zh")
    answer = suggest("停火")
    assert (words(answer), headlines(answer)) == ([], ["中国停火"])


def test_what_is_not_public_is_not_suggested(suggest, api, make_article):
    make_article(headline="Harbour draft", body="quixotic", status="draft")
    article = make_article(headline="Harbour secret", body="quicksilver")
    assert words(suggest("qui")) == ["quicksilver"]
    curation.withdraw(article, reason="legal")
    assert api("suggest/", q="harb")["headlines"] == []
    assert suggest("qui") == suggest("harb") == {"words": [], "headlines": []}


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "x" * 513}, "q"),
        ({"q": "a " * 40}, "q"),
        ({"q": "a", "page_size": "0"}, "page_size"),
        ({"q": "a", "page_size": "101"}, "page_size"),
        ({"q": "a", "limit": "5"}, "limit"),
    ],
)
def test_what_is_wrong_is_named(api, index, parameters, parameter):
    [mistake] = api("suggest/", status=400, **parameters)["errors"]
    assert mistake["parameter"] == parameter


def test_what_a_client_has_is_not_asked_for_again(client, index, make_article):
    make_article()
    index()
    first = client.get("/api/v1/suggest/?q=har")
    assert client.get("/api/v1/suggest/?q=har", headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_article()
    assert client.get("/api/v1/suggest/?q=har", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert "must-revalidate" in first["Cache-Control"]


def test_an_archive_without_index_says_that_it_cannot_answer(api, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    assert api("suggest/", q="har", status=503)["title"] == "Service Unavailable"
