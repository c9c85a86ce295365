"""What an import did: a line of NDJSON for each record, a summary in words, and how far it is."""

import json
import re
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

LINE_EVERY = 1_000
SHOWN, DRAFTS = 10, 5
"""Reasons and names, and drafts, that a summary shows; a report has them all."""

REMEMBERED = 1_000
"""Different reasons and names that are counted; the rarest make way, so that ever new ones fill no memory."""

_SAID = {
    "published": ("article published", "articles published"),
    "draft": ("article kept as a draft", "articles kept as drafts"),
    "revised": ("article revised", "articles revised"),
    "captured": ("record says again what its article says", "records say again what their articles say"),
    "unchanged": ("record was here already", "records were here already"),
    "left alone": (
        "record left alone, because it was deleted for good",
        "records left alone, because they were deleted for good",
    ),
    "rejected": ("record rejected", "records rejected"),
}

QUOTED = re.compile("“[^”]*”")


class Reasons(Counter):
    """Counts what is wrong with records. Sentences that differ in what they quote alone are one, told with “…”.

    Else a thousand doubtful dates would be a thousand reasons, and none of them often.
    """

    def __init__(self):
        super().__init__()
        self._told = {}

    def note(self, sentences):
        """Count these sentences."""
        for one in sentences:
            alike = QUOTED.sub("“…”", one)
            self[alike] += 1
            if self._told.setdefault(alike, one) != one:
                self._told[alike] = alike
        if len(self) > REMEMBERED:
            for alike, _ in self.most_common()[REMEMBERED // 2 :]:
                del self[alike], self._told[alike]

    def told(self, most):
        """Return [(sentence, how often)], the most frequent first; what was said in one way only is told whole."""
        return [(self._told[alike], count) for alike, count in self.most_common(most)]


@dataclass(kw_only=True)
class Tally:
    """Counts outcomes; `reasons` counts what is wrong with drafts, `drafts` and `rejected` keep the first of them."""

    verdicts: Counter = field(default_factory=Counter)
    reasons: Reasons = field(default_factory=Reasons)
    unread: Counter = field(default_factory=Counter)
    drafts: list = field(default_factory=list)
    rejected: list = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @property
    def records(self):
        """How many records there were."""
        return self.verdicts.total()

    def add(self, outcomes):
        """Count some outcomes."""
        for one in outcomes:
            self.verdicts[one.verdict] += 1
            self.unread.update(one.unread)
            if one.verdict == "draft":
                self.reasons.note(one.reasons)
                self.drafts += [one] if one.reasons and len(self.drafts) < DRAFTS else []
            elif one.verdict == "rejected" and len(self.rejected) < SHOWN:
                self.rejected.append(one)
        self.unread = bounded(self.unread)

    def summary(self, *, dry, passed_over):
        """Sentences that say what happened."""
        yield from self._counts()
        if self.reasons:
            reasons = "; ".join(f"{reason.rstrip('.')} ({count:,})" for reason, count in self.reasons.told(SHOWN))
            yield f"What keeps drafts from being complete: {reasons}."
        for one in self.drafts:
            yield f"Draft: {_told(one)}"
        if self.verdicts["draft"] > len(self.drafts) == DRAFTS:
            yield "More drafts than these: --report FILE names them all, and so does the admin."
        for one in self.rejected:
            yield f"Rejected: {_told(one)}"
        if self.verdicts["rejected"] > len(self.rejected):
            yield "More were rejected than these: --report FILE names them all."
        if self.unread:
            yield f"Fields that nothing was read from: {_names(list(self.unread))}."
        if passed_over:
            yield f"Passed over, because they are hidden or of no known format: {_names(passed_over)}."
        if dry:
            yield "Nothing was written: this was a dry run."

    def _counts(self):
        """How many records there were, how quickly they were read, and what became of them."""
        seconds = max(time.monotonic() - self.started, 0.001)
        records = "record" if self.records == 1 else "records"
        yield f"{self.records:,} {records} read in {seconds:.1f} s ({self.records / seconds:,.0f} a second)."
        counts = [(self.verdicts[verdict], *said) for verdict, said in _SAID.items() if self.verdicts[verdict]]
        if counts:
            yield ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts) + "."


def bounded(counts: Counter) -> Counter:
    """Return these counts, without the rarest where they are too many to be remembered."""
    return counts if len(counts) <= REMEMBERED else Counter(dict(counts.most_common(REMEMBERED // 2)))


def _told(outcome):
    """Where a record stands, and what is wrong with it."""
    return f"{outcome.file} {outcome.position}".rstrip() + f": {' '.join(outcome.reasons)}"


def _names(names):
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def line(outcome):
    """One line of a report."""
    shown = {"input": outcome.file, "position": outcome.position, "verdict": outcome.verdict}
    shown |= {"article": outcome.article, "reasons": list(outcome.reasons)}
    return json.dumps(shown, ensure_ascii=False) + "\n"


@contextmanager
def progress(out, total, *, quiet=False):
    """Give a function to call with (records, bytes) read so far.

    It draws a bar on a terminal, and writes a plain line for every 1,000 records elsewhere.
    """
    if quiet:
        yield lambda records, done: None
    elif getattr(out, "isatty", bool)():
        with _bar(out, total) as update:
            yield update
    else:
        yield _Lines(out)


class _Lines:
    """A plain line for every 1,000 records."""

    def __init__(self, out):
        self.out, self.said = out, 0

    def __call__(self, records, done):
        while records // LINE_EVERY > self.said:
            self.said += 1
            self.out.write(f"{self.said * LINE_EVERY:,} records\n")


@contextmanager
def _bar(out, total):
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.fields[records]:,} records"), BarColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(file=out), transient=True) as bar:
        task = bar.add_task("", total=total or None, records=0)
        yield lambda records, done: bar.update(task, completed=min(done, total), records=records)
