"""The data set described in VoID, DCAT, Dublin Core and PROV: what it is, how much, and where it can be had."""

from __future__ import annotations

import pyoxigraph as ox

from kg.serve.entities import DATASET
from kg.serve.extent import Extent
from kg.serve.formats import GRAPH, NQUADS, TRIG
from kg.vocab import BASE, NEG, PROV, RDF

TITLE = "Negotiation positions, read out of reports"
ABOUT = (
    "Who demands, offers, accepts, rejects or denies what in a negotiation, in which verbatim words, according to "
    "which report; and where positions conflict and overlap. The graph asserts that somebody stated something, never "
    "that it is so."
)
RIGHTS = "The texts of the reports, and the quotes from them, are their publishers'."
DUMPS = {"nq": NQUADS, "trig": TRIG}
"""The files in which the whole graph can be had."""

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCTERMS = "http://purl.org/dc/terms/"
_FOAF = "http://xmlns.com/foaf/0.1/"
_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_IANA = "https://www.iana.org/assignments/media-types/"
_VOCABULARIES = (
    NEG.base, "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/org#", PROV.base, _DCTERMS,
    "http://www.w3.org/2004/02/skos/core#",
)  # fmt: skip


def catalogue_quads(base: str, extent: Extent) -> list[ox.Quad]:
    """Return the description of the data set as it is served at ``base``; it stands in no graph of the store."""
    return [*_server(base), *_dataset(base, extent), *_partitions(base, extent), *_distributions(base)]


def _server(base: str) -> list[ox.Quad]:
    """Describe the document, the catalogue, and the endpoint as a data service."""
    document, catalogue = f"{base}/dataset", f"{base}/dataset#catalogue"
    endpoint, service = f"{base}/sparql", f"{base}/sparql#service"
    return [
        *_say(document, RDF.type.value, _VOID + "DatasetDescription", _FOAF + "Document"),
        *_say(document, _FOAF + "primaryTopic", DATASET),
        *_say(catalogue, RDF.type.value, _DCAT + "Catalog"),
        *_say(catalogue, _DCTERMS + "title", _words("What this server has")),
        *_say(catalogue, _DCAT + "dataset", DATASET),
        *_say(catalogue, _DCAT + "service", service),
        *_say(service, RDF.type.value, _DCAT + "DataService"),
        *_say(service, _DCTERMS + "title", _words("SPARQL endpoint")),
        *_say(service, _DCTERMS + "conformsTo", "http://www.w3.org/TR/sparql11-protocol/"),
        *_say(service, _DCAT + "endpointURL", endpoint),
        *_say(service, _DCAT + "endpointDescription", endpoint, f"{base}/openapi.json"),
        *_say(service, _DCAT + "servesDataset", DATASET),
    ]


def _dataset(base: str, extent: Extent) -> list[ox.Quad]:
    """Describe the data set as a whole: what it is, from which reports, and how much it holds."""
    counts = (
        ("triples", extent.triples), ("entities", extent.entities), ("distinctSubjects", extent.subjects),
        ("distinctObjects", extent.objects), ("classes", len(extent.classes)),
        ("properties", len(extent.properties)), ("documents", len(extent.reports)),
    )  # fmt: skip
    return [
        *_say(DATASET, RDF.type.value, _VOID + "Dataset", _DCAT + "Dataset"),
        *_say(DATASET, _DCTERMS + "title", _words(TITLE)),
        *_say(DATASET, _DCTERMS + "description", _words(ABOUT)),
        *_say(DATASET, _DCTERMS + "rights", _words(RIGHTS)),
        *_say(DATASET, _FOAF + "homepage", f"{base}/"),
        *_say(DATASET, _VOID + "uriSpace", ox.Literal(BASE)),
        *_say(DATASET, _VOID + "sparqlEndpoint", f"{base}/sparql"),
        *_say(DATASET, _VOID + "vocabulary", *_VOCABULARIES),
        *_say(DATASET, _VOID + "feature", *(one.iri for one in GRAPH)),
        *_say(DATASET, _VOID + "exampleResource", *extent.examples),
        *_say(DATASET, PROV.wasDerivedFrom.value, *extent.reports),
        *_say(DATASET, PROV.wasAttributedTo.value, *extent.software),
        *(quad for name, number in counts for quad in _say(DATASET, _VOID + name, _number(number))),
    ]


def _partitions(base: str, extent: Extent) -> list[ox.Quad]:
    """Say how many things there are of each class, and how many triples of each property."""
    said = []
    for kind, counted, number in (("class", extent.classes, "entities"), ("property", extent.properties, "triples")):
        for at, (name, size) in enumerate(counted, 1):
            part = f"{base}/dataset#{kind}-{at}"
            said += _say(DATASET, f"{_VOID}{kind}Partition", part)
            said += _say(part, _VOID + kind, name)
            said += _say(part, _VOID + number, _number(size))
    return said


def _distributions(base: str) -> list[ox.Quad]:
    """Say in which files all of it can be had."""
    said = []
    for name, form in DUMPS.items():
        file = f"{base}/dump.{name}"
        said += _say(DATASET, _VOID + "dataDump", file)
        said += _say(DATASET, _DCAT + "distribution", file)
        said += _say(file, RDF.type.value, _DCAT + "Distribution")
        said += _say(file, _DCTERMS + "title", _words(f"The whole graph, one named graph a report ({name})"))
        said += _say(file, _DCAT + "downloadURL", file)
        said += _say(file, _DCAT + "mediaType", _IANA + form.media_type)
    return said


def _say(subject: ox.NamedNode | str, predicate: str, *values: ox.NamedNode | ox.Literal | str) -> list[ox.Quad]:
    """Return one quad for each value; strings are IRIs."""
    node = ox.NamedNode(subject) if isinstance(subject, str) else subject
    terms = (ox.NamedNode(value) if isinstance(value, str) else value for value in values)
    return [ox.Quad(node, ox.NamedNode(predicate), term) for term in terms]


def _words(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _number(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_INTEGER)
