"""Measure the ranking on collections with judgements."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import backend
from search.engines import temporary
from search.evaluation import Collection, evaluate
from search.management.failing import one_sentence


class Command(BaseCommand):
    """Index each collection apart, ask its queries and print how good the rankings are."""

    help = (
        "Print nDCG@10, MAP and recall@100 for collections: folders with docs.jsonl.gz, queries.jsonl and qrels.tsv. "
        "“plain” is nDCG@10 of BM25 without a weight for headlines on the same engine. "
        "They are indexed in a temporary folder, or on a server under a temporary name (NAME-g-temporary-…), which is "
        "deleted at the end, also after Ctrl-C; the index of the archive is not touched."
    )

    def add_arguments(self, parser):
        """Take the folders and the engine."""
        parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--engine",
            metavar="NAME",
            help="whoosh, tantivy, memory, opensearch (on the servers of SEARCH_URL), or an address as in SEARCH_URL, "
            "such as opensearch://user:password@host:9200/name (default: that of SEARCH_URL)",
        )

    def handle(self, *, folders, engine, **options):
        """Print one line a collection; status 1 and a sentence for a folder that is none, or an engine that fails."""
        url = address(engine)
        columns = f"{'nDCG@10':>9}{'MAP':>7}{'recall@100':>12}{'plain':>8}{'gain':>8}"
        self.stdout.write(f"{'collection':16}{'queries':>8}{columns}")
        for folder in folders:
            try:
                collection = Collection.read(folder)
            except (OSError, ValueError, KeyError) as error:
                raise CommandError(f"{folder} is no collection: {error}") from error
            try:
                with one_sentence():
                    ours, plain = (self.scores(collection, url, plain=plain) for plain in (False, True))
            except ValueError as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt:
                raise CommandError("Stopped: the temporary index is deleted.", returncode=130) from None
            self.stdout.write(line(folder.resolve().name, ours, plain.ndcg_10))

    def scores(self, collection, url, *, plain):
        """Index a collection apart and evaluate it."""
        analysis = backend.analysis()
        with temporary(url, analysis=analysis.name) as engine:
            engine.rebuild(collection.documents(analysis, plain=plain), position=0)
            return evaluate(engine, collection, analysis)


def address(engine):
    """Return the address that the name of an engine stands for; that of SEARCH_URL where this names the same engine."""
    if not engine or settings.SEARCH_URL.startswith((f"{engine}:", f"{engine}s:")):
        return settings.SEARCH_URL
    if engine == "opensearch":
        raise CommandError("SEARCH_URL names no OpenSearch: write --engine opensearch://host:9200/name.")
    return engine if "://" in engine else f"{engine}://"


def line(name, scores, plain):
    """Return the figures of a collection: those of our ranking, nDCG@10 of plain BM25, and how much more ours has."""
    ours = f"{scores.ndcg_10:9.3f}{scores.map:7.3f}{scores.recall_100:12.3f}"
    gain = f"{scores.ndcg_10 / plain - 1:+8.1%}" if plain else ""
    return f"{name:16}{scores.queries:8}{ours}{plain:8.3f}{gain}"
