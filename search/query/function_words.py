"""Which words of a query carry no meaning where they stand: `the` in `the ceasefire`."""

from search.query.nodes import Word
from search.query.scanner import CLOSE, EXCLUDED, LEAF, OPEN, REQUIRED, Piece

_HOLDS_BEFORE = ("AND", "OR", "NOT", REQUIRED, EXCLUDED)
_HOLDS_AFTER = ("AND", "OR", "NOT")


def without(function_words: frozenset[str], found: list[Piece]) -> list[Piece]:
    """Drop the function words of each group, unless nothing else would be left in it to look for."""
    dropped = set()
    for members in _groups(found):
        idle = {index for index in members if _is_idle(found, index, function_words)}
        if len(idle) < len(members):
            dropped |= idle
    return [piece for index, piece in enumerate(found) if index not in dropped]


def _groups(found: list[Piece]) -> list[list[int]]:
    """Give for each group the indexes of what stands in it and is looked for; what is excluded is not."""
    whole: list[int] = []
    groups, open_groups = [whole], [whole]
    for index, piece in enumerate(found):
        if piece.kind == CLOSE:
            open_groups.pop()
        elif piece.kind in (LEAF, OPEN):
            if not (index and found[index - 1].kind in (EXCLUDED, "NOT")):
                open_groups[-1].append(index)
            if piece.kind == OPEN:
                open_groups.append([])
                groups.append(open_groups[-1])
    return groups


def _is_idle(found: list[Piece], index: int, function_words: frozenset[str]) -> bool:
    """Tell whether a piece is a bare function word in lower case, without a written operator beside it."""
    word = found[index].node
    if not isinstance(word, Word) or word.field or word.exact or word.text not in function_words:
        return False
    before = found[index - 1].kind if index else ""
    after = found[index + 1].kind if index + 1 < len(found) else ""
    return before not in _HOLDS_BEFORE and after not in _HOLDS_AFTER
