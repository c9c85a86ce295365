"""Build the index anew from the database."""

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from search import backend, indexing
from search.management.failing import one_sentence
from search.management.progress import watcher


class Command(BaseCommand):
    """Build a new generation and switch to it."""

    help = (
        "Build the index anew from the database. Searches see the old one until the new one is whole, compared with "
        "the database and switched to; others may write meanwhile. Stopped half way, nothing has changed."
    )

    def handle(self, **options):
        """Rebuild, or end with status 1 and one sentence."""
        engine = backend.engine()
        try:
            with one_sentence():
                indexing.rebuild(engine, watch=watcher(self.stderr, "indexed", Article.objects.public().count))
                state = engine.state()
        except KeyboardInterrupt:
            raise CommandError("Stopped: the old index goes on serving.", returncode=130) from None
        self.stdout.write(
            f"The index has {state.documents:,} articles, up to change {state.position:,}, "
            f"in generation {state.generation}."
        )
