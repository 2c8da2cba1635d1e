"""A store behind an endpoint, asked as the embedded one is: questions are answered there, single things looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.iris import DATA, ONTOLOGY_GRAPH
from kg.remote.layouts import UNION_OF_FUSEKI
from kg.remote.sending import BadRequestError
from kg.remote.solutions import write_json
from kg.sparql import bind, refuse_unsafe, tokens
from kg.vocab import RDFS, SKOS

if TYPE_CHECKING:
    from kg.answers import Table
    from kg.remote.wire import Parameters, Wire

    Subject: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple
    Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

NOT_OURS = (DATA + "staging/",)
"""Beginnings of the names of graphs that stand on a server for a while only, while something is sent there."""
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_QUADS = """\
SELECT ?_s ?_p ?_o ?_g WHERE {
  VALUES ?_s { UNDEF } VALUES ?_p { UNDEF } VALUES ?_o { UNDEF } VALUES ?_g { UNDEF }
  GRAPH ?_g { ?_s ?_p ?_o }
}"""
_ANY = "ASK { VALUES ?_g { UNDEF } GRAPH ?_g { ?_s ?_p ?_o } }"
# What stands in some graph is found outside GRAPH too.
_SEES_ALL = "ASK { { SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1 } ?s ?p ?o }"
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
# By these many things are looked up, one after the other, where a person gave a name: one question answers for all.
_NAMES = frozenset({RDFS.label, SKOS.prefLabel, SKOS.notation, SKOS.altLabel, SKOS.hiddenLabel})
_NO_UNION = "what stands outside GRAPH is looked for in the default graph of this store alone"


def ours(graph: str) -> bool:
    """Tell whether a named graph of a server belongs to a negotiation graph."""
    return graph.startswith(DATA) and not graph.startswith(NOT_OURS)


class Remote:
    """A store behind an endpoint, to be asked as ``kg.answers.Readable``.

    Args:
        wire: speaks to the store.
        union: whether the store is asked to look in all named graphs together for what stands outside GRAPH. The
            queries of the package say GRAPH throughout and need no union.
        note: told once where it is wanted, and the store cannot.
    """

    def __init__(self, wire: Wire, *, union: bool = False, note: Callable[[str], None] = lambda _: None) -> None:
        self._wire = wire
        self._union = union
        self._note = note
        self._things: dict[ox.NamedNode, list[ox.Quad]] = {}
        self._names: dict[ox.NamedNode, dict[object, list[ox.Quad]]] = {}

    def require_ours(self) -> None:
        """Raise StoreError where the store holds no negotiation graph: an empty answer would mean nothing."""
        if not self.contains_named_graph(ONTOLOGY_GRAPH):
            raise StoreError(f"{self._wire.layout.query_url} holds no negotiation graph; put one there with: kg push")

    def query(
        self, query: str, /, *, use_default_graph_as_union: bool = False
    ) -> ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]:
        """Send a query and return what the store answers.

        Raises UsageError where it is none, or where the store cannot read one of a person's; else as ``Wire``.
        """
        if self._union:
            refuse_unsafe(query)
        form = form_of(query)
        parameters = self._parameters if self._union and use_default_graph_as_union else ()
        try:
            if form == "SELECT":
                table = self._wire.select(query, parameters)
                return _solutions(_each_once(table) if _is_distinct(query) else table)
            if form == "ASK":
                return _boolean(self._wire.ask(query, parameters))
            return self._wire.construct(query, parameters)
        except BadRequestError as error:
            if self._union:
                raise UsageError(f"the query cannot be read: {error}") from None
            raise

    def quads_for_pattern(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        object: Value | None,  # noqa: A002 - the name is Oxigraph's
        graph_name: ox.NamedNode | None = None,
        /,
    ) -> Iterator[ox.Quad]:
        """Go through the quads that match, of the graphs of a negotiation."""
        if isinstance(subject, (ox.BlankNode, ox.Triple)) or isinstance(object, (ox.BlankNode, ox.Triple)):
            return iter(())
        if subject is None:
            return iter(self._fetch(None, predicate, object, graph_name))
        wanted = (subject, predicate, object, graph_name)
        return (quad for quad in self._said_of(subject, predicate) if _matches(quad, wanted))

    def contains_named_graph(self, graph_name: ox.NamedNode, /) -> bool:
        """Tell whether the store has a graph of this name with anything in it."""
        return self._wire.ask(bind(_ANY, {"g": graph_name}))

    def _said_of(self, subject: ox.NamedNode, predicate: ox.NamedNode | None) -> list[ox.Quad]:
        """Return at least the quads of a thing with a property: what was asked once is mostly asked again."""
        if predicate in _NAMES:
            if predicate not in self._names:
                names: defaultdict[object, list[ox.Quad]] = defaultdict(list)
                for quad in self._fetch(None, predicate, None, None):
                    names[quad.subject].append(quad)
                self._names[predicate] = dict(names)
            return self._names[predicate].get(subject, [])
        if subject not in self._things:
            self._things[subject] = self._fetch(subject, None, None, None)
        return self._things[subject]

    def _fetch(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        value: ox.NamedNode | ox.Literal | None,
        graph: ox.NamedNode | None,
    ) -> list[ox.Quad]:
        terms = {"s": subject, "p": predicate, "o": value, "g": graph}
        return quads_of(self._wire, bind(_QUADS, {name: term for name, term in terms.items() if term is not None}))

    @cached_property
    def _parameters(self) -> Parameters:
        """Return what asks this store to see all named graphs together."""
        match self._wire.layout.habits.union:
            case "always":
                return ()
            case "parameter":
                return (("union-default-graph", ""),)
            case "named":
                # Naming a default graph hides all named graphs but those that are named too.
                rows = rows_of(self._wire, _GRAPHS, ("g",))
                names = [cell.value for row in rows for cell in row if isinstance(cell, ox.NamedNode)]
                return (("default-graph-uri", UNION_OF_FUSEKI), *(("named-graph-uri", name) for name in names))
            case _:
                if not self._wire.ask(_SEES_ALL):
                    self._note(_NO_UNION)
                return ()


def form_of(sparql: str) -> str:
    """Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises UsageError for anything else, as an update, or one behind a query: some stores run what they are sent.
    """
    found = tokens(sparql)
    words = [token.text.upper() for token in found if token.kind == "word"]
    form = next((word for word in words if word not in ("PREFIX", "BASE")), "")
    depth = 0
    for token in found:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth < 0 or (depth == 0 and token.text == ";"):
            raise UsageError(f"the query cannot be read: {token.text!r} at character {token.start} ends it")
    if form not in _FORMS:
        raise UsageError(f"the query cannot be read: it is none of {', '.join(_FORMS)}, and an endpoint is only read")
    return form


def _is_distinct(sparql: str) -> bool:
    """Tell whether a SELECT asks for each row once."""
    words = [token.text.upper() for token in tokens(sparql)]
    return words[words.index("SELECT") + 1] == "DISTINCT"


def _each_once(table: Table) -> Table:
    """Return a table without the rows that it has already had: Virtuoso gives some twice, DISTINCT or not."""
    return type(table)(table.columns, tuple(dict.fromkeys(table.rows)))


def rows_of(wire: Wire, sparql: str, columns: Sequence[str]) -> tuple[tuple[object, ...], ...]:
    """Return the rows of a query of ours. Raises StoreError where they have other columns than it asks for."""
    table = wire.select(sparql)
    if sorted(table.columns) != sorted(columns):
        raise StoreError(f"{wire.layout.query_url} answered with other columns than it was asked for")
    places = [table.columns.index(name) for name in columns]
    return tuple(tuple(row[place] for place in places) for row in table.rows)


def quads_of(wire: Wire, sparql: str) -> list[ox.Quad]:
    """Return the quads that a query selects as ``_s``, ``_p``, ``_o``, ``_g``, those of ours. Raises StoreError."""
    rows = rows_of(wire, sparql, ("_s", "_p", "_o", "_g"))
    return [quad for row in rows if (quad := _as_quad(row)) is not None]


def _as_quad(row: tuple[object, ...]) -> ox.Quad | None:
    subject, predicate, value, graph = row
    if not isinstance(graph, ox.NamedNode) or not ours(graph.value):
        return None
    if (
        not isinstance(subject, ox.NamedNode)
        or not isinstance(predicate, ox.NamedNode)
        or not isinstance(value, (ox.NamedNode, ox.Literal))
    ):
        raise StoreError(f"the graph {graph.value} of the endpoint has a triple with a blank node; it is none of ours")
    return ox.Quad(subject, predicate, value, graph)


def _matches(quad: ox.Quad, wanted: tuple[object, ...]) -> bool:
    found = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return all(one is None or one == other for one, other in zip(wanted, found, strict=True))


def _solutions(table: Table) -> ox.QuerySolutions:
    found = ox.parse_query_results(write_json(table), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return found


def _boolean(truth: bool) -> ox.QueryBoolean:
    text = b'{"head":{},"boolean":%s}' % (b"true" if truth else b"false")
    found = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QueryBoolean)
    return found
