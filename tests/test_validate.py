from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
import rdflib
from extractions import extractions, sample
from hypothesis import HealthCheck, given, settings
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg import iris, vocab
from kg.bundle import bundle_path
from kg.errors import InputError
from kg.gate import parse_rdf
from kg.graphs import canonical_nquads, extraction_quads, file_quads, reference_quads
from kg.model import Extraction
from kg.shacl import SH, TERMS, Term, check_shapes, run_shapes
from kg.validate import Result, Verdict, validate_dataset, validate_report
from kg.vocab import NEG, OA, RDF, RDFS, XSD

EXAMPLES = Path(__file__).parent / "shapes"
VALID = sorted((EXAMPLES / "valid").glob("*.trig"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.trig"))
SHAPES_FILE = bundle_path("ontology") / "shapes.ttl"
SHAPES = parse_rdf(SHAPES_FILE.read_bytes(), format="turtle", source="shapes.ttl")
SHAPE = "https://w3id.org/negotiation-kg/shapes#"

REFERENCE = [quad for quad in reference_quads() if quad.graph_name == iris.ONTOLOGY_GRAPH]
REFERENCE += file_quads(EXAMPLES / "reference.ttl", iris.case_graph("herring"))


def read(path: Path) -> list[Quad]:
    return parse_rdf(path.read_bytes(), format=None, source=path.name)


def names(verdict: Verdict) -> set[str]:
    return {result.shape for result in verdict.results}


def shape_names() -> set[str]:
    kinds = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
    shapes = {quad.subject for quad in SHAPES if quad.predicate == RDF.type and quad.object in kinds}
    return {shape.value.removeprefix(SHAPE) for shape in shapes if isinstance(shape, NamedNode)}


# ── every shape ──────────────────────────────────────────────────────────────────────────────────


def test_every_shape_has_an_example_that_breaks_it() -> None:
    assert {path.stem for path in INVALID} == shape_names()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_example_breaks_its_shape_and_no_other(path: Path) -> None:
    verdict = validate_dataset(read(path), reference=REFERENCE)
    assert not verdict.conforms
    assert names(verdict) == {path.stem}
    assert all(result.severity == "Violation" for result in verdict.results)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_conforms(path: Path) -> None:
    assert validate_dataset(read(path), reference=REFERENCE) == Verdict(True, ())


def test_the_example_of_everything_uses_every_property_that_the_shapes_know() -> None:
    known = {item for items in closed_classes().values() for item in items}
    used = {quad.predicate for quad in read(EXAMPLES / "valid" / "everything.trig")}
    # A name and a note are allowed but mean nothing here; a lost matter would contradict the rest.
    assert known - used == {RDFS.label, NamedNode(RDFS.base + "comment"), NEG.incomplete}


WITH_SPARQL = {quad.subject for quad in SHAPES if quad.predicate == NamedNode(SH + "sparql")}
SPARQL_SHAPES = [path for path in INVALID if NamedNode(SHAPE + path.stem) in WITH_SPARQL]


@pytest.mark.parametrize("path", [*SPARQL_SHAPES, *VALID], ids=lambda path: path.stem)
def test_the_verdict_is_that_of_plain_pyshacl(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # pyshacl.validate switches this on behind itself.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    quads = read(path)
    mentioned = {term for quad in quads for term in (quad.subject, quad.object)}
    quads += [
        quad
        for quad in REFERENCE
        if quad.subject in mentioned or quad.predicate == RDFS.subClassOf or quad.object == vocab.OWL.Class
    ]
    triples = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    document = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert document is not None
    data = rdflib.Graph().parse(data=document, format="nt")
    shapes = rdflib.Graph().parse(SHAPES_FILE, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    found = {
        (str(report.value(result, rdflib.SH.focusNode)), str(report.value(result, rdflib.SH.sourceShape)))
        for result in report.objects(None, rdflib.SH.result)
    }
    ours = validate_dataset(read(path), reference=REFERENCE)
    assert {(result.focus, SHAPE + result.shape) for result in ours.results} == found


def closed_classes() -> dict[str, set[Term]]:
    """The classes that a shape closes, by IRI, each with the properties that it allows."""
    value = {(quad.subject, quad.predicate): quad.object for quad in SHAPES}
    first, rest = (NamedNode(vocab.RDF.base + name) for name in ("first", "rest"))
    found: dict[str, set[Term]] = {}
    for quad in SHAPES:
        if quad.predicate == NamedNode(SH + "ignoredProperties"):
            items, node = set(), quad.object
            while isinstance(node, BlankNode):
                items.add(value[node, first])
                node = value[node, rest]
            target = value[quad.subject, NamedNode(SH + "targetClass")]
            assert isinstance(target, NamedNode)
            found[target.value] = items
    return found


# ── every value: all at once, so that one run of the shapes is enough ────────────────────────────

EVERYTHING = read(EXAMPLES / "valid" / "everything.trig")
# Of these a node may have several.
SEVERAL = {NEG.alsoAt, NEG.delegate, NEG.document, NEG.meeting, NEG.participant, NEG.repeatedAt, vocab.PROV.used}
OPEN = {NEG.conditionProvision, NEG.issue, NEG.provision}


def complaints(change: Callable[[Quad], list[Quad]], more: list[Quad] | None = None) -> set[tuple[str, str]]:
    """What is complained of after a change of all values but classes, as pairs of node and property."""
    quads = [new for quad in EVERYTHING for new in ([quad] if quad.predicate == RDF.type else change(quad))]
    verdict = validate_dataset([*quads, *(more or [])], reference=REFERENCE)
    return {(result.focus, result.path) for result in verdict.results}


def properties(without: set[NamedNode]) -> set[tuple[str, str]]:
    quads = [quad for quad in EVERYTHING if quad.predicate not in {RDF.type, *without}]
    return {(str(quad.subject)[1:-1], quad.predicate.value) for quad in quads}


def replaced(quad: Quad, value: Term) -> Quad:
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


@pytest.mark.parametrize(
    "literal",
    [
        Literal("fish", language="en"),
        Literal("", datatype=XSD.date),
        Literal("07", datatype=XSD.integer),
        Literal("x", datatype=NamedNode("http://e/t")),
    ],
)
def test_no_property_takes_a_literal_of_another_kind(literal: Literal) -> None:
    assert properties(set()) - complaints(lambda quad: [replaced(quad, literal)]) == set()


def test_no_property_takes_an_iri_that_nothing_declares() -> None:
    found = complaints(lambda quad: [replaced(quad, NamedNode("http://e/unknown"))])
    # What was used may be anything that has an IRI; of an unknown concept the complaint is about itself.
    assert properties({vocab.PROV.used, *OPEN}) - found == set()
    assert ("http://e/unknown", vocab.SKOS.inScheme.value) in found


def of_kind(*datatypes: NamedNode) -> set[tuple[str, str]]:
    """The properties of the example whose values are literals of one of these kinds."""
    quads = [quad for quad in EVERYTHING if isinstance(quad.object, Literal) and quad.object.datatype in datatypes]
    return {(str(quad.subject)[1:-1], quad.predicate.value) for quad in quads}


def spelt(change: Callable[[Literal], Literal]) -> set[tuple[str, str]]:
    return complaints(lambda quad: [replaced(quad, change(quad.object)) if isinstance(quad.object, Literal) else quad])


def test_no_text_is_empty() -> None:
    assert of_kind(XSD.string) - spelt(lambda literal: Literal("", datatype=literal.datatype)) == set()


def test_no_number_or_day_is_a_text() -> None:
    assert of_kind(XSD.integer, XSD.date) - spelt(lambda literal: Literal(literal.value)) == set()


def test_numbers_days_and_digests_are_spelt_in_one_way() -> None:
    # Stores rewrite other spellings, so that what comes back would not be what went in.
    other = {XSD.integer: "0{}", XSD.date: "{}Z", XSD.string: "{}"}
    found = spelt(lambda one: Literal(other[one.datatype].format(one.value).upper(), datatype=one.datatype))
    digests = {pair for pair in of_kind(XSD.string) if pair[1] == NEG.sha256.value}
    assert (of_kind(XSD.integer, XSD.date) | digests) - found == set()


def test_words_that_the_report_does_not_print_are_refused_of_every_record() -> None:
    verbatim = {NEG.caveat, NEG.condition, NEG.content, NEG.duration, NEG.heldText, NEG.saidText, NEG.venue}
    found = complaints(lambda quad: [replaced(quad, Literal("cod")) if quad.predicate in verbatim else quad])
    said = {quad.subject for quad in EVERYTHING if quad.predicate in verbatim}
    assert len(said) == 3
    assert found == properties({quad.predicate for quad in EVERYTHING} - verbatim)


def test_evidence_of_another_report_is_refused_of_every_record() -> None:
    other = read(EXAMPLES / "invalid" / "SameReport.trig")
    reports = {quad.subject for quad in other if quad.object == NEG.Report}
    (second,) = reports - {quad.subject for quad in EVERYTHING}
    assert isinstance(second, NamedNode)
    more = [quad for quad in other if quad.subject == second]
    found = complaints(lambda quad: [replaced(quad, second) if quad.predicate == NEG.report else quad], more)
    records = {str(quad.subject)[1:-1] for quad in EVERYTHING if quad.predicate == NEG.report}
    assert len(records) == 3
    assert {(record, "") for record in records} - found == set()


def test_a_property_takes_a_second_value_only_where_several_make_sense() -> None:
    def twin(node: NamedNode) -> NamedNode:
        scheme, _, notation = node.value.rpartition("/")
        for concepts in (one for one in vars(vocab).values() if isinstance(one, vocab.Concepts)):
            if concepts.scheme.value == scheme:
                return next(other for other in concepts if other != node)
        return NamedNode(f"{scheme}/{notation}0")

    def second(quad: Quad) -> list[Quad]:
        if isinstance(quad.object, NamedNode):
            return [quad, replaced(quad, twin(quad.object))]
        assert isinstance(quad.object, Literal)
        words, datatype = quad.object.value, quad.object.datatype
        other = {XSD.integer: words + "1", XSD.date: "2031-05-02"}.get(datatype, words[1:] or words + "0")
        return [quad, replaced(quad, Literal(other, datatype=datatype))]

    twins = [
        Quad(twin(quad.subject), quad.predicate, quad.object, quad.graph_name)
        for quad in [*EVERYTHING, *REFERENCE]
        if isinstance(quad.subject, NamedNode) and "/data/" in quad.subject.value
    ]
    found = complaints(second, twins)
    assert properties(SEVERAL) - found == set()
    assert found & (properties(set()) - properties(SEVERAL)) == set()


REQUIRED = {
    "report": "fileName sha256 text",
    "quote": "end exact start wasQuotedFrom",
    "statement": "act certainty party quote report rule sourcing stance",
    "meeting": "meetingStatus quote report rule",
    "outcome": "outcomeStatus quote report rule",
    "document": "issuedBy negotiation title",
    "round": "heldOn negotiation",
    "activity": "used wasAssociatedWith",
    "software": "versionInfo",
}


def test_the_properties_that_a_node_must_have_are_these() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for focus, path in complaints(lambda _: []):
        if path:
            found[focus.split("/")[-2]].add(re.split("[#/]", path)[-1])
    assert found == {kind: set(names.split()) for kind, names in REQUIRED.items()}


def test_a_closed_class_allows_what_a_property_shape_speaks_of_and_notes() -> None:
    paths = {quad.subject: quad.object for quad in SHAPES if quad.predicate == NamedNode(SH + "path")}
    spoken_of = defaultdict(set)
    for quad in SHAPES:
        path = paths.get(quad.subject)
        if quad.predicate == NamedNode(SH + "targetClass") and isinstance(path, NamedNode):
            assert isinstance(quad.object, NamedNode)
            spoken_of[quad.object.value].add(path)
    notes = {RDF.type, RDFS.label, NamedNode(RDFS.base + "comment")}
    closed = closed_classes()
    assert len(closed) == 7
    for name, allowed in closed.items():
        assert allowed == spoken_of[name] | notes, name


def test_the_shapes_name_only_terms_that_the_ontology_has() -> None:
    terms = {term for quad in SHAPES for term in (quad.subject, quad.predicate, quad.object)}
    ours = {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(NEG.base)}
    assert ours - {term.value for term in NEG} == set()


@pytest.mark.parametrize(
    ("shape", "concepts"),
    [
        ("ReportDateBasis", vocab.DATE_BASIS),
        ("StatementAct", vocab.ACT),
        ("StatementCertainty", vocab.CERTAINTY),
        ("StatementSourcing", vocab.SOURCING),
        ("StatementStance", vocab.STANCE),
        ("MeetingStatus", vocab.MEETING_STATUS),
        ("OutcomeStatus", vocab.OUTCOME_STATUS),
    ],
)
def test_a_shape_lists_the_concepts_of_its_scheme(shape: str, concepts: vocab.Concepts[str]) -> None:
    listed = rdflib.Graph().parse(SHAPES_FILE, format="turtle")
    head = listed.value(rdflib.URIRef(SHAPE + shape), rdflib.SH["in"])
    assert head is not None
    assert {str(item) for item in listed.items(head)} == {node.value for node in concepts}


def test_one_kind_knows_every_class_that_the_ontology_declares_disjoint() -> None:
    ontology = rdflib.Graph().parse(bundle_path("ontology") / "negotiation.ttl", format="turtle")
    lists = [set(ontology.items(head)) for head in ontology.objects(None, rdflib.OWL.members)]
    acts = {rdflib.URIRef(kind.value) for kind in vocab.ACT_CLASS.values()}
    (disjoint,) = (members for members in lists if members != acts)
    shapes = rdflib.Graph().parse(SHAPES_FILE, format="turtle")
    constraint = shapes.value(rdflib.URIRef(SHAPE + "OneKind"), rdflib.SH.sparql)
    select = str(shapes.value(constraint, rdflib.SH.select))
    for member in disjoint:
        prefix, _, name = shapes.namespace_manager.qname(str(member)).rpartition(":")
        assert select.count(f"{prefix}:{name}") == 2, member


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
        ([quad for path in VALID for quad in read(path)], "found 2 reports"),
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
