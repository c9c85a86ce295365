"""The bare libraries, each as its documentation shows: its own words and stems, 20 hits, total, facets, histogram."""

import calendar
import sqlite3
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Order
from whoosh import analysis, fields, index
from whoosh import query as w

from growth.asked import Asked
from growth.ours import FACETS, midnight


def seconds(moment) -> int:
    return calendar.timegm(moment.utctimetuple())


def month_of(moment) -> int:
    return moment.year * 12 + moment.month - 1


class InFolder:
    """A library whose index is what lies in its folder."""

    def disk(self) -> int:
        return 0

    def memory(self) -> int:
        return 0

    def close(self) -> None:
        """Nothing is to be let go of."""


class BareTantivy(InFolder):
    """tantivy-py with its own English stemmer."""

    name = "tantivy-py"

    def __init__(self, folder: str):
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", indexed=True, fast=True)
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_text_field("headline", tokenizer_name="en_stem")
        for facet in FACETS:
            builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", fast=True)
        builder.add_integer_field("month", fast=True)
        self.schema = builder.build()
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.index = tantivy.Index(self.schema, path=folder)
        self.analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        self.analyzer = self.analyzer.filter(tantivy.Filter.stemmer("english")).build()

    def fill(self, articles) -> None:
        writer = self.index.writer(256_000_000)
        for one in articles:
            document = tantivy.Document()
            document.add_unsigned("number", one.number)
            document.add_text("text", f"{one.headline}\n\n{one.body}")
            document.add_text("headline", one.headline)
            for facet in FACETS:
                document.add_text(facet, getattr(one, facet))
            document.add_integer("published", seconds(one.published))
            document.add_integer("month", month_of(one.published))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def prepare(self, asked: Asked):
        return asked, self._query(asked)

    def _query(self, asked):
        query, schema = tantivy.Query, self.schema
        stems = [stem for word in asked.words for stem in self.analyzer.analyze(word)]
        if asked.prefix:
            parts = [(Occur.Must, query.regex_query(schema, "text", f"{asked.words[0]}.*"))]
        elif asked.phrase:
            parts = [(Occur.Must, query.phrase_query(schema, "text", stems))]
        else:
            occur = Occur.Should if asked.any else Occur.Must
            parts = [(occur, self._scored(stem)) for stem in stems]
        parts += [
            (Occur.MustNot, query.term_query(schema, "text", stem))
            for word in asked.without
            for stem in self.analyzer.analyze(word)
        ]
        if asked.since:
            ends = (seconds(midnight(asked.since)), asked.until and seconds(midnight(asked.until)))
            parts.append((Occur.Must, query.range_query(schema, "published", FieldType.Integer, *ends)))
        return query.boolean_query(parts)

    def _scored(self, stem):
        query = tantivy.Query
        headline = query.boost_query(query.term_query(self.schema, "headline", stem), 0.35)
        return query.boolean_query(
            [(Occur.Should, query.term_query(self.schema, "text", stem)), (Occur.Should, headline)]
        )

    def search(self, prepared):
        asked, query = prepared
        searcher = self.index.searcher()
        order = {} if asked.words else {"order_by_field": "published", "order": Order.Desc}
        found = searcher.search(query, 20, **order)
        wanted = {facet: {"terms": {"field": facet, "size": 100}} for facet in FACETS}
        wanted["months"] = {"histogram": {"field": "month", "interval": 1, "min_doc_count": 1}}
        searcher.aggregate(query, wanted)
        return found.count, searcher.fast_field_values("number", [address for _, address in found.hits])


