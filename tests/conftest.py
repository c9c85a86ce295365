"""What all tests share."""

import datetime
import gc
import os
import shutil
from pathlib import Path

import pytest

from tests.databases import SERVER
from tests.search.engines.opensearch import places

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the project; absent on a reader's own machine."""
    if not SHARED.is_dir():
        pytest.skip("../shared with its real corpora is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def umask_of_its_own():
    """Take back what commands that were called here set for their whole process."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def desk_of_its_own():
    """Give each test a desk's index of its own: that lies in ARCHIVE_DATA, which all share."""
    yield
    from django.conf import settings

    if settings.configured and (folder := settings.ARCHIVE_DATA / "desk").exists():
        from search.desk import shelf

        shelf.engine.cache_clear()
        shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture
def numbered_from_one(db):
    """Give the first article the id 1: PostgreSQL counts on when a test is rolled back."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


@pytest.fixture
def sample(numbered_from_one, settings, tmp_path):
    """The archive as a newcomer has it after the first start."""
    from django.core.management import call_command

    from search import backend, indexing

    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    call_command("import_articles", str(ROOT / "fixtures" / "articles"), sample=True, verbosity=0)
    indexing.bring_up_to_date(backend.engine())


@pytest.fixture
def index(db, settings, monkeypatch):
    """Return a function that brings an index in memory up to date with the database; nothing else follows the log."""
    settings.SEARCH_URL = "memory://"
    from search import backend, indexing
    from search.engines.memory import Memory

    monkeypatch.setattr(Memory, "private", False)

    def update():
        indexing.bring_up_to_date(backend.engine())

    update()
    return update


@pytest.fixture
def api(client):
    """Return a function that gets an address under /api/v1/ and gives its JSON; other headers as `headers`."""

    def get(address="", status=200, headers=None, **parameters):
        response = client.get(f"/api/v1/{address}", parameters, headers=headers)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return get


@pytest.fixture
def token(db):
    """Return a function that makes a token and gives the header that shows it."""
    from archive.models import Token

    def made(name="importer", scope="write", **fields):
        return {"Authorization": f"Bearer {Token(name=name, scope=scope, **fields).issue()}"}

    return made


@pytest.fixture
def account(db):
    """Return a function that makes a user with these roles and gives a browser in which they are signed in."""
    from django.contrib.auth.models import Group, User
    from django.test import Client

    def made(*roles, name="", **fields):
        user = User.objects.create_user(name or "-".join(roles) or "ann", password="secret", **fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        browser = Client()
        browser.force_login(user)
        return browser

    return made


# --- which tests are for which database -----------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    """Leave out, rather than skip, what is about the database that the tests do not run on, or says nothing of one."""
    others = ("sqlite", "once") if SERVER else ("postgresql",)
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in {*left_out}]


def pytest_collection_finish():
    """Leave the tests themselves, ten thousand of them, out of each collection of garbage: it took half a second."""
    gc.collect()
    gc.freeze()


# --- what tests leave on a server ------------------------------------------------------------------


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish():
    """Delete the indexes that the run made in OpenSearch, once all workers have ended."""
    result = yield
    if places.FIRST:
        places.delete_all()
    return result


# --- CI=true: what is skipped because something is absent counts as failed ------------------------


def count_as_failed(report):
    """Turn a skip into a failure that gives its reason; pytest lists it at the end with the others."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason} (a skip counts as a failure when CI=true)"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Judge the report of a test."""
    return count_as_failed((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Judge the report of a module, which can skip itself whole."""
    return count_as_failed((yield))
