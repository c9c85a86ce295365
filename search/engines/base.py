"""The seam between search and the engines: what an engine keeps, what it is asked, what it answers.

Knows nothing of Django, HTTP or what a reader typed. `tests/search/engines/contract/` says what each
sentence here means; every engine passes all of it.
"""

import abc
import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from search.query.nodes import FIELDS, PRINTED, Everything, Node

K1, B = 1.2, 0.75
"""BM25 as in Lucene: score = idf · tf / (tf + K1 · (1 − B + B · length / average length)),
idf = ln(1 + (N − n + 0.5) / (n + 0.5)).

N, n and the average are those of living documents after a `rebuild`. Later an engine may go on counting documents that
are gone, until it merges where they lay: in scores alone, never in what is found, its totals, facets or frequencies."""

BODY = "body"
"""What is asked for in this field is found there, and scores as it does in all that was printed, most of which is body:
so an engine need not keep the body twice. Every other field has scores of its own."""

BESIDE = tuple(name for name in PRINTED if name != BODY)
"""Printed fields but the body."""

HEADLINE_WEIGHT = 0.35
"""How much a match in the headline adds, on top of its part in all that was printed."""

RUN_GAP = 100
"""Positions left free between two runs of a field, so that no phrase leads from one into the next."""

FACETS = ("source", "author", "topic", "section", "language")
"""What can be counted and filtered by; the name is the attribute of `Document` that holds the values."""

FACET_LIMIT = 100
"""Values of one facet in an answer: the most frequent, then by name."""

NEWEST, OLDEST, RELEVANCE = "newest", "oldest", "relevance"


class EngineError(Exception):
    """The engine cannot answer; the message is one sentence for the person who runs the archive."""


class NoIndex(EngineError):
    """There is no index yet, or none that can be read: `manage.py rebuild_index` makes one."""


class Occupied(EngineError):
    """Another process has the index open, to end what a commit of its own began: leave it alone for a moment."""


class Refused(EngineError):
    """The engine does not take one of the documents of a batch; nothing of the batch was kept.

    `id` is the document's, where the engine can tell.
    """

    def __init__(self, message: str, id: int | None = None):  # noqa: A002
        super().__init__(message)
        self.id = id


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One field of a document.

    `runs` are its stretches of stems in order (a caption each, an author each; a body is one run);
    `words` are its plain folded words, each once, in the order in which they come first. None holds white space.
    """

    runs: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What an engine keeps of one article.

    `texts` has a `Text` for any of `query.nodes.FIELDS`; `source`, `author`, `topic`, `section` and
    `language` hold the values that filters take and facets show; `published` is in UTC, to the second.
    """

    id: int
    published: datetime.datetime
    texts: Mapping[str, Text] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    has: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """16 hex digits that change when anything here changes. Words hold no blanks: so they are joined, unquoted."""
        values = [getattr(self, name) for name in FACETS]
        lines = [repr((self.id, self.published.isoformat(), values, sorted(self.has)))]
        for name, text in sorted(self.texts.items()):
            lines += [f"{name} {len(text.runs)}", *map(" ".join, text.runs), " ".join(text.words)]
        return hashlib.blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


Keep = Callable[[str], Iterable[str]]
"""Chooses words of a lexicon, which it gets one a line: most lexicons are long, and most words none that is wanted."""

LARGEST_ID = 2**63 - 1


def refuse(document: Document) -> None:
    """Raise `Refused` where a document does not fit the contract; every engine asks before it writes."""
    problem = None
    if type(document.id) is not int or not 0 <= document.id <= LARGEST_ID:
        problem = "its id is no whole number from 0 to 2^63 - 1"
    elif unknown := sorted(set(document.texts) - set(FIELDS)):
        problem = f"it has a field {unknown[0]!r}, and fields are {', '.join(FIELDS)}"
    elif not isinstance(document.published, datetime.datetime):
        problem = f"{document.published!r} is no date and time"
    if problem:
        raise Refused(f"Document {document.id!r} was refused: {problem}.", document.id)


class Shares(abc.ABC):
    """Documents that may be made in several processes at the same time, a share in each; no id comes twice.

    An engine that makes no use of it finds all of them by iterating.
    """

    count: int

    @abc.abstractmethod
    def __iter__(self) -> Iterator[Document]:
        """Yield all documents."""

    @abc.abstractmethod
    def each(self, take: Callable[[int, Iterable[Document]], Iterator]) -> int:
        """Exhaust `take(number, documents)` for each share in a process of its own; it yields once for each document.

        Returns how many documents there were. Raises the `EngineError` that one of them raises, and ends the others.
        """


