"""What is asked: some queries of each class, of words that are rare or common among the articles."""

import datetime
import random
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from growth.articles import read_stories

EACH = 40
"""Queries of one class."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question: 20 hits, total, three facets and a histogram by month are wanted of each.

    `words` must all be there, or any of them; as a `phrase` in order; `without` none of these. An empty one is
    everything, newest first.
    """

    kind: str
    words: tuple[str, ...] = ()
    any: bool = False
    phrase: bool = False
    without: tuple[str, ...] = ()
    prefix: bool = False
    since: datetime.date | None = None
    until: datetime.date | None = None


def questions(seed: int = 7) -> list[Asked]:
    """Return all questions, always the same ones."""
    chance = random.Random(seed)
    common, middle, rare, pairs = words_of(read_stories())
    made = []
    for _ in range(EACH):
        day = datetime.date(1980, 1, 1) + datetime.timedelta(days=chance.randrange(15_000))
        one, other, third = chance.sample(middle, 3)
        made += [
            Asked(kind="rare word", words=(chance.choice(rare),)),
            Asked(kind="common word", words=(chance.choice(common),)),
            Asked(kind="two words", words=(chance.choice(common), one)),
            Asked(kind="any of three", words=(one, other, third), any=True),
            Asked(kind="phrase", words=chance.choice(pairs), phrase=True),
            Asked(kind="exclusion", words=(one,), without=(chance.choice(common),)),
            Asked(kind="prefix", words=(chance.choice(middle)[:4],), prefix=True),
            Asked(kind="word in a year", words=(chance.choice(common),), since=day, until=a_year_after(day)),
            Asked(kind="newest", since=day),
        ]
    return sorted(made, key=lambda one: one.kind)


def a_year_after(day):
    """Return the day a year later."""
    return day + datetime.timedelta(days=365)


def words_of(stories):
    """Return common, middling and rare words, and pairs that stand side by side."""
    held, pairs = Counter(), Counter()
    for story in stories:
        words = re.findall(r"[a-z]{4,}", story["text"].lower())
        held.update(list(dict.fromkeys(words)))  # in their order: that of a set is another in each process
        pairs.update(pairwise(words))
    ranked = [word for word, _ in held.most_common()]
    return (
        ranked[5:120],
        [word for word in ranked if 100 <= held[word] <= 1_000],
        [word for word in ranked if 3 <= held[word] <= 10],
        [pair for pair, count in pairs.most_common(4_000) if min(map(held.get, pair)) < 6_000 and count > 30],
    )
