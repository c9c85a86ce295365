"""Keeps an index equal to the database: apply the change log, rebuild.

Every commit is made under one lock and carries the position (`seq`) that the index contains. Whatever dies
at whatever moment, the log still has the work, and applying it again changes nothing.
"""

import logging
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import replace

from django.db import transaction

from articles.batching import batches
from articles.elsewhere import possible
from articles.garbage import collecting_seldom
from articles.history import Change, last_change
from articles.models import Article
from articles.recording import lock_sequence
from search import backend
from search import documents as reading
from search.engines.base import Engine, EngineError, NoIndex, Occupied, Refused
from search.locks import lock
from search.models import Refusal
from search.processes import InProcesses

logger = logging.getLogger(__name__)

BATCH = 2_000
"""Changes in one commit: enough that the commit itself costs little, few enough for a small machine's memory."""

WORTHWHILE = 5_000
"""Articles from which on other processes make the documents of a rebuild."""

OCCUPIED, PAUSE = 300.0, 0.5
"""Seconds to wait for another process that has the index open, and between two attempts."""

PORTION = 10_000
"""Ids that are read with one query."""

BLOCK = 500
"""Neighbouring ids whose documents one process makes."""

_catching_up = threading.Lock()


class Mismatch(EngineError):
    """The index was made by other code or from another database; the message says what differs."""


class RebuildFailed(EngineError):
    """The new generation is not equal to the database; the old one goes on serving."""


def catch_up(engine: Engine, *, limit=BATCH, ahead=None) -> int:
    """Apply the next changes of the log in one commit; returns how many. Raises `NoIndex` and `Mismatch`.

    Where more than `limit` are left, `ahead(seq)` names articles that changed behind these and are to be found at
    once. An article is always indexed as it is now, so that coming to its change later does no harm.
    """
    return _alone(lambda: _catch_up(engine, limit, _remember, ahead))


def catch_up_apart(building, refused) -> int:
    """Apply the next changes to a generation that nobody else knows yet; needs no lock.

    What is refused goes into `refused`, what is taken or gone goes out: the table tells of the index that serves.
    """

    def note(new, settled):
        for article_id in settled:
            refused.pop(article_id, None)
        refused.update(new)

    return _catch_up(building, BATCH, note)


def bring(engine: Engine, article_ids) -> None:
    """Bring these articles of the index to what the database says now; the position of the index stays."""
    for some in batches(article_ids, BATCH):
        _alone(lambda some=some: _bring(engine, some))


def _bring(engine, article_ids):
    state = engine.state()
    _apply(engine, _read(article_ids), _remember, before=state, position=state.position, mark=state.mark)


def _alone(write):
    """Write while no other process of the archive does.

    What an engine of another process still has open, it may let go of only once that process gets the lock.
    """
    ends = time.monotonic() + OCCUPIED
    while True:
        with lock("index"):
            try:
                return write()
            except Occupied:
                if time.monotonic() > ends:
                    raise
        time.sleep(PAUSE)


def _catch_up(engine, limit, note, ahead=None):
    """Apply the next changes; `note` is as in `_apply`."""
    state = engine.state()
    if sentence := mismatch(engine, state):
        raise Mismatch(sentence)
    news = list(Change.objects.filter(seq__gt=state.position).values_list("seq", "mark", "article_id")[:limit])
    if news:
        seq, mark, _ = news[-1]
        wanted = _read({article_id for _, _, article_id in news})
        if ahead and len(news) == limit:
            wanted |= _read(ahead(seq))
        _apply(engine, wanted, note, before=state, position=seq, mark=mark)
    return len(news)


def _read(article_ids):
    """Return {id: its document, None where it is not public}."""
    return dict.fromkeys(article_ids) | {one.id: one for one in documents(article_ids)}


def mismatch(engine: Engine, state=None) -> str:
    """Return one sentence on why the index does not fit this code or this database; empty if it fits."""
    state = state or engine.state()
    if state.fingerprint != engine.fingerprint:
        return f"The index was made as “{state.fingerprint}”, this archive writes “{engine.fingerprint}”: rebuild it."
    wanted = _marks(state)
    known = dict(Change.objects.filter(seq__in=wanted).values_list("seq", "mark"))
    for seq in wanted:
        if known.get(seq) != wanted[seq]:
            return f"The index stands at change {seq} of another history than this database's: rebuild it."
    return ""


def _marks(state):
    """Return {seq: mark} of the changes that a database must have which this index belongs to."""
    mark, _, ahead = state.mark.partition("/")
    seq, _, latest = ahead.partition(":")
    return ({state.position: mark} if state.position else {}) | ({int(seq): latest} if ahead else {})


def _mark(position, mark):
    """Return the mark that a commit carries, after its articles were read: of its position, and of the last change.

    Articles are read as they are now, which may be ahead of the position. A database that was restored to a change
    in between has the one and not the other, and the index holds what is not in it.
    """
    seq, latest = last_change()
    own = mark.partition("/")[0]
    return own if seq <= position else f"{own}/{seq}:{latest}"


