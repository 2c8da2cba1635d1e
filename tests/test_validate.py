from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from extractions import extractions, sample
from hypothesis import HealthCheck, given, settings
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple
from shape_examples import EXAMPLES, REFERENCE, VALID, names, read

from kg import iris
from kg.bundle import bundle_path
from kg.errors import InputError
from kg.gate import parse_rdf
from kg.graphs import canonical_nquads, extraction_quads, reference_quads
from kg.model import Extraction
from kg.shacl import SH, TERMS, check_shapes, run_shapes
from kg.validate import Result, Verdict, validate_dataset, validate_report
from kg.vocab import NEG, OA, RDF, RDFS, XSD

SHAPES = parse_rdf((bundle_path("ontology") / "shapes.ttl").read_bytes(), format="turtle", source="shapes.ttl")


# ── a report ─────────────────────────────────────────────────────────────────────────────────────


def test_the_graph_of_a_report_conforms() -> None:
    assert validate_report(extraction_quads(sample())) == Verdict(True, ())


@given(extractions())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_conforms(extraction: Extraction) -> None:
    quads = extraction_quads(extraction)
    assert validate_report(quads).results == ()
    assert validate_dataset(parse_rdf(canonical_nquads(quads), format="nquads", source="memory")).results == ()


Change = Callable[[Quad], list[Quad]]


def value_of(predicate: NamedNode, value: NamedNode | Literal) -> Change:
    """Give a statement, or its quote, another value."""

    def change(quad: Quad) -> list[Quad]:
        return [Quad(quad.subject, predicate, value, quad.graph_name)] if quad.predicate == predicate else [quad]

    return change


def shift(quad: Quad) -> list[Quad]:
    if quad.predicate in {OA.start, OA.end} and isinstance(quad.object, Literal):
        moved = Literal(str(int(quad.object.value) + 1), datatype=XSD.integer)
        return [Quad(quad.subject, quad.predicate, moved, quad.graph_name)]
    return [quad]


def second_type(quad: Quad) -> list[Quad]:
    if quad.predicate == NEG.party:
        return [quad, Quad(quad.object, RDF.type, NEG.Person, quad.graph_name)]  # type: ignore[arg-type]
    return [quad]


REFUSALS = {
    "a fabricated quote": (
        value_of(OA.exact, Literal("Russia offered limits on its own army")),
        "QuoteVerbatim",
        ["do not stand at its offsets", "quote what stands there", "/quote/"],
    ),
    "a shifted offset": (shift, "QuoteVerbatim", ["do not stand at its offsets", "correct the offsets", "/quote/"]),
    "a party that no graph declares": (
        value_of(NEG.party, NamedNode(iris.DATA + "party/atlantis")),
        "StatementParty",
        ["a neg:Party that a case file declares", "Found: " + iris.DATA + "party/atlantis"],
    ),
    "a bad date": (
        value_of(NEG.saidUntil, Literal("2025-13-41", datatype=XSD.date)),
        "SaidUntil",
        ["not well formed", "YYYY-MM-DD", '"2025-13-41"^^xsd:date'],
    ),
    "a second type on a party": (
        second_type,
        "OneKind",
        ["/party/russia is both", "#Party", "#Person", "remove the type"],
    ),
}


@pytest.mark.parametrize(("change", "shape", "words"), REFUSALS.values(), ids=REFUSALS)
def test_a_report_is_refused_in_words_that_a_reader_understands(
    change: Change, shape: str, words: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    quads = [new for quad in extraction_quads(sample()) for new in change(quad)]
    verdict = validate_report(quads)
    assert not verdict.conforms
    assert names(verdict) == {shape}
    for result in verdict.results:
        line = str(result)
        assert "\n" not in line
        assert [word for word in words if word not in line] == []
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("quads", "words"),
    [
        ([], "found 0 reports"),
        ([Quad(NamedNode("http://e/a"), RDF.type, NEG.Report, NamedNode("http://e/g"))], "<http://e/g>"),
        ([Quad(quad.subject, quad.predicate, quad.object) for quad in extraction_quads(sample())], "DEFAULT"),
        ([quad for path in VALID for quad in read(path)], "found 3 reports"),
    ],
    ids=["nothing", "another name", "default graph", "two reports"],
)
def test_what_is_not_the_graph_of_one_report_is_not_taken_for_one(quads: list[Quad], words: str) -> None:
    with pytest.raises(InputError, match="in a graph of its own name") as caught:
        validate_report(quads)
    assert words in str(caught.value)


# ── RDF of any layout ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("graphs", [1, 2, 7])
def test_the_layout_in_graphs_does_not_matter(graphs: int) -> None:
    quads = read(EXAMPLES / "invalid" / "StatementParty.trig")
    spread = []
    for number, quad in enumerate(quads):
        graph = NamedNode(f"http://e/{number % graphs}") if graphs > 1 else DefaultGraph()
        spread.append(Quad(quad.subject, quad.predicate, quad.object, graph))
    assert validate_dataset(spread, reference=REFERENCE) == validate_dataset(quads, reference=REFERENCE)
    assert names(validate_dataset(spread, reference=REFERENCE)) == {"StatementParty"}


def test_a_dataset_may_declare_its_own_parties() -> None:
    quads = read(EXAMPLES / "invalid" / "StatementParty.trig")
    party = NamedNode(iris.DATA + "party/westmark")
    quads += [Quad(party, RDF.type, NEG.Party, DefaultGraph()), Quad(party, RDFS.label, Literal("Westmark"))]
    assert validate_dataset(quads, reference=REFERENCE).conforms


