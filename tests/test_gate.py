from __future__ import annotations

import contextlib
import json
import random
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg import gate
from kg.errors import InputError, LimitError
from kg.gate import FORMATS, MAX_DEPTH, format_of, parse_rdf

A, B = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")
RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">{}</rdf:RDF>'
ONE_TRIPLE = {
    "turtle": '<http://example.org/a> <http://example.org/b> "fish" .',
    "trig": '<http://example.org/a> <http://example.org/b> "fish" .',
    "ntriples": '<http://example.org/a> <http://example.org/b> "fish" .',
    "nquads": '<http://example.org/a> <http://example.org/b> "fish" .',
    "rdfxml": RDF_XML.format('<rdf:Description rdf:about="http://example.org/a"><e:b>fish</e:b></rdf:Description>'),
    "jsonld": '{"@id": "http://example.org/a", "http://example.org/b": "fish"}',
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_quad(name: str, mark: bytes) -> None:
    quads = parse_rdf(mark + ONE_TRIPLE[name].encode(), format=name, source="fish")
    assert quads == [Quad(A, B, Literal("fish"), DefaultGraph())]


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("a.ttl", "turtle"), ("A.TTL", "turtle"), ("x.y.trig", "trig"), ("a.nt", "ntriples"), ("a.nq", "nquads"),
        ("a.rdf", "rdfxml"), ("a.owl", "rdfxml"), ("a.xml", "rdfxml"), ("a.jsonld", "jsonld"), ("a.json", "jsonld"),
        ("a.txt", None), ("ttl", None), ("", None),
    ],
)  # fmt: skip
def test_the_extension_names_the_format(file_name: str, name: str | None) -> None:
    assert format_of(file_name) == name


def test_graphs_are_kept() -> None:
    data = b"<http://example.org/a> { <http://example.org/a> <http://example.org/b> 1 }"
    (quad,) = parse_rdf(data, format=None, source="a.trig")
    assert quad.graph_name == A


def test_relative_iris_are_resolved_against_a_base_that_is_given() -> None:
    (quad,) = parse_rdf(b"<a> <b> <c> .", format="turtle", source="x", base="http://example.org/")
    assert (quad.subject, quad.predicate) == (A, B)


# data, format, words of the message, the trap
REFUSED = [
    ("<a> <b> <c> .", "turtle", "relative IRI <a>", "no base"),
    ("<//example.org/a> <http://b> <http://c> .", "turtle", "relative IRI", "a base's scheme must not complete it"),
    ('"x"^^<t>', "turtle", "not well-formed", "a literal as subject"),
    ('<http://a/> <http://b/> "x"^^<t> .', "turtle", "relative IRI <t>", "relative datatype"),
    (RDF_XML.format('<rdf:Description rdf:about="a" e:b="c"/>'), "rdfxml", "relative IRI <a>", "no base"),
    (RDF_XML.format('<rdf:Description rdf:ID="a" e:b="c"/>'), "rdfxml", "relative IRI", "rdf:ID needs a base"),
    ('{"@id": "a", "http://example.org/b": "c"}', "jsonld", "relative IRI <a>", "JSON-LD drops it in silence"),
    ('{"@id": "//h/a", "http://example.org/b": "c"}', "jsonld", "relative IRI", "the same, with a host"),
    ("", "jsonld", "not well-formed JSON", "empty"),
    ("", "rdfxml", "not well-formed XML", "empty"),
    ("{", "jsonld", "not well-formed JSON", "cut off"),
    ("<rdf:RDF", "rdfxml", "not well-formed XML", "cut off"),
    ("<http://a/> <http://b/> ", "turtle", "not well-formed RDF", "cut off"),
    ("<http://a/> <http://b/> 'x\ny' .", "turtle", "line 1", "the message says where"),
    ("\x00\x01\x02", "turtle", "not well-formed", "binary"),
    ("<http://a/> <http://b/> << <http://a/> <http://b/> 1 >> .", "turtle", "triples about triples", "RDF-star"),
    ("<http://a/> <http://b/> <<( <http://a/> <http://b/> 1 )>> .", "ntriples", "triples about triples", "RDF 1.2"),
    ("@prefix e: <http://e/> . e:x\\' e:y \"'\" . << e:a e:b e:c >> e:d 1 .", "turtle", "triples about", "odd quotes"),
    ('<http://a/> <http://b/> "x"@ar--rtl .', "turtle", "base direction", "RDF 1.2"),
    ("<http://a/> <http://b/> 1 .", "csv", "unknown RDF format 'csv'", "no such format"),
    ("<http://a/> <http://b/> 1 .", None, "extension names no RDF format", "x has no extension"),
]


