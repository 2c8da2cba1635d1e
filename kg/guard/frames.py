"""Messages between a guarded child and its parent: a small JSON object and some bytes, each behind its length."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from typing import Any

_LENGTHS = struct.Struct("!IQ")
_LARGEST_HEADER = 1024 * 1024
_POLL_SECONDS = 0.05


class Expired(Exception):  # noqa: N818 - it is a fact about the clock, turned into an error by those who know the limit
    """The deadline has passed, or nobody waits for the answer any more."""


class Channel:
    """One end of a connected pair of sockets. With a deadline, nothing waits beyond it."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, header: dict[str, Any], data: bytes = b"", *, deadline: float | None = None) -> None:
        """Send one message. Raises Expired, and OSError where the other end is gone."""
        words = json.dumps(header).encode("ascii")
        self._wait_until(deadline)
        try:
            self._end.sendall(_LENGTHS.pack(len(words), len(data)) + words)
            if data:
                self._end.sendall(data)
        except TimeoutError:
            raise Expired from None

    def receive(
        self, *, deadline: float | None = None, largest: int, cancel: threading.Event | None = None
    ) -> tuple[dict[str, Any], bytes] | None:
        """Return the next message, None where the other end is gone.

        Raises Expired at the deadline or when ``cancel`` is set, ValueError for more than ``largest`` bytes of data.
        """
        start = self._take(_LENGTHS.size, deadline, cancel)
        if start is None:
            return None
        words, size = _LENGTHS.unpack(start)
        if words > _LARGEST_HEADER or size > largest:
            raise ValueError(f"a message of {words} and {size} bytes is too large")
        header = self._take(words, deadline, cancel)
        data = self._take(size, deadline, cancel) if header is not None else None
        if header is None or data is None:
            return None
        found: dict[str, Any] = json.loads(header)
        return found, data

    def close(self) -> None:
        """Close this end; the other one notices."""
        self._end.close()

    def _take(self, size: int, deadline: float | None, cancel: threading.Event | None) -> bytes | None:
        """Return exactly so many bytes, None where the other end is gone before."""
        taken = bytearray(size)
        view = memoryview(taken)
        got = 0
        while got < size:
            self._wait_until(deadline, cancel)
            try:
                more = self._end.recv_into(view[got:])
            except TimeoutError:
                continue
            except ConnectionError:
                return None
            if not more:
                return None
            got += more
        return bytes(taken)

    def _wait_until(self, deadline: float | None, cancel: threading.Event | None = None) -> None:
        """Let the next step on the socket last until the deadline at most; look at ``cancel`` now and then."""
        if cancel is not None and cancel.is_set():
            raise Expired
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise Expired
        if cancel is not None:
            left = _POLL_SECONDS if left is None else min(left, _POLL_SECONDS)
        self._end.settimeout(left)
