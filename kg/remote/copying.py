"""All graphs of a store behind an endpoint, in memory: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from kg.errors import StoreError
from kg.iris import DATA
from kg.remote.reading import ours, quads_of, rows_of
from kg.remote.sending import PartError
from kg.remote.wire import Wire
from kg.sparql import bind
from kg.store import Store

_COUNTS = """\
SELECT ?g (COUNT(*) AS ?n) WHERE {
  VALUES ?_start { UNDEF }
  GRAPH ?g { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?g), ?_start))
} GROUP BY ?g"""
_WHOLE = """\
SELECT ?_s ?_p ?_o ?_g WHERE {
  VALUES ?_g { UNDEF }
  GRAPH ?_g { ?_s ?_p ?_o }
}"""
_PART = """\
SELECT ?_s ?_p ?_o ?_g WHERE {
  VALUES ?_g { UNDEF }
  VALUES ?_digits { UNDEF }
  GRAPH ?_g { ?_s ?_p ?_o }
  FILTER(STRSTARTS(MD5(STR(?_s)), ?_digits))
}"""
# Of an answer; larger graphs come in parts, by the first digits of a hash of the subject.
_MOST_ROWS = 100_000
_DIGITS = "0123456789abcdef"
_MOST_DIGITS = 4


def copy_graphs(wire: Wire, progress: Callable[[str], None] = lambda _: None) -> Store:
    """Return a store in memory with all graphs of a negotiation that the endpoint holds.

    Each is counted by the server before and after, and what came is held against that. Raises StoreError where it
    holds none, where a part is missing, or where something was changed meanwhile.
    """
    url = wire.layout.query_url
    counts = _counted(wire)
    if not counts:
        raise StoreError(f"{url} holds no negotiation graph; put one there with: kg push")
    store = Store.in_memory()
    for number, (name, count) in enumerate(sorted(counts.items()), start=1):
        progress(f"reading graph {number} of {len(counts)}: {count} triples of {name.removeprefix(DATA)}")
        quads = _read(wire, ox.NamedNode(name), count, "")
        if len(quads) != count:
            raise StoreError(f"{url} gave {len(quads)} of the {count} triples of {name}; try again")
        store.rdf.bulk_extend(quads)
    if _counted(wire) != counts:
        raise StoreError(f"{url} was changed while it was read; try again")
    return store


def _counted(wire: Wire) -> dict[str, int]:
    """Return the number of triples of each graph, by its name."""
    counts = {}
    for graph, number in rows_of(wire, bind(_COUNTS, {"start": ox.Literal(DATA)}), ("g", "n")):
        if isinstance(graph, ox.NamedNode) and ours(graph.value):
            if not isinstance(number, ox.Literal) or not number.value.isdecimal():
                raise StoreError(f"{wire.layout.query_url} cannot count the triples of {graph.value}")
            counts[graph.value] = int(number.value)
    return counts


def _read(wire: Wire, graph: ox.NamedNode, count: int, digits: str) -> list[ox.Quad]:
    """Return the quads of a graph whose subjects have a hash that begins with these digits."""
    if count <= _MOST_ROWS * len(_DIGITS) ** len(digits) or len(digits) == _MOST_DIGITS:
        part = bind(_PART, {"g": graph, "digits": ox.Literal(digits)})
        try:
            return quads_of(wire, part if digits else bind(_WHOLE, {"g": graph}))
        except PartError:
            if len(digits) == _MOST_DIGITS:
                raise
    return [quad for digit in _DIGITS for quad in _read(wire, graph, count, digits + digit)]
