"""An article as CSL-JSON, which programs that write bibliographies read (https://citeproc-js.readthedocs.io/)."""

from django.conf import settings

from articles import dates
from articles.exporting.telling import cited, corrections, credited, farewell, filled, line, page_of, tag_of
from articles.shapes import as_json


def write(article: dict) -> bytes:
    """Return an article as a list of one item, which is what these programs take."""
    source = article["source"]
    fields = {
        "title": line(article["headline"]),
        "container-title": source and source["name"],
        "author": [{"literal": line(one["name"])} for one in credited(article)],
        "section": article["section"],
        "issued": _issued(article),
        "URL": cited(article),
        "language": tag_of(article),
        "keyword": ", ".join(map(line, article["topics"])),
        "note": " ".join(corrections(article)),
    }
    return as_json([_head(article) | filled(fields)])


def gone(left: dict) -> bytes:
    """Return what is left of an article."""
    return as_json([_head(left) | {"status": "withdrawn", "note": farewell(left)}])


def _head(article):
    return {
        "id": f"article-{article['id']}",
        "type": "article-newspaper",
        "archive": settings.ARCHIVE_NAME,
        "archive_location": page_of(article),
    }


def _issued(article):
    """The date in as many parts as are known."""
    parts = dates.iso(article["published_at"], article["date_precision"])[:10]
    return {"date-parts": [[int(part) for part in parts.split("-")]]} if parts else None
