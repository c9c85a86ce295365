"""What must be so before the first request is answered. Each step looks first, and does nothing twice."""

import hashlib
import os
from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Do what is needed: migrate, take digests, collect the static files, load the sample, index."""
    migrate(say)
    keep_digests(say)
    collect_static_files(say)
    load_sample(say)
    bring_index_up_to_date(say)


def migrate(say: Say) -> None:
    """Bring the tables to what the code expects."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"Preparing the database ({len(plan)} migrations).")
        call_command("migrate", interactive=False, verbosity=0)


def keep_digests(say: Say) -> None:
    """Keep digests for mirrors of what was written by a release that kept none."""
    from articles import digests

    if count := digests.undigested().count():
        say(f"Taking digests for mirrors ({count:,} changes).")
        digests.complete()


def collect_static_files(say: Say) -> None:
    """Copy style sheets and the like to where they are served from, compressed, when they changed."""
    stamp = settings.STATIC_ROOT / "made-from"
    wanted = static_digest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say("Collecting style sheets and scripts.")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def static_digest() -> str:
    """Return a digest of names, sizes and times of all static files, and of how they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            file = storage.path(path)
            stat = os.stat(file)
            digest.update(repr((path, file, stat.st_size, stat.st_mtime_ns)).encode())
    return digest.hexdigest()


def load_sample(say: Say) -> None:
    """Import the sample, unless anything was ever written: whoever removed it never sees it again."""
    from articles.history import Change

    if settings.ARCHIVE_SAMPLE and not Change.objects.exists():
        say("Loading the sample: articles written for this project. ARCHIVE_SAMPLE=0 leaves them out.")
        call_command("import_articles", str(settings.ROOT / "fixtures" / "articles"), sample=True, verbosity=0)


def bring_index_up_to_date(say: Say) -> None:
    """Index what is quickly done; more is left to the indexer, so that nobody waits for the articles as well.

    An engine that cannot answer is no reason not to start: articles are read from the database, searches say 503.
    """
    from search.desk import SHELVES

    if settings.SEARCH_URL.startswith("memory:"):
        return
    for shelf in SHELVES:
        _bring_up_to_date(shelf, say)


def _bring_up_to_date(shelf, say):
    from search import indexing
    from search.engines.base import EngineError

    engine, search = shelf.engine(), "search in the admin" if shelf.suffix else "search"
    try:
        if (waiting := work(engine, shelf)) <= indexing.BATCH:
            indexing.bring_up_to_date(engine, shelf=shelf)
        else:
            more = "more " if shelf.suffix else ""
            say(f"The indexer has {waiting:,} {more}articles before it; until then {search} {_meanwhile(engine)}.")
    except EngineError as error:
        say(f"{search.capitalize()} is not ready: {error}")


def _meanwhile(engine) -> str:
    """What search does while the indexer works: an index that is there goes on to answer, also while it is rebuilt."""
    from search.engines.base import NoIndex

    try:
        engine.serving()
    except NoIndex:
        return "cannot answer"
    return "answers from the index as it was"


def work(engine, shelf) -> int:
    """Return how many changes or articles of a shelf are to be indexed."""
    from search import indexing
    from search.engines.base import NoIndex

    try:
        if not indexing.mismatch(engine):
            return indexing.lag(engine.state().position, shelf=shelf)
    except NoIndex:
        pass
    return shelf.articles().count()
