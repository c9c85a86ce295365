"""Text → words and stems, for indexing, queries and marking alike.

Words are found (`words`), then stemmed, then folded (`folding`). A stem carries its language (`en:minist`); where an
article's language has no stemmer here, or is not among those searched, it is `und:` and the folded word.
"""

import functools
import sys
import threading
from collections.abc import Callable, Iterable
from itertools import chain

import Stemmer

from search.analysis.folding import bare, fold, plain
from search.analysis.languages import FUNCTION_WORDS, STEMMERS, UNDETERMINED, primary
from search.analysis.vocabulary import Vocabulary
from search.analysis.words import LONGEST, kept, located, normal, tokens, words
from search.engines.base import Text

__all__ = ["VERSION", "Analysis", "Vocabulary", "for_languages", "located", "normal", "plain", "tokens", "words"]

VERSION = 1
"""Goes up with every change that gives another word or stem for any text: indexes are then rebuilt."""

ROOM = 100_000
"""Words that a dictionary holds before it starts anew: 30 MB at most. A newspaper's year has about as many."""


class Analysis:
    """The words of one archive: knows its languages, remembers words, changes nothing. Any thread may use it."""

    def __init__(self, languages: tuple[str, ...]):
        """`languages` are BCP 47 tags; those without a stemmer are only folded, under `und`."""
        given = dict.fromkeys(primary(tag) for tag in languages)
        self.languages = (*(tag for tag in given if tag in STEMMERS), UNDETERMINED)
        self.name = f"analysis-{VERSION}/snowball-{Stemmer.version()}/{','.join(self.languages[:-1])}"
        self.function_words = frozenset.intersection(*(FUNCTION_WORDS.get(tag, frozenset()) for tag in given or [""]))
        self._forms = {tag: _Dictionary(tag) for tag in self.languages}
        self._vocabularies = {tag: Vocabulary(forms.made) for tag, forms in self._forms.items()}

    def language(self, tag: str) -> str:
        """Give the language whose stems a text of this tag has: `en` for `en-GB`, `und` for one not searched."""
        language = primary(tag)
        return language if language in self._forms else UNDETERMINED

    def plain(self, word: str) -> str:
        """Give one word folded."""
        return self._forms[UNDETERMINED][word][1]

    def stem(self, word: str, language: str) -> str:
        """Give the stem of one word in a language, such as `en:minist`."""
        return self._forms[self.language(language)][word][0]

    def stems(self, word: str) -> tuple[str, ...]:
        """Give all stems that a typed word may have in an index: one for each language, `und:` last."""
        return tuple(forms[word][0] for forms in self._forms.values())

    def forms(self, language: str) -> Callable[[str], tuple[str, str]]:
        """Give the function that makes (stem, plain) of any one of `words`: for those who ask it a thousand times."""
        return self._forms[self.language(language)].__getitem__

    def vocabulary(self, language: str) -> Vocabulary:
        """Give what is known of the words of texts in a language; a new one when it is full."""
        language = self.language(language)
        if self._vocabularies[language].is_full:
            self._vocabularies[language] = Vocabulary(self._forms[language].made)
        return self._vocabularies[language]

    def text(self, values: Iterable[str], language: str) -> Text:
        """Make one field of a document: a run for each value that has words."""
        forms = self.forms(language)
        runs = [list(map(forms, found)) for value in values if (found := words(value))]
        return Text(
            runs=tuple([tuple([stem for stem, _ in run]) for run in runs]),
            words=tuple(dict.fromkeys([word for _, word in chain.from_iterable(runs)])),
        )


class _Dictionary(dict):
    """Remembers (stem, plain) of each word of one language. Safe in threads: what is made twice is the same twice."""

    def __init__(self, language: str):
        super().__init__()
        self._stem = _stemmer(language)

    def __missing__(self, word: str) -> tuple[str, str]:
        forms = self.made(word)
        if len(word) <= LONGEST:
            if len(self) >= ROOM:
                self.clear()
            self[word] = forms
        return forms

    def made(self, word: str) -> tuple[str, str]:
        """Make (stem, plain) without remembering them: for those who do so themselves."""
        bared = bare(kept(word))
        stem, plain = self._stem(bared), fold(bared)
        return sys.intern(stem), word if word == plain else plain  # words share stems: a third less memory


def _stemmer(language: str) -> Callable[[str], str]:
    """Give the function that makes stems. A Snowball stemmer serves one thread at a time; a miss is rare enough."""
    if language == UNDETERMINED:
        return lambda word: f"{UNDETERMINED}:{fold(word)}"
    lock, stemmer = threading.Lock(), Stemmer.Stemmer(STEMMERS[language], maxCacheSize=0)

    def stem(word: str) -> str:
        lower = _lower(word, language)
        with lock:
            stemmed = stemmer.stemWord(lower)
        return f"{language}:{fold(stemmed or lower)}"

    return stem


def _lower(word: str, language: str) -> str:
    """Give a word in lower case as its stemmer expects it. Turkish has two letters i, each with its own capital."""
    if language == "tr":
        word = word.replace("İ", "i").replace("I", "ı")
    return word.lower()


@functools.lru_cache(maxsize=16)
def for_languages(languages: tuple[str, ...]) -> Analysis:
    """Give the one `Analysis` of these languages, with all that it remembers."""
    return Analysis(languages)
