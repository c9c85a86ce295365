"""How good a ranking is: nDCG@10, MAP and recall@100 over a collection with judgements.

A collection is a folder with `docs.jsonl.gz` (id, title, text), `queries.jsonl` (id, text) and `qrels.tsv`
(query, document, grade). Definitions: Järvelin & Kekäläinen 2002 (gain = grade, discount log2(rank + 1));
Manning, Raghavan & Schütze, *Introduction to Information Retrieval*, chapter 8.
"""

import datetime
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from search.analysis import Analysis
from search.engines.base import RELEVANCE, Document, Engine, Query
from search.query.nodes import Or, Stem

DEPTH = 1_000
"""How many hits are looked at for MAP."""

NO_DATE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Means over the queries that have a relevant document."""

    queries: int
    ndcg_10: float
    map: float
    recall_100: float


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Documents, queries and judgements: {query: {document number: grade}}."""

    folder: Path
    ids: Mapping[str, int]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[int, int]]

    @classmethod
    def read(cls, folder: Path) -> "Collection":
        """Read a folder. Raises OSError or ValueError with the file that is missing or broken."""
        ids = {record["id"]: number for number, record in enumerate(_lines(folder / "docs.jsonl.gz"), start=1)}
        queries = {record["id"]: record["text"] for record in _lines(folder / "queries.jsonl")}
        grades = defaultdict(dict)
        for line in (folder / "qrels.tsv").read_text().splitlines():
            query, document, grade = line.split("\t")
            if document in ids and int(grade) > 0:
                grades[query][ids[document]] = int(grade)
        return cls(folder=folder, ids=ids, queries=queries, grades=grades)

    def documents(self, analysis: Analysis, *, plain: bool = False) -> Iterator[Document]:
        """Yield the documents: the title is the headline, the text the body; in English.

        `plain` ones have all in the body, so that the headline counts no more than the rest.
        """
        for record in _lines(self.folder / "docs.jsonl.gz"):
            printed = {"headline": [record["title"]], "body": [record["text"]]}
            if plain:
                printed = {"body": [record["title"], record["text"]]}
            texts = {name: analysis.text(values, "en") for name, values in printed.items() if any(values)}
            yield Document(id=self.ids[record["id"]], published=NO_DATE, texts=texts, language=("en",))


def evaluate(engine: Engine, collection: Collection, analysis: Analysis) -> Scores:
    """Ask an engine that holds the collection every query, its words joined by OR, and score the rankings.

    Raises ValueError where no query has a relevant document.
    """
    rankings = {
        query: ranking(engine, collection.queries[query], analysis)
        for query in collection.grades
        if query in collection.queries
    }
    judged = [(found, collection.grades[query]) for query, found in rankings.items()]
    if not judged:
        raise ValueError(f"{collection.folder} is no collection: none of its queries has a relevant document.")
    return Scores(
        queries=len(judged),
        ndcg_10=fmean(ndcg(found, grades, 10) for found, grades in judged),
        map=fmean(average_precision(found, grades) for found, grades in judged),
        recall_100=fmean(recall(found, grades, 100) for found, grades in judged),
    )


def ranking(engine: Engine, text: str, analysis: Analysis) -> list[int]:
    """Return the ids of the documents with any word of the text, best first; no parser, no limits.

    A word that the text repeats counts as often.
    """
    stems = [stem for run in analysis.text([text], "en").runs for stem in run]
    where = Or(tuple(Stem(stem) for stem in stems))
    return [hit.id for hit in engine.search(Query(where=where, sort=RELEVANCE), size=DEPTH).hits]


def ndcg(found: Sequence[int], grades: Mapping[int, int], depth: int) -> float:
    """Return the discounted gain of the first `depth`, as a part of the best possible."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(one, 0) for one in found[:depth]]) / best


def _gain(grades):
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def average_precision(found: Sequence[int], grades: Mapping[int, int]) -> float:
    """Return the mean of the precision at each relevant document; those not found count as 0."""
    ranks = [rank for rank, one in enumerate(found, start=1) if one in grades]
    return sum(count / rank for count, rank in enumerate(ranks, start=1)) / len(grades)


def recall(found: Sequence[int], grades: Mapping[int, int], depth: int) -> float:
    """Return the part of the relevant documents among the first `depth`."""
    return len(grades.keys() & set(found[:depth])) / len(grades)


def _lines(path):
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        for number, line in enumerate(file, start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}, is no JSON: {error}") from None
