"""What every request passes and every answer gets, whatever it asks for: names, headers, and a line of log."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.render.visible import visible
from kg.serve.problems import Problem, respond

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MAX_TARGET = 32 * 1024
SERVER = "negotiation-kg"
"""By this a client knows what it speaks to (``kg.remote.layouts``)."""
HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::\d{1,5})?")
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class Doorway:
    """Middleware. A page of another site that has the browser call us by a name of its own is sent away (421)."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], cors: bool, log: bool) -> None:
        self.app = app
        self.hosts = frozenset(name.lower().rstrip(".") for name in (*LOOPBACK, *hosts))
        self.cors, self.log = cors, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here where it may not come in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = time.perf_counter(), 0

        async def finish(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._guard(MutableHeaders(scope=message))
            await send(message)

        request = Request(scope, receive)
        try:
            problem = self._refusal(request)
            if problem is None:
                await self.app(scope, receive, finish)
            else:
                await respond(request, problem)(scope, receive, finish)
        finally:
            if self.log:
                _write(scope, status, time.perf_counter() - start)

    def _refusal(self, request: Request) -> Problem | None:
        """Return why a request may not come in; None where it may."""
        scope = request.scope
        if scope["method"] not in _METHODS:
            return Problem(501, "there is no such method here")
        hosts = request.headers.getlist("host")
        if len(hosts) != 1:
            return Problem(400, "a request names its host once")
        match = HOST.fullmatch(hosts[0])
        if match is None or match[1].lower().rstrip(".") not in self.hosts:
            return Problem(
                421, "this server goes by another name; whoever runs it can allow this one with --allow-host"
            )
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET:
            return Problem(414, f"the address is longer than {MAX_TARGET} bytes; send a long query by POST")
        return None

    def _guard(self, headers: MutableHeaders) -> None:
        """Say to browsers what may be done with an answer: nothing, unless a page says otherwise itself."""
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Server"] = SERVER
        if not self.cors:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


def _write(scope: Scope, status: int, seconds: float) -> None:
    """Write the line of one request; what strangers wrote is shown, not sent to the terminal."""
    target = scope["raw_path"].decode("ascii", "replace")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("ascii", "replace")
    line = f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {scope['method']} {target[:300]} {status} {seconds * 1000:.0f} ms"
    print(visible(line), file=sys.stderr, flush=True)  # noqa: T201 - the log that --log asks for
