"""What a browser may do with the pages of the archive (Content Security Policy, https://www.w3.org/TR/CSP3/)."""

PAGES = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For readers: scripts in files of our own, never one within a page, nothing from anywhere else."""

ADMIN = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""For the admin, which has scripts of its own, in files."""


def policy(get_response):
    """Give every page its policy; the API, whose page of documentation has its own needs, is left alone."""

    def middleware(request):
        response = get_response(request)
        if not request.path.startswith("/api/"):
            allowed = ADMIN if request.path.startswith("/admin/") else PAGES
            response.headers.setdefault("Content-Security-Policy", allowed)
        return response

    return middleware
