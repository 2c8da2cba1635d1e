"""What the tests of the guard share: a small store on disk, an address that counts its callers, and who still runs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from kg.store import Store

ONE, TWO = "urn:x-test:graph-one", "urn:x-test:graph-two"
TRICKY = ['},{"a":{"type":"', "<result>&</result>", 'a "quoted", word', "two\nlines\r\n", ",{}", "[{}", "tab\there", ""]
"""Values that look like what separates rows in one format or another."""


def make_store(path: Path, things: int = 3000) -> Path:
    """Make a store with two graphs: the tricky values, and so many things, each with a next one."""
    p, n = ox.NamedNode("urn:x-test:says"), ox.NamedNode("urn:x-test:next")
    nodes = [ox.NamedNode(f"urn:x-test:thing-{number:05}") for number in range(things)]
    one, two = ox.NamedNode(ONE), ox.NamedNode(TWO)
    with Store.open(path) as store:
        store.put_graphs(
            {
                ONE: [ox.Quad(nodes[at], p, ox.Literal(value), one) for at, value in enumerate(TRICKY)],
                TWO: [ox.Quad(left, n, right, two) for left, right in pairwise(nodes)],
            }
        )
    return path


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Listen on this machine; yield the address and the list of all who called there."""
    calls: list[str] = []
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)

    def wait() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            calls.append("called")
            connection.close()

    threading.Thread(target=wait, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", calls
    finally:
        listener.close()


def runs(process: int) -> bool:
    """Tell whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(process: int, seconds: float = 20.0) -> bool:
    """Wait for a process to end, and tell whether it did."""
    end = time.monotonic() + seconds
    while runs(process) and time.monotonic() < end:
        time.sleep(0.02)
    return not runs(process)
