"""An article as Markdown with front matter: its body as it is, all else above it.

Every line of the front matter is `key: value`, the value JSON, which YAML is able to read (YAML 1.2, 1.3). The names
are those that note takers and site builders know. `importing/exported.py` reads all of it back.
"""

import json
import re

from articles import dates
from articles.exporting.telling import farewell, filled

MARK = "news-archive-article/1"
"""The first line, `shape: …`, says that all of the body is body, and nothing in it is to be looked for."""

NAMES = {
    "title": "headline",
    "subtitle": "subtitle",
    "byline": "byline",
    "authors": "authors",
    "source": "source",
    "section": "section",
    "tags": "topics",
    "lang": "language",
    "date": "published_at",
    "date_precision": "date_precision",
    "source_url": "source_url",
    "images": "images",
    "related": "related_links",
    "corrections": "corrections",
}
"""Their name → ours, of all that comes back."""

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML wants escaped and JSON does not (YAML 1.2, 5.1)."""


def write(article: dict) -> bytes:
    """Return an article as Markdown."""
    values = {theirs: _said(article, ours) for theirs, ours in NAMES.items()}
    here = {"url": article["url"], "revision": article["revision"]}
    return _clipping(filled(values) | here, article["body"])


def gone(left: dict) -> bytes:
    """Return what is left of an article."""
    told = {"url": left["url"], "status": "withdrawn", "reason": left["reason"], "date": dates.iso(left["at"], "day")}
    return _clipping(told, farewell(left), mark="news-archive-withdrawn/1")


def _clipping(values, body, mark=MARK):
    lines = "".join(f"{name}: {_json(value)}\n" for name, value in values.items())
    return f'---\nshape: "{mark}"\n{lines}---\n\n{body}\n'.encode()


def _json(value):
    written = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _said(article, name):
    return _OTHERWISE[name](article) if name in _OTHERWISE else article[name]


def _authors(article):
    return [{"name": one["name"], "kind": one["kind"]} for one in article["authors"]]


def _source(article):
    source = article["source"]
    return source and {"name": source["name"], "domain": source["domain"]}


def _links(article):
    return [{"title": one["title"], "url": one["url"]} for one in article["related_links"]]


def _corrections(article):
    return [{"at": dates.iso(one["at"], "minute"), "note": one["note"]} for one in article["corrections"]]


_OTHERWISE = {
    "authors": _authors,
    "source": _source,
    "published_at": lambda article: dates.iso(article["published_at"], article["date_precision"]),
    "related_links": _links,
    "corrections": _corrections,
}
"""What is written otherwise than the API gives it: without what another archive cannot know."""
