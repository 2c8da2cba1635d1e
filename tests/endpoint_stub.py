"""A server on the loopback that answers with the very bytes it is told to, and keeps what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

JSON = "application/sparql-results+json"
TRUE = b'{"head":{},"boolean":true}'


@dataclass
class Request:
    """A request: its first line in parts, its headers by lower-case name, its body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Request, socket.socket], bytes]
"""Returns the bytes to send before the connection is closed; may send some by itself."""


@dataclass
class Stub:
    """Where it listens, and what it was asked so far."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


def http(body: bytes, status: str = "200 OK", media_type: str = JSON, **headers: str) -> bytes:
    """Return a whole answer with its length; names of headers are written with underscores."""
    told = {"Connection": "close", "Content-Type": media_type, "Content-Length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@contextmanager
def serving(answer: Answer | bytes) -> Iterator[Stub]:
    """Serve on a free port until the block ends, one request a connection."""
    stub = Stub()
    with socket.create_server(("127.0.0.1", 0)) as server:
        stub.url = f"http://127.0.0.1:{server.getsockname()[1]}"
        server.settimeout(0.05)
        accepting = threading.Thread(target=_accept, args=(server, stub, answer))
        accepting.start()
        try:
            yield stub
        finally:
            stub.over.set()
            accepting.join()


def _accept(server: socket.socket, stub: Stub, answer: Answer | bytes) -> None:
    threads = []
    while not stub.over.is_set():
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        threads.append(threading.Thread(target=_serve, args=(connection, stub, answer)))
        threads[-1].start()
    for thread in threads:
        thread.join()


def _serve(connection: socket.socket, stub: Stub, answer: Answer | bytes) -> None:
    # Who asked may have gone before everything is said.
    with connection, suppress(OSError):
        connection.settimeout(10)
        request = _read(connection)
        if request is not None:
            stub.requests.append(request)
            connection.sendall(answer if isinstance(answer, bytes) else answer(request, connection))


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, path, _ = first.split(" ", 2)
    return Request(method, path, headers, body)