@pytest.mark.parametrize(("text", "name", "words", "trap"), REFUSED, ids=[f"{row[1]}: {row[3]}" for row in REFUSED])
def test_what_is_refused_is_named_in_one_line(text: str, name: str | None, words: str, trap: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_rdf(text.encode(), format=name, source="catch")
    message = str(caught.value)
    assert words in message, trap
    assert message.startswith("catch: ")
    assert "\n" not in message


@pytest.mark.parametrize("name", ["turtle", "jsonld", "rdfxml"])
@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_only_utf_8_is_read(name: str, encoding: str) -> None:
    with pytest.raises(InputError):
        parse_rdf(ONE_TRIPLE[name].replace("fish", "Fjällräv").encode(encoding), format=name, source="x")


@pytest.mark.parametrize("text", ["a << b", "'<<' \\\" <<", "# <<"])
def test_double_angle_brackets_inside_a_text_are_only_text(text: str) -> None:
    data = f'<http://a/> <http://b/> """{text}""" . # << not a triple\n'
    (quad,) = parse_rdf(data.encode(), format="turtle", source="x")
    assert isinstance(quad.object, Literal)


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE rdf:RDF>",
        "<!doctype rdf:RDF [<!ENTITY a 'b'>]>",
        "<?xml version='1.0'?>\n<!-- c -->\n<!DOCTYPE rdf:RDF SYSTEM 'file:///etc/hostname'>",
        "<!\n DOCTYPE rdf:RDF>",
    ],
)
def test_rdf_xml_with_a_document_type_is_refused_before_it_is_parsed(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(**_: object) -> None:
        raise AssertionError("the parser was reached")

    monkeypatch.setattr(gate, "parse", never)
    with pytest.raises(InputError, match="DOCTYPE"):
        parse_rdf((start + ONE_TRIPLE["rdfxml"]).encode(), format="rdfxml", source="x")


def test_a_document_type_after_the_root_element_has_begun_is_refused_too() -> None:
    # The parser underneath reads entities from it.
    inside = RDF_XML.format("<!DOCTYPE x [<!ENTITY e 'v'>]><rdf:Description rdf:about='http://a/' e:b='&e;'/>")
    with pytest.raises(InputError, match="DOCTYPE"):
        parse_rdf(inside.encode(), format="rdfxml", source="x")


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine: its address, and the list of what was asked of it."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/ld+json")
            self.end_headers()
            self.wfile.write(b'{"@context": {"b": "http://example.org/b"}}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_canary_notices_who_asks(canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    with urllib.request.urlopen(address + "/context") as answer:
        assert answer.status == 200
    assert asked == ["/context"]


CONTEXTS = [
    '{"@context": "URL", "@id": "http://a/", "b": 1}',
    '{"@context": ["URL", {"b": "http://b/"}], "@id": "http://a/", "b": 1}',
    '{"@context": {"@version": 1.1, "@import": "URL"}, "@id": "http://a/", "b": 1}',
    '{"@id": "http://a/", "http://b/": {"@context": "URL", "b": 1}}',
    '{"@context": {"b": {"@id": "http://b/", "@context": "URL"}}, "@id": "http://a/", "b": {"c": 1}}',
    '{"@context": "URL", "@context": {"b": "http://b/"}, "@id": "http://a/", "b": 1}',
    '{"\\u0040context": "URL", "@id": "http://a/", "b": 1}',
]


@pytest.mark.parametrize("text", CONTEXTS)
def test_a_remote_context_is_refused_by_name_and_nobody_is_asked(text: str, canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    data = text.replace("URL", address + "/context").encode()
    with pytest.raises(InputError, match=address + "/context"):
        parse_rdf(data, format="jsonld", source="x")
    assert asked == []


@pytest.mark.parametrize("text", CONTEXTS)
def test_the_parser_underneath_asks_nobody_either(text: str, canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    data = text.replace("URL", address + "/context").encode()
    with contextlib.suppress(SyntaxError, ValueError):
        list(pyoxigraph.parse(input=data, format=pyoxigraph.RdfFormat.JSON_LD, base_iri=address))
    assert asked == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<!DOCTYPE x SYSTEM "URL/dtd">' + ONE_TRIPLE["rdfxml"].encode(), "rdfxml"),
        (b"@prefix owl: <http://www.w3.org/2002/07/owl#> . <URL/a> owl:imports <URL/b> .", "turtle"),
        (b"@base <URL/> . @prefix e: <URL/e#> . <a> e:b <c> .", "trig"),
    ],
)
def test_no_address_in_a_file_is_asked(data: bytes, name: str, canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    with contextlib.suppress(InputError):
        parse_rdf(data.replace(b"URL", address.encode()), format=name, source="x")
    assert asked == []


def test_a_context_in_the_file_is_used() -> None:
    data = b'{"@context": {"b": "http://example.org/b"}, "@id": "http://example.org/a", "b": "fish"}'
    assert parse_rdf(data, format="jsonld", source="x") == [Quad(A, B, Literal("fish"), DefaultGraph())]


def test_a_file_above_the_limit_of_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_BYTES", 20)
    with pytest.raises(LimitError, match="above the limit of 20"):
        parse_rdf(b" " * 21, format="turtle", source="x")
    assert parse_rdf(b" " * 20, format="turtle", source="x") == []


DEEP = 100_000


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("[" * DEEP + "]" * DEEP, "jsonld"),
        ('{"http://e/p":' * DEEP + "1" + "}" * DEEP, "jsonld"),
        ('{"http://e/p":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), "jsonld"),
        (RDF_XML.format("<rdf:Description><e:p>" * DEEP + "</e:p></rdf:Description>" * DEEP), "rdfxml"),
    ],
    ids=["arrays", "objects", "one too many", "elements"],
)
def test_nesting_that_would_overflow_a_stack_reaches_a_limit(data: str, name: str) -> None:
    with pytest.raises(LimitError, match="nested deeper than"):
        parse_rdf(data.encode(), format=name, source="x")


def test_nesting_just_below_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    data = '{"http://e/p":' * depth + "1" + "}" * depth
    assert len(parse_rdf(data.encode(), format="jsonld", source="x")) == depth


def test_deep_lists_in_turtle_are_read() -> None:
    data = "<http://a/> <http://b/> " + "(" * 2000 + ")" * 2000 + " ."
    assert len(parse_rdf(data.encode(), format="turtle", source="x")) == 2 * 2000 - 1


def test_nested_triples_about_triples_do_not_reach_the_parser() -> None:
    data = "<http://a/> <http://b/> " + "<<( <http://a/> <http://b/> " * DEEP + "1" + " )>>" * DEEP + " ."
    with pytest.raises(InputError, match="triples about triples"):
        parse_rdf(data.encode(), format="turtle", source="x")


def test_an_iri_of_endless_length_reaches_a_limit() -> None:
    with pytest.raises(LimitError, match="longer than"):
        parse_rdf(b"@prefix e: <http://e/" + b"x" * 9000 + b"/> . e:a e:b e:c .", format="turtle", source="x")


def test_a_small_file_that_grows_reaches_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_CHARACTERS", 100_000)
    names = " , ".join(f"e:{number}" for number in range(200))
    data = f"@prefix e: <http://e/{'x' * 1000}/> . e:a e:b {names} ."
    with pytest.raises(LimitError, match="grow above"):
        parse_rdf(data.encode(), format="turtle", source="x")


def test_contexts_that_multiply_reach_a_limit() -> None:
    terms = {f"p{n}": {"@id": f"http://e/{n}", "@context": {f"q{n}": f"http://f/{n}"}} for n in range(2000)}
    document = {"@context": terms, "p0": [{f"p{n}": {"q0": 1}} for n in range(2000)]}
    with pytest.raises(LimitError, match="contexts"):
        parse_rdf(json.dumps(document).encode(), format="jsonld", source="x")


def test_a_number_that_would_fill_memory_is_kept_as_it_is_written() -> None:
    data = b'<http://a/> <http://b/> "1E1000000000"^^<http://www.w3.org/2001/XMLSchema#decimal> .'
    (quad,) = parse_rdf(data, format="turtle", source="x")
    assert isinstance(quad.object, Literal)
    assert quad.object.value == "1E1000000000"


PIECES = ["<", ">", '"', "'", "\\", "{", "[", "(", "<<", "@base", "@context", ":", ".", "\x00", "_:", "^^", "<!", "&e;"]


@given(st.sampled_from(sorted(FORMATS)), st.sampled_from(sorted(FORMATS)), st.integers(0, 2**32))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_garbled_input_raises_nothing_but_our_errors(written: str, read_as: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(ONE_TRIPLE[written].encode())
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        end = place + chance.randrange(6)
        piece = chance.choice(PIECES).encode()
        data[place:end] = chance.choice([b"", chance.randbytes(2), piece, bytes(data[place:end]) * 3])
    outcome: list[Quad] | InputError | LimitError
    try:
        outcome = parse_rdf(bytes(data), format=chance.choice([written, read_as]), source="x")
    except (InputError, LimitError) as error:
        outcome = error
    assert isinstance(outcome, list) or "\n" not in str(outcome)
