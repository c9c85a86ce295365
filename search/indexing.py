"""Keeps the index of a shelf, the public one by default, equal to the database: apply the change log, rebuild.

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
from articles.garbage import collecting_seldom
from articles.history import Change, last_change
from articles.recording import lock_sequence
from search.engines.base import Engine, EngineError, NoIndex, Occupied, Refused
from search.models import Refusal
from search.shares import all_documents, documents
from search.shelves import PUBLIC, Shelf

logger = logging.getLogger(__name__)

BATCH = 2_000
"""Changes in one commit: enough that the commit itself costs little, few enough for a small machine's memory."""

OCCUPIED, PAUSE = 300.0, 0.5
"""Seconds to wait for another process that has the index open, and between two attempts."""

_catching_up = threading.Lock()


class Mismatch(EngineError):
    """The index was made by other code or from another database; the message says what differs."""


class RebuildFailed(EngineError):
    """The new generation is not equal to the database; the old one goes on serving."""


def catch_up(engine: Engine, *, shelf: Shelf = PUBLIC, limit=BATCH, ahead=None) -> int:
    """Apply the shelf's next changes of the log in one commit; returns how many. Raises `NoIndex` and `Mismatch`.

    Where more than `limit` are left, `ahead(seq)` names articles that changed behind these and are to be found at
    once. An article is always indexed as it is now, so that coming to its change later does no harm.
    """
    return _alone(lambda: _catch_up(engine, shelf, limit, _remembering(shelf), ahead), shelf)


def catch_up_apart(building, refused, shelf: Shelf = PUBLIC) -> int:
    """Apply the next changes to a generation that nobody else knows yet; needs no lock.

    What is refused goes into `refused`, what is taken or gone goes out: the table tells of the index that serves.
    """

    def note(new, settled):
        for article_id in settled:
            refused.pop(article_id, None)
        refused.update(new)

    return _catch_up(building, shelf, BATCH, note)


def bring(engine: Engine, article_ids, *, shelf: Shelf = PUBLIC) -> None:
    """Bring these articles of the index to what the database says now; the position of the index stays."""
    for some in batches(article_ids, BATCH):
        _alone(lambda some=some: _bring(engine, shelf, some), shelf)


def _bring(engine, shelf, article_ids):
    state, wanted = engine.state(), _read(article_ids, shelf)
    _apply(engine, wanted, _remembering(shelf), before=state, position=state.position, mark=state.mark)


def _alone(write, shelf):
    """Write while no other process of the archive does.

    What an engine of another process still has open, it may let go of only once that process gets the lock.
    """
    ends = time.monotonic() + OCCUPIED
    while True:
        with shelf.lock("index"):
            try:
                return write()
            except Occupied:
                if time.monotonic() > ends:
                    raise
        time.sleep(PAUSE)


def _catch_up(engine, shelf, limit, note, ahead=None):
    """Apply the next changes; `note` is as in `_apply`."""
    state = engine.state()
    if sentence := mismatch(engine, state):
        raise Mismatch(sentence)
    last = last_change()
    news = shelf.changes().filter(seq__gt=state.position, seq__lte=last[0]).order_by("seq")
    news = list(news.values_list("seq", "mark", "article_id")[:limit])
    if news or last[0] - state.position > shelf.every:
        seq, mark = news[-1][:2] if len(news) == limit else last
        wanted = _read({article_id for _, _, article_id in news}, shelf)
        if ahead and len(news) == limit:
            wanted |= _read(ahead(seq), shelf)
        _apply(engine, wanted, note, before=state, position=seq, mark=mark)
    return len(news)


def _read(article_ids, shelf):
    """Return {id: its document, None where it is not on the shelf}."""
    return dict.fromkeys(article_ids) | {one.id: one for one in documents(article_ids, shelf=shelf)}


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
    present = [one for one in wanted.values() if one]
    gone = {pk for pk, one in wanted.items() if one is None}
    before = replace(before, mark=_mark(before.position, before.mark))
    note({}, wanted.keys())
    _apply_but_refused(engine, present, gone, note, before, position, _mark(position, mark))


