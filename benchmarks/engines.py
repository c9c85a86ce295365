"""Plain Whoosh against our engine on it, in one run: 21,578 Reuters stories and 962 queries of a query log.

    .venv/bin/python benchmarks/engines.py

Both give the first 20 hits by relevance, the total and three facets; ours gives a histogram besides. Queries are
parsed before the clock starts, for both.
"""

import datetime
import gzip
import json
import multiprocessing
import re
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from whoosh import analysis, fields, index, query

from search.analysis import Analysis
from search.engines.base import Document, Query
from search.engines.whoosh import Whoosh
from search.query.nodes import And, Not, Or, Phrase, Prefer, Stem

SHARED = Path(__file__).resolve().parents[2] / "shared"
STORIES = SHARED / "corpora" / "reuters.jsonl.gz"
QUERIES = SHARED / "queries" / "search_benchmark_game.jsonl"
FACETS = ("topic", "section", "source")
PIECE = re.compile(r'([+-]?)("[^"]*"|\S+)')


def main() -> None:
    if not STORIES.exists() or not QUERIES.exists():
        print(f"Nothing was measured: {SHARED} with its stories and queries is not beside this checkout.")
        return
    stories = list(read_stories())
    asked = [pieces(json.loads(line)["q"]) for line in QUERIES.open(encoding="utf-8")]
    print(f"{len(stories):,} stories, {len(asked)} queries")
    words = Analysis(("en",))
    with tempfile.TemporaryDirectory() as folder:
        index_plain(f"{folder}/stop", stories, analysis.StemmingAnalyzer(), "plain Whoosh, StemmingAnalyzer")
        everything = analysis.StemmingAnalyzer(stoplist=None, minsize=1)
        plain = index_plain(f"{folder}/plain", stories, everything, "plain Whoosh, no word left out")
        ours = index_ours(f"{folder}/ours", stories, words)
        before = search_plain(plain, [plain_query(one, everything) for one in asked])
        trees = [our_query(one, words) for one in asked]
        first = search_ours(ours, trees, "our engine, words read first")
        again = search_ours(ours, trees, "our engine, words read before")
        compare("words read first", before, first)
        compare("words read before", before, again)
        print(f"{'memory of a process that searches':34} {in_a_process(f'{folder}/ours', trees)}")
        commit_singly(ours, f"{folder}/ours", stories[:1000], words)
        search_ours(ours, trees, "our engine, after these commits")


# --- stories and queries --------------------------------------------------------------------------


def read_stories():
    """Yield the stories with what both engines keep of each."""
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            story = json.loads(line)
            day = story["date"][:10]
            yield SimpleNamespace(
                number=number,
                headline=story["title"],
                body=story["text"],
                topic=(story["topics"] or [""])[0],
                section=(story["places"] or [""])[0],
                day=day,
            )


def pieces(text):
    """Return (sign, words) of each piece of a query of the benchmark game."""
    return [(sign, words.strip('"').lower()) for sign, words in PIECE.findall(text)]


# --- plain Whoosh ---------------------------------------------------------------------------------


def index_plain(folder, stories, analyzer, name):
    Path(folder).mkdir()
    schema = fields.Schema(
        number=fields.ID(stored=True, unique=True),
        text=fields.TEXT(analyzer=analyzer),
        headline=fields.TEXT(analyzer=analyzer),
        **{facet: fields.ID(sortable=True) for facet in FACETS},
    )
    made = index.create_in(folder, schema)
    start = time.perf_counter()
    writer = made.writer(limitmb=512)
    for story in stories:
        writer.add_document(
            number=str(story.number),
            text=f"{story.headline}\n\n{story.body}",
            headline=story.headline,
            topic=story.topic,
            section=story.section,
            source=story.day,
        )
    writer.commit()
    report_indexing(name, len(stories), start, folder)
    return made


def plain_query(asked, analyzer):
    """Return Whoosh's query: without a sign any word will do, as in the benchmark game."""
    must, may, not_ = [], [], []
    for sign, words in asked:
        terms = [token.text for token in analyzer(words)]
        part = query.Term("text", terms[0]) if len(terms) == 1 else query.Phrase("text", terms)
        {"+": must, "-": not_, "": may}[sign].append(part)
    where = query.And(must) if must else query.Or(may)
    if must and may:
        where = query.AndMaybe(where, query.Or(may))
    return query.And([where, *map(query.Not, not_)]) if not_ else where


def search_plain(made, queries):
    with made.searcher() as searcher:
        return timed("plain Whoosh", plainly(searcher), queries)


