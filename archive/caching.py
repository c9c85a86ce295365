"""Who may keep an answer: anybody what is public, nobody what was given to somebody. And how answers travel."""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from articles.exporting.streaming import takes_gzip

PUBLIC = "public, max-age=0, must-revalidate"
"""Any cache may keep it and must ask each time whether it still holds, which costs a 304: what is withdrawn
vanishes at once (RFC 9111, 5.2.2)."""

PROGRAMS = ("/api/", "/oai/", "/timegate/", "/timemap/")
"""Where a token may be shown."""

PRIVATE = "private, no-store"

KEPT = {200, 304, 308}


def caching(get_response):
    """Say in every answer who may keep it and what it depends on, unless its view did.

    What saw credentials nobody keeps.
    """

    def middleware(request):
        response = get_response(request)
        if "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = PRIVATE
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = PUBLIC if response.status_code in KEPT else "no-store"
        if request.path.startswith(PROGRAMS):
            patch_vary_headers(response, ("Accept", "Authorization"))
        return response

    return middleware


class Packing(GZipMiddleware):
    """Packs what is long for whoever takes gzip, and not for whoever refuses it (`gzip;q=0`), as Django would."""

    def process_response(self, request, response):
        """Every answer says that it depends on it, a short one too: a cache may have the long one."""
        patch_vary_headers(response, ("Accept-Encoding",))
        if response.status_code == 304:
            return bare(request, response)
        if not takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        return super().process_response(request, response)


def bare(request, response):
    """Return a 304 that spoils no copy which a cache has.

    What a 304 says of type and length is taken for that of the copy (RFC 9111, 3.2; 9110, 15.4.5). Its tag is written
    as whoever asks has it, weak where the answer was packed: by a strong one a cache would look for another copy.
    """
    for name in ("Content-Type", "Content-Length"):
        if name in response:
            del response[name]
    tag = response.get("ETag")
    if tag and f"W/{tag}" in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response["ETag"] = f"W/{tag}"
    return response
