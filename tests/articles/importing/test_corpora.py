"""Whole corpora, as people have them: every figure is what a person counted."""

from collections import Counter

import pytest

from articles.batching import batches
from articles.importing.arrivals import arrival
from articles.importing.entries import held
from articles.importing.files import Reading
from articles.importing.options import Options, parse_given, parse_mapping
from articles.importing.paths import find
from articles.importing.store import Store
from articles.models import Article, Author, Capture, Change

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MAP = parse_mapping(
    "id=key,title=headline,text=body,date=published_at,url=source_url,author=byline,lang=language,source=source,tags=topics"
)
WITHOUT_DATE = {"given": parse_given(["published_at=2017", "language=de"]), "headline_from_body": True}


@pytest.fixture
def load(shared, settings, tmp_path):
    """Return a function that imports a corpus and counts the verdicts."""
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"

    def load(corpus, **options):
        files = find([str(shared / "corpora" / f"{corpus}.jsonl.gz")]).files
        reading = Reading(files=files, options=Options(mapping=MAP, **options), held=held)
        store = Store()
        return Counter(one.verdict for batch in batches(reading) for one in store.store(list(map(arrival, batch))))

    return load


def test_reuters_with_all_its_dirt(load):
    assert load("reuters") == {"published": 20_841, "draft": 736, "rejected": 1}
    assert Article.objects.public().count() == 20_841
    assert set(Article.objects.filter(status="draft").values_list("problems__0", flat=True)) == {"It has no headline."}
    assert Change.objects.count() == 21_577
    assert load("reuters") == {"unchanged": 21_577, "rejected": 1}
    assert (Change.objects.count(), Capture.objects.count()) == (21_577, 21_578)


def test_ant_with_twenty_addresses_that_come_twice(load):
    verdicts = load("ant", dates="dmy")
    assert (verdicts["published"], verdicts["draft"]) == (10_114, 27)
    assert verdicts["revised"] + verdicts["captured"] == 20
    assert (Article.objects.count(), Article.objects.public().count()) == (10_141, 10_114)
    assert Capture.objects.count() == 10_161


@pytest.mark.parametrize(
    ("corpus", "options", "verdicts"),
    [
        ("gnad", WITHOUT_DATE, {"published": 1028}),
        ("wikinews_fr", WITHOUT_DATE, {"published": 100}),
        ("przhab", WITHOUT_DATE, {"published": 1383, "draft": 6}),
        ("gentoo", {}, {"published": 126}),
        ("gnad", {}, {"draft": 1028}),
    ],
)
def test_the_small_corpora(load, corpus, options, verdicts):
    assert load(corpus, **options) == verdicts
    assert not Author.objects.filter(name__contains="@").exists()


def test_a_corpus_that_lacked_something_is_completed_by_the_same_command_with_more_options(load):
    assert load("gnad") == {"draft": 1028}
    assert load("gnad", **WITHOUT_DATE) == {"published": 1028}
    assert load("gnad", **WITHOUT_DATE) == {"unchanged": 1028}
