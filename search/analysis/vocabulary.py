"""Which words, as written, stand for a stem: so that a text need not be read again to see whether it holds one."""

import threading
from collections.abc import Callable

from search.analysis.words import LONGEST, words

ROOM = 100_000
"""Pieces, words or texts that a vocabulary may hold before it is replaced: 20 MB at most."""


class Vocabulary:
    """The words of all texts in one language that it was shown. It only grows, so that threads may share it.

    Whoever looks for a stem in a text lets it learn the text, and then looks for the words `written` with that stem.
    Of a text that came before, that takes a tenth of the time that reading it word by word takes; of another one half,
    because a text is parted at blanks first, which is quick, and only pieces that are new are read.
    """

    def __init__(self, forms: Callable[[str], tuple[str, str]]):
        """`forms` makes (stem, plain) of a word."""
        self._forms = forms
        self._texts: set[int] = set()
        self._pieces: set[str] = set()
        self._words: set[str] = set()
        self._written: dict[str, str] = {}  # joined by blanks: a list for each would double the memory
        self._taking = threading.Lock()

    @property
    def is_full(self) -> bool:
        """Whether it is time for a new one."""
        return max(len(self._pieces), len(self._words), len(self._texts)) > ROOM

    def learn(self, text: str) -> None:
        """Make sure that every word of a text is known, but those too long for an index. The text is `normal`."""
        if (key := hash(text)) in self._texts:
            return
        pieces = text.split()
        if not self._pieces.issuperset(pieces):
            self._take_in({*pieces} - self._pieces)
        self._texts.add(key)

    def _take_in(self, pieces: set[str]) -> None:
        """Remember the words of these pieces; no word leads from one into the next."""
        whole = dict(zip(pieces, pieces, strict=True))  # a word that is a whole piece is kept once
        found = {whole.get(word, word) for word in words(" ".join(pieces)) if len(word) <= LONGEST}
        with self._taking:
            new = found - self._words
            for word in new:
                for form in self._forms(word):
                    before = self._written.get(form)
                    self._written[form] = f"{before} {word}" if before else word
            self._words |= new
        self._pieces |= {piece for piece in pieces if len(piece) <= LONGEST}  # now that all can be found

    def written(self, form: str) -> list[str]:
        """Return the known words that have this stem or, folded, are this plain word."""
        return self._written[form].split(" ") if form in self._written else []
