"""An article as a page of HTML that needs nothing else: to be read, kept, printed. Nothing in it runs or is loaded."""

import base64
import hashlib

from django.conf import settings
from django.template.loader import render_to_string

from articles import dates, prose
from articles.exporting.telling import corrections, credited, farewell, page_of, site_of, tag_of
from articles.exporting.xml import legal
from articles.languages import direction

STYLE = (
    "body{max-width:40em;margin:2em auto;padding:0 1em;font:1.1em/1.5 serif}"
    "h1{line-height:1.2}pre{overflow:auto}a{overflow-wrap:anywhere}"
)

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What a browser may do with it: show it, in this style (Content Security Policy)."""


def write(article: dict) -> bytes:
    """Return an article as a page."""
    precision = article["date_precision"]
    shown = {
        "article": article,
        "by": article["byline"] or ", ".join(one["name"] for one in credited(article)),
        "told": dates.tell(article["published_at"], precision),
        "machine": dates.iso(article["published_at"], precision),
        "corrections": corrections(article),
        "body": prose.whole(article),
        "tag": tag_of(article),
        "direction": direction(article["language"]),
        "site": site_of(article["source"]),
        "links": [one | {"web": prose.web(one["url"])} for one in article["related_links"]],
        "pictures": [one | {"web": prose.web(one["url"])} for one in article["images"]],
        "source_url": prose.web(article["source_url"]),
    }
    return _page("article", article, shown)


def gone(left: dict) -> bytes:
    """Return what is left of an article."""
    return _page("gone", left, {"told": farewell(left)})


def _page(name, article, shown):
    around = {"style": STYLE, "page": page_of(article), "archive": settings.ARCHIVE_NAME}
    return legal(render_to_string(f"exporting/{name}.html", shown | around)).encode()
