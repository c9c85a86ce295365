"""Which words of a query are rare in the archive: a passage that holds them says most."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import log2

from search.highlighting.sought import leaves
from search.query.nodes import Node, Phrase, Plain, Stem


def rarities(tree: Node, frequencies: Callable[[Iterable[str]], Mapping[str, int]]) -> dict[int, float]:
    """Say for each leaf of a ready tree, by its number, how rare it is: 1 for the rarest of its language.

    Another one has the less the more often its frequency doubles that. `frequencies` is an engine's; where there is
    but one leaf it is not asked.
    """
    found = [_words(leaf) for leaf in leaves(tree)]
    if len(found) < 2:
        return {}
    known = frequencies({word for words in found for word in words})
    counts = [min([known[word] for word in words], default=0) for words in found]
    languages = [words[0].rpartition(":")[0] if words else "" for words in found]
    rarest = {language: min(some) for language, some in _together(languages, counts).items()}
    return {
        number: 1 / (1 + log2(count / rarest[language])) if count else 1.0
        for number, (language, count) in enumerate(zip(languages, counts, strict=True))
    }


def _together(languages, counts) -> dict[str, list[int]]:
    """Give the counts of what is there at all by language."""
    found = defaultdict(list)
    for language, count in zip(languages, counts, strict=True):
        found[language] += [count] if count else []
    return {language: some for language, some in found.items() if some}


def _words(leaf: Stem | Plain | Phrase) -> tuple[str, ...]:
    """Give the words that a leaf is as rare as the rarest of; of a prefix that is its most frequent one."""
    match leaf:
        case Stem(stem):
            return (stem,)
        case Phrase(stems):
            return stems
        case Plain(words):
            return words[:1]
    return ()
