"""A proxy between a client and a triple store that lets requests through, and goes wrong at one of them on purpose."""

from __future__ import annotations

import http.client
import http.server
import socketserver
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What goes wrong with a request."""

    UNSENT = "cut before it is sent"
    HALF_SENT = "cut when half of it is sent"
    UNANSWERED = "cut when it is done and not answered"
    HALF_ANSWERED = "cut in the middle of the answer"
    LATE = "answered too late"
    FAILED = "answered with 500, not done"
    FAILED_AFTER = "answered with 500, done"
    HTML = "answered with 200 and a page, not done"
    NONSENSE = "answered with other JSON than asked for"
    SHORT = "answered with the beginning, said to be all"


DYING = "passed on, while something else goes wrong"
"""No fault of the proxy's; ``on_fault`` is what happens."""


class CuttingProxy:
    """Forwards HTTP to a server on this machine; use as a context manager. ``url`` stands for the server's.

    ``arm`` says at which request, counted from there, what goes wrong; once. ``seen`` counts requests since then.
    """

    def __init__(self, server: str) -> None:
        self._target = urlsplit(server).netloc
        self.seen = 0
        self.fired = False
        self._at = 0
        self._fault: Fault | str | None = None
        self._lock = threading.Lock()
        self.late_by = 1.0
        self.on_fault: Callable[[], object] | None = None
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                proxy.handle(self)

            do_GET = do_PUT = do_POST = do_DELETE = _pass  # noqa: N815 - the names are the library's

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
                """Keep the output of the tests clean."""

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that goes away is what the tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{urlsplit(server).path}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def arm(self, at: int, fault: Fault | str | None) -> None:
        """Let request number ``at`` (from 1) after this call go wrong; none where there is no fault."""
        with self._lock:
            self.seen, self.fired, self._at, self._fault = 0, False, at, fault

    def handle(self, client: http.server.BaseHTTPRequestHandler) -> None:
        """Pass one request on, or not."""
        body = client.rfile.read(int(client.headers.get("Content-Length") or 0))
        with self._lock:
            self.seen += 1
            fault = self._fault if self.seen == self._at else None
            self.fired = self.fired or fault is not None
        if fault == DYING and self.on_fault is not None:
            self.on_fault()
        client.close_connection = fault is not None
        if fault is Fault.UNSENT:
            return
        if fault is Fault.FAILED:
            _answer(client, 500, "text/plain", b"out of order")
            return
        if fault is Fault.HTML:
            _answer(client, 200, "text/html", b"<html><title>Sign in</title><p>Please sign in</html>")
            return
        server = http.client.HTTPConnection(self._target, timeout=60)
        try:
            self._forward(server, client, body, fault)
        except (OSError, http.client.HTTPException):
            client.close_connection = True  # the server is gone: the client sees it go
        finally:
            server.close()

    def _forward(
        self,
        server: http.client.HTTPConnection,
        client: http.server.BaseHTTPRequestHandler,
        body: bytes,
        fault: Fault | str | None,
    ) -> None:
        server.putrequest(client.command, client.path, skip_host=True, skip_accept_encoding=True)
        for name, value in client.headers.items():
            server.putheader(name, value)
        if fault is Fault.HALF_SENT:
            server.endheaders(body[: len(body) // 2])
            return
        server.endheaders(body)
        answer = server.getresponse()
        data = answer.read()
        if fault is Fault.UNANSWERED:
            if self.on_fault is not None:
                self.on_fault()
            return
        if fault is Fault.FAILED_AFTER:
            _answer(client, 500, "text/plain", b"out of order")
            return
        if fault is Fault.LATE:
            time.sleep(self.late_by)
        kind = answer.headers.get("Content-Type", "")
        if fault is Fault.NONSENSE:
            data = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": 7}]}}'
        length = len(data)
        if fault in (Fault.HALF_ANSWERED, Fault.SHORT):
            data = data[: length // 2]
        client.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "keep-alive", "date"):
                client.send_header(name, value)
        client.send_header("Content-Length", str(len(data) if fault is Fault.SHORT else length))
        if not kind:
            client.send_header("Content-Type", "text/plain")
        client.end_headers()
        client.wfile.write(data)


def _answer(client: http.server.BaseHTTPRequestHandler, status: int, kind: str, data: bytes) -> None:
    client.send_response(status)
    client.send_header("Content-Type", kind)
    client.send_header("Content-Length", str(len(data)))
    client.end_headers()
    client.wfile.write(data)
