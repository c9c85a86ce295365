"""Which passages show best why an article was found."""

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from search.highlighting.hits import Hit, Stretch

LENGTH = 240
"""Characters of a passage, about."""

CONSIDERED = 20
"""Stretches among which the best passages are chosen."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hits of one stretch that fit into a passage, and what they are worth."""

    score: float
    stretch: Stretch
    hits: list[Hit]


def best_windows(stretches: list[Stretch], limit: int) -> list[Window]:
    """Choose windows: many different words of the query, and those that are rare in this article.

    What a field has shown already is worth nothing when it comes again.
    """
    counts = Counter([hit.leaf for stretch in stretches for hit in stretch.hits])
    worth = {(stretch.field, leaf): 1 + 1 / counts[leaf] for stretch in stretches for leaf in stretch.leaves}
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
        window = _window(stretch, value, worth)
        best = max(best or window, window, key=attrgetter("score"))
    return best


def _valued(stretches: list[Stretch], worth: dict[tuple[str, int], float]) -> list[tuple[float, Stretch]]:
    """Give the stretches that are worth anything, each with its value as a whole, which none of its windows exceeds."""
    values = [sum([worth[stretch.field, leaf] for leaf in stretch.leaves]) for stretch in stretches]
    return [(value, stretch) for value, stretch in zip(values, stretches, strict=True) if value]


def _window(stretch: Stretch, value: float, worth: dict[tuple[str, int], float]) -> Window:
    """Find the hits in a row that fit into one passage and are worth most."""
    if len(stretch.text) <= LENGTH:
        return Window(value, stretch, stretch.hits)
    best, present, left, score = Window(0, stretch, []), Counter(), 0, 0.0
    hits = stretch.hits
    for right, hit in enumerate(hits):
        present[hit.leaf] += 1
        score += worth[stretch.field, hit.leaf] if present[hit.leaf] == 1 else 0
        while left < right and stretch.length(hits[left].first, hit.last) > LENGTH:
            present[hits[left].leaf] -= 1
            score -= 0 if present[hits[left].leaf] else worth[stretch.field, hits[left].leaf]
            left += 1
        if score > best.score + 1e-9:
            best = Window(score, stretch, hits[left : right + 1])
    return best
