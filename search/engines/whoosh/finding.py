"""What a tree finds: for each document whether, and how much it scores."""

import numpy as np

from search.engines import days
from search.engines.base import BODY, HEADLINE_WEIGHT
from search.engines.scoring import idf, saturation
from search.engines.whoosh.layout import DOCUMENT
from search.engines.whoosh.snapshots import Snapshot
from search.query import nodes


def tally(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the documents of ascending keys and how many keys each has."""
    documents = (keys >> np.uint64(DOCUMENT)).astype(np.int64)
    if not keys.size:
        return documents, documents
    edges = np.concatenate(([0], np.flatnonzero(documents[1:] != documents[:-1]) + 1, [keys.size]))
    return documents[edges[:-1]], edges[1:] - edges[:-1]


LEAVES = (nodes.Stem, nodes.Phrase)


class Finder:
    """Answers each node with (mask, scores) over all documents of a snapshot.

    Scores are None for none at all, and 0 wherever the mask is False. Masks may hold dead documents. Whoever only
    counts, or sorts by date, asks for no scores and gets none.
    """

    def __init__(self, snapshot: Snapshot, *, scored: bool = True):
        self.snapshot = snapshot
        self.scored = scored

    def find(self, node: nodes.Node):
        return getattr(self, f"find_{type(node).__name__.lower()}")(node)

    def all(self):
        return np.ones(self.snapshot.size, bool)

    def count(self, word: str) -> int:
        """Return how many documents hold a stem (with a colon) or a plain word in print. The number is kept."""
        return int(self.snapshot.leaf(("count", word), lambda: np.array(self._count(word))))

    def _count(self, word):
        if ":" in word:
            return tally(self.snapshot.stem_keys(word, None))[0].size
        return self.snapshot.word_documents(word, None).size

    # --- trees ---------------------------------------------------------------------------------------

    def find_everything(self, node):
        return self.all(), None

    def find_and(self, node):
        mask, total = self.all(), None
        for part in node.parts:
            found, scores = self.find(part)
            mask &= found
            if not mask.any():
                return mask, None
            total = add(total, scores)
        return mask, None if total is None else total * mask

    def find_or(self, node):
        leaves = [self.leaf(part) for part in node.parts if isinstance(part, LEAVES)]
        mask, total = self.spread(*leaves)
        for part in node.parts:
            if not isinstance(part, LEAVES):
                found, scores = self.find(part)
                mask |= found
                total = add(total, scores)
        return mask, total

    def find_not(self, node):
        return ~self.find(node.part)[0], None

    def find_prefer(self, node):
        mask, scores = self.find(node.where)
        better = self.find(node.better)[1] if self.scored else None
        return mask, scores if better is None else add(scores, better * mask)

    # --- leaves without a score ----------------------------------------------------------------------

    def find_days(self, node):
        return self.between(node.first, node.last, after=1), None

    def find_has(self, node):
        return self.snapshot.with_values("has", (node.what,)), None

    def find_language(self, node):
        tag = f"{node.tag.lower()}-"
        known = self.snapshot.values("language")[2]
        return self.snapshot.with_values(
            "language", [name for name in known if f"{name.lower()}-".startswith(tag)]
        ), None

    def find_ids(self, node):
        return np.isin(self.snapshot.ids, np.array(node.ids, np.int64)), None

    def between(self, first, last, *, after=0):
        """Return what was published from the first day on and before the last, or `after` days later."""
        mask, published = self.all(), self.snapshot.published
        if first is not None:
            mask &= published >= days.midnight(first)
        if last is not None:
            mask &= published < days.midnight(last, after=after)
        return mask

    # --- leaves with a score -------------------------------------------------------------------------

    def find_stem(self, node):
        return self.spread(self.leaf(node))

    def find_phrase(self, node):
        return self.spread(self.leaf(node))

    def find_plain(self, node):
        return self.spread(*(self.word(word, node.field) for word in dict.fromkeys(node.words)))

    def leaf(self, node):
        """Return (documents, scores) of a stem or a phrase."""
        phrase = nodes.Phrase((node.text,), 0, node.field) if isinstance(node, nodes.Stem) else node
        return self.snapshot.leaf(node, lambda: self.phrase(phrase))

    def spread(self, *leaves):
        """Return the mask and scores over all documents of any of these (documents, scores)."""
        mask, total = np.zeros(self.snapshot.size, bool), np.zeros(self.snapshot.size) if self.scored else None
        for documents, scores in leaves:
            mask[documents] = True
            if self.scored:
                total[documents] += scores
        return mask, total

    def word(self, word, field):
        """Return (documents, scores) of a plain word."""
        return self.snapshot.leaf(nodes.Plain((word,), field), lambda: self.score_word(word, field))

    def score_word(self, word, field):
        if field == BODY:
            return among(self.snapshot.word_documents(word, BODY), *self.score_word(word, None))
        documents = self.snapshot.word_documents(word, field)
        sizes, average = self.snapshot.sizes(field)
        return documents, self.idf(documents.size) * saturation(1, sizes[documents], average)

    def phrase(self, node):
        """Return (documents, scores) of a phrase: in print with its headline, or in one field."""
        if node.field == BODY:
            return among(self.places(node, BODY)[0], *self.score_phrase(node, None))
        documents, scores = self.score_phrase(node, node.field)
        if node.field is None and documents.size:
            above, more = self.score_phrase(node, "headline")
            scores[np.searchsorted(documents, above)] += HEADLINE_WEIGHT * more
        return documents, scores

    def places(self, node, field):
        """Return the documents that hold a phrase, how often each does, and the keys of each stem."""
        keys = [self.snapshot.stem_keys(stem, field) for stem in node.stems]
        return *tally(beginnings(keys, node.slop)), keys

    def score_phrase(self, node, field):
        documents, counts, keys = self.places(node, field)
        held = [documents] if len(keys) == 1 else [tally(each)[0] for each in keys]
        weight = sum(self.idf(each.size) for each in held)
        lengths, average = self.snapshot.lengths(field)
        return documents, weight * saturation(counts, lengths[documents], average)

    def idf(self, found):
        return idf(found, self.snapshot.documents)


def among(wanted, documents, scores):
    """Return those (documents, scores) whose document is wanted."""
    kept = np.isin(documents, wanted, assume_unique=True)
    return documents[kept], scores[kept]


def add(total, scores):
    """Add scores of which either may be None."""
    if total is None or scores is None:
        return scores if total is None else total
    return total + scores


def beginnings(keys: list[np.ndarray], slop: int) -> np.ndarray:
    """Return the keys of the first stem from which the others follow in order with at most `slop` words among them.

    Fields and runs lie further apart than any slop, so that no phrase leads from one into the next. Costs a
    binary search for each place of the first stem in a document that has all stems.
    """
    if not keys or not all(each.size for each in keys):
        return np.empty(0, np.uint64)
    if len(keys) == 1:
        return keys[0]
    starts = ends = within(keys[0], min(keys, key=len))
    for number, following in enumerate(keys[1:], 1):
        places = np.searchsorted(following, ends, side="right")
        kept = places < following.size
        starts, ends = starts[kept], following[places[kept]]
        near = ends - starts <= number + slop
        starts, ends = starts[near], ends[near]
    return starts


def within(keys, others):
    """Return those keys whose document has one of the others."""
    documents = keys >> np.uint64(DOCUMENT)
    held = others >> np.uint64(DOCUMENT)
    mask = np.zeros(int(max(documents[-1], held[-1])) + 1, bool)
    mask[held] = True
    return keys[mask[documents]]
