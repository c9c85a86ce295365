"""The archive's own shape: what a line holds, and that it is canonical."""

import datetime
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import curation
from articles.exporting.ndjson import canonical, digests, lines, pieces, portions, records
from articles.models import Correction, Image, RelatedLink


def line_of(article):
    [(_, line)] = lines([article.pk])
    return line


def test_a_line_holds_all_of_an_article_and_nothing_of_this_host(make_article, api):
    article = make_article(source="The Weir", authors=["Ada Stone", "AFP"], topics=["floods", "weirs"], section="Home")
    Image.objects.create(article=article, url="https://weir.example/a.jpg", caption="The weir", credit="A. Stone")
    RelatedLink.objects.create(article=article, title="Before", url="https://weir.example/before")
    Correction.objects.create(article=article, at=datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC), note="Sic.")
    shown = api(f"articles/{article.pk}/")
    del shown["url"]
    for one in (*shown["authors"], shown["source"]):
        del one["id"]
    for one in shown["related_links"]:
        del one["article"]
    assert json.loads(line_of(article)) == shown


def test_an_article_without_source_has_none(make_article):
    assert json.loads(line_of(make_article()))["source"] is None


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_only_what_is_public_has_a_line(make_article, status):
    article = make_article(status="draft")
    if status == "withdrawn":
        curation.publish(article)
        curation.withdraw(article, reason="error")
    assert list(lines([article.pk])) == []
    assert digests([article.pk]) == {}


def test_lines_come_in_the_order_asked_for(make_article):
    ids = [make_article().pk for _ in range(3)][::-1]
    assert [article_id for article_id, _ in lines(ids)] == ids


def test_the_number_of_queries_does_not_grow(make_article, django_assert_num_queries):
    ids = [make_article(authors=["Ada"], topics=["floods"]).pk for _ in range(20)]
    list(lines(ids))
    with django_assert_num_queries(6):
        assert len(list(records(ids))) == 20


def test_few_long_articles_are_read_together_and_the_longest_alone(make_article):
    ids = [make_article(body="x" * length).pk for length in (40, 40, 500, 30, 30, 30, 50)]
    asked = [*ids[:3], 99_999, *ids[3:]]
    assert list(portions(asked, heaviest=100)) == [ids[:2], [ids[2]], [99_999, *ids[3:6]], [ids[6]]]
    assert b"".join(pieces(asked)) == b"".join(line + b"\n" for _, line in lines(ids))


def test_the_digest_is_that_of_the_line(make_article):
    article = make_article()
    assert digests([article.pk]) == {article.pk: hashlib.sha256(line_of(article)).hexdigest()}


NAMES = st.text(st.characters(codec="ascii"), max_size=8)
VALUES = st.text(max_size=40) | st.integers(-(2**53), 2**53) | st.none()


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_what_is_written_is_canonical(record):
    """RFC 8785 is what Python's own writer makes of such records: names in ASCII, no fractions."""
    written = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(record) == written.encode()
