"""What an address was at a time: TimeGate and TimeMap of Memento (RFC 7089), pattern 2.1.

The original is the address at which an article was printed; where none is known, its address here. Its mementos are
the states of the article that readers may see, each for ever at `articles/{id}/?revision=N`; the TimeGate leads there
by 302. What a new capture changed is a new revision, so that the time of a state is also that of its capture.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date
from rest_framework import status
from rest_framework.response import Response

from articles import links, revisions, shapes
from articles.addresses import keys_of
from articles.endpoints import Endpoint
from articles.models import Article
from articles.parameters import BadParameters, Mistake, clip
from articles.reading import Moved, known_at, readable
from articles.rendering import Json, OneWay
from articles.versions import weak

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, kw_only=True)
class Memento:
    """A state that readers may see: the number of its revision, and the second since which it was there."""

    article_id: int
    number: int
    at: datetime.datetime

    @property
    def address(self) -> str:
        """Where it stands for ever."""
        return f"{shapes.address_of(self.article_id)}?revision={self.number}"

    def link(self, rel="") -> str:
        """Return the link to it; `rel` says which of all it is."""
        return links.link(self.address, f"{rel} memento".strip(), datetime=http_date(self.at.timestamp()))


class Past:
    """All that there is to be told of an article's past."""

    def __init__(self, article: Article):
        self.article = article
        self.original = iri_to_uri(article.source_url or shapes.address_of(article.pk))

    @cached_property
    def mementos(self) -> list[Memento]:
        """The states that readers may see, the oldest first."""
        found = revisions.seen_since(self.article)
        whole = [(number, at.replace(microsecond=0)) for number, at in found]
        return [Memento(article_id=self.article.pk, number=number, at=at) for number, at in whole]

    def at(self, moment: datetime.datetime | None) -> Memento:
        """Return what was there at a moment; before the first that one, and now the last."""
        earlier = [one for one in self.mementos if moment is None or one.at <= moment]
        return (earlier or self.mementos[:1])[-1]

    @property
    def links(self) -> tuple[str, ...]:
        """The links to all that is no memento."""
        timemap = links.link(self.place_of("timemap"), "timemap", type=LINK_FORMAT)
        return links.link(self.original, "original"), links.link(self.place_of("timegate"), "timegate"), timemap

    def place_of(self, kind: str) -> str:
        """Return the address of the TimeGate or TimeMap of the original. A fragment would not reach us as it is."""
        return f"{settings.SITE_URL}/{kind}/{self.original.replace('#', '%23')}"

    def beside(self, number: int) -> list[str]:
        """Return the links from a memento to the first, the one before, the one behind and the last."""
        here = next(place for place, one in enumerate(self.mementos) if one.number == number)
        last = len(self.mementos) - 1
        rels = {}
        for rel, place in (("first", 0), ("prev", here - 1), ("next", here + 1), ("last", last)):
            if 0 <= place <= last:
                rels.setdefault(place, []).append(rel)
        return [self.mementos[place].link(" ".join(named)) for place, named in sorted(rels.items())]


def tell(response, article: Article, number: int | None = None):
    """Return a response about an article, which now says where its past is; of a state, also that it is a memento."""
    if not article.public or response.status_code != status.HTTP_200_OK:
        return response
    past = Past(article)
    links.add(response, *past.links)
    memento = next((one for one in past.mementos if one.number == number), None) if number else None
    if memento is not None:
        links.add(response, *past.beside(number))
        response["Memento-Datetime"] = http_date(memento.at.timestamp())
    return response


# --- which article --------------------------------------------------------------------------------

SLASHES = re.compile(r"^(https?):/+", re.IGNORECASE)
"""Behind a scheme; some proxies make one slash of two."""

OURS = ("article", "article_in_shape", "article_page", "article_slug")
"""The names of the routes at which an article stands here."""


