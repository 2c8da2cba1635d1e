"""SPARQL engines behind one door: hold these graphs, answer this question.

Each reads named graphs only; the default graph of some is empty and of others is not, and no question may ask for it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar, cast
from unittest.mock import patch

import httpx
import pyoxigraph as ox
from servers import STORES, Server, require

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.term import Node

State: TypeAlias = Mapping[str, frozenset[str]]
"""Graphs by their IRIs, each as lines of N-Triples."""
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = tuple[Term | None, ...]

Found = TypeVar("Found")

JSON = "application/sparql-results+json"
WITHIN = 60.0
"""Seconds that a server has for one question."""


class NoAnswerError(Exception):
    """What an engine says instead of an answer, in one line."""


class Engine(Protocol):
    """A store that is asked. ``hold`` makes it hold these graphs and no others."""

    name: str
    version: str
    sorts_by_first: bool
    """Only the first key of ORDER BY can be relied on."""

    def hold(self, state: State) -> None: ...
    def rows(self, sparql: str) -> tuple[tuple[str, ...], list[Row]]: ...
    def triples(self, sparql: str) -> list[ox.Triple]: ...


def changes(before: State, after: State) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Go through what turns one state into another: ``drop``, ``put`` or ``post``, the graph, and the lines for it."""
    for graph in before.keys() - after.keys():
        yield "drop", graph, frozenset()
    for graph, lines in after.items():
        had = before.get(graph)
        if had is None or not had <= lines:
            yield "put", graph, lines
        elif had != lines:
            yield "post", graph, lines - had


def body(lines: frozenset[str]) -> bytes:
    return ("\n".join(sorted(lines)) + "\n").encode()


# ── in this process ──────────────────────────────────────────────────────────────────────────────


class Pyoxigraph:
    """The engine that the program itself uses, and by which the others are measured."""

    name = "pyoxigraph"
    sorts_by_first = False

    def __init__(self) -> None:
        self.version = version("pyoxigraph")
        self._store, self._held = ox.Store(), dict[str, frozenset[str]]()

    def hold(self, state: State) -> None:
        for how, graph, lines in changes(self._held, state):
            node = ox.NamedNode(graph)
            if how != "post":
                self._store.remove_graph(node)
            if lines:
                self._store.load(body(lines), format=ox.RdfFormat.N_TRIPLES, to_graph=node)
        self._held = dict(state)

    def rows(self, sparql: str) -> tuple[tuple[str, ...], list[Row]]:
        found = self._store.query(sparql)
        assert isinstance(found, ox.QuerySolutions)
        return tuple(one.value for one in found.variables), [tuple(row) for row in found]

    def triples(self, sparql: str) -> list[ox.Triple]:
        found = self._store.query(sparql)
        assert isinstance(found, ox.QueryTriples)
        return list(found)


class Rdflib:
    name = "rdflib"
    sorts_by_first = False

    def __init__(self) -> None:
        import rdflib

        self.version = version("rdflib")
        self._held: dict[str, frozenset[str]] = {}
        self._data: Dataset = rdflib.Dataset(default_union=False)

    def hold(self, state: State) -> None:
        for how, graph, lines in changes(self._held, state):
            found = self._data.graph(graph)
            if how != "post":
                found.remove((None, None, None))
                self._data.remove_graph(found)
            if lines:
                self._data.graph(graph).parse(data=body(lines), format="nt")
        self._held = dict(state)

    def rows(self, sparql: str) -> tuple[tuple[str, ...], list[Row]]:
        return _in_child(lambda: self._rows(sparql))

    def triples(self, sparql: str) -> list[ox.Triple]:
        return _in_child(lambda: self._triples(sparql))

    def _rows(self, sparql: str) -> tuple[tuple[str, ...], list[Row]]:
        answer = self._data.query(sparql)
        columns = tuple(map(str, answer.vars or ()))
        return columns, [tuple(_of_rdflib(one.get(name)) for name in answer.vars or ()) for one in answer.bindings]

    def _triples(self, sparql: str) -> list[ox.Triple]:
        graph = self._data.query(sparql).graph
        assert graph is not None
        return [ox.Triple(*map(_of_rdflib, triple)) for triple in graph]  # type: ignore[arg-type]


