"""A TCP proxy that cuts a connection after some bytes: what a network does at the worst moment.

with CuttingProxy(port) as proxy:
    proxy.cut_after = 1000     # bytes of both directions of the next connection; None: never
    connect(proxy.port)
    proxy.frozen.set()         # nothing is passed on any more, and nothing is cut
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading


class CuttingProxy:
    """Passes connections on to a port of this machine."""

    def __init__(self, port):
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.cut_after = None
        self.cuts = 0
        self.passed = 0
        self.frozen = threading.Event()
        self._closing = threading.Event()
        self._threads = []

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *exc):
        self._closing.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, task, *arguments):
        thread = threading.Thread(target=task, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        self._listener.settimeout(0.1)
        while not self._closing.is_set():
            with contextlib.suppress(OSError):
                client, _ = self._listener.accept()
                self._start(self._pass_on, client, self.cut_after)

    def _pass_on(self, client, left):
        server = socket.create_connection(("127.0.0.1", self._target))
        with client, server, selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            self._loop(selector, left)

    def _loop(self, selector, left):
        while not self._closing.is_set():
            for key, _ in selector.select(0.05):
                if self.frozen.is_set():
                    self._closing.wait(0.05)
                    continue
                chunk = key.fileobj.recv(1 << 14 if left is None else max(1, min(left, 1 << 14)))
                if not chunk:
                    return
                if left is not None:
                    left -= len(chunk)
                    if left <= 0:
                        self.cuts += 1
                        return
                self.passed += len(chunk)
                key.data.sendall(chunk)