def test_a_whole_dump_conforms_derived_positions_and_all() -> None:
    position = Quad(iris.position_iri("p1"), RDF.type, NEG.Position, iris.DERIVED_GRAPH)
    quads = [*extraction_quads(sample()), *reference_quads(), position]
    assert validate_dataset(quads).results == ()
    elsewhere = Quad(position.subject, position.predicate, position.object, iris.case_graph("mine"))
    assert names(validate_dataset([*quads, elsewhere])) == {"NoConclusion"}


@pytest.mark.parametrize(
    ("text", "trap"),
    [
        ("", "empty"),
        ("<http://e/a> a <http://xmlns.com/foaf/0.1/Person> .", "of a class that no shape speaks of"),
        ("<http://e/a> <http://e/b> <https://w3id.org/negotiation-kg/data/party/russia> .", "mentions a party only"),
        ("<http://e/a> a <https://w3id.org/negotiation-kg/ontology#Statment> .", "only a misspelt class"),
    ],
)
def test_data_that_no_shape_looks_at_does_not_conform(text: str, trap: str) -> None:
    with pytest.raises(InputError, match=f"{trap}: nothing to check"):
        validate_dataset(parse_rdf(text.encode(), format="turtle", source=trap), source=trap)


@pytest.mark.parametrize(
    "extra",
    [
        "[] a neg:Round .",
        "[] rdfs:comment 'a node that says nothing we know' .",
        "<http://e/a> rdfs:seeAlso [] .",
        "<http://e/a> a [] .",
        "<http://e/a> rdfs:seeAlso ( 1 2 ) .",
    ],
)
def test_no_blank_node_passes_wherever_it_stands(extra: str) -> None:
    prefixes = f"@prefix neg: <{NEG.base}> . @prefix rdfs: <{RDFS.base}> ."
    quads = extraction_quads(sample())
    quads += parse_rdf(f"{prefixes} {extra}".encode(), format="turtle", source="extra")
    verdict = validate_dataset(quads)
    blank = {result.focus for result in verdict.results if result.shape == "NoBlankNode"}
    assert not verdict.conforms
    assert blank == {str(term) for quad in quads for term in (quad.subject, quad.object) if isinstance(term, BlankNode)}


@pytest.mark.parametrize(
    "literal",
    [
        '"1E1000000000"^^xsd:decimal',
        '"' + "9" * 5000 + '"^^xsd:integer',
        '"-99999-01-01"^^xsd:date',
        '"P1Y"^^xsd:duration',
        '"x"^^<http://e/t>',
        "\"<!DOCTYPE x [<!ENTITY a 'b'>]>\"^^rdf:XMLLiteral",
        '"\\\\1 \\\\g<name> {?value} {$this}"',
        '"\\u0000"',
    ],
)
def test_no_literal_upsets_the_check(literal: str) -> None:
    prefixes = f"@prefix xsd: <{XSD.base}> . @prefix rdf: <{RDF.base}> ."
    (quad,) = parse_rdf(f"{prefixes} <http://e/a> <http://e/b> {literal} .".encode(), format="turtle", source="x")
    quads = extraction_quads(sample())
    statement = iris.statement_iri(sample().statements[0].id)
    for predicate in (NEG.content, NEG.saidFrom, NEG.party, NEG.ordinal):
        quads.append(Quad(statement, predicate, quad.object, quads[0].graph_name))
    verdict = validate_report(quads)
    assert {"ContentWords", "SaidFrom", "StatementParty", "Statement"} <= names(verdict)


def test_triples_about_triples_are_refused() -> None:
    quads = extraction_quads(sample())
    quoted = Triple(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal("c"))
    with pytest.raises(InputError, match="triples about triples"):
        validate_dataset([*quads, Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), quoted)])


# ── shapes that would let everything pass ────────────────────────────────────────────────────────

TARGET = "e:s a sh:NodeShape ; sh:targetClass e:Fish ."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no shape has a target"),
        ("e:s a sh:NodeShape ; sh:nodeKind sh:IRI .", "no shape has a target"),
        (TARGET + " e:s sh:property [ sh:path e:p ; sh:mincount 1 ] .", "no term sh:mincount"),
        (TARGET + " e:s sh:nodeKind sh:Iri .", "no term sh:Iri"),
        (TARGET + " e:t a sh:Nodeshape .", "no term sh:Nodeshape"),
        (TARGET + " e:s sh:js [] .", "no term sh:js"),
        (TARGET + " e:s sh:rule [] .", "no term sh:rule"),
        (TARGET + " sh:x e:p 1 .", "no term sh:x"),
    ],
)
def test_shapes_that_say_nothing_are_an_error(text: str, words: str) -> None:
    prefixes = f"@prefix sh: <{SH}> . @prefix e: <http://e/> ."
    with pytest.raises(InputError, match=words):
        check_shapes(parse_rdf(f"{prefixes} {text}".encode(), format="turtle", source="x"), "fish.ttl")


def test_shapes_in_order_are_no_error() -> None:
    check_shapes(SHAPES, "shapes.ttl")


def test_all_terms_that_shapes_may_use_are_in_the_vocabulary_of_the_w3c() -> None:
    path = Path(pyshacl.__file__).parent / "assets" / "shacl.ttl"
    declared = {str(quad.subject) for quad in parse_rdf(path.read_bytes(), format="turtle", source=path.name)}
    assert {name for name in TERMS if f"<{SH}{name}>" not in declared} == set()


def test_shapes_that_are_not_there_are_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        run_shapes(extraction_quads(sample()), shapes="no_such_shapes")


def test_a_result_is_one_line_however_long_its_value() -> None:
    line = str(Result("http://e/a", "S", "http://e/p", "fish\n" * 100, "Violation", "Too much fish: eat some."))
    assert line.startswith("http://e/a: Too much fish: eat some. Path: http://e/p. Found: fish fish")
    assert "\n" not in line
    assert len(line) < 240
