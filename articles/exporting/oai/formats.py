"""The forms in which a record is given: Dublin Core, which every archive speaks, and all that this one knows."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from django.conf import settings
from django.urls import reverse

from articles.exporting.ndjson import canonical
from articles.exporting.oai.elements import element, within

SCHEMA = Path(__file__).with_name("article.xsd")
"""Says what `article` holds; it is served beside the records."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a metadataPrefix is written, in which namespace. Its schema is an address, or the name of a route."""

    namespace: str
    schema: str
    write: Callable[[dict, "Format"], Element]

    @property
    def location(self) -> str:
        """The address of the schema."""
        return self.schema if "//" in self.schema else settings.SITE_URL + reverse(self.schema)


# --- Dublin Core ----------------------------------------------------------------------------------


def dublin_core(record: dict, form: Format) -> Element:
    """Return the bare bibliography of a record (https://www.dublincore.org/specifications/dublin-core/dces/)."""
    told = (element(f"dc:{name}", value) for name, value in _told(record) if value)
    names = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}
    return within("dc", form.namespace, form.location, *told, prefix="oai_dc", **names)


def _told(record) -> Iterator[tuple[str, str]]:
    yield "title", record["headline"]
    for one in record["authors"] or [{"name": record["byline"]}]:
        yield "creator", one["name"]
    for topic in record["topics"]:
        yield "subject", topic
    yield "description", record["subtitle"]
    yield "publisher", record["source"]["name"] if record["source"] else ""
    yield "date", dated(record["published_at"], record["date_precision"])
    yield "type", "Text"
    yield "identifier", f"{settings.SITE_URL}{reverse('article_page', args=[record['id']])}"
    yield "source", record["source_url"]
    yield "language", record["language"]
    for one in record["related_links"]:
        yield "relation", one["url"]


LENGTHS = {"year": 4, "month": 7, "day": 10}


def dated(at: datetime.datetime, precision: str) -> str:
    """Return as much of a date as is known (https://www.w3.org/TR/NOTE-datetime)."""
    return second(at)[: LENGTHS.get(precision)]


def second(at: datetime.datetime) -> str:
    """Return a moment as the protocol writes it, to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


# --- all that the archive knows -------------------------------------------------------------------

SINGLE = {"authors": "author", "topics": "topic", "images": "image"}
SINGLE |= {"related_links": "related_link", "corrections": "correction"}
"""What one of several is called."""


def article(record: dict, form: Format) -> Element:
    """Return all of a record, under the names of the API, with the digest that the change feed tells of it."""
    digest = hashlib.sha256(canonical(record)).hexdigest()
    return within("article", form.namespace, form.location, *_parts(record), sha256=digest)


def _parts(named: dict) -> Iterator[Element]:
    for name, value in named.items():
        if isinstance(value, list):
            yield element(name, *(_part(SINGLE[name], one) for one in value))
        elif value is not None:
            yield _part(name, value)


def _part(name, value):
    if isinstance(value, dict):
        return element(name, *_parts(value))
    return element(name, second(value) if isinstance(value, datetime.datetime) else str(value))


FORMATS = {
    "oai_dc": Format(
        namespace="http://www.openarchives.org/OAI/2.0/oai_dc/",
        schema="http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        write=dublin_core,
    ),
    "article": Format(namespace="urn:news-archive:article:1", schema="oai_schema", write=article),
}
"""{metadataPrefix: how it is written}."""