def plainly(searcher):
    """Return the function that plain Whoosh is measured by: total and 20 numbers, with three facets."""

    def search(one):
        results = searcher.search(one, limit=20, groupedby=list(FACETS))
        for facet in FACETS:
            results.groups(facet)
        return len(results), [hit["number"] for hit in results]

    return search


# --- ours -----------------------------------------------------------------------------------------


def document(story, words):
    """Analyse a story: the cost of it counts, as it does for plain Whoosh."""
    texts = {"headline": words.text([story.headline], "en"), "body": words.text([story.body], "en")}
    return Document(
        id=story.number,
        published=datetime.datetime.fromisoformat(story.day).replace(tzinfo=datetime.UTC),
        texts=texts,
        topic=(story.topic,),
        section=(story.section,),
        source=(story.day,),
    )


def index_ours(folder, stories, words):
    engine = Whoosh(location=folder, analysis=words.name)
    start = time.perf_counter()
    engine.rebuild((document(story, words) for story in stories), position=1)
    report_indexing("our engine", len(stories), start, folder)
    return engine


def commit_singly(engine, folder, stories, words):
    """Commit changed stories one by one: what the follower of the change log does on a quiet day."""
    took = []
    for story in stories:
        start = time.perf_counter()
        engine.apply([document(story, words)], (), position=story.number + 2)
        took.append((time.perf_counter() - start) * 1000)
    engine.search(Query(where=Stem("en:oil"), facets=FACETS, histogram="auto"), size=20)
    print(
        f"{f'{len(took):,} commits of one story':34} p50 {quantile(took, 0.5):7.2f}  p95 {quantile(took, 0.95):7.2f}  "
        f"p99 {quantile(took, 0.99):7.2f} ms, {size_of(folder):.1f} MiB in {len(engine._latest().segments)} segments"
    )


def in_a_process(folder, trees):
    """Ask all questions in a process of its own and return what memory it then takes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(ask_all, (folder, trees))


def ask_all(folder, trees):
    before = memory()
    search_ours(Whoosh(location=folder), trees, "our engine, in a new process")
    return f"{memory() - before:.0f} MiB more than before, mapped files aside"


def memory():
    """Return the MiB that this process alone holds."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024


def our_query(asked, words):
    must, may, not_ = [], [], []
    for sign, text in asked:
        stems = tuple(stem for run in words.text([text], "en").runs for stem in run)
        part = Stem(stems[0]) if len(stems) == 1 else Phrase(stems)
        {"+": must, "-": not_, "": may}[sign].append(part)
    where = And(tuple(must)) if must else Or(tuple(may))
    if must and may:
        where = Prefer(where, Or(tuple(may)))
    return And((where, *map(Not, not_))) if not_ else where


def search_ours(engine, trees, name):
    def search(tree):
        results = engine.search(Query(where=tree, sort="relevance", facets=FACETS, histogram="auto"), size=20)
        return results.total, [str(hit.id) for hit in results.hits]

    return timed(name, search, trees)


# --- figures --------------------------------------------------------------------------------------


def report_indexing(name, count, start, folder):
    seconds = time.perf_counter() - start
    print(f"{name:34} {count / seconds:8,.0f} documents/s {size_of(folder):8.1f} MiB")


def size_of(folder):
    """Return the MiB of all files in a folder."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20


def timed(name, search, queries):
    """Return (milliseconds, answer) of each query."""
    return report(name, [clock(search, one) for one in queries])


def clock(search, one):
    """Return the milliseconds that an answer took, and the answer."""
    start = time.perf_counter()
    answer = search(one)
    return (time.perf_counter() - start) * 1000, answer


def report(name, answers):
    """Print the figures of answers, and return these."""
    p50, p95, p99 = (quantile([took for took, _ in answers], share) for share in (0.5, 0.95, 0.99))
    found = sum(total for _, (total, _) in answers)
    print(f"{name:34} p50 {p50:7.2f}  p95 {p95:7.2f}  p99 {p99:7.2f} ms, {found:,} found")
    return answers


def quantile(values, share):
    return sorted(values)[int(share * (len(values) - 1))]


def compare(name, before, after):
    ratios = [
        quantile([took for took, _ in before], share) / quantile([took for took, _ in after], share)
        for share in (0.5, 0.95, 0.99)
    ]
    same = sum(one[1][0] == two[1][0] for one, two in zip(before, after, strict=True))
    print(f"ours, {name}: p50 {ratios[0]:.1f}, p95 {ratios[1]:.1f}, p99 {ratios[2]:.1f} times as fast;", end=" ")
    print(f"{same} of {len(before)} totals are the same")


if __name__ == "__main__":
    main()
