"""``kg serve`` as a process of its own, for the tests that talk to it over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 90.0
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


class Served:
    """A running ``kg serve``; ``url`` is its address without a slash at the end, ``port`` the port.

    ``said`` are the lines that it has written to standard error so far.
    """

    def __init__(self, process: subprocess.Popen[str], store: Path) -> None:
        self.process, self.store = process, store
        self.said: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        if not self._ready.wait(STARTS_WITHIN) or self.process.poll() is not None:
            self.end(signal.SIGKILL)
            pytest.fail(f"kg serve does not start: {self.said[-5:]}")
        self.url = self.said[-1].rpartition(" at ")[2].rstrip("/")
        self.port = int(self.url.rpartition(":")[2])
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))
            if " at http://" in line:
                self._ready.set()
        self._ready.set()

    def get(self, path: str, headers: Mapping[str, str] | None = None, **params: str) -> httpx.Response:
        """Return the answer to a GET request; redirects are not followed."""
        return self.client.get(path, params=params or None, headers=dict(headers or {}))

    def select(self, sparql: str, **params: str) -> list[dict[str, str]]:
        """Return the rows of a query as plain strings by variable."""
        answer = self.client.get("/sparql", params={"query": sparql, **params}, headers={"Accept": JSON})
        assert answer.status_code == 200, answer.text
        rows = json.loads(answer.content)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]

    def count(self) -> int:
        """Return how many quads are served."""
        return int(self.select(COUNT)[0]["n"])

    def send(self, data: bytes, *, wait: float = 30.0, half_close: bool = False) -> bytes:
        """Send bytes as they are over a connection of their own, and return all that comes back until it is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
            answer = bytearray()
            try:
                line.sendall(data)
                if half_close:
                    line.shutdown(socket.SHUT_WR)
                while piece := line.recv(65536):
                    answer += piece
            except OSError:
                pass  # it was closed with something still on its way; what came before counts
            return bytes(answer)

    def children(self) -> list[int]:
        """Return the processes that the server has started and that still run."""
        return [int(number) for number in _tasks(self.process.pid)]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the server and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)
                pytest.fail("kg serve does not end")
        if hasattr(self, "client"):
            self.client.close()
        self._reader.join(10)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return self.process.returncode


def _tasks(process: int) -> list[str]:
    """Return the numbers of a process' children, of all its threads (Linux)."""
    found: list[str] = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        found += children.read_text().split()
    return found


@contextmanager
def served(store: Path, *options: str) -> Iterator[Served]:
    """Serve a store on a free port of the loopback interface, and end it afterwards."""
    command = [sys.executable, "-m", "kg", "--store", str(store), "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command, cwd=store.parent, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    server = Served(process, store)
    try:
        yield server
    finally:
        server.end()


def copy_of(store: Path, folder: Path) -> Path:
    """Return a copy of a store, which may be written to."""
    return Path(shutil.copytree(store, folder / "store"))


def form(**fields: str) -> bytes:
    """Return fields as a form has them in its body."""
    return urllib.parse.urlencode(fields).encode()


def small(folder: Path) -> Path:
    """Return a new store of thirty quads in one graph."""
    with Store.open(folder / "store") as store:
        store.put_graph("http://example.org/first", quads("http://example.org/first", 30))
    return folder / "store"


def quads(graph: str, count: int) -> list[ox.Quad]:
    """Return so many quads of one graph."""
    name, predicate = ox.NamedNode(graph), ox.NamedNode("http://example.org/p")
    return [ox.Quad(ox.NamedNode(f"http://example.org/{n}"), predicate, ox.Literal(str(n)), name) for n in range(count)]


def until(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Wait until something is so; False where it does not come."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def busy(server: Served) -> bool:
    """Tell whether one of the server's cells is computing."""
    for child in server.children():
        try:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state[0] == "R":
            return True
    return False
