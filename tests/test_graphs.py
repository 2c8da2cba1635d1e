from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from extractions import extractions, sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from kg import __version__, iris
from kg.errors import InputError
from kg.gate import parse_rdf
from kg.graphs import (
    canonical_nquads,
    canonical_order,
    extraction_quads,
    file_quads,
    read_extraction,
    reference_quads,
)
from kg.model import Entity, Extraction, Quantity, Report
from kg.vocab import NEG, OA, OWL, PROV, RDF, XSD

EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(extractions())
@EXAMPLES
def test_reading_a_graph_back_gives_what_was_written(extraction: Extraction) -> None:
    assert read_extraction(extraction_quads(extraction), extraction.report.id) == canonical_order(extraction)


@given(extractions())
@EXAMPLES
def test_reading_back_after_writing_to_bytes_gives_the_same(extraction: Extraction) -> None:
    data = canonical_nquads(extraction_quads(extraction))
    quads = parse_rdf(data, format="nquads", source="memory")
    assert read_extraction(quads, extraction.report.id) == canonical_order(extraction)
    assert canonical_nquads(quads) == data


@given(extractions(), st.randoms(use_true_random=False))
@EXAMPLES
def test_bytes_do_not_depend_on_the_order_of_records_or_quads(extraction: Extraction, chance: random.Random) -> None:
    shuffled = replace(
        extraction,
        statements=tuple(chance.sample(extraction.statements, len(extraction.statements))),
        meetings=tuple(chance.sample(extraction.meetings, len(extraction.meetings))),
    )
    quads = extraction_quads(shuffled) * 2
    chance.shuffle(quads)
    assert canonical_nquads(quads) == canonical_nquads(extraction_quads(extraction))


@given(extractions())
@EXAMPLES
def test_a_graph_has_one_name_and_no_blank_nodes(extraction: Extraction) -> None:
    quads = extraction_quads(extraction)
    assert {quad.graph_name for quad in quads} == {iris.report_iri(extraction.report.id)}
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]


def test_a_statement_is_of_its_class_and_of_the_class_of_its_act() -> None:
    quads = extraction_quads(sample())
    statement = iris.statement_iri(sample().statements[0].id)
    types = {quad.object for quad in quads if quad.subject == statement and quad.predicate == RDF.type}
    assert types == {NEG.Statement, NEG.Demand}


def test_a_quote_stores_its_words_offsets_and_at_most_32_characters_around_it() -> None:
    report = Report("\U0001f41f" * 40 + "herring" + "\u00a0" * 40, "a.txt")
    extraction = Extraction(replace(report, repeated=(report.quote(40, 47).span,)), None)
    node = iris.quote_iri(report.id, report.quote(40, 47))
    values = {quad.predicate: quad.object for quad in extraction_quads(extraction) if quad.subject == node}
    assert values[OA.exact] == Literal("herring")
    assert values[OA.start] == Literal("40", datatype=XSD.integer)
    assert values[OA.end] == Literal("47", datatype=XSD.integer)
    assert values[OA.prefix] == Literal("\U0001f41f" * 32)
    assert values[OA.suffix] == Literal("\u00a0" * 32)
    assert values[PROV.wasQuotedFrom] == iris.report_iri(report.id)


def test_a_quote_at_the_edge_of_the_text_has_no_empty_context() -> None:
    report = Report("herring", "a.txt")
    quads = extraction_quads(Extraction(replace(report, repeated=(report.quote(0, 7).span,)), None))
    assert not [quad for quad in quads if quad.predicate in {OA.prefix, OA.suffix}]


def test_the_extraction_names_the_version_of_the_program() -> None:
    quads = extraction_quads(sample())
    (activity,) = (quad.subject for quad in quads if quad.object == PROV.Activity)
    (agent,) = (quad.object for quad in quads if quad.subject == activity and quad.predicate == PROV.wasAssociatedWith)
    assert isinstance(agent, NamedNode)
    assert Quad(agent, OWL.versionInfo, Literal(__version__), iris.report_iri(sample().report.id)) in quads
    statement = iris.statement_iri(sample().statements[0].id)
    assert Quad(statement, PROV.wasGeneratedBy, activity, iris.report_iri(sample().report.id)) in quads


def test_absent_values_leave_no_quad() -> None:
    quads = extraction_quads(Extraction(Report("Nothing was said.", "a.txt"), None))
    about_report = {quad.predicate for quad in quads if quad.subject == quad.graph_name}
    assert about_report == {RDF.type, NEG.text, NEG.sha256, NEG.fileName, NEG.repeatedCharacters}


def test_a_round_without_a_negotiation_is_refused() -> None:
    extraction = sample()
    homeless = replace(extraction.statements[0], negotiation=None)
    with pytest.raises(ValueError, match="2025-05-03, but no negotiation"):
        extraction_quads(replace(extraction, statements=(homeless,)))


