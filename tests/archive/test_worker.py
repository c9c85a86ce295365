"""Clients that send slowly, or do not go, keep nobody waiting: tried on the web server as it runs."""

import socket
import time
from contextlib import ExitStack, suppress
from itertools import product

import pytest
from gunicorn import util

from archive.worker import part
from tests.archive.test_up import Up

BEGUN = ("GET / HTTP/1.1\r\nX-Long: ", "POST /oai/ HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n")
DRIPS = (b"", b"x")
EACH = 15
"""Clients of each kind: so many begin their head in this way and then send nothing, or a byte a second."""


def test_who_has_parted_is_waited_for_no_more():
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        theirs.sendall(b"and more that nobody reads")
        began = time.monotonic()
        part(ours)
        assert 1.5 < time.monotonic() - began < 5  # it was given the time to take its answer
        began = time.monotonic()
        ours.setblocking(True)
        util.close_graceful(ours)
        assert time.monotonic() - began < 0.5
        assert theirs.recv(99).startswith(b"HTTP/1.1 400")


def test_who_goes_at_once_is_not_waited_for():
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        began = time.monotonic()
        part(ours)
        assert time.monotonic() - began < 0.5


@pytest.fixture
def archive(tmp_path):
    running = Up(tmp_path / "data", WEB_WORKERS="1").opened()
    yield running
    running.end()


@pytest.mark.slow
@pytest.mark.xdist_group("up")
def test_a_crowd_of_slow_heads_is_hung_up_on_and_keeps_nobody_waiting(archive):
    assert archive.get()[0] == 200
    began, longest = time.monotonic(), 0
    with ExitStack() as stack:
        crowd = [
            (stack.enter_context(begin(archive.port, begun)), drip)
            for begun, drip, _ in product(BEGUN, DRIPS, range(EACH))
        ]
        while time.monotonic() - began < 35:
            asked = time.monotonic()
            assert archive.get()[0] == 200
            longest = max(longest, time.monotonic() - asked)
            for one, drip in crowd:
                send(one, drip)
            time.sleep(1)
        assert longest < 20  # gunicorn's own takes two seconds for each, and is killed
        assert all(is_at_its_end(one) for one, _ in crowd)
    assert "killed" not in archive.said().lower()
    assert "WORKER TIMEOUT" not in archive.said()


def begin(port, head):
    """Connect and send the beginning of a head."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.sendall(head.format(port).encode())
    return sock


def send(sock, data):
    """Send something, if anybody still listens."""
    with suppress(OSError):
        sock.sendall(data)


def is_at_its_end(sock) -> bool:
    """Whether the server has closed a connection."""
    sock.settimeout(5)
    try:
        while sock.recv(1000):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True
