"""How answers become bytes: JSON or, for what has many results, a line of JSON for each; by what is asked for."""

import re

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer

from articles.shapes import as_json


class Json(BaseRenderer):
    """JSON by orjson: moments as `2023-09-20T00:00:00Z`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else as_json(data)


class Lines(Json):
    """The `results` of an answer, one a line; where the next ones are stands in the header `Link` (RFC 8288)."""

    media_type = "application/x-ndjson"
    format = "ndjson"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if data is None or "results" not in data:
            return super().render(data)
        if following := data.get("next"):
            renderer_context["response"]["Link"] = f'<{following}>; rel="next"'
        return b"".join(as_json(one) + b"\n" for one in data["results"])


# --- which form -----------------------------------------------------------------------------------

RANGE = re.compile(r"\s*([^\s/;,]+)/([^\s/;,]+)[^,]*")
"""A media type in `Accept`, with what may follow it: a charset, a version. Nothing here depends on that."""

WEIGHT = re.compile(r";\s*q\s*=\s*(1(?:\.0{0,3})?|0(?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)


class ByAccept(BaseContentNegotiation):
    """Takes the form that a reader would rather have, of those that a view has (RFC 9110, 12.5.1).

    The first of them where it is all the same, and for whoever writes. `refuses` says that there may be none.
    """

    refuses = True

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        offered = {one.media_type: one for one in renderers}
        wanted = next(iter(offered))
        if request.method in {"GET", "HEAD"}:
            wanted = preferred(request.META.get("HTTP_ACCEPT", ""), list(offered))
        if wanted is None:
            forms = " or ".join(offered)
            raise NotAcceptable(f"This address answers with {forms}: ask for that in Accept, or leave it out.")
        return offered[wanted], wanted


class OneWay(ByAccept):
    """For what comes as it is, such as a page or an original: `Accept` is no reason to refuse it."""

    refuses = False

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def preferred(accept: str, offered: list[str]) -> str | None:
    """Return which of the media types offered a header `Accept` asks for; None if for none of them.

    The first of those that are liked alike, but what is named goes before what is meant by `*`. A header in which no
    media type can be read asks for nothing.
    """
    weights = {f"{one[1]}/{one[2]}".lower(): weight(one[0]) for one in RANGE.finditer(accept)} or {"*/*": 1}
    best = max(offered, key=lambda media_type: liking(media_type, weights))
    return best if liking(best, weights)[0] else None


def weight(text) -> float:
    """Return the weight that follows a media type; 1 where none does."""
    found = WEIGHT.search(text)
    return float(found[1]) if found else 1.0


def liking(media_type, weights) -> tuple[float, int]:
    """Return the weight of a media type, by the range that fits it best, and how closely that does."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next(((weights[one], -place) for place, one in enumerate(ranges) if one in weights), (0.0, 0))
