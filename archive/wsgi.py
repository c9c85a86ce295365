"""The entry for gunicorn and any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = get_wsgi_application()


def load_all():
    """Load views and engine now, once for all workers, rather than in each of them at its first request."""
    from search import backend

    get_resolver().url_patterns  # noqa: B018 - a property that loads them
    backend.engine()  # touches no disk


load_all()
