"""One graph into a store behind an endpoint, so that whoever reads there sees the old one or the new one.

The new graph is filled beside the old one under a name of its own, counted and summed up there, and then one update
takes out of the old graph what goes and puts in what comes. What stays is not touched: deleting and inserting the same
triple in one update is what some stores get wrong (docs/decisions/0017-pushing-to-a-store.md). Beside the old one the
properties have other names, so that a question that is asked meanwhile does not find everything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kg.errors import InputError, StoreError
from kg.gate import parse_rdf
from kg.model import digest
from kg.remote.checksums import checksum, remote_checksum
from kg.remote.comparison import STAGING
from kg.remote.placing import placed
from kg.vocab import XSD

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.remote.wire import Wire

TRIPLES_A_BODY = 10_000
BYTES_A_BODY = 4 * 2**20
"""Of what is sent at once; a single triple may be longer."""

# The count is asked for once more in the update itself: one that was delayed on its way, and comes to be run when the
# staging graph has been taken out, must not empty the graph.
_SWITCH = """DELETE { GRAPH <placed:graph> { ?s ?p ?o . ?s ?p ?other } }
INSERT { GRAPH <placed:graph> { ?a ?b ?c } }
WHERE {
  { SELECT (COUNT(*) AS ?n) WHERE { GRAPH <placed:staging> { ?x ?y ?z } } }
  FILTER(STR(?n) = <placed:count>)
  { GRAPH <placed:graph> { ?s ?p ?o }
    BIND(IRI(CONCAT(<placed:mask>, STR(?p))) AS ?q)
    %s }
  UNION
  { GRAPH <placed:staging> { ?a ?m ?c }
    BIND(IRI(STRAFTER(STR(?m), <placed:mask>)) AS ?b)
    %s }
}"""
# What is the same in both is not touched.
_DIFFERENCE = (
    "FILTER NOT EXISTS { GRAPH <placed:staging> { ?s ?q ?o } }",
    "FILTER NOT EXISTS { GRAPH <placed:graph> { ?a ?b ?c } }",
)
# Fuseki keeps a decimal 50, gives it as 50.0, and does not find that when it compares or deletes. So all is deleted, by
# either form, and all inserted, which it does in this order.
_EVERYTHING = (
    """BIND(STRDT(IF(DATATYPE(?o) = <placed:decimal>, REPLACE(STR(?o), "[.]0$", ""), 1 / 0), <placed:decimal>)
      AS ?other)""",
    "",
)
# Virtuoso can be set to write each row for itself, or without a log.
_ONE_TRANSACTION = {"virtuoso": "DEFINE sql:log-enable 1\n"}
_TURTLE_HEAD = b"@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
_EMPTY = "DELETE WHERE { GRAPH <placed:graph> { ?s ?p ?o } }"
_DROP = "DROP SILENT GRAPH <placed:graph>"


def replace_graph(wire: Wire, graph: ox.NamedNode, quads: Callable[[], Iterable[ox.Quad]]) -> None:
    """Make a graph there hold exactly these quads.

    Args:
        wire: the store.
        graph: its name; the store need not have it yet.
        quads: goes through all of that graph, each quad once.

    Raises:
        InputError: a quad cannot be written so that it is read back the same.
        StoreError: the store refused, or has something else than was sent. The graph is as before or as wanted.
    """
    import pyoxigraph as ox

    wanted = checksum(quads())
    staging = ox.NamedNode(STAGING + digest(graph.value, wanted.once))
    send = wire.put_graph
    # What goes as Turtle begins as Turtle does: Virtuoso takes a body whose first line is long for plain text.
    head = _TURTLE_HEAD if wire.layout.habits.media_type == "text/turtle" else b""
    for body in bodies(map(_masked, quads())):
        send(staging.value, head + body)
        send = wire.post_graph
    arrived = remote_checksum(wire, staging)
    if not checksum(map(_masked, quads())).is_that_of(arrived):
        raise StoreError(
            f"the server did not keep {graph.value} as it was sent ({arrived.count} of {wanted.count} triples, or "
            "others); the old one stays"
        )
    terms: dict[str, list[ox.NamedNode | ox.Literal]] = {
        "graph": [graph],
        "staging": [staging],
        "count": [ox.Literal(str(wanted.count))],
        "mask": [ox.Literal(STAGING)],
        "decimal": [XSD.decimal],
    }
    sparql = placed(_SWITCH % (_EVERYTHING if wire.layout.name == "fuseki" else _DIFFERENCE), terms)
    wire.update(_ONE_TRANSACTION.get(wire.layout.name, "") + sparql)
    if not wanted.is_that_of(remote_checksum(wire, graph)):
        raise StoreError(f"{graph.value} is not what it should be after the switch; is somebody else writing there?")
    drop(wire, staging)


def remove_graph(wire: Wire, graph: ox.NamedNode) -> None:
    """Take a graph out, in one step. Raises StoreError where the store refuses."""
    wire.update(_ONE_TRANSACTION.get(wire.layout.name, "") + placed(f"{_EMPTY} ;\n{_DROP}", {"graph": [graph]}))


def drop(wire: Wire, graph: ox.NamedNode) -> None:
    """Take out a graph that nobody reads, or its name where it is empty. Raises StoreError where the store refuses."""
    wire.update(placed(_DROP, {"graph": [graph]}))


def bodies(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """Write quads as N-Triples, in pieces; each is read back by the strict parser before it is given out.

    Raises InputError for a quad with a blank node, or that is not read back the same.
    """
    lines: list[str] = []
    held: list[ox.Triple] = []
    size = 0
    for quad in quads:
        line = f"{quad.triple} .\n"
        if lines and (size + len(line) > BYTES_A_BODY or len(lines) == TRIPLES_A_BODY):
            yield _checked(lines, held)
            lines, held, size = [], [], 0
        lines.append(line)
        held.append(quad.triple)
        size += len(line)
    if lines:
        yield _checked(lines, held)


def _masked(quad: ox.Quad) -> ox.Quad:
    import pyoxigraph as ox

    return ox.Quad(quad.subject, ox.NamedNode(STAGING + quad.predicate.value), quad.object, quad.graph_name)


def _checked(lines: list[str], held: list[ox.Triple]) -> bytes:
    import pyoxigraph as ox

    body = "".join(lines).encode()
    read = [quad.triple for quad in parse_rdf(body, format="turtle", source="what would be sent")]
    for triple, back in zip(held, read, strict=True):
        if triple != back or any(isinstance(term, ox.BlankNode) for term in (triple.subject, triple.object)):
            raise InputError(f"the triple {str(triple)[:200]} is not read back the same; it was not sent")
    return body
