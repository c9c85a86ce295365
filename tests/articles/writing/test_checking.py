"""Every mistake of a body is told at once, each where it is, with what would be right."""

import pytest

from articles.models import Change


def test_every_mistake_is_told_at_once(mistakes):
    found = mistakes(
        {
            "headlin": "A",
            "subtitle": 5,
            "language": "no language",
            "authors": [{"name": "Ann"}, {"name": "", "kind": "persn", "born": 1}],
            "images": [{}],
            "topics": ["War", None],
            "published_at": "soon",
        }
    )
    assert set(found) == {
        *("headlin", "subtitle", "language", "authors[1].name", "authors[1].kind", "authors[1].born"),
        *("images[0]", "topics[1]"),
    }
    assert found["headlin"]["nearest"] == "headline"
    assert "headline" in found["headlin"]["valid"]
    assert found["authors[1].kind"] | {"detail": ""} == {
        **{"parameter": "authors[1].kind", "detail": "", "offset": None},
        **{"valid": ["person", "agency"], "nearest": "person"},
    }
    assert not Change.objects.exists()


def test_what_the_archive_finds_out_itself_is_not_taken(send, mistakes):
    whole = send("post", "articles/", {"headline": "A"}).json()
    found = mistakes(whole, "put", f"articles/{whole['id']}/")
    assert {"id", "text", "revision", "status", "url", "withdrawal"} <= set(found)
    assert found["status"]["detail"] == "The archive finds out “status” here by itself: leave it out."


def test_of_very_many_mistakes_a_hundred_are_told(mistakes):
    assert len(mistakes({f"name{number}": 1 for number in range(100_000)})) == 100


WRONG = [
    ({"headline": None}, "headline", "null is no text"),
    ({"headline": True}, "headline", "a text was expected"),
    ({"headline": 5}, "headline", "a text was expected"),
    ({"headline": ["A"]}, "headline", "a text was expected"),
    ({"headline": "A\0B"}, "headline", "it holds a control character (U+0000): leave it out"),
    ({"topics": ["War\x1b[31m"]}, "topics[0]", "it holds a control character (U+001B)"),
    ({"note": "why\x7f"}, "note", "it holds a control character (U+007F)"),
    ({"section": "s" * 256}, "section", "at most 255 characters"),
    ({"topics": ["t" * 256]}, "topics[0]", "at most 255 characters"),
    ({"topics": "War"}, "topics", "a list was expected"),
    ({"topics": [""]}, "topics[0]", "it is empty"),
    ({"topics": [f"t{number}" for number in range(1_001)]}, "topics", "at most 1000 are taken"),
    ({"authors": "Ann"}, "authors", "a list was expected"),
    ({"authors": ["Ann"]}, "authors[0]", "an object was expected"),
    ({"authors": [{}]}, "authors[0].name", "it is missing"),
    ({"authors": [{"name": "A", "id": 1}]}, "authors[0].id", "finds out “id” in authors[0] by itself"),
    ({"authors": [{"name": "A", "kind": 5}]}, "authors[0].kind", "use person or agency"),
    ({"source": "Herald"}, "source", "an object was expected"),
    ({"source": {}}, "source", "it is empty: give name or domain"),
    ({"source": {"domain": "a b"}}, "source.domain", "a domain was expected"),
    ({"source": {"name": "n" * 256}}, "source.name", "at most 255 characters"),
    ({"language": "english"}, "language", "a language tag was expected"),
    ({"source_url": "herald"}, "source_url", "This is no address on the web"),
    ({"source_url": "javascript:alert(1)"}, "source_url", "This is no address on the web"),
    ({"images": [{"url": "x"}]}, "images[0].url", "This is no address on the web"),
    ({"related_links": [{"url": ""}]}, "related_links[0]", "it is empty: give title or url"),
    ({"related_links": [{"title": "A", "article": 1}]}, "related_links[0].article", "by itself"),
    ({"corrections": [{"at": "2020-01-01T00:00:00Z"}]}, "corrections[0].note", "it is missing"),
    ({"corrections": [{"note": "A", "at": "then"}]}, "corrections[0].at", "a moment was expected"),
    ({"corrections": [{"note": "A", "at": "0900-01-01T00:00:00Z"}]}, "corrections[0].at", "a moment was expected"),
    ({"published_at": "soon"}, "published_at", "is no date: write 2023"),
    ({"published_at": 2023}, "published_at", "a text was expected"),
    ({"published_at": "2023-02-30"}, "published_at", "is not in the calendar"),
    ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at", "a moment was expected"),
    ({"published_at": "9999-12-31T23:59:59Z"}, "published_at", "a moment was expected"),
    ({"published_at": "2023-09-20T25:00:00Z"}, "published_at", "a moment was expected"),
    ({"published_at": "2023", "date_precision": "day"}, "published_at", "of which the day is what is known"),
    (
        {"published_at": "2023-09-20T14:05:00Z", "date_precision": "day"},
        "published_at",
        "of which the day is what is known",
    ),
    ({"published_at": "2023", "date_precision": "century"}, "date_precision", "use year, month, day or minute"),
    ({"date_precision": "day"}, "date_precision", "it goes with published_at"),
    ({"published_at": None, "date_precision": "day"}, "date_precision", "there is no date"),
    ({"note": 5}, "note", "a text was expected"),
]


@pytest.mark.parametrize(("body", "parameter", "said"), WRONG)
@pytest.mark.parametrize("method", ["post", "patch"])
def test_each_mistake_is_a_sentence_with_its_place(mistakes, make_article, method, body, parameter, said):
    address = "articles/" if method == "post" else f"articles/{make_article().pk}/"
    before = Change.objects.count()
    found = mistakes(body, method, address)
    assert list(found) == [parameter]
    assert said in found[parameter]["detail"]
    assert found[parameter]["detail"].endswith(".")
    assert Change.objects.count() == before


DATES = [
    ("2023", None, "2023-01-01T00:00:00Z", "year"),
    ("2023-09", None, "2023-09-01T00:00:00Z", "month"),
    ("2023-09-20", None, "2023-09-20T00:00:00Z", "day"),
    ("2023-09-20 14:05", None, "2023-09-20T14:05:00Z", "minute"),
    ("2023-09-20T14:05:33+02:00", None, "2023-09-20T12:05:33Z", "minute"),
    ("2023-09-20T14:05:33", None, "2023-09-20T14:05:33Z", "minute"),
    ("2023-09-20T00:00:00Z", "day", "2023-09-20T00:00:00Z", "day"),
    ("2023-01-01T00:00:00Z", "year", "2023-01-01T00:00:00Z", "year"),
    ("2023-01-01", "year", "2023-01-01T00:00:00Z", "year"),
    ("2023-09-20", "", "2023-09-20T00:00:00Z", "day"),
    ("", None, None, ""),
    (None, "", None, ""),
]


@pytest.mark.parametrize(("written", "precision", "at", "known"), DATES)
def test_a_date_is_as_precise_as_it_is_written_or_said_to_be(send, written, precision, at, known):
    body = {"published_at": written} | ({} if precision is None else {"date_precision": precision})
    made = send("post", "articles/", body, status=201).json()
    assert (made["published_at"], made["date_precision"]) == (at, known)


def test_lines_end_as_the_archive_ends_them(send):
    made = send("post", "articles/", {"body": " One.\r\n\r\nTwo.\rThree.\n", "headline": " A "}).json()
    assert (made["body"], made["headline"]) == (" One.\n\nTwo.\nThree.\n", "A")
