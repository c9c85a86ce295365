"""How gunicorn serves the archive: `gunicorn --config python:archive.server archive.wsgi`.

Every name here is a setting of gunicorn's.
"""

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path
from threading import Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

from django.conf import settings

from archive.supervisor import die_with
from archive.worker import Worker
from articles.garbage import collect_seldom
from articles.turns import AT_ONCE, MOST_TAKING, MOST_WAITING
from search.engines.base import FACETS, EngineError, Query

bind = f"[{settings.BIND}]:{settings.PORT}" if ":" in settings.BIND else f"{settings.BIND}:{settings.PORT}"
workers = settings.WEB_WORKERS

# Threads, so that a reader on a slow line holds up nobody, nor one who waits for news: while one waits, others are
# served. Few of them work at a time (`turns`); more work at a time is more workers.
worker_class = Worker
threads = AT_ONCE + MOST_WAITING + MOST_TAKING + 24

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
# Each takes a thread: whoever sends nothing more of the head of a request, or takes nothing more of an answer, for so
# many seconds is hung up on; and whoever sends on but slowly, see `worker` and `whole`.
HEAD_PATIENCE, ANSWER_PATIENCE = 10, 60
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 - a worker's heartbeat must not wait for a disk that an import keeps busy
    worker_tmp_dir = "/dev/shm"  # noqa: S108

# What people look for is nobody's business: no log of requests.
accesslog = None
loglevel = "warning"

forwarded_allow_ips = "*" if settings.TRUST_PROXY else ""


def when_ready(server):
    """Wait for nobody for ever: what is accepted inherits it from the socket that listens (Linux)."""
    for listener in server.LISTENERS:
        be_patient(listener.sock, HEAD_PATIENCE, ANSWER_PATIENCE)


def be_patient(listening, receiving, sending):
    """Have connections fail with `BlockingIOError` in which nothing moves for so many seconds (socket(7))."""
    for option, seconds in ((socket.SO_RCVTIMEO, receiving), (socket.SO_SNDTIMEO, sending)):
        listening.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000)))


def worth_a_line(record) -> bool:
    """Whether a line of the log is about anything but somebody who was hung up on: it would come with a traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def post_worker_init(worker):
    """Read the index in the background, so that the first reader need not wait for it."""
    from articles.news import NEWS  # when the app is loaded

    worker.log.error_log.addFilter(worth_a_line)
    NEWS.ends = lambda: not worker.alive
    collect_seldom()
    Thread(target=_search_once, daemon=True).start()


def _search_once():
    from search import backend  # when the app is loaded, which a worker does in its own time

    with suppress(EngineError):
        backend.engine().search(Query(facets=FACETS, histogram="auto"), size=1)


def post_fork(server, worker):
    """End every worker with its master."""
    die_with(server.pid)
