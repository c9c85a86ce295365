"""Authors that follow a byline typed by hand, as they do at an import."""

from articles.importing.bylines import read_byline
from articles.models import Author, Authorship


def follow(article, former):
    """Make those whom the byline names the authors, unless the authors are other than its `former` text named.

    Authors that somebody chose by hand, or that a record gave by itself, are worth more than what can be read
    from a line. Returns the names of the new authors, None where they stay as they were.
    """
    authorships = list(article.authorships.select_related("author"))
    held = [one.author.name for one in authorships]
    named = read_byline(article.byline).authors
    if held == [one.name for one in named] or held not in ([], [one.name for one in read_byline(former).authors]):
        return None
    for one in authorships:
        one.delete()
    for position, one in enumerate(named):
        author, _ = Author.objects.get_or_create(name=one.name, defaults={"kind": one.kind})
        Authorship(article=article, author=author, position=position).save()
    return [one.name for one in named]


def as_read(typed):
    """Return a byline as an import would read it; who wrote it stays as typed where that leaves nothing."""
    return read_byline(typed).text or typed