@pytest.mark.parametrize("slug", ["a b", "a/b", "../a", "", "a--b", "é"])
def test_a_slug_that_would_change_an_iri_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="not a name for an IRI"):
        iris.issue_iri(slug)


def test_labels_come_from_the_quads_at_hand_before_the_bundled_ones() -> None:
    extraction = sample()
    party = extraction.statements[0].party
    told = Quad(
        NamedNode(party.iri),
        NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
        Literal("Rus", language="en"),
        iris.case_graph("mine"),
    )
    back = read_extraction([*extraction_quads(extraction), told], extraction.report.id)
    assert back.statements[0].party == Entity(party.iri, "Rus")


@pytest.mark.parametrize(
    ("predicate", "value", "words"),
    [
        (NEG.party, None, "has no party"),
        (NEG.party, NamedNode(iris.DATA + "party/atlantis"), "party/atlantis has no label"),
        (NEG.act, NamedNode("http://example.org/begs"), "is not one of"),
        (NEG.saidFrom, Literal("2025-02-30", datatype=XSD.date), "2025-02-30|day is out of range"),
        (NEG.quote, None, "has no quote"),
        (NEG.rule, None, "has no .*rule"),
        (NEG.rule, NamedNode("http://example.org/r"), "is not a literal"),
        (NEG.issue, Literal("fish"), "is not an IRI"),
    ],
)
def test_a_graph_that_is_not_whole_is_not_read(
    predicate: NamedNode, value: NamedNode | Literal | None, words: str
) -> None:
    extraction = sample()
    quads = []
    for quad in extraction_quads(extraction):
        if quad.predicate != predicate or "statement" not in str(quad.subject):
            quads.append(quad)
        elif value is not None:
            quads.append(Quad(quad.subject, quad.predicate, value, quad.graph_name))
    with pytest.raises(InputError, match=words) as caught:
        read_extraction(quads, extraction.report.id)
    assert extraction.report.id in str(caught.value)


