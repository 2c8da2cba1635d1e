"""Quads as RDF text, always the same text for the same quads."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.graphs import canonical_nquads
from kg.iris import DATA
from kg.vocab import BASE, RDF

_SCHEME = BASE + "scheme/"
# What a reader meets in data graphs. A prefix for every folder of names: a slash inside a short name must be escaped.
PREFIXES = {
    "act": _SCHEME + "act/",
    "activity": DATA + "activity/",
    "basis": _SCHEME + "date-basis/",
    "certainty": _SCHEME + "certainty/",
    "dcterms": "http://purl.org/dc/terms/",
    "document": DATA + "document/",
    "finding": DATA + "finding/",
    "graph": DATA + "graph/",
    "issue": _SCHEME + "issue/",
    "kind": _SCHEME + "finding-kind/",
    "meeting": DATA + "meeting/",
    "neg": BASE + "ontology#",
    "negotiation": DATA + "negotiation/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "outcome": DATA + "outcome/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "party": DATA + "party/",
    "person": DATA + "person/",
    "place": DATA + "place/",
    "position": DATA + "position/",
    "prov": "http://www.w3.org/ns/prov#",
    "provision": _SCHEME + "provision/",
    "quote": DATA + "quote/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "report": DATA + "report/",
    "result": _SCHEME + "outcome-status/",
    "round": DATA + "round/",
    "scheme": _SCHEME,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "software": DATA + "software/",
    "sourcing": _SCHEME + "sourcing/",
    "stance": _SCHEME + "stance/",
    "statement": DATA + "statement/",
    "status": _SCHEME + "meeting-status/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def serialise(quads: Iterable[ox.Quad], name: str) -> bytes:
    """Write quads as ``nq``, ``trig``, ``jsonld`` (expanded) or ``ttl``, which has no graphs and merges them."""
    if name == "nq":
        return canonical_nquads(quads)
    ordered = sorted(set(quads), key=_order)
    if name == "jsonld":
        return _written(ordered, ox.RdfFormat.JSON_LD, {}) + b"\n"
    prefixes = _used_prefixes(ordered)
    if name == "ttl":
        return _with_sorted_prefixes(_written(_graph_names_apart(ordered), ox.RdfFormat.TURTLE, prefixes))
    return _with_sorted_prefixes(_written(ordered, ox.RdfFormat.TRIG, prefixes))


def _written(items: list[ox.Quad] | list[ox.Triple], rdf_format: ox.RdfFormat, prefixes: dict[str, str]) -> bytes:
    data = ox.serialize(items, format=rdf_format, prefixes=prefixes)
    assert data is not None  # it is None only where a file to write to is given
    return data


def _graph_names_apart(quads: list[ox.Quad]) -> list[ox.Triple]:
    """Return the triples of all graphs, each once."""
    return list(dict.fromkeys(quad.triple for quad in sorted(quads, key=_order_in_graph)))


def _used_prefixes(quads: list[ox.Quad]) -> dict[str, str]:
    """Return the prefixes that shorten at least one name."""
    names = {term.value for quad in quads for term in quad if isinstance(term, ox.NamedNode)}
    names |= {quad.object.datatype.value for quad in quads if isinstance(quad.object, ox.Literal)}
    spaces = {name[: max(name.rfind("/"), name.rfind("#")) + 1] for name in names}
    return {prefix: space for prefix, space in PREFIXES.items() if space in spaces}


def _with_sorted_prefixes(data: bytes) -> bytes:
    """Put the prefix lines, which the serializer writes in an order of its own, into alphabetical order."""
    lines = data.split(b"\n")
    number = next((at for at, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"\n".join([*sorted(lines[:number]), *lines[number:]])


def _order(quad: ox.Quad) -> tuple[str, ...]:
    return (str(quad.graph_name), *_order_in_graph(quad))


def _order_in_graph(quad: ox.Quad) -> tuple[str, ...]:
    """Types come first, as people write them."""
    predicate = "" if quad.predicate == RDF.type else quad.predicate.value
    return (str(quad.subject), predicate, str(quad.object))
