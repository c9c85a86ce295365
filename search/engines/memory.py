"""The whole contract in plain Python: sets and dictionaries under one lock. Read this engine first."""

import secrets
import threading
from collections import Counter, defaultdict
from dataclasses import replace

from search.engines import base, days
from search.engines.base import BODY, HEADLINE_WEIGHT, Histogram, Hit, NoIndex, Results, State
from search.engines.scoring import idf, saturation
from search.query import nodes
from search.query.nodes import PRINTED

PRINT = "print"
"""All that was printed, as if it were one more field."""


class Memory(base.Engine):
    """Keeps everything in this process and forgets it with it."""

    private = True
    library = "memory-1"

    def __init__(self, *, location: str = "", analysis: str = "", **options):
        super().__init__(location=location, analysis=analysis, **options)
        self._lock = threading.RLock()
        self._state = None
        self._shelf = Shelf()

    def apply(self, add, remove, *, position, mark=""):
        add, remove = list(add), list(remove)
        for document in add:
            base.refuse(document)
        batch = {document.id: document for document in add}
        with self._lock:
            state = self.state()
            for number in (*remove, *batch):
                self._shelf.take(number)
            for document in batch.values():
                self._shelf.put(document)
            self._state = replace(state, position=position, mark=mark, fingerprint=self.fingerprint)

    def rebuild(self, documents, *, position, mark="", before_switch=None, keep_former=True):
        new = Memory(analysis=self.analysis)
        new._state = State(
            generation=secrets.token_hex(4), position=position, documents=0, fingerprint=self.fingerprint, mark=mark
        )
        new.apply(documents, (), position=position, mark=mark)
        if before_switch:
            before_switch(new)
        with self._lock:
            self._state, self._shelf = new._state, new._shelf

    def search(self, query, *, size, after=None):
        with self._lock:
            self.state()
            return Search(self._shelf, query).results(size, after)

    def terms(self, prefix, *, limit, keep=None):
        with self._lock:
            self.state()
            words = self._shelf.words
            found = [word for word in words if word.startswith(prefix)]
            kept = keep("\n".join(found)) if keep else found
            counts = [(word, len(set().union(*words[word].values()))) for word in kept]
        return sorted(((w, n) for w, n in counts if n), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def frequencies(self, words):
        with self._lock:
            self.state()
            stem, plain = self._shelf.with_stem, self._shelf.with_word
            return {word: len((stem if ":" in word else plain)(word, PRINT)) for word in words}

    def contents(self):
        with self._lock:
            self.state()
            return iter([(document.id, document.digest) for document in self._shelf.documents.values()])

    def state(self):
        with self._lock:
            if self._state is None:
                raise NoIndex("There is no index in memory yet: `manage.py rebuild_index` makes one.")
            return replace(self._state, documents=len(self._shelf.documents))


class Shelf:
    """The living documents, and for every stem and word where it stands."""

    def __init__(self):
        self.documents = {}  # id → Document
        self.stems = defaultdict(lambda: defaultdict(dict))  # stem → field → id → positions
        self.words = defaultdict(lambda: defaultdict(set))  # word → field → ids
        self.lengths = defaultdict(dict)  # field → id → number of stems
        self.sizes = defaultdict(dict)  # field → id → number of different plain words

    def put(self, document):
        """Add a document that is not there."""
        self.documents[document.id] = document
        for name, text in document.texts.items():
            self._put_runs(document.id, name, text.runs)
            for word in text.words:
                self.words[word][name].add(document.id)
            self.sizes[name][document.id] = len(text.words)
        printed = [text.words for name, text in document.texts.items() if name in PRINTED]
        self.sizes[PRINT][document.id] = len(frozenset().union(*printed))
        self.lengths[PRINT][document.id] = sum(self.lengths[name].get(document.id, 0) for name in PRINTED)

    def _put_runs(self, number, name, runs):
        position = 0
        for run in runs:
            for offset, stem in enumerate(run):
                self.stems[stem][name].setdefault(number, []).append(position + offset)
            position += len(run) + base.RUN_GAP
        self.lengths[name][number] = sum(map(len, runs))

    def take(self, number):
        """Remove a document; one that is not there is no mistake."""
        document = self.documents.pop(number, None)
        for name, text in document.texts.items() if document else ():
            for stem in {stem for run in text.runs for stem in run}:
                del self.stems[stem][name][number]
            for word in text.words:
                self.words[word][name].discard(number)
        for counts in (*self.lengths.values(), *self.sizes.values()):
            counts.pop(number, None)

    def with_stem(self, stem, field):
        """Return the ids of the documents that hold a stem."""
        return {number for name in names(field) for number in self.stems.get(stem, {}).get(name, ())}

    def with_word(self, word, field):
        """Return the ids of the documents that hold a plain word."""
        return {number for name in names(field) for number in self.words.get(word, {}).get(name, ())}

    def occurrences(self, phrase, field):
        """Return {id: how often it stands there}: a phrase counts once for each place where it can begin."""
        counts = Counter()
        for name in names(field):
            places = [self.stems.get(stem, {}).get(name, {}) for stem in phrase.stems]
            for number in set(places[0]).intersection(*places[1:]) if places else ():
                counts[number] += beginnings([place[number] for place in places], phrase.slop)
        return +counts


def names(field):
    """Return the fields that a name stands for."""
    return PRINTED if field == PRINT else (field,)


def beginnings(places, slop):
    """Count the places of the first stem that the others follow in order with at most `slop` words among them."""
    count = 0
    for start in places[0]:
        end = start
        for following in places[1:]:
            end = next((position for position in following if position > end), None)
            if end is None:
                break
        else:
            count += end - start - (len(places) - 1) <= slop
    return count


class Search:
    """One query on one shelf; `find` gives {id: score} of what a node finds."""

    def __init__(self, shelf, query):
        self.shelf, self.query = shelf, query
        self.found = self.find(query.where)

    def results(self, size, after):
        ids = {self.key(self.value(number), number): number for number in self.matching()}
        keys = sorted(ids if after is None else filter(self.key(*after).__lt__, ids))
        page = [ids[key] for key in keys[:size]]
        ranked = self.query.sort == base.RELEVANCE
        return Results(
            hits=tuple(Hit(id=number, score=self.found[number] if ranked else None) for number in page),
            total=len(ids),
            facets={name: self.facet(name) for name in self.query.facets},
            histogram=self.histogram(ids.values()),
            next=(self.value(page[-1]), page[-1]) if page and len(keys) > size else None,
        )

    def value(self, number):
        """Return what the order goes by: the score, or the second of publication."""
        if self.query.sort == base.RELEVANCE:
            return self.found[number]
        return days.seconds(self.shelf.documents[number].published)

    def key(self, value, number):
        """Return what sorts upwards into the order asked for."""
        return {base.RELEVANCE: (-value, number), base.NEWEST: (-value, -number), base.OLDEST: (value, number)}[
            self.query.sort
        ]

    # --- what a tree finds ---------------------------------------------------------------------------

    def find(self, node):
        return getattr(self, f"find_{type(node).__name__.lower()}")(node)

    def find_everything(self, node):
        return dict.fromkeys(self.shelf.documents, 0.0)

    def find_and(self, node):
        parts = [self.find(part) for part in node.parts]
        ids = set(self.shelf.documents).intersection(*parts)
        return {number: sum(part[number] for part in parts) for number in ids}

    def find_or(self, node):
        parts = [self.find(part) for part in node.parts]
        return {number: sum(part.get(number, 0.0) for part in parts) for number in set().union(*parts)}

    def find_not(self, node):
        return dict.fromkeys(set(self.shelf.documents).difference(self.find(node.part)), 0.0)

    def find_prefer(self, node):
        better = self.find(node.better)
        return {number: score + better.get(number, 0.0) for number, score in self.find(node.where).items()}

    def find_days(self, node):
        return self.where(lambda document: self.between(document, node.first, node.last, 1))

    def find_has(self, node):
        return self.where(lambda document: node.what in document.has)

    def find_language(self, node):
        tag = node.tag.lower()
        return self.where(
            lambda document: any(f"{value.lower()}-".startswith(f"{tag}-") for value in document.language)
        )

    def find_ids(self, node):
        return dict.fromkeys(self.shelf.documents.keys() & set(node.ids), 0.0)

    def find_stem(self, node):
        return self.find_phrase(nodes.Phrase((node.text,), 0, node.field))

    def find_phrase(self, node):
        if node.field == BODY:
            inside = self.shelf.occurrences(node, BODY)
            return {number: score for number, score in self.scored(node, PRINT).items() if number in inside}
        if node.field:
            return self.scored(node, node.field)
        found = self.scored(node, PRINT)
        headlines = self.scored(node, "headline")
        return {number: score + HEADLINE_WEIGHT * headlines.get(number, 0.0) for number, score in found.items()}

    def find_plain(self, node):
        field = node.field or PRINT
        found = Counter()
        for word in dict.fromkeys(node.words):
            scores = self.scored_word(word, PRINT if field == BODY else field)
            found.update({number: scores[number] for number in self.shelf.with_word(word, field)})
        return dict(found)

    def where(self, test):
        return {number: 0.0 for number, document in self.shelf.documents.items() if test(document)}

    # --- scores --------------------------------------------------------------------------------------

    def scored(self, phrase, field):
        weight = sum(self.idf(self.shelf.with_stem(stem, field)) for stem in phrase.stems)
        return self.bm25(self.shelf.occurrences(phrase, field), weight, self.shelf.lengths[field])

    def scored_word(self, word, field):
        ids = self.shelf.with_word(word, field)
        return self.bm25(dict.fromkeys(ids, 1), self.idf(ids), self.shelf.sizes[field])

    def idf(self, ids):
        return idf(len(ids), len(self.shelf.documents))

    def bm25(self, counts, weight, lengths):
        average = sum(lengths.values()) / len(self.shelf.documents) if counts else 0
        return {number: weight * saturation(count, lengths[number], average) for number, count in counts.items()}

    # --- filters, facets, histogram ------------------------------------------------------------------

    def matching(self, *, without=None):
        """Return the found ids that pass all filters but that of the facet `without`."""
        return [number for number in self.found if self.passes(self.shelf.documents[number], without)]

    def passes(self, document, without):
        query = self.query
        return self.between(document, query.published_after, query.published_before, 0) and all(
            name == without or set(values).intersection(getattr(document, name))
            for name, values in query.filters.items()
        )

    def between(self, document, first, last, after):
        moment = days.seconds(document.published)
        return (first is None or moment >= days.midnight(first)) and (
            last is None or moment < days.midnight(last, after=after)
        )

    def facet(self, name):
        matching = map(self.shelf.documents.get, self.matching(without=name))
        counts = Counter(value for document in matching for value in dict.fromkeys(getattr(document, name)))
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: base.FACET_LIMIT])

    def histogram(self, ids):
        if not self.query.histogram:
            return None
        dates = [days.day_of(days.seconds(self.shelf.documents[number].published)) for number in ids]
        interval = self.query.histogram
        if interval == "auto":
            interval = days.auto_interval(min(dates), max(dates)) if dates else "year"
        counts = Counter(days.start_of(date, interval) for date in dates)
        return Histogram(interval=interval, buckets=tuple(sorted(counts.items())))
