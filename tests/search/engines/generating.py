"""Questions made up at random, always the same ones: of words, phrases and values that stories really hold."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from search.analysis import words

FIELDS = ("headline", "body", "by", "author", "source", "section", "topic")
THINGS = ("image", "related", "correction")
LANGUAGES = ("en", "en-gb", "de", "fr")
FACETS = ("source", "author", "topic", "section", "language")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a reader types, and what is asked for beside it."""

    q: str
    match: str = "all"
    query: dict = field(default_factory=dict)


class Generator:
    """Draws from texts and from the values of facets: rare words and common ones alike."""

    def __init__(self, texts: Sequence[str], values: dict[str, Sequence[str]], days: Sequence[datetime.date], seed=4):
        self.random = random.Random(seed)
        self.texts = [found for text in texts if len(found := words(text)) > 20]
        counts = Counter(word for found in self.texts for word in set(found))
        self.words = sorted(counts, key=lambda word: (-counts[word], word))
        self.values, self.days = values, days

    def questions(self, count: int) -> Iterator[Question]:
        for _ in range(count):
            match = self.random.choice(("all", "all", "any"))
            yield Question(q=self.group(self.random.choice((1, 1, 2, 3))), match=match, query=self.query())

    # --- what is typed ------------------------------------------------------------------------------------

    def group(self, depth: int) -> str:
        """Write some parts beside each other, with operators and signs among them."""
        size = self.random.choice((1, 2, 2, 3, 4)) if depth > 1 else self.random.choice((1, 2))
        text = self.part(depth)
        for _ in range(size - 1):
            text += self.random.choice((" ", " OR ", " OR ", " AND ", " -", " NOT ", " +")) + self.part(depth)
        return text

    def part(self, depth: int) -> str:
        if depth > 1 and self.random.random() < 0.4:
            name = self.random.choice(("", "", *FIELDS))
            return f"{name}:({self.bare_group()})" if name else f"({self.group(depth - 1)})"
        return self.random.choices(
            (self.bare, self.in_field, self.days_of, self.thing, self.language), (12, 4, 1, 1, 1)
        )[0]()

    def bare_group(self) -> str:
        """Write what may stand in the group of a field."""
        return self.random.choice((" ", " OR ", " -")).join(self.bare() for _ in range(2))

    def bare(self) -> str:
        kinds = (self.word, self.exact, self.phrase, self.loose, self.prefix, self.near)
        return self.random.choices(kinds, (8, 2, 3, 3, 1, 1))[0]()

    def word(self) -> str:
        """Take a word of any frequency: as often one of the ten most frequent as one of the ten thousandth."""
        word = self.words[int(len(self.words) ** self.random.random()) - 1]
        return word if word not in ("AND", "OR", "NOT") else word.lower()

    def exact(self) -> str:
        return f"={self.word()}"

    def phrase(self) -> str:
        text = self.random.choice(self.texts)
        start, length = self.random.randrange(len(text) - 6), self.random.randint(2, 5)
        return f'"{" ".join(text[start : start + length])}"'

    def loose(self) -> str:
        """Take two to four words that stand near each other, and let it be chance whether so many fit between."""
        text, length = self.random.choice(self.texts), self.random.randint(2, 4)
        start = self.random.randrange(len(text) - 16)
        places = sorted(self.random.sample(range(start, start + 12), length))
        return f'"{" ".join(text[place] for place in places)}"~{self.random.randint(0, 9)}'

    def prefix(self) -> str:
        word = self.long_word(4)
        return f"{word[: self.random.randint(3, len(word))]}*"

    def near(self) -> str:
        word = self.long_word(5)
        at = self.random.randrange(1, len(word))
        return word[:at] + self.random.choice(("", "e", word[at : at + 2][::-1])) + word[at + 1 :] + "~"

    def long_word(self, letters: int) -> str:
        while len(word := self.word()) < letters or not word.isalpha():
            pass
        return word

    def in_field(self) -> str:
        name = self.random.choice(FIELDS)
        if name in self.values and self.random.random() < 0.7:
            return f'{name}:"{self.random.choice(self.values[name])}"'
        return f"{name}:{self.bare()}"

    def days_of(self) -> str:
        first, last = sorted((self.random.choice(self.days), self.random.choice(self.days)))
        forms = (f"{first}", f"{first}..{last}", f">={first}", f"<{first}", f"{first:%Y-%m}", f"..{last}")
        return f"date:{self.random.choice(forms)}"

    def thing(self) -> str:
        return f"has:{self.random.choice(THINGS)}"

    def language(self) -> str:
        return f"language:{self.random.choice(LANGUAGES)}"

    # --- what is asked for beside it ----------------------------------------------------------------------

    def query(self) -> dict:
        asked = {
            "sort": self.random.choice(("relevance", "relevance", "newest", "oldest")),
            "facets": tuple(self.random.sample(FACETS, self.random.randint(0, 3))),
            "histogram": self.random.choice((None, "year", "month", "day", "auto")),
            "filters": {},
        }
        for name in self.random.sample(sorted(self.values), self.random.choice((0, 0, 0, 1, 2))):
            asked["filters"][name] = tuple(self.random.sample(self.values[name], min(9, len(self.values[name]))))
        first, last = sorted((self.random.choice(self.days), self.random.choice(self.days)))
        return asked | self.random.choice(
            ({}, {}, {"published_after": first}, {"published_after": first, "published_before": last})
        )
