"""Who may keep an answer: anybody what is public, nobody what was given to somebody."""

from django.conf import settings

PUBLIC = "public, max-age=0, must-revalidate"
"""Any cache may keep it and must ask each time whether it still holds, which costs a 304: what is withdrawn
vanishes at once (RFC 9111, 5.2.2)."""

PRIVATE = "private, no-store"

KEPT = {200, 304, 308}


def caching(get_response):
    """Say in every answer who may keep it, unless its view did. What saw credentials nobody keeps."""

    def middleware(request):
        response = get_response(request)
        if "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = PRIVATE
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = PUBLIC if response.status_code in KEPT else "no-store"
        return response

    return middleware
