"""What several shapes say in the same words: who wrote an article, what was corrected, what became of it."""

from django.conf import settings

from articles import dates
from articles.exporting.xml import legal
from articles.prose import WEB


def filled(fields: dict) -> dict:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def line(text: str) -> str:
    """Return a text on one line, without control characters: nothing of it can begin a line of its own."""
    return " ".join(legal(text).split())


def page_of(article: dict) -> str:
    """The absolute address at which people read an article."""
    return f"{settings.SITE_URL}/articles/{article['id']}/"


def cited(article: dict) -> str:
    """The address under which an article is cited: where it was first published, else where it is read here."""
    url = article["source_url"]
    return url if url.lower().startswith(WEB) else page_of(article)


def site_of(source: dict | None) -> str:
    """The address of a source; empty where it has no domain."""
    return f"https://{source['domain']}" if source and source["domain"] else ""


def credited(article: dict) -> list[dict]:
    """Who made an article, as (name, kind): its authors, else whatever the byline says, of which no kind is known."""
    byline = line(article["byline"])
    return article["authors"] or ([{"name": byline, "kind": ""}] if byline else [])


def tag_of(article: dict) -> str:
    """The language of an article as a tag; empty where it is not known."""
    return "" if article["language"] == "und" else article["language"]


def corrections(article: dict) -> list[str]:
    """What was corrected, a sentence for each."""
    return [f"Correction, {dates.tell(one['at'], 'day')}: {line(one['note'])}" for one in article["corrections"]]


def farewell(gone: dict) -> str:
    """What became of an article that is not public any more, in one or two sentences."""
    day = dates.tell(gone["at"], "day")
    if gone["reason"] == "deleted":
        return f"This article was deleted on {day}."
    return f"This article was withdrawn on {day}. The reason: {gone['reason']}."