class BareWhoosh(InFolder):
    """Whoosh with its StemmingAnalyzer; facets by `groupedby`, and the histogram as one more of them."""

    name = "whoosh"

    def __init__(self, folder: str):
        self.words = analysis.StemmingAnalyzer(stoplist=None, minsize=1)
        schema = fields.Schema(
            number=fields.ID(stored=True),
            text=fields.TEXT(analyzer=self.words),
            published=fields.NUMERIC(signed=True, bits=64, sortable=True),
            month=fields.NUMERIC(sortable=True),
            **{facet: fields.ID(sortable=True) for facet in FACETS},
        )
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.index = index.open_dir(folder) if index.exists_in(folder) else index.create_in(folder, schema)
        self.searcher = None

    def fill(self, articles) -> None:
        writer = self.index.writer(limitmb=512)
        for one in articles:
            writer.add_document(
                number=str(one.number),
                text=f"{one.headline}\n\n{one.body}",
                published=seconds(one.published),
                month=month_of(one.published),
                **{facet: getattr(one, facet) for facet in FACETS},
            )
        writer.commit()

    def prepare(self, asked: Asked):
        stems = [token.text for word in asked.words for token in self.words(word)]
        if asked.prefix:
            parts = [w.Prefix("text", asked.words[0])]
        elif asked.phrase:
            parts = [w.Phrase("text", stems)]
        else:
            parts = [(w.Or if asked.any else w.And)([w.Term("text", stem) for stem in stems])] if stems else []
        parts += [w.Not(w.Term("text", token.text)) for word in asked.without for token in self.words(word)]
        if asked.since:
            until = asked.until and seconds(midnight(asked.until))
            parts.append(w.NumericRange("published", seconds(midnight(asked.since)), until))
        return asked, w.And(parts)

    def search(self, prepared):
        asked, query = prepared
        self.searcher = self.searcher or self.index.searcher()
        order = {} if asked.words else {"sortedby": "published", "reverse": True}
        found = self.searcher.search(query, limit=20, groupedby=[*FACETS, "month"], **order)
        for facet in (*FACETS, "month"):
            found.groups(facet)
        return len(found), [hit["number"] for hit in found]


class Fts5(InFolder):
    """SQLite's FTS5 with its porter stemmer, the values in a table beside."""

    name = "SQLite FTS5"

    def __init__(self, folder: str):
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(f"{folder}/fts.sqlite3", isolation_level=None)
        self.database.executescript("""
            PRAGMA journal_mode=WAL;
            CREATE VIRTUAL TABLE IF NOT EXISTS texts
                USING fts5(headline, body, content='', tokenize='porter unicode61');
            CREATE TABLE IF NOT EXISTS facts
                (number INTEGER PRIMARY KEY, published INTEGER, month INTEGER, topic, section, source);
            CREATE INDEX IF NOT EXISTS by_date ON facts (published);
        """)

    def fill(self, articles) -> None:
        self.database.execute("BEGIN")
        for one in articles:
            self.database.execute(
                "INSERT INTO texts (rowid, headline, body) VALUES (?, ?, ?)", (one.number, one.headline, one.body)
            )
            values = [one.number, seconds(one.published), month_of(one.published), one.topic, one.section, one.source]
            self.database.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", values)
        self.database.execute("COMMIT")

    def prepare(self, asked: Asked):
        match = " ".join(asked.words)
        if asked.prefix:
            match = f"{match}*"
        elif asked.phrase:
            match = f'"{match}"'
        elif asked.any:
            match = " OR ".join(asked.words)
        return asked, match + "".join(f" NOT {word}" for word in asked.without)

    def search(self, prepared):
        asked, match = prepared
        run = self.database.execute
        run("CREATE TEMP TABLE IF NOT EXISTS found (number INTEGER PRIMARY KEY, score REAL)")
        run("DELETE FROM found")
        where, values = "published BETWEEN ? AND ?", [-(2**60), 2**60]
        if asked.since:
            values = [seconds(midnight(asked.since)), (asked.until and seconds(midnight(asked.until))) or 2**60]
        if asked.words:
            run(
                "INSERT INTO found SELECT texts.rowid, rank FROM texts JOIN facts ON texts.rowid = number "
                f"WHERE texts MATCH ? AND {where}",
                [match, *values],
            )
            hits = run("SELECT number FROM found ORDER BY score, number LIMIT 20")
        else:
            run(f"INSERT INTO found SELECT number, 0 FROM facts WHERE {where}", values)
            hits = run(f"SELECT number FROM facts WHERE {where} ORDER BY published DESC LIMIT 20", values)
        ids = [number for (number,) in hits]
        for column in (*FACETS, "month"):
            run(f"SELECT {column}, COUNT(*) FROM found JOIN facts USING (number) GROUP BY 1 ORDER BY 2 DESC").fetchmany(
                100
            )
        return run("SELECT COUNT(*) FROM found").fetchone()[0], ids
