"""The entry for gunicorn and any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from archive.whole import whole_bodies
from articles.turns import in_turn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = whole_bodies(in_turn(get_wsgi_application()))


def load_all():
    """Load views and engine now, once for all workers, rather than in each of them at its first request."""
    from search import backend

    get_resolver().url_patterns  # noqa: B018 - a property that loads them
    backend.engine()  # touches no disk


load_all()