def found(address: str) -> Article:
    """Return the public article of an address, printed or ours; raises as `reading.readable` does, but for `Moved`."""
    here = urlsplit(address)
    if f"{here.scheme}://{here.netloc}" == settings.SITE_URL and (article_id := _ours(here.path)):
        try:
            return readable(article_id)
        except Moved as moved:
            return readable(moved.target)
    keys = keys_of(address)
    if not keys:
        sentence = f"“{clip(address)}” is no address on the web: write it whole, as in https://example.org/2023/story."
        raise BadParameters(Mistake(sentence))
    return known_at(keys)[0]


def _ours(path) -> int | None:
    try:
        here = resolve(path)
    except Resolver404:
        return None
    return here.kwargs["id"] if here.view_name in OURS else None


class OfAddress(Endpoint):
    """An address that ends in another: all that stands behind its beginning, with the query string."""

    def get(self, request, address):
        query = request.META.get("QUERY_STRING", "")
        whole = quote(SLASHES.sub(r"\1://", address), safe="/:;=@&+$,-_.!~*'()[]#%") + (f"?{query}" if query else "")
        return self.reply(Past(found(whole)))


# --- TimeGate and TimeMap -------------------------------------------------------------------------


class TimeGate(OfAddress):
    """Leads to what an address was at the time that `Accept-Datetime` names; without one, to what it is now."""

    content_negotiation_class = OneWay

    def reply(self, past):
        memento = past.at(self.moment())
        response = HttpResponse(status=status.HTTP_302_FOUND, headers={"Location": memento.address})
        links.add(response, *past.links, *past.beside(memento.number))
        return response

    def moment(self) -> datetime.datetime | None:
        """Return the time that is asked for, None for now; raises `BadParameters`."""
        given = self.request.META.get("HTTP_ACCEPT_DATETIME", "").strip()
        if not given:
            return None
        try:
            return datetime.datetime.strptime(given, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=datetime.UTC)
        except ValueError:
            sentence = f"Accept-Datetime is “{clip(given)}”: write it as in Wed, 20 Sep 2023 12:00:00 GMT (RFC 1123)."
            raise BadParameters(Mistake(sentence, parameter="Accept-Datetime")) from None

    def finalize_response(self, request, response, *args, **kwargs):
        """Say in every answer, of whatever kind, that it depends on the time that was asked for."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ("Accept-Datetime",))
        return response


class LinkFormat(Json):
    """Links, one a line (RFC 6690); errors are JSON."""

    media_type = LINK_FORMAT
    format = "link"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        lines = data.get("lines") if isinstance(data, dict) else None
        return super().render(data) if lines is None else ",\n".join(lines).encode() + b"\n"


class TimeMap(OfAddress):
    """All that an address was: in the link format, or as JSON by `Accept`."""

    renderer_classes = (LinkFormat, Json)

    def reply(self, past):
        form = self.request.accepted_renderer.format
        data = {"lines": lines(past)} if form == "link" else listed(past)
        return self.unless_known(weak(form, data), None, lambda: Response(data))


def lines(past: Past) -> list[str]:
    """Return a TimeMap in the link format: where it is itself, the original, the TimeGate, and every memento."""
    first, last = (http_date(one.at.timestamp()) for one in ends(past.mementos))
    original, timegate, _ = past.links
    itself = links.link(past.place_of("timemap"), "self", type=LINK_FORMAT, **{"from": first, "until": last})
    return [original, itself, timegate, *(one.link(_rel(one, past.mementos)) for one in past.mementos)]


def _rel(memento, all_of):
    first, last = ends(all_of)
    return " ".join(rel for rel, one in (("first", first), ("last", last)) if one is memento)


def ends(mementos: Sequence[Memento]) -> tuple[Memento, Memento]:
    """Return the first and the last."""
    return mementos[0], mementos[-1]


def listed(past: Past) -> dict:
    """Return a TimeMap as JSON, under the names that web archives give it (as the Time Travel service does)."""
    every = [{"datetime": one.at, "uri": one.address} for one in past.mementos]
    return {
        "original_uri": past.original,
        "timegate_uri": past.place_of("timegate"),
        "timemap_uri": {"link_format": past.place_of("timemap"), "json_format": past.place_of("timemap")},
        "mementos": {"first": every[0], "last": every[-1], "list": every},
    }
