"""Which words, as written, stand for a stem: so that a text need not be read again to see whether it holds one."""

from collections.abc import Callable, Sequence

from search.analysis.words import LONGEST, words

ROOM = 100_000
"""Words, and texts, that a vocabulary may hold before it is replaced: 30 MB at most."""


class Vocabulary:
    """The words of all texts in one language that it was shown. It only grows, so that threads may share it.

    Whoever looks for a stem in a text lets it learn the text, and then looks for the words `written` with that stem:
    of a text that came before, that takes a tenth of the time that reading each of its words takes.
    """

    def __init__(self, forms: Callable[[str], tuple[str, str]]):
        """`forms` makes (stem, plain) of a word."""
        self._forms = forms
        self._words: set[str] = set()
        self._texts: set[int] = set()
        self._written: dict[str, list[str]] = {}

    @property
    def is_full(self) -> bool:
        """Whether it is time for a new one."""
        return len(self._words) > ROOM or len(self._texts) > ROOM

    def learn(self, text: str) -> None:
        """Make sure that every word of a text is known, but those too long for an index. The text is `normal`."""
        if (key := hash(text)) in self._texts:
            return
        new = {word for word in set(words(text)) - self._words if len(word) <= LONGEST}
        for word in new:
            for form in self._forms(word):
                self._written.setdefault(form, []).append(word)
        self._words |= new  # after they can be found: another thread may rely on it
        self._texts.add(key)

    def written(self, form: str) -> Sequence[str]:
        """Return the known words that have this stem or, folded, are this plain word; some perhaps twice."""
        return self._written.get(form, ())