def _remembering(shelf):
    """Return the function that keeps in the table what a shelf's index refuses and why, and forgets what is settled."""
    of_shelf = Refusal.objects.filter(shelf=shelf.name)

    def note(refused, settled):
        if refused or of_shelf.exists():  # else the only writer of SQLite would be waited for
            of_shelf.filter(article_id__in=settled).delete()
            for article_id, reason in refused.items():
                named = {"shelf": shelf.name, "article_id": article_id}
                Refusal.objects.update_or_create(**named, defaults={"reason": reason})

    return note


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


def rebuild(engine: Engine, *, shelf: Shelf = PUBLIC, watch=iter, keep_former=True) -> None:
    """Build a new generation while others write and search, and point to it once it equals the database.

    `watch` wraps the stream of documents, to show progress; without `keep_former` no older generation is left.
    Raises `Busy` while another rebuild runs.
    """
    refused = {}
    with shelf.lock("rebuild", wait=False), collecting_seldom():
        while True:
            try:
                _rebuild(engine, shelf, watch, refused, keep_former)
                break
            except Refused as refusal:
                if refusal.id is None or refusal.id in refused:
                    raise
                logger.error("The engine refuses article %s: %s", refusal.id, refusal)
                refused[refusal.id] = str(refusal)


def _rebuild(engine, shelf, watch, refused, keep_former):
    (seq, mark), remember = last_change(), _remembering(shelf)
    with ExitStack() as held:

        def finish(building):
            while catch_up_apart(building, refused, shelf) >= BATCH:
                pass
            held.enter_context(shelf.lock("index"))
            _finish(building, refused, shelf)
            remember(refused, ())  # before the switch: dying in between, it names too many rather than too few

        made = held.enter_context(closing(all_documents(shelf, skip=refused, watch=watch)))
        engine.rebuild(made, position=seq, mark=mark, before_switch=finish, keep_former=keep_former)
        known = Refusal.objects.filter(shelf=shelf.name).values_list("article_id", flat=True)
        remember({}, set(known) - refused.keys())


def _finish(building, refused, shelf=PUBLIC):
    """Take the last changes while nobody writes, and compare: what is pointed to equals the database."""
    with transaction.atomic():
        lock_sequence(transaction.get_connection().alias)
        while catch_up_apart(building, refused, shelf):
            pass
        there = shelf.articles().values_list("pk", flat=True)
        wanted = set(there.iterator(chunk_size=10_000)) - refused.keys()
    held = [article_id for article_id, _ in building.contents()]
    lacking, surplus = len(wanted.difference(held)), len(held) - len(wanted.intersection(held))  # one twice is surplus
    if lacking or surplus:
        raise RebuildFailed(
            f"The new index lacks {lacking} articles and has {surplus} too many: "
            "it was dropped, the old one goes on serving. Run rebuild_index again and report this."
        )


def bring_up_to_date(engine: Engine, *, shelf: Shelf = PUBLIC, watch=iter) -> str:
    """Make the index contain all changes, rebuilding where it must be; returns why it was rebuilt, if it was."""
    try:
        while catch_up(engine, shelf=shelf):
            pass
    except (NoIndex, Mismatch) as reason:
        rebuild(engine, shelf=shelf, watch=watch)
        return str(reason)
    return ""


def searched(shelf: Shelf = PUBLIC) -> Engine:
    """Return the engine to search with. One that lives in this process alone takes what is new in the log first."""
    engine = shelf.engine()
    if engine.private:
        with _catching_up:
            bring_up_to_date(engine, shelf=shelf)
    return engine


def lag(position: int, *, shelf: Shelf = PUBLIC) -> int:
    """Return how many changes of a shelf its index lacks at this position."""
    if shelf is PUBLIC:
        return max(0, last_change()[0] - position)
    return shelf.changes().filter(seq__gt=position).count()
