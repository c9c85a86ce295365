"""Choosing words by how many living documents hold them."""

from bisect import insort


def most_frequent(counts, limit, living) -> list[tuple[str, int]]:
    """Return the words of most living documents; `counts` has at least so many, `living(word)` counts exactly."""
    best = []
    for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if len(best) >= limit and (limit < 1 or count < -best[limit - 1][0]):
            break
        if alive := living(word):
            insort(best, (-alive, word))
    return [(word, -count) for count, word in best[:limit]]
