"""From the fields that a client gave to values of a state, as `articles.editing` takes them."""

from django.utils import timezone

from articles.bylines import as_read
from articles.importing.bylines import read_byline
from articles.models import Author, Source

EMPTY = {
    "headline": "",
    "subtitle": "",
    "byline": "",
    "authors": [],
    "source": None,
    "section": "",
    "topics": [],
    "language": "und",
    "published_at": None,
    "date_precision": "",
    "source_url": "",
    "body": "",
    "images": [],
    "related_links": [],
    "corrections": [],
}
"""What an article is that nothing is said of: what a PUT makes of fields that are left out."""


def whole(given: dict) -> dict:
    """Return all fields; those that are left out are empty, and the authors are those whom the byline names."""
    named = (
        {} if "authors" in given else {"authors": [vars(one) for one in read_byline(given.get("byline", "")).authors]}
    )
    return EMPTY | named | given


def changes(given: dict, state: dict) -> dict:
    """Return what is to become of a `state`, so that what is said again is no change."""
    return given | {name: _READ[name](given[name], state) for name in _READ.keys() & given.keys()}


def _byline(given, state):
    return given if given == state["byline"] else as_read(given)


def _source(given, state):
    """A source that is held keeps its name: another would be an edit of all its articles."""
    if given is None:
        return None
    held = Source.objects.filter(key=given["domain"] or given["name"]).first()
    return {"name": held.name, "domain": held.domain or None} if held else given


def _authors(given, state):
    """Each once; an author that is held is of the kind that it is."""
    named = {one["name"]: one.get("kind", Author.Kind.PERSON) for one in reversed(given)}
    named |= dict(Author.objects.filter(name__in=named).values_list("name", "kind"))
    return [{"name": name, "kind": str(named[name])} for name in dict.fromkeys(one["name"] for one in given)]


def _images(given, state):
    return [{name: one.get(name, "") for name in ("url", "caption", "credit")} for one in given]


def _links(given, state):
    """A link that stands there already goes on leading to the article that a curator gave it."""
    targets = {(one["title"], one["url"]): one["article"] for one in state["related_links"]}
    links = [(one.get("title", ""), one.get("url", "")) for one in given]
    return [{"title": title, "url": url, "article": targets.get((title, url))} for title, url in links]


def _corrections(given, state):
    """One that stands there already keeps its moment, where none is given."""
    held = {one["note"]: one["at"] for one in state["corrections"]}
    moments = [(one["at"].isoformat() if "at" in one else held.get(one["note"]), one["note"]) for one in given]
    return [{"at": at or timezone.now().isoformat(), "note": note} for at, note in moments]


_READ = {
    "byline": _byline,
    "source": _source,
    "authors": _authors,
    "images": _images,
    "related_links": _links,
    "corrections": _corrections,
}