def _apply(engine, wanted, note, *, before, position, mark):
    """Bring these articles of the index to what the database says, and the index to this position.

    `note(refused, settled)` gets what is refused, as {id: reason}, and the ids of what is refused no longer: all of it
    before the commit that moves the position. Whatever dies in between, the log still has the work.
    """
    public = [one for one in wanted.values() if one]
    gone = {pk for pk, one in wanted.items() if one is None}
    before = replace(before, mark=_mark(before.position, before.mark))
    note({}, wanted.keys())
    _apply_but_refused(engine, public, gone, note, before, position, _mark(position, mark))


def _remember(refused, settled):
    """Keep in the table what is refused and why, and forget what is settled."""
    if refused or Refusal.objects.exists():  # else the only writer of SQLite would be waited for
        Refusal.objects.filter(article_id__in=settled).delete()
        for article_id, reason in refused.items():
            Refusal.objects.update_or_create(article_id=article_id, defaults={"reason": reason})


def _apply_but_refused(engine, add, remove, note, before, position, mark):
    """Apply, and leave out what the engine refuses, found by halving.

    All but the last commit stay at the old position, so that a crash in between repeats the whole.
    """
    try:
        engine.apply(add, remove, position=position, mark=mark)
    except Refused as refused:
        if len(add) == 1:
            logger.error("The engine refuses article %s: %s", add[0].id, refused)
            note({add[0].id: str(refused)}, ())
            engine.apply([], {*remove, add[0].id}, position=position, mark=mark)
        else:
            half = len(add) // 2
            _apply_but_refused(engine, add[:half], remove, note, before, before.position, before.mark)
            _apply_but_refused(engine, add[half:], (), note, before, position, mark)


def documents(article_ids=None, *, skip=frozenset()):
    """Yield the documents of the public articles among these, or of all; in the order of their ids."""
    if article_ids is None:
        article_ids = _public_ids()
    analysis = backend.analysis()
    for some in batches(article_ids):
        yield from (one for one in reading.documents(some, analysis) if one.id not in skip)


def _all_documents(skip, watch):
    """Return the documents of all public articles, where there are many in shares for processes of their own."""
    total = Article.objects.public().count()
    if total < WORTHWHILE or not possible():
        return watch(documents(skip=skip))

    def share(number, count):
        return documents(_share_of(number, count), skip=skip)

    return InProcesses(share, total=total, watch=watch)


def _share_of(number, count):
    """Return the public ids of one of so many shares. Each id stays in its own, though articles come and go."""
    return (pk for pk in _public_ids() if pk // BLOCK % count == number)


def _public_ids():
    """Yield the ids of all public articles. No cursor stays open: SQLite could not empty its log."""
    last, public = -1, Article.objects.public().order_by("pk").values_list("pk", flat=True)
    while some := list(public.filter(pk__gt=last)[:PORTION]):
        yield from some
        last = some[-1]


def rebuild(engine: Engine, *, watch=iter) -> None:
    """Build a new generation while others write and search, and point to it once it equals the database.

    `watch` wraps the stream of documents, to show progress. Raises `Busy` while another rebuild runs.
    """
    refused = {}
    with lock("rebuild", wait=False), collecting_seldom():
        while True:
            try:
                _rebuild(engine, watch, refused)
                break
            except Refused as refusal:
                if refusal.id is None or refusal.id in refused:
                    raise
                logger.error("The engine refuses article %s: %s", refusal.id, refusal)
                refused[refusal.id] = str(refusal)


def _rebuild(engine, watch, refused):
    seq, mark = last_change()
    with ExitStack() as held:

        def finish(building):
            while catch_up_apart(building, refused) >= BATCH:
                pass
            held.enter_context(lock("index"))
            _finish(building, refused)
            _remember(refused, ())  # before the switch: dying in between, it names too many rather than too few

        made = held.enter_context(closing(_all_documents(refused, watch)))
        engine.rebuild(made, position=seq, mark=mark, before_switch=finish)
        _remember({}, set(Refusal.objects.values_list("article_id", flat=True)) - refused.keys())


def _finish(building, refused):
    """Take the last changes while nobody writes, and compare: what is pointed to equals the database."""
    with transaction.atomic():
        lock_sequence(transaction.get_connection().alias)
        while catch_up_apart(building, refused):
            pass
        wanted = set(Article.objects.public().values_list("pk", flat=True).iterator(chunk_size=10_000)) - refused.keys()
    held = [article_id for article_id, _ in building.contents()]
    lacking, surplus = len(wanted.difference(held)), len(held) - len(wanted.intersection(held))  # one twice is surplus
    if lacking or surplus:
        raise RebuildFailed(
            f"The new index lacks {lacking} articles and has {surplus} too many: "
            "it was dropped, the old one goes on serving. Run rebuild_index again and report this."
        )


def bring_up_to_date(engine: Engine, *, watch=iter) -> str:
    """Make the index contain all changes, rebuilding where it must be; returns why it was rebuilt, if it was."""
    try:
        while catch_up(engine):
            pass
    except (NoIndex, Mismatch) as reason:
        rebuild(engine, watch=watch)
        return str(reason)
    return ""


def searched() -> Engine:
    """Return the engine to search with. One that lives in this process alone takes what is new in the log first."""
    engine = backend.engine()
    if engine.private:
        with _catching_up:
            bring_up_to_date(engine)
    return engine


def lag(position: int) -> int:
    """Return how many changes an index at this position lacks."""
    return max(0, last_change()[0] - position)
