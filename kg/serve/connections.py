"""One connection: how long a client may take to ask, and to take its answer. uvicorn bounds neither."""

from __future__ import annotations

import asyncio
import sys
from http.client import responses
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

TAKE_SECONDS = 30.0
"""For how long a client may not take anything of an answer that waits for it."""
IDLE_SECONDS = 5.0
"""For how long a connection is kept after an answer, for another request."""
MAX_HEAD = 48 * 1024
_PIECE = 16 * 1024


def with_deadline(seconds: float) -> type[Connection]:
    """Return the class of connections on which a request has so many seconds to arrive."""
    return type("Connection", (Connection,), {"ask_seconds": seconds})


class Connection(H11Protocol):
    """A connection with deadlines; beyond twice the number that is served at once, it is closed as it comes.

    ``ask_seconds`` is from the first byte of a request, or from the connection, until the request has arrived.
    """

    ask_seconds = 10.0

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._asking: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        if self.limit_concurrency is not None and len(self.connections) > 2 * self.limit_concurrency:
            transport.abort()
            return
        self._watch_asking()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        self._stop_asking()
        self._stop_taking()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come; a request that is not complete has until its deadline."""
        # The length of a head is looked at where it is not complete: what comes at once may have any.
        for start in range(0, len(data), _PIECE):
            if not self.transport.is_closing():
                super().data_received(data[start : start + _PIECE])
        self._watch_asking()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request where part of it has come already."""
        super().on_response_complete()
        self._watch_asking(idle=True)

    def pause_writing(self) -> None:
        """Note that the client does not take what is sent."""
        super().pause_writing()
        self._stop_taking()
        self._taking = self.loop.call_later(TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that it does again."""
        super().resume_writing()
        self._stop_taking()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or has too long a head, and close."""
        error = sys.exception()
        status = getattr(error, "error_status_hint", 400)
        self._refuse(431 if status == 431 else 400, "the head of the request is too long" if status == 431 else msg)

    def _watch_asking(self, *, idle: bool = False) -> None:
        """Start the deadline where a request is awaited or has come in part; stop it where it is whole.

        ``idle`` is a connection of which nothing is awaited: another request may come, and has a timer of uvicorn's.
        """
        state = self.conn.their_state
        nothing = state is h11.IDLE and idle and not self.conn.trailing_data[0]
        if nothing or state not in {h11.IDLE, h11.SEND_BODY} or self.transport.is_closing():
            self._stop_asking()
        elif self._asking is None:
            self._asking = self.loop.call_later(self.ask_seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._asking = None
        self._refuse(408, f"the request did not arrive within {self.ask_seconds:g} s")

    def _refuse(self, status: int, detail: str) -> None:
        """Answer, where that can still be done, and close."""
        if self.transport.is_closing():
            return
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:  # no answer has begun
            head = f"HTTP/1.1 {status} {responses[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            self.transport.write(f"{head}Connection: close\r\n\r\n{detail}\n".encode("ascii", "replace"))
        self.transport.close()

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None
