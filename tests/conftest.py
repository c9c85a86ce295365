"""What all tests share."""

import datetime
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the project; absent on a reader's own machine."""
    if not SHARED.is_dir():
        pytest.skip("../shared with its real corpora is not beside this checkout")
    return SHARED


@pytest.fixture
def make_article(db):
    """Return a function that stores an article; every field has a value that can be overridden."""
    from articles.models import Article, Author, Authorship, Source, Tagging, Topic

    def make(*, authors=(), topics=(), source=None, **overrides):
        if isinstance(source, str):
            source, _ = Source.objects.get_or_create(name=source, domain="")
        fields = {
            "headline": "Harbour reopens",
            "body": "The harbour reopened on Monday.\n\nShips came in.",
            "language": "en",
            "published_at": datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC),
            "date_precision": "day",
            "status": "published",
        }
        article = Article.objects.create(source=source, **fields | overrides)
        for position, name in enumerate(authors):
            author, _ = Author.objects.get_or_create(name=name)
            Authorship.objects.create(article=article, author=author, position=position)
        for position, name in enumerate(topics):
            topic, _ = Topic.objects.get_or_create(name=name)
            Tagging.objects.create(article=article, topic=topic, position=position)
        article.refresh_from_db()
        return article

    return make
