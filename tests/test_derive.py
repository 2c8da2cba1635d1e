"""Which positions follow from statements, and which pairs of them conflict or overlap, or must not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from harbour import PARTIES, Said, findings, said, store_of
from pyoxigraph import NamedNode, Quad, Store

from kg.derive import derive, exclusions
from kg.derive.rules import Rule, Step, rules
from kg.graphs import canonical_nquads, reference_quads
from kg.iris import DERIVED_GRAPH, provision_iri, slug_of
from kg.model import Interval
from kg.vocab import ACT, NEG, PROV, RDF, RDFS, STANCE

if TYPE_CHECKING:
    from rdflib.plugins.sparql.sparql import Query

DAY = Interval(date(2025, 7, 21), date(2025, 7, 21))

FIRES = [
    ("a demand and a rejection", "aland demands dredged; boria rejects dredged against",
     "opposed: aland dredged, boria dredged"),
    ("an offer and a demand against", "aland offers dredged; boria demands dredged against",
     "opposed: aland dredged, boria dredged"),
    ("a condition is a wish too", "aland conditions dredged; boria asserts dredged against",
     "opposed: aland dredged, boria dredged"),
    ("who is against all is against each", "aland demands dredged-deep; boria rejects dredged against",
     "opposed: aland dredged-deep, boria dredged"),
    ("issues as labelled", "aland demands - issue=fees; boria rejects - against issue=fees",
     "opposed: aland fees, boria fees"),
    ("an exclusion", "aland demands dredged; boria demands left-alone", "exclusive: aland dredged, boria left-alone"),
    ("an exclusion, said of the other side", "aland offers left-alone; boria asserts dredged",
     "exclusive: aland left-alone, boria dredged"),
    ("an exclusion of something broader", "aland demands left-alone; boria demands dredged-deep",
     "exclusive: aland left-alone, boria dredged-deep"),
    ("asserted and denied", "aland asserts spill; boria denies spill against", "factual: aland spill, boria spill"),
    ("a demand about what is known to be a fact", "aland demands spill; boria denies spill against",
     "factual: aland spill, boria spill"),
    ("presupposed and denied", "aland demands cleaned; boria denies spill against",
     "factual: aland cleaned, boria spill"),
    ("what a provision requires", "aland demands opening; boria rejects survey against",
     "precondition: aland opening, boria survey"),
    ("what a provision requires, denied", "aland demands opening; boria denies survey against",
     "precondition: aland opening, boria survey"),
    ("a stated condition",
     "aland conditions dredged needs=survey-in-full condition=if_the_survey_is_shared; boria rejects survey against",
     "precondition: aland dredged, boria survey"),
    ("no, unless", "aland rejects dredged against needs=fee condition=unless_ships_pay; boria rejects fee against",
     "precondition: aland dredged, boria fee"),
    ("a condition of a matter known by its issue alone",
     "aland conditions - issue=works needs=fee condition=once_ships_pay; boria rejects fee against",
     "precondition: aland works, boria fee"),
    ("a document's term, and a judgement of the document",
     "aland demands fee carried_by=aland; boria asserts - against issue=works concerns=aland",
     "package: aland fee, boria works"),
    ("both want it", "aland demands dredged; boria accepts dredged", "agreed: aland dredged, boria dredged"),
    ("both forecast it", "aland expects dredged; boria expects dredged", "agreed: aland dredged, boria dredged"),
    ("a forecast and an assertion", "aland expects dredged; boria asserts dredged",
     "agreed: aland dredged, boria dredged"),
    ("an offer meets a demand on an issue", "aland demands - issue=fees; boria offers - issue=fees",
     "agreed: aland fees, boria fees"),
    ("both refuse it", "aland rejects fee against; boria demands fee against",
     "agreed-rejection: aland fee, boria fee"),
    ("both doubt it", "aland expects fee against; boria expects fee against", "agreed-rejection: aland fee, boria fee"),
    ("both deny it", "aland denies spill against; boria denies spill against",
     "agreed-rejection: aland spill, boria spill"),
    ("narrower and broader", "boria demands dredged-deep; aland demands dredged",
     "partly-agreed: boria dredged-deep, aland dredged"),
    ("a narrower demand of a party that offers the broader",
     "boria demands dredged-deep addressee=aland; aland offers dredged",
     "partly-agreed: boria dredged-deep, aland dredged"),
    ("two kinds of the same, one of them offered", "boria demands dredged-deep; aland offers dredged-by-night",
     "partly-agreed: aland dredged-by-night, boria dredged-deep"),
    ("two kinds of the same, demanded of the same party",
     "boria demands dredged-deep addressee=cetia; aland demands dredged-by-night addressee=cetia",
     "partly-agreed: aland dredged-by-night, boria dredged-deep"),
]  # fmt: skip

SILENT = [
    ("a party does not conflict with itself", "aland demands dredged; aland rejects dredged against"),
    ("a threat is no wish", "aland threatens fee; boria rejects fee against"),
    ("a threat is not opposed either", "aland demands fee; boria threatens fee against"),
    ("a forecast opposes nothing", "aland expects dredged against; boria demands dredged"),
    ("a forecast agrees with no wish", "aland expects dredged; boria demands dredged"),
    ("a neutral word takes no side", "aland asserts fee neutral; boria rejects fee against"),
    ("two neutral words do not agree", "aland asserts fee neutral; boria asserts fee neutral"),
    ("against the narrower only", "aland demands dredged; boria rejects dredged-deep against"),
    ("a denial is no rejection", "aland demands fee; boria denies fee against"),
    ("a rejection is no denial of what is presupposed", "aland demands cleaned; boria rejects spill against"),
    ("presupposing runs one way", "aland demands spill; boria rejects cleaned against"),
    ("requiring runs one way", "aland demands survey; boria rejects opening against"),
    ("against the narrower of what is required", "aland demands opening; boria rejects survey-in-full against"),
    ("for this, unless that", "aland offers dredged needs=fee condition=unless_ships_pay; boria rejects fee against"),
    ("a threat with a condition",
     "aland threatens left-alone needs=fee condition=if_ships_do_not_pay; boria rejects fee against"),
    ("an exclusion needs two wishes", "aland demands dredged; boria threatens left-alone"),
    ("no exclusion where one is against", "aland demands dredged; boria rejects left-alone against"),
    ("a different document", "aland demands fee carried_by=aland; boria asserts - against issue=works concerns=cetia"),
    ("praise of the document", "aland demands fee carried_by=aland; boria asserts - for issue=works concerns=aland"),
    ("a forecast about the document",
     "aland demands fee carried_by=aland; boria expects - against issue=works concerns=aland"),
    ("an issue and a provision under it are not the same", "aland demands - issue=fees; boria rejects fee against"),
    ("two demands on an issue", "aland demands - issue=fees; boria demands - issue=fees"),
    ("two rejections on an issue", "aland rejects - against issue=fees; boria rejects - against issue=fees"),
    ("an assertion on an issue", "aland demands - issue=fees; boria asserts - against issue=fees"),
    ("two kinds of the same, demanded of each other",
     "aland demands dredged-deep addressee=boria; boria demands dredged-by-night addressee=aland"),
    ("two kinds of the same, demanded of nobody in particular",
     "aland demands dredged-deep; boria demands dredged-by-night"),
    ("a narrower demand of a party that has a demand of its own",
     "aland demands dredged-deep addressee=boria; boria demands dredged"),
    ("a broader demand of a party that has a demand of its own",
     "aland demands dredged-deep; boria demands dredged addressee=aland"),
    ("a fact held and denied by the same party", "aland asserts spill; aland denies spill against"),
    ("a fact presupposed and denied by the same party", "aland demands cleaned; aland denies spill against"),
    ("an issue wanted and refused by the same party", "aland demands - issue=fees; aland rejects - against issue=fees"),
    ("a term and a judgement of the same party",
     "aland demands fee carried_by=aland; aland rejects - against issue=works concerns=aland"),
    ("a requirement refused by the same party", "aland demands opening; aland rejects survey against"),
    ("a condition refused by the same party",
     "aland conditions dredged needs=fee condition=if; aland rejects fee against"),
    ("a term known, an offer on its issue", "aland demands fee issue=fees; boria offers - issue=fees"),
    ("an offer on an issue, a term known", "aland offers - issue=fees; boria demands fee issue=fees"),
    ("a term known, a rejection on its issue", "aland demands fee issue=fees; boria rejects - against issue=fees"),
    ("an assertion and an offer on an issue", "aland asserts - issue=fees; boria offers - issue=fees"),
    ("a denial and a rejection are not alike", "aland denies spill against; boria rejects spill against"),
    ("what a document asserts is no term",
     "aland asserts fee carried_by=aland; boria asserts - against issue=works concerns=aland"),
    ("a requirement doubted is not refused", "aland demands opening; boria expects survey against"),
    ("a condition doubted is not refused",
     "aland conditions dredged needs=fee condition=if; boria expects fee against"),
    ("another negotiation", "aland demands dredged; boria rejects dredged against negotiation=lighthouse"),
]  # fmt: skip


def _crowd() -> list[Said]:
    """Return the statements of all rows, as of one negotiation."""
    return [one for row in FIRES for one in said(*row[1].split(";"))]


@pytest.mark.parametrize(("statements", "expected"), [row[1:] for row in FIRES], ids=[row[0] for row in FIRES])
def test_finds_exactly_this(statements: str, expected: str) -> None:
    assert findings(*said(*statements.split(";"))) == {expected}


@pytest.mark.parametrize("statements", [row[1] for row in SILENT], ids=[row[0] for row in SILENT])
def test_finds_nothing(statements: str) -> None:
    assert findings(*said(*statements.split(";"))) == set()


LOST = [
    ("a demand", "aland demands fee", "boria rejects fee against"),
    ("a rejection", "boria rejects fee against", "aland demands fee"),
    ("a term", "aland demands fee carried_by=aland", "boria rejects - against issue=works concerns=aland"),
    ("a judgement", "boria rejects - against issue=works concerns=aland", "aland demands fee carried_by=aland"),
    ("a condition", "aland conditions dredged needs=fee condition=if", "boria rejects fee against"),
]


@pytest.mark.parametrize(("lost", "whole"), [row[1:] for row in LOST], ids=[row[0] for row in LOST])
def test_what_was_lost_cannot_clash(lost: str, whole: str) -> None:
    assert len(findings(*said(lost, whole))) == 1
    assert findings(*said(lost, incomplete=True), *said(whole)) == set()


def test_statements_of_no_negotiation_do_not_meet() -> None:
    assert findings(*said("aland demands fee"), *said("boria rejects fee against", negotiation=None)) == set()


def test_the_table_covers_every_kind_that_joins_two_positions() -> None:
    joins = {
        slug_of(quad.subject)
        for quad in reference_quads()
        if isinstance(quad.subject, NamedNode)
        and quad.predicate == RDFS.seeAlso
        and quad.object in (NEG.Conflict, NEG.Overlap)
    }
    # Ranges are the matter of test_ranges, circles that of test_preconditions.
    assert {row[2].partition(":")[0] for row in FIRES} == joins - {"range", "ranges-meet", "circular"}


def test_a_nearer_refusal_hides_the_broader_one() -> None:
    statements = said(
        "aland demands dredged-deep", "boria rejects dredged against", "boria rejects dredged-deep against"
    )
    assert findings(*statements) == {"opposed: aland dredged-deep, boria dredged-deep"}


def test_an_opposed_pair_is_not_a_precondition_too() -> None:
    statements = said("aland conditions dredged-deep needs=dredged condition=if_so", "boria rejects dredged against")
    assert findings(*statements) == {"opposed: aland dredged-deep, boria dredged"}


def test_a_required_provision_that_is_broader_too_is_opposed_alone() -> None:
    statements = said("aland demands survey-in-full", "boria rejects survey against")
    assert findings(*statements) == {"opposed: aland survey-in-full, boria survey"}


def test_a_dispute_of_fact_is_one_finding() -> None:
    statements = said("aland asserts spill-at-night", "boria denies spill against", "boria asserts spill against")
    assert findings(*statements) == {"factual: aland spill-at-night, boria spill"}


def test_a_position_on_the_other_kind_counts_and_not_the_common_one() -> None:
    kinds = said("aland offers dredged-by-night", "boria demands dredged-deep")
    assert findings(*kinds, *said("aland rejects dredged-deep against")) == {
        "opposed: boria dredged-deep, aland dredged-deep"
    }
    assert findings(*kinds, *said("boria offers dredged-by-night")) == {
        "agreed: aland dredged-by-night, boria dredged-by-night"
    }


def test_kinds_that_exclude_each_other_do_not_overlap() -> None:
    statements = said("aland offers dredged-by-day", "boria demands dredged-by-night")
    assert findings(*statements) == {"exclusive: aland dredged-by-day, boria dredged-by-night"}


def test_agreeing_on_the_broader_hides_partly_agreeing() -> None:
    statements = said("aland demands dredged", "boria demands dredged-deep", "boria accepts dredged")
    assert findings(*statements) == {"agreed: aland dredged, boria dredged"}


def test_a_third_party_makes_pairs_of_its_own() -> None:
    assert findings(*said("aland demands dredged", "boria rejects dredged against", "cetia offers dredged")) == {
        "opposed: aland dredged, boria dredged",
        "opposed: cetia dredged, boria dredged",
        "agreed: aland dredged, cetia dredged",
    }


def _of(derived: list[Quad], *kinds: NamedNode) -> list[Quad]:
    """Return what was derived about things of these classes."""
    nodes = {quad.subject for quad in derived if quad.predicate == RDF.type and quad.object in kinds}
    return [quad for quad in derived if quad.subject in nodes]


def _objects(quads: list[Quad], predicate: NamedNode) -> list[object]:
    return [quad.object for quad in quads if quad.predicate == predicate]


def _ids(store: Store) -> dict[str, NamedNode]:
    """Return statements by their quote's first word, which numbers the sentences of a report."""
    return {
        str(quad.object).strip('"').split(":", maxsplit=1)[0]: next(
            iter(store.quads_for_pattern(None, NEG.quote, quad.subject, None))
        ).subject  # type: ignore[misc]
        for quad in store.quads_for_pattern(None, NamedNode("http://www.w3.org/ns/oa#exact"), None, None)
    }


