"""Which passages show best why an article was found."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from operator import attrgetter, itemgetter
from typing import NamedTuple

from search.highlighting.hits import Hit, Stretch

LENGTH = 240
"""Characters of a passage, about."""

CONSIDERED = 20
"""Stretches among which the best passages are chosen."""

OFTEN = 0.25
"""What a word is worth more that stands once in this article, where it is as rare in the archive as another."""

NEARNESS = 0.5
"""What words are worth more that stand side by side: less than another word, whichever it is."""


class Window(NamedTuple):
    """Hits of one stretch that fit into a passage, and what they are worth."""

    score: float
    stretch: Stretch
    hits: list[Hit]


def best_windows(stretches: list[Stretch], rarity: Mapping[int, float], limit: int) -> list[Window]:
    """Choose windows: many different words of the query, those that are rare, and near each other.

    `rarity` says from 0 to 1 how rare the word of a leaf is in the archive. What a field has shown already is worth
    nothing when it comes again.
    """
    counts = Counter([hit.leaf for stretch in stretches for hit in stretch.hits])
    value = {leaf: 1 + rarity.get(leaf, 1) + OFTEN / count for leaf, count in counts.items()}
    worth = {(stretch.field, leaf): value[leaf] for stretch in stretches for leaf in stretch.leaves}
    chosen = []
    while len(chosen) < limit and (valued := _valued(stretches, worth)):
        chosen.append(best := _best(valued, worth))
        stretches = [stretch for _, stretch in valued]
        worth |= {(best.stretch.field, hit.leaf): 0 for hit in best.hits}
    return chosen


def _best(valued: list[tuple[float, Stretch]], worth: dict[tuple[str, int], float]) -> Window:
    """Choose the window that is worth most now; the first of equals."""
    best = None
    for value, stretch in sorted(valued, key=itemgetter(0), reverse=True)[:CONSIDERED]:
        if best and value <= best.score + 1e-9:
            break
        window = _window(stretch, worth)
        best = max(best or window, window, key=attrgetter("score"))
    return best


def _valued(stretches: list[Stretch], worth: dict[tuple[str, int], float]) -> list[tuple[float, Stretch]]:
    """Give the stretches that are worth anything, each with what none of its windows exceeds."""
    found = []
    for stretch in stretches:
        values = [value for leaf in stretch.leaves if (value := worth[stretch.field, leaf])]
        if values:
            found.append((sum(values) + NEARNESS * (len(values) > 1), stretch))
    return found


def _window(stretch: Stretch, worth: dict[tuple[str, int], float]) -> Window:
    """Find the hits that fit into one passage and are worth most; of a short text all are shown."""
    hits = [hit for hit in stretch.hits if worth[stretch.field, hit.leaf]]
    best = max(_rows(stretch, hits, worth), key=attrgetter("score"))
    return best._replace(hits=stretch.hits) if len(stretch.text) <= LENGTH else best


def _rows(stretch: Stretch, hits: list[Hit], worth: dict[tuple[str, int], float]) -> Iterator[Window]:
    """Yield for each hit the row that ends with it and fits into a passage, without what comes again in it."""
    present, left, score = defaultdict(int), 0, 0.0
    for right, hit in enumerate(hits):
        present[hit.leaf] += 1
        score += worth[stretch.field, hit.leaf] if present[hit.leaf] == 1 else 0
        while present[hits[left].leaf] > 1 or (left < right and stretch.length(hits[left].first, hit.last) > LENGTH):
            present[hits[left].leaf] -= 1
            score -= 0 if present[hits[left].leaf] else worth[stretch.field, hits[left].leaf]
            left += 1
        words, leaves = hit.last - hits[left].first, right + 1 - left
        yield Window(
            score + (NEARNESS * leaves / max(words, leaves) if leaves > 1 else 0), stretch, hits[left : right + 1]
        )
