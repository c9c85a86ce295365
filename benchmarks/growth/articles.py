"""Any number of articles, always the same ones: halves of two Reuters stories each, under the headline of the first."""

import datetime
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
STORIES = SHARED / "corpora" / "reuters.jsonl.gz"

FIRST = datetime.datetime(1975, 1, 1, tzinfo=datetime.UTC)
YEARS = 50
SOURCES = tuple(f"paper{number:02}.example" for number in range(40))


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What all contenders keep of one article."""

    number: int
    headline: str
    body: str
    published: datetime.datetime
    source: str
    topic: str
    section: str


class Articles:
    """The articles of these numbers."""

    def __init__(self, numbers: range):
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Article]:
        stories = read_stories()
        for number in self._numbers:
            round_, place = divmod(number, len(stories))
            yield article(number, stories[place], stories[(place * 7 + round_ * 31) % len(stories)], round_)

    def share(self, number: int, count: int) -> "Articles":
        """Return every so manyth of them: share `number` of `count`."""
        return Articles(self._numbers[number::count])


def article(number, first, second, round_) -> Article:
    """Return one article; those of the first round are the stories as they are."""
    body = f"{first['text'][: len(first['text']) // 2]}\n\n{second['text'][len(second['text']) // 2 :]}"
    hours = number * 7919 % (YEARS * 365 * 24)
    return Article(
        number=number,
        headline=first["title"],
        body=body if round_ else first["text"],
        published=FIRST + datetime.timedelta(hours=hours),
        source=SOURCES[number * 31 % len(SOURCES)],
        topic=(first["topics"] or ["none"])[0],
        section=(first["places"] or ["none"])[0],
    )


@cache
def read_stories() -> list[dict]:
    """Read the stories that have a text."""
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        stories = [json.loads(line) for line in lines]
    return [story for story in stories if story["title"] and len(story["text"]) > 100]