def test_a_position_adds_up_its_statements() -> None:
    store = store_of(
        *said("aland demands fee", said_on=Interval(date(2025, 7, 14), date(2025, 7, 20))),
        *said("aland offers fee report=second", "aland threatens fee report=second"),
    )
    derived = _of(derive(store), NEG.Position)
    (position,) = {quad.subject for quad in derived}
    assert [str(value) for value in _objects(derived, NEG.reportCount)] == [
        '"2"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]
    assert {value.value for value in _objects(derived, NEG.heldFrom)} == {"2025-07-14"}  # type: ignore[attr-defined]
    # A statement without a day of its own counts by the day of its report.
    assert {value.value for value in _objects(derived, NEG.heldUntil)} == {"2025-07-23"}  # type: ignore[attr-defined]
    assert set(_objects(derived, NEG.act)) == {ACT["demands"], ACT["offers"], ACT["threatens"]}
    assert len(_objects(derived, PROV.wasDerivedFrom)) == 3
    assert set(_objects(derived, NEG.issue)) == {NamedNode("https://w3id.org/negotiation-kg/scheme/issue/fees")}
    assert Quad(position, NEG.party, NamedNode(PARTIES["aland"].iri), DERIVED_GRAPH) in derived
    assert Quad(position, NEG.stance, STANCE["for"], DERIVED_GRAPH) in derived


def test_the_best_statement_is_complete_then_latest_then_first_by_id() -> None:
    late, early = Interval(date(2025, 7, 22), date(2025, 7, 22)), DAY
    store = store_of(
        *said("aland demands fee", said_on=early),
        *said("aland demands fee", "aland offers fee", said_on=late),
        *said("aland demands fee", incomplete=True),
    )
    ids = _ids(store)
    assert _objects(derive(store), NEG.bestStatement) == [min(ids["1"], ids["2"], key=lambda node: node.value)]


def test_an_incomplete_statement_shows_a_position_only_alone() -> None:
    derived = derive(store_of(*said("aland demands fee", incomplete=True)))
    assert len(_objects(derived, NEG.bestStatement)) == 1
    assert _objects(derived, NEG.bestWish) == []


DOUBT = 0.01


def test_a_candidate_makes_no_position_and_no_finding() -> None:
    assert derive(store_of(*said("aland demands dredged", confidence=DOUBT))) == []
    assert findings(*said("aland demands dredged", confidence=DOUBT), *said("boria rejects dredged against")) == set()
    # It is the doubt that keeps them apart.
    pair = said("aland demands dredged", "boria rejects dredged against", confidence=0.99)
    assert findings(*pair) == {"opposed: aland dredged, boria dredged"}


def test_beside_a_firm_statement_a_candidate_adds_nothing() -> None:
    firm = said("aland demands fee", said_on=DAY)
    late = Interval(date(2025, 7, 30), date(2025, 7, 30))
    beside = store_of(*firm, *said("aland offers fee", said_on=late, confidence=DOUBT))
    derived, ids = _of(derive(beside), NEG.Position), _ids(beside)
    assert _objects(derived, PROV.wasDerivedFrom) == [ids["0"]]
    assert _objects(derived, NEG.bestStatement) == [ids["0"]]
    assert _objects(derived, NEG.act) == [ACT["demands"]]
    assert {value.value for value in _objects(derived, NEG.heldUntil)} == {"2025-07-21"}  # type: ignore[attr-defined]


def test_a_candidate_of_another_report_does_not_bear_a_position_out() -> None:
    derived = derive(store_of(*said("aland demands fee"), *said("aland demands fee report=second", confidence=DOUBT)))
    assert [value.value for value in _objects(derived, NEG.reportCount)] == ["1"]  # type: ignore[attr-defined]


def test_a_wish_is_shown_by_more_than_an_assertion_and_never_by_a_threat() -> None:
    store = store_of(
        *said("aland demands fee", said_on=Interval(date(2025, 7, 1), date(2025, 7, 1))),
        *said("aland asserts fee", "aland threatens fee"),
    )
    derived, ids = derive(store), _ids(store)
    assert _objects(derived, NEG.bestWish) == [ids["0"]]
    assert _objects(derived, NEG.bestAssessment) == [ids["1"]]


def test_a_package_shows_the_statement_that_the_document_carries() -> None:
    store = store_of(
        *said("aland demands fee carried_by=aland", said_on=DAY),
        *said("aland demands fee"),
        *said("boria rejects - against issue=works concerns=aland", said_on=DAY),
        *said("boria rejects - against issue=works"),
    )
    derived, ids = derive(store), _ids(store)
    finding = next(quad.subject for quad in derived if quad.object == NEG.Conflict)
    shown = {quad.predicate: quad.object for quad in derived if quad.subject == finding}
    assert (shown[NEG.firstStatement], shown[NEG.secondStatement]) == (ids["0"], ids["2"])
    assert shown[NEG.reason].value == (  # type: ignore[union-attr]
        "“Ships pay a fee” stands in the memorandum of Aland; Boria speaks against its terms as a whole."
    )


def test_a_statement_without_issue_and_provision_makes_no_position() -> None:
    assert derive(store_of(*said("aland demands -"))) == []


def test_a_finding_is_whole() -> None:
    store = store_of(*said("aland demands dredged", "boria rejects dredged against"))
    derived = _of(derive(store), NEG.Conflict)
    (finding,) = {quad.subject for quad in derived}
    parts = {(quad.predicate, quad.object) for quad in derived if quad.subject == finding}
    positions = {value for predicate, value in parts if predicate in (NEG.firstPosition, NEG.secondPosition)}
    assert {value for predicate, value in parts if predicate == PROV.wasDerivedFrom} == positions
    assert {value for predicate, value in parts if predicate == RDF.type} == {NEG.Finding, NEG.Conflict}
    assert {predicate for predicate, _ in parts} == {
        RDF.type, NEG.findingKind, NEG.negotiation, NEG.issue, NEG.firstPosition, NEG.secondPosition,
        NEG.firstStatement, NEG.secondStatement, NEG.reason, PROV.wasDerivedFrom,
    }  # fmt: skip
    assert [value.value for predicate, value in parts if predicate == NEG.reason] == [  # type: ignore[union-attr]
        "Aland is for “The harbour is dredged”; Boria is against it."
    ]


def test_everything_has_one_reason_and_one_pair_of_statements() -> None:
    """Many statements behind one pair of positions must not show as many findings, or as one with many reasons."""
    statements = [
        f"aland conditions dredged needs={name} condition=if report={report}"
        for name in ("survey", "survey-in-full")
        for report in ("first", "second")
    ]
    statements += [f"aland demands dredged carried_by={of} report=third" for of in ("aland", "cetia")]
    statements += [f"boria asserts survey against concerns={of}" for of in ("aland", "cetia")]
    derived = _of(derive(store_of(*said(*statements))), NEG.Conflict, NEG.Overlap)
    for predicate in (NEG.reason, NEG.firstStatement, NEG.secondStatement, NEG.findingKind):
        subjects = [quad.subject for quad in derived if quad.predicate == predicate]
        assert len(subjects) == len(set(subjects)) == 1


def test_law_one_no_derived_triple_says_that_a_provision_holds() -> None:
    """The graph says who wants what, never that it is so: a provision is only ever what a position is towards."""
    derived = derive(store_of(*_crowd()))
    things = NEG.Position, NEG.Precondition, NEG.PackageTerm, NEG.Finding
    kinds = {quad.subject for quad in derived if quad.object in things}
    assert len(kinds) > 20
    assert {quad.subject for quad in derived} == kinds
    assert {
        quad.predicate
        for quad in derived
        if str(quad.object).startswith("<https://w3id.org/negotiation-kg/scheme/provision/")
    } == {NEG.provision, NEG.conditionProvision}
    assert {quad.graph_name for quad in derived} == {DERIVED_GRAPH}


def test_the_given_store_is_not_written_to_and_the_result_is_always_the_same() -> None:
    statements = _crowd()
    store = store_of(*statements)
    before = canonical_nquads(store)
    first = derive(store)
    assert canonical_nquads(store) == before
    assert first == sorted(first, key=str)
    # In another order, and with what was derived before in the store already, nothing changes.
    again = Store()
    for quad in reversed(list(store)):
        again.add(quad)
    again.extend(first)
    assert derive(again) == first


def test_without_ontology_and_case_there_are_positions_and_no_classes_of_findings() -> None:
    derived = derive(store_of(*said("aland demands dredged"), case=False))
    assert [quad.object for quad in derived if quad.predicate == NEG.provision] == [provision_iri("dredged")]


def test_a_foreign_graph_cannot_speak_for_a_report() -> None:
    """A statement counts only inside the graph of the report that it says it comes from."""
    store = store_of(*said("aland demands dredged"))
    moved = Store()
    for quad in store:
        if quad.graph_name.value.startswith("https://w3id.org/negotiation-kg/data/report/"):
            moved.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode("https://example.org/elsewhere")))
    assert derive(moved) == []


