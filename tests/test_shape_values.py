"""What the shapes say of each value: all values of one example are changed at once, so that one run is enough."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from shape_examples import EXAMPLES, REFERENCE, names, read

from kg import iris, vocab
from kg.shacl import Term
from kg.validate import validate_dataset
from kg.vocab import NEG, ORG, RDF, RDFS, XSD

EVERYTHING = read(EXAMPLES / "valid" / "everything.trig")
# Of these a node may have several.
SEVERAL = {
    NEG.alsoAt, NEG.alsoFoundBy, NEG.delegate, NEG.document, NEG.meeting, NEG.participant, NEG.repeatedAt, NEG.states,
    vocab.PROV.used,
}  # fmt: skip
# A decision outlives what it is about, and stands in another graph than that.
ELSEWHERE = {NEG.decides, NEG.decision, NEG.states, vocab.PROV.wasRevisionOf}
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
    about = {(focus, path) for focus, path in properties(set()) if "/decision/" in focus and path == NEG.report.value}
    assert properties({vocab.PROV.used, *OPEN, *ELSEWHERE}) - found == about
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
    numbers = of_kind(XSD.integer, XSD.decimal, XSD.date)
    assert numbers - spelt(lambda literal: Literal(literal.value)) == set()


def test_numbers_days_and_digests_are_spelt_in_one_way() -> None:
    # Stores rewrite other spellings, so that what comes back would not be what went in.
    other = {XSD.integer: "0{}", XSD.decimal: "+{}", XSD.date: "{}Z", XSD.string: "{}", XSD.boolean: "{}"}
    other |= {XSD.dateTime: "{}", RDF.JSON: "{}"}
    found = spelt(lambda one: Literal(other[one.datatype].format(one.value).upper(), datatype=one.datatype))
    digests = {pair for pair in of_kind(XSD.string) if pair[1] == NEG.sha256.value}
    assert (of_kind(XSD.integer, XSD.decimal, XSD.date) | digests) - found == set()


@pytest.mark.parametrize(
    ("written", "conforms"),
    [("0.01", True), ("0.5", True), ("0.99", True), ("0", False), ("0.0", False), ("1", False), ("1.0", False),
     ("1.5", False), ("-0.5", False), (".5", False), ("0.50", False), ("0.5e0", False)],
)  # fmt: skip
def test_a_confidence_lies_between_0_and_1(written: str, conforms: bool) -> None:
    confidence = Literal(written, datatype=XSD.decimal)
    quads = [replaced(quad, confidence) if quad.predicate == NEG.confidence else quad for quad in EVERYTHING]
    found = names(validate_dataset(quads, reference=REFERENCE))
    assert found == (set() if conforms else {"StatementConfidence"})


@pytest.mark.parametrize(
    ("written", "conforms"),
    [("0", True), ("40", True), ("0.5", True), ("-3.25", True), ("1000000000000", True), ("40.0", False),
     ("0.50", False), (".5", False), ("-0", False), ("04", False), ("+4", False), ("4E1", False), ("", False),
     ("0.0000000001", False), ("1" + 18 * "0", False)],
)  # fmt: skip
def test_a_bound_of_a_quantity_is_written_as_stores_keep_it(written: str, conforms: bool) -> None:
    bounds = {NEG.lowest, NEG.highest, NEG.baseLowest, NEG.baseHighest}
    value = Literal(written, datatype=XSD.decimal)
    quads = [replaced(quad, value) if quad.predicate in bounds else quad for quad in EVERYTHING]
    found = names(validate_dataset(quads, reference=REFERENCE)) - {"QuantityOrder"}
    wrong = {"QuantityLowest", "QuantityHighest", "QuantityBaseLowest", "QuantityBaseHighest"}
    assert found == (set() if conforms else wrong)


def test_words_that_the_report_does_not_print_are_refused_of_every_record() -> None:
    verbatim = {
        NEG.caveat,
        NEG.condition,
        NEG.content,
        NEG.dueText,
        NEG.duration,
        NEG.heldText,
        NEG.saidText,
        NEG.venue,
    }
    found = complaints(lambda quad: [replaced(quad, Literal("cod")) if quad.predicate in verbatim else quad])
    said = {quad.subject for quad in EVERYTHING if quad.predicate in verbatim}
    assert len(said) == 4
    assert found == properties({quad.predicate for quad in EVERYTHING} - verbatim)


def test_evidence_of_another_report_is_refused_of_every_record() -> None:
    other = read(EXAMPLES / "invalid" / "SameReport.trig")
    reports = {quad.subject for quad in other if quad.object == NEG.Report}
    (second,) = reports - {quad.subject for quad in EVERYTHING}
    assert isinstance(second, NamedNode)
    more = [quad for quad in other if quad.subject == second]
    found = complaints(lambda quad: [replaced(quad, second) if quad.predicate == NEG.report else quad], more)
    records = {str(quad.subject)[1:-1] for quad in EVERYTHING if quad.predicate == NEG.report}
    records -= {record for record in records if "/decision/" in record}
    assert len(records) == 7
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
        other = {
            XSD.integer: words + "1", XSD.decimal: words + "1", XSD.date: "2031-05-02",
            XSD.dateTime: "2031-05-02T00:00:00Z", RDF.JSON: "{}",
        }.get(datatype, words[1:] or words + "0")  # fmt: skip
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
    "package": "packageKind quote report",
    "quantity": "baseUnit quantityText unit",
    "document": "issuedBy negotiation title",
    "origin": "originBasis reportCount",
    "text-reuse": "firstReport reason reuseBasis secondReport sharedShare",
    "round": "heldOn negotiation",
    "activity": "used wasAssociatedWith",
    "curator": "label",
    "decision": "decisionKind generatedAtTime record report wasAttributedTo",
    "extractor": "label versionInfo",
    "software": "versionInfo",
}


def test_the_properties_that_a_node_must_have_are_these() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for focus, path in complaints(lambda _: []):
        if path:
            found[focus.split("/")[-2]].add(re.split("[#/]", path)[-1])
    assert found == {kind: set(names.split()) for kind, names in REQUIRED.items()}


@pytest.mark.parametrize("name", [None, Literal(""), NamedNode("http://e/name")])
@pytest.mark.parametrize("kind", [NEG.Negotiation, NEG.Party, NEG.Person, NEG.Place])
def test_what_a_report_introduces_has_a_name(kind: NamedNode, name: Literal | NamedNode | None) -> None:
    node = NamedNode(iris.DATA + "new/one")
    quads = [Quad(node, RDF.type, kind)]
    quads += [Quad(node, RDFS.label, name)] if name is not None else []
    assert names(validate_dataset(quads, reference=REFERENCE)) == {"Named"}


@pytest.mark.parametrize("kind", [NEG.Position, NEG.Finding, NEG.Conflict, NEG.Overlap])
def test_no_kind_of_conclusion_stands_among_the_reports(kind: NamedNode) -> None:
    quads = [Quad(iris.finding_iri("f1"), RDF.type, kind)]
    assert names(validate_dataset(quads, reference=REFERENCE)) == {"NoConclusion"}


def test_a_person_is_of_one_party() -> None:
    person = NamedNode(iris.DATA + "person/ada-holm")
    parties = [NamedNode(iris.DATA + "party/" + name) for name in ("norland", "sudmark")]
    quads = [Quad(person, RDF.type, NEG.Person)]
    quads += [Quad(person, ORG.memberOf, party) for party in parties]
    assert names(validate_dataset(quads, reference=REFERENCE)) == {"MemberOf"}
    assert validate_dataset(quads[:2], reference=REFERENCE).conforms
