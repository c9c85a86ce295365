"""Which version of an article an answer shows, and which one somebody had seen who writes to it."""

import hashlib

from django.utils.http import parse_etags, parse_http_date_safe
from rest_framework import status
from rest_framework.exceptions import APIException

from articles.pagination import microseconds


class PreconditionFailed(APIException):
    """The request named a version (`If-Match`, `If-Unmodified-Since`) that is not the current one."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "What is here is not the version that the request named: leave If-Match out to get it."


def version(article) -> str:
    """Return a name for what an article is now: every act gives it another `updated_at`."""
    return f"{microseconds(article.updated_at):x}"


def tag(article, data) -> str:
    """Return the strong ETag of an answer that shows an article: its version, and a digest of all that is shown.

    The digest differs where the version does not: links lead elsewhere, or somebody is shown more than others.
    """
    return f'"{version(article)}-{digest(data)}"'


def weak(*parts) -> str:
    """Return a weak ETag that changes with any part: the same for what says the same, in whichever bytes."""
    return f'W/"{digest(*parts)}"'


def digest(*parts) -> str:
    """Return 16 hexadecimal digits for some values."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def require(headers, article):
    """Raise `PreconditionFailed` where the headers of a request ask for another version than an article is at.

    In the order of RFC 9110, 13.2.2. Its version alone is compared: a writer saw the article, whatever its links led
    to. So a tag that a proxy has made weak by compressing the answer still counts, for it is no bytes that must be
    equal here.
    """
    if (named := headers.get("If-Match")) is not None:
        met = _is_named(named, article)
    else:
        since = parse_http_date_safe(headers.get("If-Unmodified-Since", ""))
        met = since is None or int(article.updated_at.timestamp()) <= since
    if (others := headers.get("If-None-Match")) is not None:
        met = met and not _is_named(others, article)
    if not met:
        raise PreconditionFailed(
            f"Somebody has changed article {article.pk} since you read it: get it again, and make your change to that."
        )


def _is_named(header, article):
    """Whether a list of tags, or `*`, names the version that an article is at."""
    tags = parse_etags(header)
    return tags == ["*"] or version(article) in [one.removeprefix("W/").strip('"').partition("-")[0] for one in tags]
