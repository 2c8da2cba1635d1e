"""How much of everything the served data set holds, counted once for each snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.guard import Question
from kg.iris import INDEX_GRAPHS
from kg.serve.formats import JSON
from kg.serve.tables import table_from
from kg.vocab import BASE, NEG, PROV, RDF

if TYPE_CHECKING:
    from kg.serve.service import Snapshot

# The two graphs by which the store finds things again are no part of the data set.
_SHOWN = """
  GRAPH ?graph { ?s ?p ?o }
  FILTER(?graph NOT IN (<https://w3id.org/negotiation-kg/data/graph/keys>,
                        <https://w3id.org/negotiation-kg/data/graph/fingerprints>))
"""
_PROPERTIES = "SELECT ?p (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o {" + _SHOWN + "} } GROUP BY ?p ORDER BY ?p"
_CLASSES = (
    "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) {"
    + _SHOWN.replace("?p ?o", "a ?class")
    + "} GROUP BY ?class ORDER BY ?class"
)
_EXTENT = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) {" + _SHOWN + "}"
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?n) {" + _SHOWN + 'FILTER(STRSTARTS(STR(?s), "' + BASE + '")) }'


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of everything the data set holds; triples that stand in several graphs count once."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    graphs: tuple[tuple[str, int], ...]
    reports: tuple[ox.NamedNode, ...]
    software: tuple[ox.NamedNode, ...]
    examples: tuple[ox.NamedNode, ...]


def measure(snapshot: Snapshot) -> Extent:
    """Count what a snapshot holds, in a cell. Raises LimitError where that takes longer than any question may."""
    rdf = snapshot.store.rdf

    def counts(text: str) -> list[tuple[str, ...]]:
        return table_from(snapshot.pool.ask(Question(text, JSON.name), wait=60).data).strings()

    def of(kind: ox.NamedNode) -> list[ox.NamedNode]:
        found = {quad.subject for quad in rdf.quads_for_pattern(None, RDF.type, kind, None)}
        return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=str)

    classes = tuple((name, int(number)) for name, number in counts(_CLASSES))
    properties = tuple((name, int(number)) for name, number in counts(_PROPERTIES))
    (subjects, objects), *_ = counts(_EXTENT)
    hidden = {one.value for one in INDEX_GRAPHS}
    graphs = tuple(
        (name, sum(1 for _ in rdf.quads_for_pattern(None, None, None, ox.NamedNode(name))))
        for name in snapshot.store.graph_names()
        if name not in hidden
    )
    return Extent(
        triples=sum(number for _, number in properties),
        entities=int(counts(_ENTITIES)[0][0]),
        subjects=int(subjects),
        objects=int(objects),
        classes=classes,
        properties=properties,
        graphs=graphs,
        reports=tuple(of(NEG.Report)),
        software=tuple(of(PROV.SoftwareAgent)),
        examples=tuple(
            each for kind in (NEG.Statement, NEG.Position, NEG.Finding, NEG.Report) for each in of(kind)[:1]
        ),
    )
