"""An article as ninjs, News in JSON of the IPTC, version 3 (https://iptc.org/std/ninjs/userguide/)."""

from articles import dates, prose
from articles.exporting.telling import corrections, farewell, filled, site_of, tag_of
from articles.shapes import address_of, as_json

VERSION = "3.1"
STANDARD = {
    "name": "ninjs",
    "version": VERSION,
    "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{VERSION}.json#",
}
STATUSES = {"published": "usable", "draft": "withheld", "withdrawn": "canceled", "merged": "canceled"}
PLAIN, HTML = "text/plain", "text/html"


def write(article: dict) -> bytes:
    """Return an article as ninjs."""
    item = _head(article, "full", STATUSES[article["status"]]) | _times(article)
    return as_json(item | filled(_print(article) | _around(article) | {"edNote": " ".join(corrections(article))}))


def gone(left: dict) -> bytes:
    """Return what is left of an article: a version of the item that cancels it."""
    item = _head(left, "partial", "canceled") | {"versionCreated": _moment(left["at"]), "edNote": farewell(left)}
    return as_json(item)


def _head(article, representation, status):
    return {
        "standard": STANDARD,
        "uri": article["url"],
        "type": "text",
        "representationType": representation,
        "version": str(article["revision"]),
        "pubStatus": status,
    }


def _moment(at):
    return dates.iso(at, "minute")


def _times(article):
    """Times of the item. That of the content only where a time of day is known: the standard takes no less."""
    times = {"firstCreated": _moment(article["created_at"]), "versionCreated": _moment(article["updated_at"])}
    exact = article["date_precision"] == "minute"
    return times | ({"contentCreated": _moment(article["published_at"])} if exact else {})


def _print(article):
    """What was printed."""
    published = dates.iso(article["published_at"], article["date_precision"])
    return {
        "language": tag_of(article),
        "headlines": _valued(main=article["headline"], subtitle=article["subtitle"]),
        "by": article["byline"],
        "bodies": _bodies(article),
        "descriptions": _valued(published=published),
        "people": [_author(one) for one in article["authors"] if one["kind"] == "person"],
        "organisations": [_author(one) for one in article["authors"] if one["kind"] != "person"],
    }


def _valued(**texts):
    return [{"role": role, "contentType": PLAIN, "value": text} for role, text in texts.items() if text]


def _bodies(article):
    words = {"wordCount": article["word_count"]}
    return [
        {"role": "html", "contentType": HTML, "value": prose.whole(article)} | words,
        {"role": "text", "contentType": PLAIN, "value": article["text"]} | words,
    ]


def _author(one):
    return {"name": one["name"], "rel": "author"}


def _around(article):
    """What belongs to it: source, subjects, pictures, other articles."""
    source, first = article["source"], article["source_url"]
    section = [{"name": article["section"], "rel": "section"}] if article["section"] else []
    return {
        "infoSources": [filled({"name": source["name"], "uri": site_of(source)})] if source else [],
        "subjects": section + [{"name": one, "rel": "about"} for one in article["topics"]],
        "altIds": [{"role": "sourceUrl", "value": first}] if first else [],
        "associations": [
            *(_picture(article, place, one) for place, one in enumerate(article["images"], 1)),
            *(_related(article, place, one) for place, one in enumerate(article["related_links"], 1)),
        ],
    }


def _picture(article, place, one):
    """A picture. Whether its address still leads anywhere is not known, so that it is not what names it."""
    name, uri = f"picture {place}", f"{article['url']}#picture-{place}"
    renditions = [{"name": "original", "href": one["url"]}] if one["url"] else []
    told = {"descriptions": _valued(caption=one["caption"]), "by": one["credit"], "renditions": renditions}
    return {"name": name, "uri": uri, "type": "picture", "rel": "picture"} | filled(told)


def _related(article, place, one):
    uri = (one["article"] and address_of(one["article"])) or one["url"] or f"{article['url']}#related-{place}"
    return {"name": f"related {place}", "uri": uri, "type": "text", "rel": "related"} | filled({"title": one["title"]})
