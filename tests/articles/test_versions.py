"""The version of an article in its ETag, and writers who name one."""

import re
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.utils.http import http_date

from articles import curation, versions
from articles.models import Correction, Source
from articles.versions import PreconditionFailed, require, tag, version


def etag(client, article, headers=None):
    return client.get(f"/api/v1/articles/{article.pk}/", headers=headers)["ETag"]


def test_the_tag_of_an_article_is_strong_and_begins_with_its_version(client, make_article):
    article = make_article()
    assert re.fullmatch(r'"[0-9a-f]+-[0-9a-f]{16}"', etag(client, article))
    assert etag(client, article) == etag(client, article)
    assert etag(client, article).strip('"').partition("-")[0] == version(article)


ACTS = {
    "an edit": lambda one: one.save(),
    "a correction": lambda one: Correction(article=one, note="Wrong.").save(),
    "a verb": lambda one: curation.restore(curation.withdraw(one, reason="error")),
    "another name of its source": lambda one: Source(pk=one.source_id, name="Other").save(),
}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_makes_another_version(client, make_article, act):
    article = make_article(source="Herald")
    before = etag(client, article).partition("-")[0]
    ACTS[act](article)
    assert etag(client, article).partition("-")[0] > before


def test_a_reader_may_name_the_version_that_is_wanted(client, make_article):
    article = make_article()
    known = etag(client, article)
    get = lambda **headers: client.get(f"/api/v1/articles/{article.pk}/", headers=headers).status_code  # noqa: E731
    assert get(If_Match=known) == 200
    assert get(If_None_Match=known) == 304
    article.save()
    assert get(If_Match=known) == 412
    assert get(If_None_Match=known) == 200


def test_whoever_is_shown_more_gets_another_tag_of_the_same_version(client, make_article, token):
    article = make_article()
    mine, others = etag(client, article, token()), etag(client, article)
    assert mine != others
    assert mine.partition("-")[0] == others.partition("-")[0]


# --- what a writer names ------------------------------------------------------------------------


@pytest.fixture
def article(make_article):
    return make_article()


@pytest.mark.parametrize(
    "header",
    [None, "*", ' "{v}-0" ', '"{v}"', 'W/"{v}-0"', '"0-0", "{v}-0"', '"0-0","1",W/"{v}-ffff"'],
)
def test_the_version_alone_is_compared(article, header):
    assert require({"If-Match": header.format(v=version(article))} if header else {}, article) is None


@pytest.mark.parametrize("header", ["", '"0-0"', '"{v}0-0"', "{v}-0", '"*"', '"-{v}"', "nonsense"])
def test_any_other_version_is_refused(article, header):
    with pytest.raises(PreconditionFailed, match=f"Somebody has changed article {article.pk}"):
        require({"If-Match": header.format(v=version(article))}, article)


def test_a_tag_changes_with_what_is_shown():
    one = SimpleNamespace(updated_at=versions.microseconds.__globals__["EPOCH"])
    assert tag(one, {"a": 1}) != tag(one, {"a": 2})
    assert tag(one, {"a": 1}).startswith('"0-')


@pytest.mark.parametrize(
    ("headers", "met"),
    [
        ({"If-None-Match": "*"}, False),
        ({"If-None-Match": '"0-0"'}, True),
        ({"If-None-Match": '"{v}-0"'}, False),
        ({"If-Unmodified-Since": "{then}"}, True),
        ({"If-Unmodified-Since": "Mon, 06 Nov 1994 08:49:37 GMT"}, False),
        ({"If-Unmodified-Since": "some day"}, True),
        ({"If-Unmodified-Since": "Mon, 06 Nov 1994 08:49:37 GMT", "If-Match": "*"}, True),
        ({"If-Match": "*", "If-None-Match": "*"}, False),
    ],
)
def test_the_other_conditions_count_too(make_article, headers, met):
    article = make_article()
    known = {"v": version(article), "then": http_date(article.updated_at.timestamp())}
    asked = {name: value.format(**known) for name, value in headers.items()}
    with nullcontext() if met else pytest.raises(PreconditionFailed):
        require(asked, article)
