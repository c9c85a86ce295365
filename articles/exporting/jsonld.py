"""An article as JSON-LD: a `NewsArticle` of schema.org (https://schema.org/NewsArticle)."""

from articles import dates
from articles.exporting.telling import cited, farewell, filled, page_of, site_of, tag_of
from articles.shapes import as_json

CONTEXT = "https://schema.org"
KINDS = {"person": "Person", "agency": "NewsMediaOrganization"}
_HARMLESS = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
STATUSES = {"published": "Published", "draft": "Draft", "withdrawn": "Withdrawn", "merged": "Withdrawn"}


def write(article: dict) -> bytes:
    """Return an article as JSON-LD."""
    return as_json(_head(article) | filled(_print(article) | _text(article) | _around(article)))


def beside_the_text(article: dict) -> str:
    """Return the same for the head of a page that has the text itself: without that, and such that it ends no script.

    `<`, `>` and `&` are written as JSON may write any letter.
    """
    told = as_json(_head(article) | filled(_print(article) | _text(article) | _around(article) | {"articleBody": ""}))
    return told.decode().translate(_HARMLESS)


def gone(left: dict) -> bytes:
    """Return what is left of an article: that it was withdrawn, as its correction."""
    told = {"@type": "CorrectionComment", "text": farewell(left), "datePublished": dates.iso(left["at"], "day")}
    return as_json(_head(left) | {"url": page_of(left), "creativeWorkStatus": "Withdrawn", "correction": [told]})


def _head(article):
    return {"@context": CONTEXT, "@type": "NewsArticle", "@id": article["url"]}


def _print(article):
    """What stood around the text when it was printed."""
    return {
        "headline": article["headline"],
        "alternativeHeadline": article["subtitle"],
        "author": [{"@type": KINDS[one["kind"]], "name": one["name"]} for one in article["authors"]],
        "creditText": article["byline"],
        "publisher": _publisher(article["source"]),
        "articleSection": article["section"],
        "keywords": article["topics"],
        "inLanguage": tag_of(article),
        "datePublished": dates.iso(article["published_at"], article["date_precision"]),
    }


def _publisher(source):
    return source and filled({"@type": "NewsMediaOrganization", "name": source["name"], "url": site_of(source)})


def _text(article):
    return {
        "articleBody": article["text"],
        "wordCount": article["word_count"],
        "image": [_image(one) for one in article["images"]],
        "correction": [_correction(one) for one in article["corrections"]],
    }


def _image(one):
    words = {"contentUrl": one["url"], "caption": one["caption"], "creditText": one["credit"]}
    return {"@type": "ImageObject"} | filled(words)


def _correction(one):
    return {"@type": "CorrectionComment", "text": one["note"], "datePublished": dates.iso(one["at"], "minute")}


def _around(article):
    """Where it stands, here and elsewhere."""
    related = [one["url"] for one in article["related_links"] if one["url"]]
    page = {"@type": "WebPage", "@id": page_of(article)} | filled({"relatedLink": related})
    return {
        "url": cited(article),
        "archivedAt": page_of(article),
        "mainEntityOfPage": page,
        "dateModified": dates.iso(article["updated_at"], "minute"),
        "version": article["revision"],
        "creativeWorkStatus": STATUSES[article["status"]],
    }
