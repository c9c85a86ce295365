"""Measure the ranking on collections with judgements."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import backend
from search.engines import connect
from search.evaluation import Collection, evaluate


class Command(BaseCommand):
    """Index each collection apart, ask its queries and print how good the rankings are."""

    help = (
        "Print nDCG@10, MAP and recall@100 for collections: folders with docs.jsonl.gz, queries.jsonl and qrels.tsv. "
        "They are indexed in a temporary folder; the archive is not touched."
    )

    def add_arguments(self, parser):
        """Take the folders and the engine."""
        parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
        scheme = settings.SEARCH_URL.partition(":")[0]
        parser.add_argument("--engine", default=scheme, help="whoosh or memory (default: that of SEARCH_URL)")

    def handle(self, *, folders, engine, **options):
        """Print one line a collection; status 1 and a sentence for a folder that is none."""
        self.stdout.write(f"{'collection':16}{'queries':>8}{'nDCG@10':>9}{'MAP':>7}{'recall@100':>12}")
        for folder in folders:
            try:
                collection = Collection.read(folder)
            except (OSError, ValueError, KeyError) as error:
                raise CommandError(f"{folder} is no collection: {error}") from error
            try:
                scores = self.scores(collection, engine)
            except ValueError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(
                f"{folder.resolve().name:16}{scores.queries:8}{scores.ndcg_10:9.3f}{scores.map:7.3f}{scores.recall_100:12.3f}"
            )

    def scores(self, collection, scheme):
        """Index a collection in a folder of its own and evaluate it."""
        analysis = backend.analysis()
        with tempfile.TemporaryDirectory() as folder:
            location = "" if scheme == "memory" else f"{folder}/index"
            engine = connect(f"{scheme}://{location}", analysis=analysis.name)
            engine.rebuild(collection.documents(analysis), position=0)
            return evaluate(engine, collection, analysis)
