"""What of an article is searched, counted and filtered by."""

import datetime

import pytest

from articles.models import Correction, Image, RelatedLink, Source
from search import backend
from search.documents import documents, tags_of

pytestmark = pytest.mark.django_db


def document(article):
    [found] = documents([article.pk], backend.analysis())
    return found


def words(document):
    """Return {field: its words, run by run}."""
    return {
        name: [" ".join(stem.partition(":")[2] for stem in run) for run in text.runs]
        for name, text in document.texts.items()
    }


def test_all_that_was_printed_is_read(make_article):
    source = Source.objects.create(name="The Paper", domain="paper.example")
    article = make_article(
        headline="Harbour", subtitle="Open again", byline="A. Reporter", body="Ships came.", section="World",
        source=source, authors=["Zoe Lind", "AFP"], topics=["trade", "sea"],
    )  # fmt: skip
    Image.objects.create(article=article, caption="A second ship", credit="AP", position=2)
    Image.objects.create(article=article, caption="A ship", credit="", position=1)
    found = document(article)
    assert words(found) == {
        "headline": ["harbour"],
        "subtitle": ["open again"],
        "by": ["a report"],
        "caption": ["a ship", "a second ship", "ap"],
        "body": ["ship came"],
        "author": ["zoe lind", "afp"],
        "source": ["the paper", "paper exampl"],
        "section": ["world"],
        "topic": ["trade", "sea"],
    }
    assert (found.author, found.topic) == (("Zoe Lind", "AFP"), ("trade", "sea"))
    assert (found.source, found.section, found.language) == (("paper.example",), ("World",), ("en",))
    assert found.published == datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC)
    assert found.id == article.pk


def test_what_is_not_there_has_no_field(make_article):
    found = document(make_article(section="", byline=""))
    assert found.texts.keys() == {"headline", "body"}
    assert found.source == found.author == found.topic == found.section == ()


@pytest.mark.parametrize(
    ("model", "fields", "what"),
    [
        (Image, {"url": "https://a.example/1.jpg"}, "image"),
        (RelatedLink, {"title": "Another"}, "related"),
        (Correction, {"note": "A name was wrong."}, "correction"),
    ],
)
def test_what_an_article_has_is_marked(make_article, model, fields, what):
    article = make_article()
    assert document(article).has == frozenset()
    model.objects.create(article=article, **fields)
    assert document(article).has == {what}


def test_only_public_articles_are_read_by_id(make_article):
    second, draft, first = make_article(), make_article(status="draft"), make_article()
    assert [one.id for one in documents([first.pk, draft.pk, second.pk, 99_999], backend.analysis())] == [
        second.pk,
        first.pk,
    ]


def test_parts_of_many_articles_are_read_at_once(make_article, django_assert_num_queries):
    articles = [make_article(authors=[f"Author {number}"], topics=["trade"]) for number in range(5)]
    with django_assert_num_queries(6):
        found = list(documents([one.pk for one in articles], backend.analysis()))
    assert [one.author for one in found] == [(f"Author {number}",) for number in range(5)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ("en",)), ("en-GB", ("en", "en-gb")), ("zh-Hant-TW", ("zh", "zh-hant", "zh-hant-tw"))],
)
def test_an_article_is_found_by_every_wider_tag(language, expected):
    assert tags_of(language) == expected
