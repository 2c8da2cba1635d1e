"""The description of the service (SPARQL 1.1 Service Description): what a machine reads before it asks."""

from __future__ import annotations

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.formats import GRAPH, SOLUTIONS
from kg.serve.responses import Whole, base_url, pick
from kg.serve.service import Service, Snapshot
from kg.store import Store

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PREFIXES = {"sd": _SD, "void": _VOID, "formats": "http://www.w3.org/ns/formats/"}
_WRITERS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


async def describe_service(request: Request) -> Response:
    """Return the description in the format that is wanted."""
    choice = pick(request, GRAPH, None)
    service: Service = request.app.state.service
    base = base_url(request)
    triples = await service.read(lambda held: service_triples(base, sizes(held)))
    return Whole(write_triples(triples, choice.format.name), choice)


def sizes(held: Snapshot) -> list[tuple[str, int]]:
    """Return the names of all graphs with the number of their triples; counted once for each snapshot."""

    def count(store: Store) -> list[tuple[str, int]]:
        found = store.rdf.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
        assert isinstance(found, ox.QuerySolutions)
        return [(str(row[0].value), int(row[1].value)) for row in found]

    return held.kept("sizes", count)


def service_triples(base: str, graphs: list[tuple[str, int]]) -> list[ox.Triple]:
    """Return the description of the endpoint at ``base``, which holds the graphs with so many triples each.

    Said is what is true alone: nothing is fetched (no ``sd:DereferencesURIs``, no federation), and without a choice of
    graphs the default graph is the union of all.
    """
    place = f"{base}/sparql"
    service, dataset, default = (ox.NamedNode(place + part) for part in ("#service", "#dataset", "#default-graph"))

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    said = [
        ox.Triple(service, _RDF_TYPE, sd("Service")),
        ox.Triple(service, sd("endpoint"), ox.NamedNode(place)),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, _RDF_TYPE, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, _RDF_TYPE, sd("Graph")),
    ]
    said += [ox.Triple(service, sd("resultFormat"), ox.NamedNode(one.iri)) for one in (*SOLUTIONS, *GRAPH)]
    for number, (name, size) in enumerate(graphs, 1):
        named, graph = ox.NamedNode(f"{place}#named-{number}"), ox.NamedNode(f"{place}#graph-{number}")
        said += [
            ox.Triple(dataset, sd("namedGraph"), named),
            ox.Triple(named, _RDF_TYPE, sd("NamedGraph")),
            ox.Triple(named, sd("name"), ox.NamedNode(name)),
            ox.Triple(named, sd("graph"), graph),
            ox.Triple(graph, _RDF_TYPE, sd("Graph")),
            ox.Triple(graph, ox.NamedNode(_VOID + "triples"), ox.Literal(str(size), datatype=integer)),
        ]
    return said


def write_triples(triples: list[ox.Triple], name: str, prefixes: dict[str, str] | None = None) -> bytes:
    """Serialise triples in the format of this short name."""
    data = ox.serialize(triples, format=_WRITERS[name], prefixes=prefixes or _PREFIXES)
    assert data is not None  # it is None only where a file to write to is given
    return data
