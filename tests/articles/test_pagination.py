import base64
import datetime
import itertools

import orjson
import pytest
from django.db import connection

from articles.models import Article
from articles.pagination import ArticleId, Cursor, Pages, behind, encoded, microseconds, moment
from articles.parameters import BadParameters, Parameter


class Listed(Pages):
    q = Parameter("What.")
    cursor = Cursor(str, int)


def cursor_of(*parts):
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


@pytest.mark.parametrize("place", [("", 0), ("Zoë & Söhne", 12), ("a" * 255, 2**63 - 1)])
def test_a_cursor_comes_back_as_the_place_that_it_was_given_out_for(place):
    cursor = encoded(Listed("q=x").question, *place)
    assert Listed(f"q=x&cursor={cursor}").after == place


def test_without_a_cursor_there_is_no_place():
    assert Listed("q=x").after is None


def test_a_cursor_fits_its_own_question_only_but_any_page_size():
    cursor = encoded(Listed("q=x").question, "a", 1)
    assert Listed(f"q=x&page_size=3&cursor={cursor}").after == ("a", 1)
    with pytest.raises(BadParameters) as caught:
        Listed(f"q=y&cursor={cursor}")
    assert caught.value.errors[0]["parameter"] == "cursor"
    assert "another question" in caught.value.errors[0]["detail"]


QUESTION = Listed("q=x").question


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "....",
        "é",
        "%F0%9F%98%80",
        "a" * 5_000,
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"[" * 3_000).decode(),
        base64.urlsafe_b64encode(b"[1,2").decode(),
        base64.urlsafe_b64encode(b"null").decode(),
        base64.urlsafe_b64encode(b'[1,"x","a",NaN]').decode(),
        base64.urlsafe_b64encode(b'[1,"x","a",1e999]').decode(),
        cursor_of(),
        cursor_of(2, QUESTION, "a", 1),
        cursor_of(1, QUESTION),
        cursor_of(1, QUESTION, "a"),
        cursor_of(1, QUESTION, "a", 1, 1),
        cursor_of(1, QUESTION, 1, "a"),
        cursor_of(1, QUESTION, "a", "1"),
        cursor_of(1, QUESTION, "a", True),
        cursor_of(1, QUESTION, "a", 1.0),
        cursor_of(1, QUESTION, "a", -1),
        cursor_of(1, QUESTION, "a", 2**63),
        cursor_of(1, QUESTION, "a\0", 1),
        cursor_of(1, QUESTION, None, None),
        cursor_of(1, [QUESTION], "a", 1),
        cursor_of(1, QUESTION, ["a"], {}),
    ],
)
def test_a_cursor_that_was_never_given_out_is_refused_with_a_sentence(cursor):
    with pytest.raises(BadParameters) as caught:
        Listed(f"q=x&cursor={cursor}")
    assert caught.value.errors[0]["parameter"] == "cursor"


def test_moments_are_exact_to_the_microsecond_and_never_fall_off_the_calendar():
    for then in (datetime.datetime(1400, 1, 1), datetime.datetime(9998, 12, 31, 23, 59, 59, 999_999)):
        then = then.replace(tzinfo=datetime.UTC)
        assert moment(microseconds(then)) == then
    assert moment(2**63 - 1).year == 9999
    assert moment(-(2**63)).year == 1


@pytest.mark.parametrize("descending", [False, True])
def test_rows_with_the_same_value_are_parted_by_their_id(make_article, descending):
    for headline in "BAABCA":
        make_article(headline=headline)
    order = ("-headline", "-id") if descending else ("headline", "id")
    all_rows = list(Article.objects.order_by(*order).values_list("headline", "id"))
    for row, following in itertools.pairwise([*all_rows, None]):
        rest = Article.objects.filter(behind("headline", *row, descending=descending)).order_by(*order)
        assert rest.values_list("headline", "id").first() == following


@pytest.mark.parametrize("value", ["1", "42", str(2**63 - 1)])
def test_an_id_has_one_spelling(value):
    assert ArticleId().to_url(ArticleId().to_python(value)) == value


def test_an_id_beyond_what_the_database_counts_to_is_no_address():
    with pytest.raises(ValueError, match=str(2**63)):
        ArticleId().to_python(str(2**63))


def test_names_are_walked_in_one_order_on_every_database(api, make_article):
    names = ["alpha", "Beta", "Äther", "zeta", "Zulu", "éclair", "beta", "Ωmega", "中", "_", "a b", "a-b", "ab", "😀"]
    make_article(authors=names)
    walked, page = [], api("authors/", page_size=1)
    while True:
        walked += [one["name"] for one in page["results"]]
        if page["next"] is None:
            break
        page = api(page["next"].partition("/api/v1/")[2])
    assert walked == sorted(names)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_names_keep_their_order_whatever_a_later_migration_does_to_their_columns():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'name' AND collation_name = 'C'"
        )
        assert {name for (name,) in cursor} >= {"articles_source", "articles_author", "articles_topic"}
