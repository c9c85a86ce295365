"""By which names the archive may be asked: that of `SITE_URL`, and on the machine itself for its health."""

from django.conf import settings
from django.http.request import split_domain_port

HEALTH = "/health/"
"""Whether the archive can answer; nothing in it depends on the host that was asked for."""

OWN = {"localhost", "127.0.0.1", "[::1]"}
"""How a machine calls itself: no stranger's browser can be led to send these to somebody else's archive."""


def hosts(get_response):
    """Let the machine itself ask for the health of the archive by its own names, as programs that watch it do.

    Before all that looks at the host: it is then the one of `SITE_URL`, and `ALLOWED_HOSTS` stays what it is.
    """

    def middleware(request):
        if request.path_info == HEALTH and split_domain_port(request.META.get("HTTP_HOST", ""))[0] in OWN:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return get_response(request)

    return middleware
