"""A local web server that speaks one provider's protocol over a real socket and fails on demand.

    with ArxivServer() as server:
        server.faults.append(status(503, retry_after=7))   # the next request fails, later ones succeed
        ...
        assert len(server.log) == 2

A fault gets the good reply and the handler; it returns another reply, or writes to the handler itself. Each of
``server.faults`` applies to one request, in order; ``server.broken`` to all others below a path; ``server.always`` to the
rest.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """An HTTP response."""

    body: bytes
    status: int = 200
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A received HTTP request: time in seconds, first value of each query parameter, header names in lower case."""

    at: float
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Ignore clients that disconnect: some tests kill theirs."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Base class of the providers' servers; subclasses implement ``answer``."""

    def __init__(self, port: int = 0):
        self.log = []
        self.faults = deque()
        self.always = None
        self.broken = {}
        self.closing = threading.Event()
        self._http = _Listener(("127.0.0.1", port), self._handler())
        self.origin = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.url = self.origin
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def _handler(server):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30
            # Head and body are two writes: without this the second waits 40 ms for the client's acknowledgement.
            disable_nagle_algorithm = True

            def do_GET(self):
                length = int(self.headers.get("Content-Length") or 0)
                parts = urlsplit(self.path)
                request = Request(
                    time.time(),
                    self.command,
                    parts.path,
                    {name: values[0] for name, values in parse_qs(parts.query).items()},
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
                server.log.append(request)
                reply = server.answer(request)
                broken = [fault for start, fault in server.broken.items() if parts.path.startswith(start)]
                fault = server.faults.popleft() if server.faults else (*broken, server.always)[0]
                with contextlib.suppress(OSError):
                    if fault:
                        reply = fault(reply, self)
                    if reply is not None:
                        self.send(reply)

            do_POST = do_HEAD = do_GET  # noqa: N815

            def send(self, reply, *, length=None):
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) if length is None else length))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body)

            def log_message(self, *args):
                pass

            @property
            def closing(self):
                return server.closing

        return Handler


# -- faults ------------------------------------------------------------------------------------------------------------


def status(code, *, retry_after=None, headers=None, body=b"no"):
    """Answer with an HTTP status."""
    extra = dict(headers or {})
    if retry_after is not None:
        extra["Retry-After"] = str(retry_after)
    return lambda reply, handler: Reply(body, code, extra)


def good(reply, handler):
    """Send the good reply, to let some requests succeed before a fault."""
    return reply


def body(content, content_type="text/plain"):
    """Answer 200 with this body."""
    return lambda reply, handler: Reply(content, 200, {"Content-Type": content_type})


def reset(reply, handler):
    """Reset the connection instead of answering."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def hang(reply, handler):
    """Accept the request and send nothing until the server closes."""
    handler.closing.wait(20)
    handler.close_connection = True


def drip(reply, handler):
    """Send an endless body, one byte at a time."""
    handler.send(replace(reply, body=b""), length=len(reply.body) + 10**6)
    while not handler.closing.wait(0.02):
        handler.wfile.write(b" ")
    handler.close_connection = True


def cut(share=0.5, *, honest=False):
    """Send only a share of the body; ``honest``: with the length of the whole body, so that the loss is detectable."""

    def fault(reply, handler):
        part = reply.body[: int(len(reply.body) * share)]
        handler.send(replace(reply, body=part), length=len(reply.body) if honest else None)
        handler.close_connection = True

    return fault


def zipped(reply, handler):
    """Compress the body with gzip."""
    return replace(
        reply, body=gzip.compress(reply.body), headers=reply.headers | {"Content-Encoding": "gzip"}
    )


def redirect(url, code=302):
    """Redirect the client to ``url``."""
    return lambda reply, handler: Reply(b"", code, {"Location": url})


def drip_head(reply, handler):
    """Send an endless header, one byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.closing.wait(0.02):
        handler.wfile.write(b"x")
    handler.close_connection = True


def packed(times, *, size=None):
    """Send the body, or ``size`` bytes of blanks, packed so many times."""

    def fault(reply, handler):
        body = reply.body if size is None else b" " * size
        for _ in range(times):
            body = gzip.compress(body)
        return replace(
            reply, body=body, headers=reply.headers | {"Content-Encoding": ", ".join(["gzip"] * times)}
        )

    return fault


def huge(size=40 * 2**20):
    """Send a body of ``size`` bytes."""

    def fault(reply, handler):
        handler.send(replace(reply, body=b""), length=size)
        for _ in range(size // 65536):
            handler.wfile.write(b" " * 65536)
        handler.close_connection = True

    return fault
