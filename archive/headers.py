"""The headers of requests and of answers: what each means, and which answers have it."""

from collections.abc import Iterator
from dataclasses import dataclass

from drf_spectacular.utils import OpenApiParameter

from articles.rendering import Lines

# --- of requests ----------------------------------------------------------------------------------


def sent(name, description, **schema) -> OpenApiParameter:
    """Return a header that a request may have."""
    return OpenApiParameter(name, {"type": "string"} | schema, OpenApiParameter.HEADER, description=description)


IF_NONE_MATCH = sent("If-None-Match", "ETags of what you have: where it is still what is here, the answer is 304.")
IF_MODIFIED_SINCE = sent("If-Modified-Since", "The Last-Modified of what you have; `If-None-Match` is more exact.")
IF_MATCH = sent("If-Match", "ETags of the versions that are wanted: 412 where something else is here.")
IF_UNMODIFIED_SINCE = sent("If-Unmodified-Since", "412 where what is here is newer.")
OF_READING = (IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_MATCH, IF_UNMODIFIED_SINCE)

MATCH = sent("If-Match", "ETags of the versions that may be changed: without it whatever is there is.")
KEY = sent(
    "Idempotency-Key",
    "A name for this request, such as a UUID: sent again within a day it is answered again and done once.",
    pattern="^[!-~]{1,255}$",
)
CSRF = sent("X-CSRFToken", "In a session, not with a token: the value of the cookie `csrftoken`.")

# --- of answers -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Header:
    """One header of answers. `always` says that an answer of which it is described never lacks it."""

    told: str
    example: str
    always: bool = False
    pattern: str = ""

    def described(self) -> dict:
        """Return the header as OpenAPI has it."""
        schema = {"type": "string"} | ({"pattern": self.pattern} if self.pattern else {})
        return {"description": self.told, "required": self.always, "schema": schema, "example": self.example}


HEADERS = {
    "Cache-Control": Header(
        told="Who may keep the answer: anybody what is public, if they ask each time whether it still holds; nobody "
        "what saw a token or a session.",
        example="public, max-age=0, must-revalidate",
        always=True,
    ),
    "Vary": Header(told="Headers of the request on which it depends.", example="Accept, Authorization", always=True),
    "RateLimit": Header(
        told="Where the owner set limits: how many requests are left (`r`), and for how many seconds (`t`).",
        example='"minute";r=39;t=23',
    ),
    "RateLimit-Policy": Header(
        told="Where the owner set limits: how many requests (`q`) each window of so many seconds (`w`) has.",
        example='"minute";q=40;w=60',
    ),
    "Content-Encoding": Header(told="`gzip`, if `Accept-Encoding` names it and it is worth it.", example="gzip"),
    "ETag": Header(
        told="A name for what is shown: send it back in `If-None-Match` or `If-Match`.",
        example='W/"8f14e45fceea167a"',
        always=True,
        pattern=r'^(W/)?"[^"]*"$',
    ),
    "Last-Modified": Header(
        told="When what is shown last became another, unless that is within this second.",
        example="Tue, 16 Feb 2021 00:00:00 GMT",
    ),
    "Location": Header(
        told="Where it is.",
        example="https://archive.example.org/api/v1/articles/84/",
        always=True,
        pattern="^(https?:/)?/",
    ),
    "Link": Header(
        told="Where to go on (RFC 8288): `next` page, `alternate` shapes, `monitor` for what changes from now on; "
        "`original`, `timegate`, `timemap` and other states (`memento`) of an article (RFC 7089).",
        example='<https://archive.example.org/api/v1/changes/?since=812>; rel="monitor"',
        pattern="^<",
    ),
    "Memento-Datetime": Header(
        told="Of a state that readers may see, which has a number: since when it was there (RFC 7089).",
        example="Tue, 16 Feb 2021 00:00:00 GMT",
    ),
    "Server-Timing": Header(
        told="Milliseconds that engine and database took.",
        example="engine;dur=1.8, database;dur=2.4",
        always=True,
    ),
    "Content-Disposition": Header(
        told="The name of a file to keep it in.", example='attachment; filename="article-84.md"', always=True
    ),
    "WWW-Authenticate": Header(told="What would be taken.", example='Bearer realm="archive"', always=True),
    "Retry-After": Header(told="After how many seconds to ask again.", example="23", pattern="^[0-9]+$"),
}
"""All that answers have but those of HTTP itself, and those that tell a browser what it may do."""

OF_ALL = ("Cache-Control", "Vary", "RateLimit", "RateLimit-Policy")
OF_STATUS = {
    201: ("Location", "ETag"),
    202: ("Location",),
    308: ("Location",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
BODILESS = {204, 304}


def told(view, method: str, status: int) -> Iterator[str]:
    """Yield the names of the headers that an answer of an address has at this status."""
    if status == 414:
        return  # the web server knows of none of them
    yield from OF_ALL
    if status not in BODILESS:
        yield "Content-Encoding"
    yield from OF_STATUS.get(status, ())
    if method == "GET" and status in {200, 304} and view.conditional:
        yield from ("ETag", "Last-Modified")[: 1 + view.dated]
    if method == "GET" and status == 308:
        yield "ETag"
    if method == "GET" and status == 200:
        yield from view.response_headers
        if Lines in view.renderer_classes and view.shape is not str:
            yield "Link"
    if method != "GET" and status == 200:
        yield "ETag"