@pytest.mark.parametrize(
    ("confidence", "written"), [(0.45, "0.45"), (0.3, "0.3"), (0.01, "0.01"), (0.1 + 0.2, "0.30000000000000004"),
                                (0.00001, "0.00001")],
)  # fmt: skip
def test_a_confidence_is_written_as_stores_keep_it(
    confidence: float, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rdflib import Dataset

    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", True)  # which rewrites what is not in its shortest form
    quads = graded(confidence)
    assert Literal(written, datatype=XSD.decimal) in {quad.object for quad in quads}
    data = canonical_nquads(quads)
    store = Store()
    store.bulk_load(data, format=RdfFormat.N_QUADS)
    assert canonical_nquads(store) == data
    elsewhere = Dataset().parse(data=data.decode(), format="nquads").serialize(format="nquads", encoding="utf-8")
    assert canonical_nquads(parse_rdf(elsewhere, format="nquads", source="rdflib")) == data


@pytest.mark.parametrize(
    ("confidence", "incomplete", "marked"),
    [(None, False, False), (0.99, False, False), (0.01, False, True), (0.01, True, False)],
)
def test_a_doubtful_statement_is_marked_as_a_candidate(
    confidence: float | None, incomplete: bool, marked: bool
) -> None:
    found = [quad for quad in graded(confidence, incomplete=incomplete) if quad.predicate == NEG.candidate]
    assert [quad.object for quad in found] == [Literal(True)] * marked


@pytest.mark.parametrize("confidence", [0.01, 0.99])
def test_a_mark_that_does_not_fit_the_confidence_is_not_read(confidence: float) -> None:
    quads = graded(confidence)
    (mark,) = (quad for quad in graded(0.01) if quad.predicate == NEG.candidate)
    changed = [quad for quad in quads if quad != mark] if mark in quads else [*quads, mark]
    with pytest.raises(InputError, match="neg:candidate that does not fit"):
        read_extraction(changed, sample().report.id)


def graded(confidence: float | None, *, incomplete: bool = False) -> list[Quad]:
    """Return the quads of the sample with this confidence of its statement."""
    (statement,) = sample().statements
    graded = replace(statement, confidence=confidence, incomplete=incomplete)
    return extraction_quads(replace(sample(), statements=(graded,)))


def measured(*bounds: str | None, report: Report | None = None) -> list[Quad]:
    """Return the quads of the sample, its statement twice, each with the same quantity of these bounds."""
    report = report or sample().report
    lowest, highest = (None if bound is None else Decimal(bound) for bound in bounds)
    quantity = Quantity(lowest, highest, "km", lowest, highest, "km", "limits")
    (statement,) = sample().statements
    said = [
        replace(statement, report=report.id, quantity=quantity, content=content) for content in ("limits", "the army")
    ]
    return extraction_quads(Extraction(report, None, tuple(said)))


@pytest.mark.parametrize(
    ("lowest", "highest", "written"),
    [
        ("40", "40", {"40"}),
        ("4E+1", "50.50", {"40", "50.5"}),
        ("0.000001", None, {"0.000001"}),
        (None, "-0", {"0"}),
        ("-3.25", "1200000.0", {"-3.25", "1200000"}),
    ],
)
def test_a_bound_is_written_as_stores_keep_it(lowest: str | None, highest: str | None, written: set[str]) -> None:
    quads = measured(lowest, highest)
    found = {quad.object for quad in quads if quad.predicate in {NEG.lowest, NEG.highest, NEG.baseLowest}}
    assert found == {Literal(one, datatype=XSD.decimal) for one in written}
    data = canonical_nquads(quads)
    store = Store()
    store.bulk_load(data, format=RdfFormat.N_QUADS)
    assert canonical_nquads(store) == data


def test_statements_of_a_report_share_a_quantity_and_reports_do_not() -> None:
    def nodes(quads: list[Quad]) -> list[object]:
        return [quad.object for quad in quads if quad.predicate == NEG.quantity]

    (first, second) = nodes(measured("40", None))
    assert first == second
    # The same bound, written in another way, is the same quantity.
    assert set(nodes(measured("4E+1", None))) == {first}
    other = replace(sample().report, text=sample().report.text + "\n")
    assert first not in nodes(measured("40", None, report=other))


def test_a_bound_that_is_no_number_is_not_read() -> None:
    quads = [
        Quad(quad.subject, quad.predicate, Literal("forty", datatype=XSD.decimal), quad.graph_name)
        if quad.predicate == NEG.lowest
        else quad
        for quad in measured("40", None)
    ]
    with pytest.raises(InputError, match="not a number: 'forty'"):
        read_extraction(quads, sample().report.id)


def test_two_values_where_one_belongs_are_not_read() -> None:
    quads = extraction_quads(sample())
    title = next(quad for quad in quads if quad.predicate == NEG.fileName)
    quads.append(Quad(title.subject, title.predicate, Literal("other.txt"), title.graph_name))
    with pytest.raises(InputError, match="2 values"):
        read_extraction(quads, sample().report.id)


def test_a_text_that_was_changed_is_not_read() -> None:
    quads = [
        Quad(quad.subject, quad.predicate, Literal("Russia offered peace."), quad.graph_name)
        if quad.predicate == NEG.text
        else quad
        for quad in extraction_quads(sample())
    ]
    with pytest.raises(InputError, match="digest"):
        read_extraction(quads, sample().report.id)


def test_a_report_that_is_not_there_is_not_read() -> None:
    with pytest.raises(InputError, match="0123456789abcdef"):
        read_extraction(extraction_quads(sample()), "0123456789abcdef")


def test_canonical_bytes_are_sorted_unique_lines_whatever_the_literals_hold() -> None:
    node = NamedNode("http://example.org/a")
    texts = ["b", "a\nb", "a\rb", "a\u2028b\u0085c", 'a"b\\c', "\x00", "a\u00a0\U0001f41f"]
    quads = [Quad(node, node, Literal(text), DefaultGraph()) for text in texts]
    data = canonical_nquads([*quads, *quads])
    lines = data.split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert len(lines) == len(texts)
    assert {quad.object for quad in parse_rdf(data, format="nquads", source="memory")} == {
        Literal(one) for one in texts
    }


def test_the_reference_graphs_are_the_ontology_and_one_for_each_case() -> None:
    quads = reference_quads()
    names = {quad.graph_name for quad in quads}
    assert iris.ONTOLOGY_GRAPH in names
    assert iris.case_graph("istanbul-2025") in names
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]
    assert Quad(NEG.Statement, RDF.type, OWL.Class, iris.ONTOLOGY_GRAPH) in quads
    party = NamedNode(iris.DATA + "party/ukraine")
    assert Quad(party, RDF.type, NEG.Party, iris.case_graph("istanbul-2025")) in quads


def test_shapes_are_not_part_of_the_reference_graphs() -> None:
    assert not [quad for quad in reference_quads() if quad.predicate.value.startswith("http://www.w3.org/ns/shacl#")]


def test_the_callers_list_of_reference_quads_is_its_own() -> None:
    reference_quads().clear()
    assert reference_quads()


def test_blank_nodes_of_a_file_get_names_that_do_not_change(tmp_path: Path) -> None:
    path = tmp_path / "lists.ttl"
    path.write_text("@prefix e: <http://example.org/> . e:a e:b ( 1 2 ) , [ e:c [] ] .", encoding="utf-8")
    first, second = (file_quads(path, iris.case_graph("x")) for _ in range(2))
    assert canonical_nquads(first) == canonical_nquads(second)
    names = {term for quad in first for term in (quad.subject, quad.object) if iris.GENID in str(term)}
    assert len(names) == 4


def test_a_day_of_an_early_year_keeps_four_digits() -> None:
    report = replace(sample().report, date=date(987, 6, 5))
    quads = extraction_quads(Extraction(report, None))
    assert Literal("0987-06-05", datatype=XSD.date) in {quad.object for quad in quads}
