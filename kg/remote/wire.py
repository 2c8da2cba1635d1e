"""What a store is asked and told over HTTP: the SPARQL 1.1 Protocol and the Graph Store Protocol.

Whatever comes back is whole or a StoreError. Queries go by form POST, which every store takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import KgError, StoreError, UsageError
from kg.gate import parse_rdf
from kg.graphs.canonical import canonical_nquads
from kg.remote.addresses import with_graph
from kg.remote.credentials import Credentials
from kg.remote.layouts import FORM, Layout
from kg.remote.sending import PartError, Reply, Sender
from kg.remote.solutions import JSON, read_table, read_truth
from kg.remote.terms import canonical_triple

if TYPE_CHECKING:
    from kg.answers import Table

Parameters = Sequence[tuple[str, str]]
"""Further parameters of the SPARQL Protocol, as ``default-graph-uri``."""

# "text/plain" is what N-Triples were called before they had a name of their own.
_GRAPHS = {"application/n-triples": "ntriples", "text/turtle": "turtle", "text/plain": "ntriples"}
_WANTED = "application/n-triples, text/turtle;q=0.5"
# By which Virtuoso says, in an answer with status 200, that it stopped before the end.
_STOPPED = ("x-sql-state", "x-sql-message")
_MOST_ROWS = "x-sparql-maxrows"


class Wire:
    """Speaks to one store; use as a context manager or close it.

    Args:
        layout: where the store serves what, from ``find_layout``.
        credentials: shown to the store when it asks for them.
        timeout: seconds that the store may be silent.

    Every method raises StoreError where the store cannot be reached, refuses, or does not answer whole; of its kinds,
    BadRequestError where the store cannot read what it is asked, PartError where it gave a part and said so.
    """

    def __init__(self, layout: Layout, credentials: Credentials | None = None, *, timeout: float = 60) -> None:
        self.layout = layout
        self._sender = Sender(layout.query_url, credentials, timeout=timeout)

    def close(self) -> None:
        """Let the connection go."""
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def select(self, sparql: str, parameters: Parameters = ()) -> Table:
        """Return the rows of a SELECT, in the store's order, terms in the forms of the embedded store."""
        reply = self._query(sparql, JSON, parameters)
        table = read_table(reply.body, reply.url)
        if (most := reply.headers.get(_MOST_ROWS, "")).isdecimal() and len(table.rows) >= int(most):
            _refuse_part(reply, f"the server gives no more than {most} rows")
        return table

    def ask(self, sparql: str, parameters: Parameters = ()) -> bool:
        """Return the answer to an ASK."""
        reply = self._query(sparql, JSON, parameters)
        return read_truth(reply.body, reply.url)

    def construct(self, sparql: str, parameters: Parameters = ()) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, each once, sorted."""
        reply = self._query(sparql, _WANTED, parameters)
        if most := reply.headers.get(_MOST_ROWS):
            _refuse_part(reply, f"the server goes by no more than {most} rows")
        return _triples(reply)

    def update(self, sparql: str) -> None:
        """Change the store."""
        url = self._place(self.layout.update_url, "updates")
        if self.layout.habits.update_by_form:
            body, kind = urlencode({"update": sparql}).encode("ascii"), FORM
        else:
            body, kind = sparql.encode(), "application/sparql-update; charset=utf-8"
        self._sender.require("POST", url, body=body, headers={"Content-Type": kind})

    def put_graph(self, iri: str, lines: bytes) -> None:
        """Make a graph hold what these N-Triples say."""
        self._send_graph("PUT", iri, lines)

    def post_graph(self, iri: str, lines: bytes) -> None:
        """Add what these N-Triples say to a graph."""
        self._send_graph("POST", iri, lines)

    def get_graph(self, iri: str) -> bytes:
        """Return a graph as N-Triples, sorted, in the forms of the embedded store; nothing where there is none."""
        url = with_graph(self._place(self.layout.graphs_url, "graphs"), iri)
        reply = self._sender.send("GET", url, headers={"Accept": _WANTED})
        if reply.status == 404:
            return b""
        if reply.status != 200:
            self._sender.fail(reply)
        return canonical_nquads(ox.Quad(each.subject, each.predicate, each.object) for each in _triples(reply))

    def delete_graph(self, iri: str) -> None:
        """Take a graph out, if it is there."""
        url = with_graph(self._place(self.layout.graphs_url, "graphs"), iri)
        reply = self._sender.send("DELETE", url)
        if reply.status != 404 and not 200 <= reply.status < 300:
            self._sender.fail(reply)

    def _query(self, sparql: str, accepted: str, parameters: Parameters) -> Reply:
        body = urlencode([("query", sparql), *parameters]).encode("ascii")
        headers = {"Content-Type": FORM, "Accept": accepted}
        reply = self._sender.require("POST", self.layout.query_url, body=body, headers=headers)
        for name in _STOPPED:
            if name in reply.headers:
                _refuse_part(reply, reply.headers[name])
        if accepted == JSON and reply.media_type not in (JSON, "application/json"):
            said = f": {reply.said()}" if reply.body else ""
            raise StoreError(f"{reply.url} answered with {reply.media_type or 'no media type'}, not with JSON{said}")
        return reply

    def _send_graph(self, method: str, iri: str, lines: bytes) -> None:
        url = with_graph(self._place(self.layout.graphs_url, "graphs"), iri)
        headers = {"Content-Type": self.layout.habits.media_type}
        self._sender.require(method, url, body=lines, headers=headers)

    def _place(self, url: str | None, what: str) -> str:
        if url is None:
            if self.layout.name == "kg":
                raise UsageError(f"{self.layout.query_url}: kg serve is for reading; push to a triple store")
            raise UsageError(
                f"{self.layout.query_url}: it is not known where this store has {what}; name what it is with --layout"
            )
        return url


def _triples(reply: Reply) -> list[ox.Triple]:
    """Read the triples of an answer."""
    name = _GRAPHS.get(reply.media_type)
    if name is None:
        said = f": {reply.said()}" if reply.body else ""
        raise StoreError(f"{reply.url} answered with {reply.media_type or 'no media type'}, not with triples{said}")
    # Triples can end after any line: without a mark of the end, a part cannot be told from the whole.
    if not reply.marked:
        _refuse_part(reply, "it does not say how long its answer is")
    if name == "ntriples" and reply.body and not reply.body.endswith(b"\n"):
        _refuse_part(reply, "the last line is not whole")
    try:
        quads = parse_rdf(reply.body, format=name, source=reply.url)
    except KgError as error:
        raise StoreError(f"the answer is not whole, or no RDF: {error}") from None
    return sorted({canonical_triple(quad.triple) for quad in quads}, key=str)


def _refuse_part(reply: Reply, why: str) -> NoReturn:
    raise PartError(f"{reply.url} answered with a part only: {why[:200]}; raise the server's limits, or ask less")
