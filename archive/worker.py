"""The worker of the web server: gunicorn's with threads, in which no client keeps others waiting."""

import socket
from contextlib import suppress

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

from archive import patience

HEAD = 20
"""Seconds in which the head of a request is to be there whole."""


class Worker(ThreadWorker):
    """Hangs up on slow clients, and waits for them to part in a thread of their own.

    Of gunicorn 27.0.1: it would wait up to two seconds for each in the one loop that accepts connections, and be killed
    by its master where many do not go.
    """

    def handle(self, conn):
        patience.begin(conn.sock, HEAD)
        try:
            goes_on = super().handle(conn)
        finally:
            patience.end(conn.sock)
        if not goes_on:
            part(conn.sock)
        return goes_on

    def handle_request(self, req, conn):
        patience.end(conn.sock)
        return super().handle_request(req, conn)

    def murder_pending(self):
        super().murder_pending()
        patience.hang_up()


def part(sock: socket.socket) -> None:
    """Let a client take the end of its answer, then be at the end, so that nobody waits for it again."""
    with suppress(OSError):  # the client has gone
        util.close_graceful(sock.dup())
        sock.shutdown(socket.SHUT_RDWR)