def in_shares(documents: Iterable[Document] | Shares) -> bool:
    """Tell whether documents are to be taken share by share: of a single one, a process beside makes them."""
    return isinstance(documents, Shares) and documents.count > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """One question.

    `where` is a ready tree; `filters` maps names of `FACETS` to the values of which one must hold;
    `published_after` includes its day, `published_before` excludes it. `facets` names what to count, each
    as if its own filter were not set. `histogram` is year, month, day, auto or None.
    """

    where: Node = field(default_factory=Everything)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published_after: datetime.date | None = None
    published_before: datetime.date | None = None
    sort: str = NEWEST
    facets: tuple[str, ...] = ()
    histogram: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One found document; `score` is None unless sorted by relevance.

    Whoosh and memory score alike. Tantivy and OpenSearch keep the length of a text in one byte: scores differ by less
    than a hundredth in the median, by a twelfth at most. They count phrases with words between in their own ways.
    """

    id: int
    score: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Histogram:
    """Documents by `interval` (year, month, day): (first day, count) in order, without empty buckets."""

    interval: str
    buckets: tuple[tuple[datetime.date, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """The answer: one page of hits, how many there are in all, counts, and where the next page starts.

    `next` is what `search(after=…)` takes: (sort value, id) of the last hit, or None at the end. The sort
    value is the score, or seconds since 1970 UTC for newest and oldest. Equal values go by id: upwards
    for relevance and oldest, downwards for newest. It may have been JSON in between.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    histogram: Histogram | None = None
    next: tuple[float, int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What an index says of itself; `position` and `mark` are those of its last commit."""

    generation: str
    position: int
    documents: int
    fingerprint: str
    mark: str


class Engine(abc.ABC):
    """Keeps documents and finds them again.

    `location` is where (a folder, an address); `analysis` names the version of the analysis and the
    languages, and becomes a part of the fingerprint. All methods may be called from any thread; all raise
    `EngineError` and nothing else.
    """

    private = False
    """Whether the index lives in this process alone, which must then follow the log itself."""

    library = "none"
    """Schema and library with versions, such as `whoosh-1/3.54.0`: the engine's part of the fingerprint."""

    def __init__(self, *, location: str, analysis: str = "", **options):
        """Remember where. Touches no disk and no network."""
        self.location = location
        self.analysis = analysis

    @property
    def fingerprint(self) -> str:
        """What an index made by this code would say; another value in `state()` calls for a rebuild."""
        return f"{self.library} {self.analysis}".strip()

    @abc.abstractmethod
    def apply(self, add: Iterable[Document], remove: Iterable[int], *, position: int, mark: str = "") -> None:
        """Make one durable commit: remove ids (unknown ones too), then add or replace by id, and move the position.

        Of an id that is added twice the last document stays. A commit is made even when both are empty.
        Raises `NoIndex` where there is none, `Refused` where a document cannot be taken.
        """

    @abc.abstractmethod
    def rebuild(
        self,
        documents: Iterable[Document] | Shares,
        *,
        position: int,
        mark: str = "",
        before_switch: Callable[["Engine"], None] | None = None,
        keep_former: bool = True,
    ) -> None:
        """Make a new generation of these documents; searches see the old one until it is pointed to.

        The old one is kept until the next rebuild, or with `keep_former=False` is deleted at once with all others, of
        which nothing is left then but what a process has open until it searches again.

        `before_switch` gets the whole new generation as an engine of its own (`apply`, `contents` and
        `state` work on it), to catch up and to check; when it raises, the new generation is dropped.
        """

    @abc.abstractmethod
    def search(self, query: Query, *, size: int, after: tuple[float, int] | None = None) -> Results:
        """Find one page of at most `size` hits, behind `after`. `size=0` only counts."""

    @abc.abstractmethod
    def terms(self, prefix: str, *, limit: int, keep: Keep | None = None) -> list[tuple[str, int]]:
        """Plain words of living documents that begin so, with their documents: most frequent first, then by name.

        Words of any field count, printed or not, so that a prefix within `author:` can be expanded as well. `keep`
        gets words, one a line, and returns those of them that count, before anything is counted.
        """

    @abc.abstractmethod
    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many living documents each stem (with a colon) or plain word stands in print; 0 if in none."""

    @abc.abstractmethod
    def contents(self) -> Iterator[tuple[int, str]]:
        """Every document's id and digest, in any order."""

    @abc.abstractmethod
    def state(self) -> State:
        """What the index says of itself. Raises `NoIndex`."""

    def verify(self) -> None:  # noqa: B027 - what lies in memory only is as it was written
        """Read all that was written. Raises `NoIndex` where it is not as it was written, whatever searches notice."""

    def tidy(self, stop: Callable[[], bool]) -> bool:
        """Do some of the work that commits put off because it takes long; tell whether there may be more.

        Changes nothing that is found or counted; scores may change, for they then count fewer documents that are gone.

        `stop` is asked now and then; once it returns True the work ends, and is as if it had never begun.
        """
        return False

    def serving(self) -> State:
        """What the index that `search` sees in this process says of itself: for a second perhaps, an older one."""
        return self.state()
