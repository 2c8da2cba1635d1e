"""Quads as RDF text, always the same text for the same quads."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.graphs import canonical_nquads
from kg.vocab import RDF

# In the order in which they are written; only what a reader meets in data graphs.
PREFIXES = {
    "act": "https://w3id.org/negotiation-kg/scheme/act/",
    "data": "https://w3id.org/negotiation-kg/data/",
    "dcterms": "http://purl.org/dc/terms/",
    "neg": "https://w3id.org/negotiation-kg/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "scheme": "https://w3id.org/negotiation-kg/scheme/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def serialise(quads: Iterable[ox.Quad], name: str) -> bytes:
    """Write quads as ``nq`` (sorted), ``trig``, ``jsonld`` or ``ttl``; the last has no graphs and merges them."""
    if name == "nq":
        return canonical_nquads(quads)
    ordered = sorted(set(quads), key=_order)
    if name == "ttl":
        triples = dict.fromkeys(quad.triple for quad in sorted(ordered, key=_order_in_graph))
        data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    elif name == "jsonld":
        data = ox.serialize(ordered, format=ox.RdfFormat.JSON_LD, prefixes=PREFIXES)
    else:
        data = ox.serialize(ordered, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
    assert data is not None  # it is None only where a file to write to is given
    return data


def _order(quad: ox.Quad) -> tuple[str, ...]:
    return (str(quad.graph_name), *_order_in_graph(quad))


def _order_in_graph(quad: ox.Quad) -> tuple[str, ...]:
    """Types come first, as people write them."""
    predicate = "" if quad.predicate == RDF.type else quad.predicate.value
    return (str(quad.subject), predicate, str(quad.object))