def _in_child(work: Callable[[], Found]) -> Found:
    """Do it in a copy of this process, which can be ended where it takes too long. Raises NoAnswerError."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sending.send(work()))
    child.start()
    sending.close()
    try:
        if not receiving.poll(WITHIN):
            raise NoAnswerError(f"no answer within {WITHIN:.0f} s")
        return cast("Found", receiving.recv())
    except EOFError:
        raise NoAnswerError("broke off") from None
    finally:
        child.kill()
        child.join()
        receiving.close()


def _of_rdflib(node: Node | None) -> Term | None:
    from rdflib import Literal, URIRef

    if node is None:
        return None
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node))


# ── over HTTP ────────────────────────────────────────────────────────────────────────────────────


class Remote:
    """A triple store over HTTP: SPARQL Protocol by form POST, Graph Store Protocol."""

    sorts_by_first = False

    def __init__(self, server: Server) -> None:
        self.name, self._server = server.name, server
        auth = httpx.DigestAuth(server.user, server.password) if server.user else None
        self._graphs = httpx.Client(auth=auth, timeout=WITHIN, trust_env=False)
        self._client = httpx.Client(timeout=WITHIN, trust_env=False)
        self._held: dict[str, frozenset[str]] = {}
        self.version = self._find_version()

    def close(self) -> None:
        self._graphs.close()
        self._client.close()

    def _find_version(self) -> str:
        said = str(self._client.post(self._server.query_url, data={"query": "ASK {}"}).headers.get("server", ""))
        if "/" in said:  # Oxigraph/0.5.13, Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu
            return said.split(maxsplit=1)[0].partition("/")[2]
        return Path(os.environ.get("KG_FUSEKI_JAR", "")).stem.rpartition("-")[2]

    def hold(self, state: State) -> None:
        for how, graph, lines in changes(self._held, state):
            method = {"drop": "DELETE", "put": "PUT", "post": "POST"}[how]
            answer = self._graphs.request(
                method, self._server.graphs_url, params={"graph": graph}, content=body(lines) if lines else b"",
                headers={"Content-Type": "text/turtle"},
            )  # fmt: skip
            assert answer.is_success or (how == "drop" and answer.status_code == 404), (how, graph, answer.text[:500])
        self._held = dict(state)

    def rows(self, sparql: str) -> tuple[tuple[str, ...], list[Row]]:
        return rows_of(self._ask(sparql, JSON))

    def triples(self, sparql: str) -> list[ox.Triple]:
        data = self._ask(sparql, "application/n-triples, text/plain;q=0.9")
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]

    def _ask(self, sparql: str, accept: str) -> bytes:
        try:
            answer = self._client.post(self._server.query_url, data={"query": sparql}, headers={"Accept": accept})
        except httpx.HTTPError as error:
            # What the server is still at may hold locks that the next question would wait for.
            self._server.kill()
            self._server.start()
            raise NoAnswerError(f"{type(error).__name__} {error}") from None
        if not answer.is_success:
            raise NoAnswerError(f"{answer.status_code} {' '.join(answer.text.split())[:300]}")
        return answer.content


def rows_of(data: str | bytes) -> tuple[tuple[str, ...], list[Row]]:
    """Return columns and rows of an answer in SPARQL JSON."""
    answer = json.loads(data)
    columns = tuple(answer["head"]["vars"])
    return columns, [tuple(_of_json(row.get(name)) for name in columns) for row in answer["results"]["bindings"]]


def _of_json(term: Mapping[str, str] | None) -> Term | None:
    if term is None:
        return None
    if term["type"] == "uri":
        return ox.NamedNode(term["value"])
    if term["type"] == "bnode":
        return ox.BlankNode(term["value"])
    if "xml:lang" in term:
        return ox.Literal(term["value"], language=term["xml:lang"])
    datatype = term.get("datatype")
    return ox.Literal(term["value"], datatype=ox.NamedNode(datatype) if datatype else None)


# ── in Node ──────────────────────────────────────────────────────────────────────────────────────


class Comunica:
    """Comunica over a store in memory: one process that is given a job a line and answers with a line."""

    name = "comunica"
    # It sorts by one key after the other, the last one first, but not in a way that keeps the order of equal rows.
    sorts_by_first = True

    def __init__(self) -> None:
        folder, node = os.environ.get("KG_COMUNICA", ""), shutil.which("node")
        package = Path(folder) / "@comunica" / "query-sparql" / "package.json"
        require("comunica", node and folder and package.exists(), "KG_COMUNICA names no node_modules, or no node")
        self.version = str(json.loads(package.read_text())["version"])
        self._held: dict[str, frozenset[str]] = {}
        self._command = [str(node), str(Path(__file__).with_name("comunica_rows.mjs")), folder]
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):  # it has ended already
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def hold(self, state: State) -> None:
        for how, graph, lines in changes(self._held, state):
            self._call({"do": how, "graph": graph, "lines": body(lines).decode()})
        self._held = dict(state)

    def rows(self, sparql: str) -> tuple[tuple[str, ...], list[Row]]:
        return rows_of(self._call({"do": "ask", "query": sparql}))

    def triples(self, sparql: str) -> list[ox.Triple]:
        data = self._call({"do": "ask", "query": sparql})
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]

    def _call(self, job: Mapping[str, str]) -> str:
        assert self._process.stdin
        assert self._process.stdout
        late = threading.Timer(WITHIN, self._process.kill)
        late.start()
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            late.cancel()
        if not line:  # what comes next is asked of another process, which holds nothing yet
            ended = self._process.wait()
            self.close()
            self._process, self._held = self._start(), {}
            raise NoAnswerError(
                f"no answer within {WITHIN:.0f} s" if ended == -signal.SIGKILL else f"ended with {ended}"
            )
        answer = json.loads(line)
        if "error" in answer:
            raise NoAnswerError(" ".join(answer["error"].split())[:300])
        return str(answer["data"])


@contextmanager
def _server(name: str, folder: Path) -> Iterator[Engine]:
    with STORES[name](folder / name) as server:
        engine = Remote(server)
        try:
            yield engine
        finally:
            engine.close()


@contextmanager
def _comunica() -> Iterator[Engine]:
    engine = Comunica()
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Engine]:
    """Open the engine so named, with its data below ``folder``; passes the test over where it is not installed."""
    if name == "rdflib":
        import rdflib

        # Literals as they were written: 50.0 stays 50.0. The setting is one of the whole process.
        with patch.object(rdflib, "NORMALIZE_LITERALS", False):
            yield Rdflib()
        return
    with _comunica() if name == "comunica" else _server(name, folder) as engine:
        yield engine
