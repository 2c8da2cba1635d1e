"""A thousand requests that mean harm: ``kg serve`` lives, calls nobody, and answers as before."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hostile_requests import RAW, mutations, queries
from serving import JSON, Served, form, served

from kg.store import Store

GOOD = "SELECT ?s ?o { GRAPH <http://x/g> { ?s <http://x/p> ?o } } ORDER BY ?o LIMIT 20"
# What a request may be answered with. 500 is none of them: that would be a mistake of ours.
STATUSES = {200, 400, 403, 406, 413, 414, 415, 503, 504, 507}
OPTIONS = ("--timeout", "0.5", "--memory", "256", "--workers", "2", "--patience", "1", "--connections", "64")


class Canary:
    """A port of the loopback interface that nobody has any business to call."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.hits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._socket.accept()
                self.hits += 1
                line.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    bird = Canary()
    with socket.create_connection(("127.0.0.1", bird.port)):  # it sings when it is called
        pass
    while not bird.hits:
        time.sleep(0.01)
    bird.hits = 0
    yield bird
    bird.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("hostile") / "store"
    graph, predicate = ox.NamedNode("http://x/g"), ox.NamedNode("http://x/p")
    with Store.open(store) as made:
        made.put_graph(
            graph.value,
            [ox.Quad(ox.NamedNode(f"http://x/{n}"), predicate, ox.Literal(str(n)), graph) for n in range(2000)],
        )
    with served(store, *OPTIONS) as running:
        yield running


@contextmanager
def _unharmed(server: Served, canary: Canary) -> Iterator[None]:
    """Check that the server lives on as it was: same answer, two cells, no open ends, no call to the canary."""
    before = server.get("/sparql", {"Accept": JSON}, query=GOOD).content
    yield
    after = server.get("/sparql", {"Accept": JSON}, query=GOOD)
    assert (after.status_code, after.content) == (200, before)
    assert server.process.poll() is None
    assert canary.hits == 0
    deadline = time.monotonic() + 30
    while (len(server.children()), _sockets(server) < 12) != (2, True):
        assert time.monotonic() < deadline, (server.children(), _sockets(server))
        time.sleep(0.1)


def _sockets(server: Served) -> int:
    return sum("socket" in str(end.readlink()) for end in Path(f"/proc/{server.process.pid}/fd").iterdir())


def _post(server: Served, query: str, *, direct: bool = False) -> int:
    """Ask a query; what is answered with 200 must be whole. Returns the status."""
    data = query.encode("utf-8", "replace") if direct else form(query=query)
    kind = "application/sparql-query" if direct else "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "Accept": f"{JSON}, application/n-triples"}
    answer = server.client.post("/sparql", content=data, headers=headers)
    assert answer.status_code in STATUSES, (answer.status_code, answer.text[:200], query[:200])
    if answer.status_code != 200:
        assert len(answer.text.splitlines()) == 1, answer.text
    elif "json" in answer.headers["content-type"]:
        json.loads(answer.content)
    else:
        list(ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES))
    return answer.status_code


def test_hostile_queries(server: Served, canary: Canary) -> None:
    asked = queries(canary.port)
    with _unharmed(server, canary), ThreadPoolExecutor(4) as clients:
        found = Counter(clients.map(lambda query: _post(server, query), asked))
        # Each of the walls was run into, so that the rows above still mean what they say.
        assert {400, 413, 504} <= found.keys(), found
        services = [query for query in asked if "service" in query.lower() or "\\u" in query.lower()]
        assert {_post(server, query, direct=True) for query in services} <= {400, 200}


def test_updates_change_nothing(server: Served, canary: Canary) -> None:
    with _unharmed(server, canary):
        for query in queries(canary.port):
            if query.split(" ")[0] in {"LOAD", "CLEAR", "DROP", "CREATE", "DELETE", "INSERT"}:
                assert _post(server, query) == _post(server, query, direct=True) == 400
                for headers, data in (
                    ({"Content-Type": "application/sparql-update"}, query.encode()),
                    ({"Content-Type": "application/x-www-form-urlencoded"}, form(update=query)),
                ):
                    assert server.client.post("/sparql", content=data, headers=headers).status_code == 403


def test_mutated_queries(server: Served, canary: Canary) -> None:
    with _unharmed(server, canary), ThreadPoolExecutor(4) as clients:
        found = Counter(clients.map(lambda query: _post(server, query), mutations(20250723, 700)))
    assert found[200] > 100, found
    assert found[400] > 100, found


@pytest.mark.parametrize("name", RAW)
def test_what_is_hardly_http(server: Served, name: str) -> None:
    """It is answered with an error or not at all, and the connection is closed in the end."""
    answer = server.send(RAW[name])
    if name in {"many requests at once", "a WebSocket"}:  # the wish for another protocol may be passed over
        assert answer.count(b"HTTP/1.1 200") == (50 if name == "many requests at once" else 1)
    else:
        assert answer == b"" or 400 <= int(answer.split(b" ")[1]) < 600
        assert b"passwd" not in answer
        assert b"root:" not in answer
        assert not answer.startswith(b"HTTP/1.1 500")


def test_requests_that_never_end_are_given_up(server: Served, canary: Canary) -> None:
    """Half-open connections and those that send a byte at a time (slow loris), more than are served at once."""
    lines = []
    with _unharmed(server, canary):
        for number in range(100):
            line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            if number % 2:
                with suppress(OSError):
                    line.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\nX: ")
            lines.append(line)
        open_lines = set(lines)
        deadline = time.monotonic() + 60
        while open_lines and time.monotonic() < deadline:
            for line in list(open_lines):
                try:
                    line.sendall(b"y")
                    line.settimeout(0.01)
                    if line.recv(4096):
                        continue
                except TimeoutError:
                    continue
                except OSError:
                    pass
                open_lines.discard(line)
        assert not open_lines
        for line in lines:
            line.close()


def test_bodies_without_end_are_not_read(server: Served, canary: Canary) -> None:
    with _unharmed(server, canary):
        for head in (b"Content-Length: 1000000000", b"Transfer-Encoding: chunked"):
            line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            line.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
                + head
                + b"\r\n\r\n"
            )
            piece = b"x" * 65536 if head.startswith(b"Content") else b"10000\r\n" + b"x" * 65536 + b"\r\n"
            sent = 0
            with suppress(OSError):
                while sent < 200_000_000:
                    sent += line.send(piece)
            line.close()
            assert sent < 200_000_000


def test_who_asks_and_does_not_take_the_answer_holds_no_cell(server: Served, canary: Canary) -> None:
    query = form(query="SELECT ?a ?b { ?a ?p ?c . ?b ?q ?d FILTER(STRLEN(STR(?c)) < 3) } LIMIT 100000")
    request = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    lines = []
    with _unharmed(server, canary):
        for _ in range(6):
            line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            line.sendall(request + b"Content-Length: %d\r\n\r\n" % len(query) + query)
            lines.append(line)
        assert server.get("/sparql", {"Accept": JSON}, query="ASK {}").status_code == 200
        for line in lines:
            line.close()
