"""Whoever sends on and on, but hardly anything, is not waited for without end."""

import socket
import time

import pytest

from archive import patience


@pytest.fixture
def ends():
    """Both ends of a connection: ours and the client's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(5)
        yield ours, theirs


def test_who_is_late_has_said_all(ends):
    ours, theirs = ends
    patience.begin(ours, 0.05)
    patience.hang_up()
    theirs.sendall(b"G")
    assert ours.recv(9) == b"G"
    time.sleep(0.06)
    patience.hang_up()
    assert ours.recv(9) == b""
    ours.sendall(b"Too late.")
    assert theirs.recv(9) == b"Too late."


def test_who_was_in_time_may_say_more(ends):
    ours, theirs = ends
    with patience.at_most(ours, 0):
        pass
    patience.begin(ours, 0)
    patience.end(ours)
    patience.hang_up()
    theirs.sendall(b"GET")
    assert ours.recv(9) == b"GET"


def test_where_no_connection_is_known_there_is_no_end():
    with patience.at_most(None, 0):
        patience.hang_up()


def test_who_went_while_waited_for_is_no_matter(ends):
    ours, _ = ends
    patience.begin(ours, 0)
    ours.close()
    time.sleep(0.01)
    patience.hang_up()
