"""Words that are spelt almost like another, found among all that begin with the same letter."""

from collections.abc import Iterator


def near(typed: str, lines: str) -> list[str]:
    """Give those words, one a line, that differ by one letter at most: inserted, left out, changed, or swapped.

    The first letter must be the same. One such difference leaves the beginning or the end as it was, which most
    words do not have, and which is looked for in all of them at once: 50,000 take half a millisecond.
    """
    half = len(typed) // 2 + 1
    lines = f"\n{lines}\n"
    likely = {*_lines_with(f"\n{typed[: half - 1]}", lines), *_lines_with(f"{typed[half:]}\n", lines)}
    return [word for word in likely if _differ_by_one(typed, word)]


def _lines_with(edge: str, lines: str) -> Iterator[str]:
    """Give the lines that begin or end so; the edge has the line break, and so do the lines at both ends."""
    at = lines.find(edge)
    while 0 <= at < len(lines) - 1:
        end = lines.index("\n", at + 1)
        yield lines[lines.rfind("\n", 0, end) + 1 : end]
        at = lines.find(edge, end)


def further(typed: str, lines: str) -> list[str]:
    """Give those words, one a line, that differ by two letters at most; the first letter must be the same.

    Two such differences leave one quarter of a word as it was, unless both swap letters where quarters meet: those
    are not found. Ten thousand words take some milliseconds.
    """
    size, lines = len(typed) // 4, f"\n{lines}\n"
    edges = f"\n{typed[:size]}", typed[size : 2 * size], typed[2 * size : -size], f"{typed[-size:]}\n"
    likely = {word for edge in edges for word in _lines_with(edge, lines) if abs(len(word) - len(typed)) <= 2}
    return [word for word in likely if word[0] == typed[0] and _may_be_near(typed, word) and distance(typed, word) <= 2]


def _may_be_near(one: str, other: str) -> bool:
    """Whether two differences may make one of the other: each brings in one letter and takes away one at most."""
    return len({*one} ^ {*other}) <= 4


def distance(one: str, other: str) -> int:
    """Count the letters to insert, leave out, change or swap with the next that make one word of another."""
    one, other = _unlike(*_unlike(one, other))
    before, row = [], [*range(len(other) + 1)]
    for number, letter in enumerate(one, 1):
        last, before, row = before, row, [number]
        for place, others in enumerate(other, 1):
            least = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != others))
            if number > 1 and place > 1 and letter == other[place - 2] and one[number - 2] == others:
                least = min(least, last[place - 2] + 1)
            row.append(least)
    return row[-1]


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Leave out what both begin with, and turn both round."""
    size = min(len(one), len(other))
    at = next((place for place in range(size) if one[place] != other[place]), size)
    return one[at:][::-1], other[at:][::-1]


def _differ_by_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    if one == other:
        return True
    size = min(len(one), len(other))
    at = next((index for index in range(size) if one[index] != other[index]), size)
    if at == 0:
        return False
    rest, other_rest = one[at:], other[at:]
    if len(one) != len(other):
        return rest[1:] == other_rest or rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])
