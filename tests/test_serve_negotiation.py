from __future__ import annotations

import pytest

from kg.serve.formats import BOOLEAN, GRAPH, HTML, SOLUTIONS, Format, named
from kg.serve.negotiation import choose
from kg.serve.protocol import offered_for

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "offered", "expected", "trap"),
    [
        (None, SOLUTIONS, "application/sparql-results+json", "no header means anything"),
        ("", SOLUTIONS, "application/sparql-results+json", "and so does an empty one"),
        ("*/*", GRAPH, "text/turtle", "the first on offer"),
        ("text/csv", SOLUTIONS, "text/csv", "a format by its name"),
        ("TEXT/CSV", SOLUTIONS, "text/csv", "names have no case"),
        ("text/*", SOLUTIONS, "text/xml", "a range of types covers aliases"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", SOLUTIONS, "text/tab-separated-values", "weights count"),
        ("text/csv;q=0.5, */*;q=0.1", SOLUTIONS, "text/csv", "a named type goes before any type"),
        ("*/*, application/sparql-results+json;q=0, application/json;q=0", SOLUTIONS, "application/sparql-results+xml",
         "weight 0 excludes what a wider range lets in"),
        ("text/csv;q=0", SOLUTIONS, None, "nothing else was asked for"),
        ("text/csv; q=0.001", SOLUTIONS, "text/csv", "blanks round parameters; the least weight is still a wish"),
        ("text/csv;q=1.5, text/tab-separated-values;q=0.2", SOLUTIONS, "text/tab-separated-values",
         "a weight that is none is no wish"),
        ("text/csv;q=NaN", SOLUTIONS, None, "nor is a word"),
        ("application/json", SOLUTIONS, "application/json", "answered under the name it was asked for"),
        ("application/json", GRAPH, "application/json", "of a graph, JSON is JSON-LD"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, q=0"', GRAPH, "application/ld+json",
         "a comma in a quoted string separates nothing"),
        ("text/turtle;charset=utf-8", GRAPH, "text/turtle", "a charset is no other type"),
        ("image/png", SOLUTIONS, None, "nothing fits"),
        ("garbage", SOLUTIONS, None, "what cannot be read is no wish"),
        ("*/csv", SOLUTIONS, None, "there is no such range"),
        (",,,text/csv,,", SOLUTIONS, "text/csv", "empty pieces"),
        (BROWSER, (*SOLUTIONS, HTML), "text/html", "a browser"),
        (BROWSER, SOLUTIONS, "application/xml", "a browser where there are no pages"),
        ("text/csv", BOOLEAN, None, "W3C defines no CSV for a truth"),
        ("text/turtle,application/rdf+xml;q=0.9", GRAPH, "text/turtle", "as RDF libraries ask"),
        ('text/csv;a="' + "\\" * 20000 + "," * 20000, SOLUTIONS, "text/csv", "a long header ends soon"),
    ],
)  # fmt: skip
def test_the_client_gets_what_it_likes_best(
    accept: str | None, offered: tuple[Format, ...], expected: str | None, trap: str
) -> None:
    choice = choose(accept, offered)
    assert (choice and choice.media_type) == expected, trap


@pytest.mark.parametrize(
    ("name", "offered", "expected"),
    [
        ("json", SOLUTIONS, "json"), ("json", GRAPH, "jsonld"), ("xml", GRAPH, "rdfxml"), ("xml", BOOLEAN, "xml"),
        ("turtle", GRAPH, "ttl"), ("JSON-LD", GRAPH, "jsonld"), ("csv", GRAPH, None), ("csv", BOOLEAN, None),
        ("text/csv", SOLUTIONS, "csv"), ("application/rdf xml", GRAPH, "rdfxml"), ("exe", SOLUTIONS, None),
        ("application/ld+json,application/x-json+ld", GRAPH, "jsonld"),
    ],
)  # fmt: skip
def test_a_format_can_be_named(name: str, offered: tuple[Format, ...], expected: str | None) -> None:
    found = named(name, offered)
    assert (found and found.name) == expected


@pytest.mark.parametrize(
    ("text", "expected", "trap"),
    [
        ("SELECT * {}", SOLUTIONS, "plain"),
        ("select*{}", SOLUTIONS, "small letters, nothing between"),
        ("ASK{}", BOOLEAN, "nothing between"),
        ("PREFIX ask: <http://x/> SELECT * { ask:a ?b ?c }", SOLUTIONS, "a prefix called ask"),
        ("PREFIX construct: <http://x/ask> BASE <http://x/select> DESCRIBE construct:a", GRAPH, "words in names"),
        ("# ASK\nCONSTRUCT WHERE { ?s ?p ?o }", GRAPH, "a word in a comment"),
        ("nothing of the kind", SOLUTIONS, "no query: the engine will say so"),
    ],
)
def test_the_form_of_a_query_decides_what_is_on_offer(text: str, expected: tuple[Format, ...], trap: str) -> None:
    assert offered_for(text) == expected, trap
