"""Counts in the course of time as lines of a drawing, with their axes and labels; the colours are those of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, log10

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 600, 14, 268
"""The field in which the lines are drawn; labels stand around it."""

APART = 15
"""Between two labels at the ends of lines."""

MOST_TICKS = 7
"""Times that are named below the field."""

STEPS, MOST_STEPS = (1, 2, 5), 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: `path` as SVG takes it, a place (x, y) for each value, None where there is none, and of its label."""

    path: str
    places: tuple[tuple[float, float] | None, ...]
    label: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """The lines in their order; `across` are (y, value) of the scale, `below` (x, number of an interval)."""

    lines: tuple[Line, ...]
    across: tuple[tuple[float, float], ...]
    below: tuple[tuple[float, int], ...]


def draw(series: Sequence[Sequence[float | None]]) -> Drawing:
    """Return the drawing of some series of values, one for each interval, all of the same length."""
    length = max(map(len, series), default=0)
    step, most = scale([value for values in series for value in values if value])
    placed = [[value if value is None else (x_of(n, length), y_of(value, most)) for n, value in enumerate(values)]
              for values in series]  # fmt: skip
    labels = spread([next((one[1] for one in reversed(places) if one), BOTTOM) for places in placed])
    return Drawing(
        lines=tuple(
            Line(path=path(places), places=tuple(places), label=label)
            for places, label in zip(placed, labels, strict=True)
        ),
        across=tuple((y_of(number * step, most), number * step) for number in range(round(most / step) + 1)),
        below=tuple((x_of(number, length), number) for number in ticks(length)),
    )


def scale(values) -> tuple[float, float]:
    """Return (step, end) of a scale for values above 0: at most four steps, of whole numbers where all values are."""
    highest = max(values, default=1)
    step = nice(highest / MOST_STEPS)
    if all(isinstance(value, int) for value in values):
        step = max(1, int(step))
    return step, step * ceil(highest / step * (1 - 1e-9))


def nice(number: float) -> float:
    """Return the least of 1, 2, 5, 10, 20, … or 0.5, 0.2, … that is not below a number."""
    if number <= 0:
        return 1
    power = 10 ** (ceil(log10(number)) - 1)
    return next(round(one * power, 12) for one in (*STEPS, 10) if one * power >= number * (1 - 1e-9))


def x_of(number: int, length: int) -> float:
    """Return where an interval stands from left to right; a single one stands in the middle."""
    share = number / (length - 1) if length > 1 else 0.5
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def y_of(value: float, most: float) -> float:
    """Return how high a value stands."""
    return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)


def path(places) -> str:
    """Return a line through all places; it breaks where there is none, and what stands alone becomes a dot."""
    runs = ([*run] for there, run in groupby(places, key=bool) if there)
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in run) + ("h.01" if len(run) == 1 else "") for run in runs)


def spread(heights: list[float]) -> list[float]:
    """Return where labels stand that are wanted at these heights, none of them over another."""
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    found, free = list(heights), TOP - APART
    for number in order:
        found[number] = free = max(heights[number], free + APART)
    limit = BOTTOM + APART
    for number in reversed(order):
        found[number] = limit = min(found[number], limit - APART)
    return found


def ticks(length: int) -> range:
    """Return the intervals that are named: all, or every second, fifth, tenth, …"""
    return range(0, length, max(1, int(nice(length / MOST_TICKS)))) if length else range(0)
