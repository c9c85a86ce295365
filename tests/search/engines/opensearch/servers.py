"""Servers of a few lines that answer as a test wants, hang, or are no OpenSearch at all."""

import json
import socket
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GREETING = {"name": "one", "version": {"distribution": "opensearch", "number": "3.8.0"}}


@contextmanager
def serving(answers=None, *, status=200, greets=200, greeting=GREETING, certificate=None):
    """Run a server that greets like OpenSearch and gives `answers` to all else; gives its port and what was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            asked.append(path)
            found = greeting if path == "/" else {"nodes": {"id1": {}}} if path == "/_nodes/_local" else answers
            body = found.encode() if isinstance(found, str) else json.dumps(found).encode()
            self.send_response({"/": greets, "/_nodes/_local": 200}.get(path, status))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def hanging():
    """Give a port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


@contextmanager
def nobody():
    """Give a port at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
