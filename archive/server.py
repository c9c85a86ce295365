"""How gunicorn serves the archive: `gunicorn --config python:archive.server archive.wsgi`.

Every name here is a setting of gunicorn's.
"""

import os
from contextlib import suppress
from pathlib import Path
from threading import Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

from django.conf import settings

from archive.supervisor import die_with
from articles.garbage import collect_seldom
from search.engines.base import FACETS, EngineError, Query

bind = f"[{settings.BIND}]:{settings.PORT}" if ":" in settings.BIND else f"{settings.BIND}:{settings.PORT}"
workers = settings.WEB_WORKERS

# Threads, so that a reader on a slow line holds up nobody: while one waits, others are served. Few, because
# of the threads of one process one runs Python at a time; more work at a time is more workers.
worker_class = "gthread"
threads = 4

# Loaded once and shared: two workers and their master take 99 MB instead of 155 and answer a second sooner.
# Nothing opens an index or a database while it is loaded. A developer wants the code anew after every change.
preload_app = not settings.DEBUG
reload = settings.DEBUG

timeout = 30
# For those who are being answered: an engine that hangs is waited for two seconds. With many more waiting than there
# are threads all of it passes, and to end takes a busy machine a second or two more: well within supervisor.GRACE.
graceful_timeout = 4
keepalive = 5
limit_request_line = 8190
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 - a worker's heartbeat must not wait for a disk that an import keeps busy
    worker_tmp_dir = "/dev/shm"  # noqa: S108

# What people look for is nobody's business: no log of requests.
accesslog = None
loglevel = "warning"

forwarded_allow_ips = "*" if settings.TRUST_PROXY else ""


def post_worker_init(worker):
    """Read the index in the background, so that the first reader need not wait for it."""
    collect_seldom()
    Thread(target=_search_once, daemon=True).start()


def _search_once():
    from search import backend  # when the app is loaded, which a worker does in its own time

    with suppress(EngineError):
        backend.engine().search(Query(facets=FACETS, histogram="auto"), size=1)


def post_fork(server, worker):
    """End every worker with its master."""
    die_with(server.pid)
