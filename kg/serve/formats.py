"""The formats in which answers leave, by the names that users, clients and the guard have for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One format: the guard's short name, its media types (the first is its own), and W3C's IRI for it.

    ``aliases`` are what else clients write in ``?format=``.
    """

    name: str
    media_types: tuple[str, ...]
    iri: str
    aliases: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The media type that the format is registered with."""
        return self.media_types[0]


_W3C = "http://www.w3.org/ns/formats/"
JSON = Format("json", ("application/sparql-results+json", "application/json"), _W3C + "SPARQL_Results_JSON")
XML = Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), _W3C + "SPARQL_Results_XML")
CSV = Format("csv", ("text/csv",), _W3C + "SPARQL_Results_CSV")
TSV = Format("tsv", ("text/tab-separated-values",), _W3C + "SPARQL_Results_TSV")
TURTLE = Format("ttl", ("text/turtle", "application/x-turtle"), _W3C + "Turtle", ("turtle",))
NTRIPLES = Format("nt", ("application/n-triples",), _W3C + "N-Triples", ("ntriples", "n-triples"))
TRIG = Format("trig", ("application/trig",), _W3C + "TriG")
NQUADS = Format("nq", ("application/n-quads",), _W3C + "N-Quads", ("nquads", "n-quads"))
# Of a graph, "json" and "xml" can only mean these: clients that always ask for one of the two by name get RDF.
JSONLD = Format("jsonld", ("application/ld+json", "application/json"), _W3C + "JSON-LD", ("json-ld", "json"))
RDFXML = Format(
    "rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), _W3C + "RDF_XML", ("rdf", "rdf+xml", "xml")
)
HTML = Format("html", ("text/html", "application/xhtml+xml"), "http://www.w3.org/1999/xhtml")

SOLUTIONS = (JSON, XML, CSV, TSV)
BOOLEAN = (JSON, XML)
"""W3C defines CSV and TSV for rows only, so a truth is not offered in them."""
GRAPH = (TURTLE, NTRIPLES, TRIG, NQUADS, JSONLD, RDFXML)


def content_type(media_type: str) -> str:
    """Return the value of Content-Type: all text is UTF-8, and says so where its type has a charset."""
    return media_type + "; charset=utf-8" if media_type.startswith("text/") else media_type


def named(name: str, offered: tuple[Format, ...]) -> Format | None:
    """Return what ``?format=`` means among the offered ones: a short name, an alias or a media type.

    Some clients write several, with commas between them: the first that is on offer is meant.
    """
    for part in name.lower().split(","):
        wanted = part.strip().replace(" ", "+")  # a plus sign in a URL arrives as a blank
        for one in offered:
            if wanted == one.name or wanted in one.aliases or wanted in one.media_types:
                return one
    return None


def known(name: str) -> bool:
    """Tell whether any kind of answer has a format of this name."""
    return named(name, (*SOLUTIONS, *GRAPH, HTML)) is not None