def test_exclusions_hold_for_everything_narrower_and_both_ways() -> None:
    names = {
        (one.rpartition("/")[2], other.rpartition("/")[2])
        for one, other in exclusions(store_of())
        if "dredged" in one + other
    }
    kinds = ("dredged", "dredged-deep", "dredged-by-day", "dredged-by-night")
    expected = {("left-alone", kind) for kind in kinds} | {("dredged-by-day", "dredged-by-night")}
    assert names == expected | {(other, one) for one, other in expected}


@cache
def _prepared() -> list[tuple[Rule, Query]]:
    """Return the rules, read by rdflib; that takes a third of a second each."""
    from rdflib.plugins.sparql import prepareQuery

    return [(rule, prepareQuery(rule.text)) for rule in rules()]


@pytest.mark.parametrize("statements", [row[1] for row in FIRES[::7]], ids=[row[0] for row in FIRES[::7]])
def test_another_engine_derives_the_same(statements: str) -> None:
    """The rules are plain SPARQL 1.1: rdflib, which shares no code with the store, comes to the same graph."""
    from rdflib import Dataset, URIRef

    def dataset(quads: Iterable[Quad]) -> Dataset:
        return Dataset().parse(data=canonical_nquads(quads).decode(), format="nquads")

    graph = "https://w3id.org/negotiation-kg/data/graph/"
    store = store_of(*said(*statements.split(";")))
    reports = dataset(store)
    concepts = NamedNode(graph + "concepts")
    working = dataset(
        Quad(quad.subject, quad.predicate, quad.object, concepts)
        for quad in store
        if quad.graph_name.value.startswith(graph)
    )
    for rule, prepared in _prepared():
        found = (reports if rule.reads == "reports" else working).query(prepared).graph
        assert found is not None
        for triple in found:
            working.graph(URIRef(graph + rule.writes)).add(triple)
    keys = {URIRef(NEG.key.value), URIRef(NEG.joinKey.value)}
    ours = dataset(derive(store)).graph(URIRef(DERIVED_GRAPH.value))
    theirs = {triple for triple in working.graph(URIRef(DERIVED_GRAPH.value)) if triple[1] not in keys}
    assert theirs == set(ours)
    assert len(ours) > 10


def test_rules_run_in_the_order_they_declare() -> None:
    assert [rule.order for rule in rules()] == sorted({rule.order for rule in rules()})
    steps = [rule.step for rule in rules()]
    assert steps == sorted(steps, key=list(Step).index)
