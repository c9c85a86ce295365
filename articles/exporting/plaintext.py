"""An article as plain text, to be read as it is."""

from articles import dates
from articles.exporting.telling import corrections, farewell, line, page_of


def write(article: dict) -> bytes:
    """Return an article as text: what stood above it, its paragraphs, then what belongs to it."""
    blocks = [*_above(article), *corrections(article), article["text"], *_below(article)]
    return "".join(f"{block}\n\n" for block in blocks if block).removesuffix("\n").encode()


def gone(left: dict) -> bytes:
    """Return what is left of an article."""
    return f"{farewell(left)}\n".encode()


def _above(article):
    source, byline = article["source"], line(article["byline"])
    date = dates.tell(article["published_at"], article["date_precision"])
    printed = ", ".join(filter(None, (source and source["name"], article["section"], date)))
    by = [f"By {byline}"] if byline else []
    return line(article["headline"]), line(article["subtitle"]), "\n".join([*by, *filter(None, [printed])])


def _below(article):
    pictures = "\n".join(_picture(one) for one in article["images"])
    related = "\n".join(line(f"Related: {one['title']} {one['url']}") for one in article["related_links"])
    first = f"First published at {article['source_url']}\n" if article["source_url"] else ""
    return pictures, related, f"{first}In the archive: {page_of(article)}, revision {article['revision']}"


def _picture(one):
    credit = f"({one['credit']})" if one["credit"] else ""
    return line(f"Picture: {one['caption']} {credit} {one['url']}")
