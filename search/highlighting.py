"""Passages of an article with what was found marked, cut from the article's own text."""

import functools
import html
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from search.analysis import Analysis, tokens, words
from search.query.nodes import PRINTED, And, Node, Or, Phrase, Plain, Prefer, Stem

LENGTH = 240
"""Characters of a passage, about."""

PASSAGES = 3

STRETCH = 4_000
"""Longer paragraphs are looked at in stretches of so many characters, cut at spaces."""

SCANNED = 200_000
"""Characters of a field in which marks are looked for; enough for a book, and 25 ms."""

CONSIDERED, HITS = 20, 60
"""Stretches, and hits in each, among which the best passages are chosen."""

QUERY_FIELDS = {"byline": "by", "captions": "caption"}
"""Names of an answer that queries call otherwise."""

_TRAILING = ".,;:!?)]}\"'’”»…%"


@dataclass(frozen=True, slots=True)
class _Sought:
    """What marks one field: a leaf's number by its stem or plain word, and phrases with theirs."""

    stems: dict[str, int] = field(default_factory=dict)
    plain: dict[str, int] = field(default_factory=dict)
    phrases: list[tuple[int, Phrase]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words `first` to `last` (excluded) of a stretch, found by a leaf."""

    first: int
    last: int
    leaf: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A paragraph, or a piece of a long one, with its hits in order."""

    field: str
    paragraph: int
    text: str
    words: list[str]
    hits: list[_Hit]


@dataclass(frozen=True, slots=True)
class _Window:
    """Hits of one stretch that fit into a passage, and what they are worth."""

    score: float
    stretch: _Stretch
    hits: list[_Hit]


def passages(
    fields: Mapping[str, str | Iterable[str]], tree: Node, analysis: Analysis, language: str, *, limit: int = PASSAGES
) -> list[dict]:
    """Cut at most `limit` passages that show best what a ready tree found; the best first.

    `fields` are texts by name (headline, subtitle, by or byline, caption or captions, body) in the order in which they
    are preferred. Each passage is `{"field", "paragraph", "text", "marks", "html"}`: `paragraph` counts from 0 the
    paragraphs of a text or the texts of a list, `marks` are [start, end) in code points of `text`, `html` is escaped
    and has `<mark>` only. Where nothing is to be marked, the one passage is the beginning of the body.
    """
    found = [*_stretches_with_hits(fields, tree, analysis, language)]
    if found:
        return [_passage(window) for window in _best(found, limit)]
    return _beginning(fields.get("body", ""))


# --- what is sought -----------------------------------------------------------------------------


@functools.lru_cache(maxsize=64)
def _sought(tree: Node) -> dict[str, _Sought]:
    """Give what marks each field. Nothing within a NOT marks anything."""
    sought = {name: _Sought() for name in PRINTED}
    for number, leaf in enumerate(_leaves(tree)):
        for name in PRINTED if leaf.field is None else {leaf.field} & set(PRINTED):
            match leaf:
                case Stem(text):
                    sought[name].stems[text] = number
                case Plain(plain):
                    sought[name].plain.update(dict.fromkeys(plain, number))
                case Phrase():
                    sought[name].phrases.append((number, leaf))
    return sought


def _leaves(node: Node) -> Iterator[Stem | Plain | Phrase]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Prefer(where, better):
            yield from _leaves(where)
            yield from _leaves(better)
        case Stem() | Plain() | Phrase():
            yield node


# --- where it stands ----------------------------------------------------------------------------


def _stretches_with_hits(fields, tree, analysis, language) -> Iterator[_Stretch]:
    sought, forms = _sought(tree), analysis.forms(language)
    for name, texts in fields.items():
        wanted = sought[QUERY_FIELDS.get(name, name)]
        if not (wanted.stems or wanted.plain or wanted.phrases):
            continue
        for paragraph, text in _stretches(texts):
            written = words(text)
            if hits := _hits(list(map(forms, written)), wanted):
                yield _Stretch(name, paragraph, text, written, hits)


def _stretches(texts: str | Iterable[str]) -> Iterator[tuple[int, str]]:
    """Give each paragraph with its number; long ones in pieces, and no more in all than `SCANNED`."""
    paragraphs = texts[:SCANNED].split("\n\n") if isinstance(texts, str) else [text[:SCANNED] for text in texts]
    for number, paragraph in enumerate(paragraphs):
        start = 0
        while len(paragraph) - start > STRETCH:
            end = max(paragraph.rfind(blank, start, start + STRETCH) for blank in " \n") + 1
            end = end if end > start else start + STRETCH
            yield number, paragraph[start:end]
            start = end
        yield number, paragraph[start:] if start else paragraph


def _hits(found: list[tuple[str, str]], sought: _Sought) -> list[_Hit]:
    """Give in order the hits among the words of a stretch, each of which is (stem, plain)."""
    hits = [_Hit(at, at + 1, sought.stems[stem]) for at, (stem, _) in enumerate(found) if stem in sought.stems]
    if sought.plain:
        hits += [_Hit(at, at + 1, sought.plain[word]) for at, (_, word) in enumerate(found) if word in sought.plain]
    for number, phrase in sought.phrases:
        hits += _phrase_hits([stem for stem, _ in found], phrase, number)
    if sought.plain or sought.phrases:
        hits.sort(key=lambda hit: (hit.first, -hit.last))
    return hits


def _phrase_hits(stems: list[str], phrase: Phrase, number: int) -> Iterator[_Hit]:
    """Give where a phrase stands: whole, or word by word where others stand between."""
    rarest = min(phrase.stems, key=stems.count)
    if rarest not in stems:
        return
    for start in _positions(stems, phrase.stems[0]):
        places = _places(stems, phrase, start)
        if places and places[-1] - start == len(places) - 1:
            yield _Hit(start, places[-1] + 1, number)
        elif places:
            yield from (_Hit(at, at + 1, number) for at in places)


def _positions(stems: list[str], stem: str) -> Iterator[int]:
    return (at for at, other in enumerate(stems) if other == stem)


def _places(stems: list[str], phrase: Phrase, start: int) -> list[int] | None:
    """Give the places of a phrase's words, the nearest after each other from `start`, if they are near enough."""
    end = start + len(phrase.stems) + phrase.slop
    places = [start]
    for stem in phrase.stems[1:]:
        try:
            places.append(stems.index(stem, places[-1] + 1, end))
        except ValueError:
            return None
    return places


# --- which passages -----------------------------------------------------------------------------


def _best(stretches: list[_Stretch], limit: int) -> list[_Window]:
    """Choose windows: many different words of the query, and those that are rare in this article.

    What a field has shown already is worth nothing when it comes again.
    """
    counts = Counter(hit.leaf for stretch in stretches for hit in stretch.hits)
    worth = {(stretch.field, hit.leaf): 1 + 1 / counts[hit.leaf] for stretch in stretches for hit in stretch.hits}
    stretches = sorted(stretches, key=lambda stretch: -_value(stretch, worth))[:CONSIDERED]
    chosen = []
    while len(chosen) < limit:
        best = max((_window(stretch, worth) for stretch in stretches), key=lambda window: window.score)
        if not best.score:
            break
        chosen.append(best)
        worth |= {(best.stretch.field, hit.leaf): 0 for hit in best.hits}
    return chosen


def _value(stretch: _Stretch, worth: dict[tuple[str, int], float]) -> float:
    return sum(worth[stretch.field, leaf] for leaf in {hit.leaf for hit in stretch.hits})


def _window(stretch: _Stretch, worth: dict[tuple[str, int], float]) -> _Window:
    """Find the hits in a row that fit into one passage and are worth most."""
    best, present, left, score = _Window(0, stretch, []), Counter(), 0, 0.0
    hits = stretch.hits[:HITS]
    for right, hit in enumerate(hits):
        present[hit.leaf] += 1
        score += worth[stretch.field, hit.leaf] if present[hit.leaf] == 1 else 0
        while left < right and _length(stretch.words[hits[left].first : hit.last]) > LENGTH:
            present[hits[left].leaf] -= 1
            score -= 0 if present[hits[left].leaf] else worth[stretch.field, hits[left].leaf]
            left += 1
        if score > best.score + 1e-9:
            best = _Window(score, stretch, hits[left : right + 1])
    return best


def _length(some: list[str]) -> int:
    """Give about how many characters words take up with what stands between them."""
    return sum(map(len, some)) + len(some)


# --- how they are cut ---------------------------------------------------------------------------


def _passage(window: _Window) -> dict:
    stretch = window.stretch
    first, last = _context(stretch.words, window.hits[0].first, max(hit.last for hit in window.hits))
    spans = [(start, end) for _, start, end in tokens(stretch.text, first, last)]
    inside = [hit for hit in stretch.hits if first <= hit.first and hit.last <= last]
    marks = [(spans[hit.first - first][0], spans[hit.last - 1 - first][1]) for hit in inside]
    start = spans[0][0] if first else 0
    end = spans[-1][1] if last < len(stretch.words) else len(stretch.text)
    return _cut(stretch, *_trimmed(stretch.text, start, end, marks), marks)


def _context(written: list[str], first: int, last: int) -> tuple[int, int]:
    """Widen a window of words to the length of a passage: to the beginning if that is near, else to both sides."""
    if _length(written[:last]) <= LENGTH:
        first = 0
    room = LENGTH - _length(written[first:last])
    before = room // 3
    while first and (before := before - len(written[first - 1]) - 1) >= 0:
        first -= 1
    room = LENGTH - _length(written[first:last])
    while last < len(written) and (room := room - len(written[last]) - 1) >= 0:
        last += 1
    return first, last


def _trimmed(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> tuple[int, int]:
    """Take in the punctuation behind the last word; keep short what consists of anything but words."""
    while end < len(text) and text[end] in _TRAILING:
        end += 1
    if end - start > 2 * LENGTH:
        start = max(start, marks[0][0] - LENGTH // 3)
        end = min(end, start + LENGTH)
    return start, end


def _cut(stretch: _Stretch, start: int, end: int, marks: Iterable[tuple[int, int]]) -> dict:
    lead = "… " if start > 0 else ""
    tail = " …" if end < len(stretch.text) else ""
    shift = len(lead) - start
    inside = _merged((first + shift, min(last, end) + shift) for first, last in marks if first < end)
    return _item(stretch.field, stretch.paragraph, f"{lead}{stretch.text[start:end]}{tail}", inside)


def _merged(marks: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Join marks that overlap: a word within a phrase is not marked twice."""
    merged: list[list[int]] = []
    for start, end in sorted(marks):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


def _item(name: str, paragraph: int, text: str, marks: list[list[int]]) -> dict:
    edges = [0, *itertools.chain.from_iterable(marks), len(text)]
    parts = [html.escape(text[start:end]) for start, end in itertools.pairwise(edges)]
    marked = "".join(f"<mark>{part}</mark>" if number % 2 else part for number, part in enumerate(parts))
    return {"field": name, "paragraph": paragraph, "text": text, "marks": marks, "html": marked}


def _beginning(body: str) -> list[dict]:
    """Give the first paragraph that says something, or as much of it as a passage takes."""
    for number, paragraph in enumerate(body[:SCANNED].split("\n\n")):
        if text := paragraph.strip():
            if len(text) > LENGTH:
                text = text[: LENGTH + 1]
                text = text[: max(text.rfind(blank) for blank in " \n")] if " " in text else text[:LENGTH]
                text = f"{text.rstrip()} …"
            return [_item("body", number, text, [])]
    return []
