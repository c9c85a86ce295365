"""Tells browsers and other programs how this archive is searched (OpenSearch 1.1 description document)."""

from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from articles.endpoints import Endpoint
from articles.exporting.xml import legal
from articles.rendering import OneWay
from articles.versions import weak
from search.feeds import Atom, Json, Rss

LONGEST_NAME = 16
"""Characters of `ShortName`, as the specification has it."""

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{short}</ShortName>
<LongName>{name}</LongName>
<Description>News articles of {name}: full text, by words, phrases, fields and dates.</Description>
{urls}<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
"""


class OpenSearch(Endpoint):
    """The description document."""

    content_negotiation_class = OneWay

    def reply(self, asked):
        written = document()
        answer = HttpResponse(written, content_type="application/opensearchdescription+xml; charset=utf-8")
        return self.unless_known(weak(written), None, lambda: answer)


def document() -> str:
    """Return the description document of this archive."""
    kinds = {"text/html": "home", "application/json": "search"}
    kinds |= {one.media_type.partition(";")[0]: name for one, name in FEEDS.items()}
    urls = "".join(
        f'<Url type="{kind}" template="{settings.SITE_URL}{reverse(name)}?q={{searchTerms}}"/>\n'
        for kind, name in kinds.items()
    )
    name = legal(settings.ARCHIVE_NAME)
    return DOCUMENT.format(short=escape(name[:LONGEST_NAME]), name=escape(name), urls=urls)


FEEDS = {Atom: "search_atom", Rss: "search_rss", Json: "search_json"}
"""{a feed: the name of its address}."""
