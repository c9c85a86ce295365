"""The settings of the web server: it waits for nobody for ever."""

import logging
import socket
import sys
from types import SimpleNamespace

import pytest

from archive import server

AT_ONCE = 0.2
"""Seconds; the server has more patience."""


@pytest.fixture
def accepted():
    """Both ends of a connection to a socket that listens with little patience: (server's, reader's)."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.be_patient(listening, AT_ONCE, AT_ONCE)
        reader = socket.create_connection(listening.getsockname())
        connection, _ = listening.accept()
    with reader, connection:
        connection.setblocking(True)  # as gunicorn does
        yield connection, reader


def test_the_head_of_a_request_is_not_waited_for_for_ever(accepted):
    connection, reader = accepted
    reader.sendall(b"GET / HTTP/1.1\r\n")
    assert connection.recv(100) == b"GET / HTTP/1.1\r\n"
    with pytest.raises(BlockingIOError):
        connection.recv(100)


def test_nor_is_somebody_who_does_not_take_an_answer(accepted):
    connection, _ = accepted
    with pytest.raises(BlockingIOError):
        connection.sendall(bytes(64 << 20))


def test_all_sockets_that_listen_are_so():
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        server.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=one), SimpleNamespace(sock=other)]))
        for listening in (one, other):
            held = [
                listening.getsockopt(socket.SOL_SOCKET, name, 16) for name in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO)
            ]
            assert [int.from_bytes(told[:8], sys.byteorder) for told in held] == [10, 60]


@pytest.mark.parametrize(("error", "worth"), [(BlockingIOError(11, "Later"), False), (OSError(5, "Disk"), True)])
def test_the_log_tells_what_is_wrong_here_and_not_who_was_hung_up_on(error, worth):
    told = (type(error), error, None)
    assert server.worth_a_line(logging.LogRecord("gunicorn", 40, "", 0, "Socket error", (), told)) is worth


def test_the_log_tells_what_is_no_error():
    assert server.worth_a_line(logging.LogRecord("gunicorn", 30, "", 0, "Hello", (), None))
