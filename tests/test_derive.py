"""Which positions follow from statements, and which pairs of them conflict or overlap, or must not."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad, Store

from harbour import PARTIES, Said, findings, paper, said, store_of
from kg.derive import derive, exclusions, rules
from kg.graphs import canonical_nquads
from kg.iris import DERIVED_GRAPH, provision_iri, statement_iri
from kg.model import Interval
from kg.vocab import ACT, NEG, PROV, RDF, STANCE

A_FOR = said("aland", "demands", "dredged")
DAY = Interval(date(2025, 7, 21), date(2025, 7, 21))

FIRES: list[tuple[str, list[Said], tuple[str, str, str, str, str]]] = [
    ("a demand and a rejection", [A_FOR, said("boria", "rejects", "dredged", "against")],
     ("opposed", "aland", "dredged", "boria", "dredged")),
    ("an offer and a demand against", [said("aland", "offers", "dredged"), said("boria", "demands", "dredged", "against")],
     ("opposed", "aland", "dredged", "boria", "dredged")),
    ("a condition is a wish too", [said("aland", "conditions", "dredged"), said("boria", "asserts", "dredged", "against")],
     ("opposed", "aland", "dredged", "boria", "dredged")),
    ("who is against all is against each", [said("aland", "demands", "dredged-deep"), said("boria", "rejects", "dredged", "against")],
     ("opposed", "aland", "dredged-deep", "boria", "dredged")),
    ("issues as labelled", [said("aland", "demands", issue="fees"), said("boria", "rejects", stance="against", issue="fees")],
     ("opposed", "aland", "fees", "boria", "fees")),
    ("an exclusion", [said("aland", "demands", "dredged"), said("boria", "demands", "left-alone")],
     ("exclusive", "aland", "dredged", "boria", "left-alone")),
    ("an exclusion, said of the other side", [said("aland", "offers", "left-alone"), said("boria", "asserts", "dredged")],
     ("exclusive", "aland", "left-alone", "boria", "dredged")),
    ("an exclusion of something broader", [said("aland", "demands", "left-alone"), said("boria", "demands", "dredged-deep")],
     ("exclusive", "aland", "left-alone", "boria", "dredged-deep")),
    ("asserted and denied", [said("aland", "asserts", "spill"), said("boria", "denies", "spill", "against")],
     ("factual", "aland", "spill", "boria", "spill")),
    ("a demand about what is known to be a fact", [said("aland", "demands", "spill"), said("boria", "denies", "spill", "against")],
     ("factual", "aland", "spill", "boria", "spill")),
    ("presupposed and denied", [said("aland", "demands", "cleaned"), said("boria", "denies", "spill", "against")],
     ("factual", "aland", "cleaned", "boria", "spill")),
    ("what a provision requires", [said("aland", "demands", "opening"), said("boria", "rejects", "survey", "against")],
     ("precondition", "aland", "opening", "boria", "survey")),
    ("what a provision requires, denied", [said("aland", "demands", "opening"), said("boria", "denies", "survey", "against")],
     ("precondition", "aland", "opening", "boria", "survey")),
    ("a stated condition",
     [said("aland", "conditions", "dredged", condition="if the survey is shared in full", condition_provision="survey-in-full"),
      said("boria", "rejects", "survey", "against")],
     ("precondition", "aland", "dredged", "boria", "survey")),
    ("no, unless", [said("aland", "rejects", "dredged", "against", condition="unless ships pay", condition_provision="fee"),
                    said("boria", "rejects", "fee", "against")],
     ("precondition", "aland", "dredged", "boria", "fee")),
    ("a condition of a matter known by its issue alone",
     [said("aland", "conditions", issue="works", condition="once ships pay", condition_provision="fee"),
      said("boria", "rejects", "fee", "against")],
     ("precondition", "aland", "works", "boria", "fee")),
    ("a document's term, and a judgement of the document",
     [said("aland", "demands", "fee", carried_by=paper("aland")),
      said("boria", "asserts", stance="against", issue="works", concerns=paper("aland"))],
     ("package", "aland", "fee", "boria", "works")),
    ("both demand it", [A_FOR, said("boria", "accepts", "dredged")], ("agreed", "aland", "dredged", "boria", "dredged")),
    ("both forecast it", [said("aland", "expects", "dredged"), said("boria", "expects", "dredged")],
     ("agreed", "aland", "dredged", "boria", "dredged")),
    ("a forecast and an assertion", [said("aland", "expects", "dredged"), said("boria", "asserts", "dredged")],
     ("agreed", "aland", "dredged", "boria", "dredged")),
    ("an offer meets a demand on an issue", [said("aland", "demands", issue="fees"), said("boria", "offers", issue="fees")],
     ("agreed", "aland", "fees", "boria", "fees")),
    ("both refuse it", [said("aland", "rejects", "fee", "against"), said("boria", "demands", "fee", "against")],
     ("agreed-rejection", "aland", "fee", "boria", "fee")),
    ("both doubt it", [said("aland", "expects", "fee", "against"), said("boria", "expects", "fee", "against")],
     ("agreed-rejection", "aland", "fee", "boria", "fee")),
    ("both deny it", [said("aland", "denies", "spill", "against"), said("boria", "denies", "spill", "against")],
     ("agreed-rejection", "aland", "spill", "boria", "spill")),
    ("narrower and broader", [said("boria", "demands", "dredged-deep"), said("aland", "demands", "dredged")],
     ("partly-agreed", "boria", "dredged-deep", "aland", "dredged")),
    ("a narrower demand of a party that offers the broader",
     [said("boria", "demands", "dredged-deep", addressee="aland"), said("aland", "offers", "dredged")],
     ("partly-agreed", "boria", "dredged-deep", "aland", "dredged")),
    ("two kinds of the same, one of them offered",
     [said("boria", "demands", "dredged-deep"), said("aland", "offers", "dredged-by-night")],
     ("partly-agreed", "aland", "dredged-by-night", "boria", "dredged-deep")),
    ("two kinds of the same, demanded of the same party",
     [said("boria", "demands", "dredged-deep", addressee="cetia"),
      said("aland", "demands", "dredged-by-night", addressee="cetia")],
     ("partly-agreed", "aland", "dredged-by-night", "boria", "dredged-deep")),
]  # fmt: skip

SILENT: list[tuple[str, list[Said]]] = [
    ("a party does not conflict with itself", [A_FOR, said("aland", "rejects", "dredged", "against")]),
    ("a threat is no wish", [said("aland", "threatens", "fee"), said("boria", "rejects", "fee", "against")]),
    ("a threat is not opposed either", [said("aland", "demands", "fee"), said("boria", "threatens", "fee", "against")]),
    ("a forecast opposes nothing", [said("aland", "expects", "dredged", "against"), said("boria", "demands", "dredged")]),
    ("a forecast agrees with no wish", [said("aland", "expects", "dredged"), said("boria", "demands", "dredged")]),
    ("a neutral word takes no side", [said("aland", "asserts", "fee", "neutral"), said("boria", "rejects", "fee", "against")]),
    ("two neutral words do not agree", [said("aland", "asserts", "fee", "neutral"), said("boria", "asserts", "fee", "neutral")]),
    ("what was lost cannot clash", [said("aland", "demands", "fee", incomplete=True), said("boria", "rejects", "fee", "against")]),
    ("against the narrower only", [A_FOR, said("boria", "rejects", "dredged-deep", "against")]),
    ("a denial is no rejection", [said("aland", "demands", "fee"), said("boria", "denies", "fee", "against")]),
    ("a rejection is no denial of what is presupposed",
     [said("aland", "demands", "cleaned"), said("boria", "rejects", "spill", "against")]),
    ("presupposing runs one way", [said("aland", "demands", "spill"), said("boria", "rejects", "cleaned", "against")]),
    ("requiring runs one way", [said("aland", "demands", "survey"), said("boria", "rejects", "opening", "against")]),
    ("against the narrower of what is required",
     [said("aland", "demands", "opening"), said("boria", "rejects", "survey-in-full", "against")]),
    ("for this, unless that",
     [said("aland", "offers", "dredged", condition="unless ships pay", condition_provision="fee"),
      said("boria", "rejects", "fee", "against")]),
    ("a threat with a condition",
     [said("aland", "threatens", "left-alone", condition="if ships do not pay", condition_provision="fee"),
      said("boria", "rejects", "fee", "against")]),
    ("an exclusion needs two wishes", [said("aland", "demands", "dredged"), said("boria", "threatens", "left-alone")]),
    ("no exclusion where one is against", [A_FOR, said("boria", "rejects", "left-alone", "against")]),
    ("a different document",
     [said("aland", "demands", "fee", carried_by=paper("aland")),
      said("boria", "asserts", stance="against", issue="works", concerns=paper("cetia"))]),
    ("praise of the document",
     [said("aland", "demands", "fee", carried_by=paper("aland")),
      said("boria", "asserts", stance="for", issue="works", concerns=paper("aland"))]),
    ("a forecast about the document",
     [said("aland", "demands", "fee", carried_by=paper("aland")),
      said("boria", "expects", stance="against", issue="works", concerns=paper("aland"))]),
    ("an issue and a provision under it are not the same",
     [said("aland", "demands", issue="fees"), said("boria", "rejects", "fee", "against")]),
    ("two demands on an issue", [said("aland", "demands", issue="fees"), said("boria", "demands", issue="fees")]),
    ("two rejections on an issue",
     [said("aland", "rejects", stance="against", issue="fees"), said("boria", "rejects", stance="against", issue="fees")]),
    ("an assertion on an issue",
     [said("aland", "demands", issue="fees"), said("boria", "asserts", stance="against", issue="fees")]),
    ("each demands its own kind of the other",
     [said("aland", "demands", "dredged-deep", addressee="boria"),
      said("boria", "demands", "dredged-by-night", addressee="aland")]),
    ("two kinds of the same, demanded of nobody in particular",
     [said("aland", "demands", "dredged-deep"), said("boria", "demands", "dredged-by-night")]),
    ("a narrower demand of a party that has a demand of its own",
     [said("aland", "demands", "dredged-deep", addressee="boria"), said("boria", "demands", "dredged")]),
    ("a broader demand of a party that has a demand of its own",
     [said("aland", "demands", "dredged-deep"), said("boria", "demands", "dredged", addressee="aland")]),
    ("another negotiation", [A_FOR, said("boria", "rejects", "dredged", "against", negotiation="lighthouse")]),
    ("no negotiation", [A_FOR, said("boria", "rejects", "dredged", "against", negotiation=None)]),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), [row[1:] for row in FIRES], ids=[row[0] for row in FIRES])
def test_finds_exactly_this(statements: list[Said], expected: tuple[str, str, str, str, str]) -> None:
    assert findings(*statements) == {expected}


@pytest.mark.parametrize("statements", [row[1] for row in SILENT], ids=[row[0] for row in SILENT])
def test_finds_nothing(statements: list[Said]) -> None:
    assert findings(*statements) == set()


def test_the_table_covers_every_kind() -> None:
    assert {row[2][0] for row in FIRES} == {
        "opposed", "exclusive", "factual", "precondition", "package", "agreed", "partly-agreed", "agreed-rejection",
    }  # fmt: skip


def test_a_nearer_refusal_hides_the_broader_one() -> None:
    against = [said("boria", "rejects", name, "against") for name in ("dredged", "dredged-deep")]
    assert findings(said("aland", "demands", "dredged-deep"), *against) == {
        ("opposed", "aland", "dredged-deep", "boria", "dredged-deep")
    }


def test_an_opposed_pair_is_not_a_precondition_too() -> None:
    condition = {"condition": "if it is dredged", "condition_provision": "dredged"}
    found = findings(
        said("aland", "conditions", "dredged-deep", **condition), said("boria", "rejects", "dredged", "against")
    )
    assert found == {("opposed", "aland", "dredged-deep", "boria", "dredged")}


def test_kinds_that_exclude_each_other_do_not_overlap() -> None:
    found = findings(said("aland", "demands", "dredged-by-day"), said("boria", "demands", "dredged-by-night"))
    assert found == {("exclusive", "aland", "dredged-by-day", "boria", "dredged-by-night")}


def test_agreeing_on_the_broader_hides_partly_agreeing() -> None:
    found = findings(A_FOR, said("boria", "demands", "dredged-deep"), said("boria", "accepts", "dredged"))
    assert found == {("agreed", "aland", "dredged", "boria", "dredged")}


def test_a_third_party_makes_pairs_of_its_own() -> None:
    found = findings(A_FOR, said("boria", "rejects", "dredged", "against"), said("cetia", "offers", "dredged"))
    assert found == {
        ("opposed", "aland", "dredged", "boria", "dredged"),
        ("opposed", "cetia", "dredged", "boria", "dredged"),
        ("agreed", "aland", "dredged", "cetia", "dredged"),
    }


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
        said("aland", "demands", "fee", said_on=Interval(date(2025, 7, 14), date(2025, 7, 20))),
        said("aland", "offers", "fee", report="second"),
        said("aland", "threatens", "fee", report="second"),
    )
    derived = derive(store)
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
    assert Quad(position, NEG.party, NamedNode(PARTIES["aland"].iri), DERIVED_GRAPH) in derived  # type: ignore[arg-type]
    assert Quad(position, NEG.stance, STANCE["for"], DERIVED_GRAPH) in derived  # type: ignore[arg-type]


def test_the_best_statement_is_complete_then_latest_then_first_by_id() -> None:
    late, early = Interval(date(2025, 7, 22), date(2025, 7, 22)), DAY
    store = store_of(
        said("aland", "demands", "fee", said_on=early),
        said("aland", "demands", "fee", said_on=late),
        said("aland", "offers", "fee", said_on=late),
        said("aland", "demands", "fee", incomplete=True),
    )
    ids = _ids(store)
    assert _objects(derive(store), NEG.bestStatement) == [min(ids["1"], ids["2"], key=lambda node: node.value)]


def test_an_incomplete_statement_shows_a_position_only_alone() -> None:
    derived = derive(store_of(said("aland", "demands", "fee", incomplete=True)))
    assert len(_objects(derived, NEG.bestStatement)) == 1
    assert _objects(derived, NEG.bestWish) == []


def test_a_wish_is_shown_by_more_than_an_assertion_and_never_by_a_threat() -> None:
    store = store_of(
        said("aland", "demands", "fee", said_on=Interval(date(2025, 7, 1), date(2025, 7, 1))),
        said("aland", "asserts", "fee"),
        said("aland", "threatens", "fee"),
    )
    derived, ids = derive(store), _ids(store)
    assert _objects(derived, NEG.bestWish) == [ids["0"]]
    assert _objects(derived, NEG.bestAssessment) == [ids["1"]]


def test_a_package_shows_the_statement_that_the_document_carries() -> None:
    store = store_of(
        said("aland", "demands", "fee", said_on=DAY, carried_by=paper("aland")),
        said("aland", "demands", "fee"),
        said("boria", "rejects", stance="against", issue="works", said_on=DAY, concerns=paper("aland")),
        said("boria", "rejects", stance="against", issue="works"),
    )
    derived, ids = derive(store), _ids(store)
    finding = next(quad.subject for quad in derived if quad.object == NEG.Conflict)
    shown = {quad.predicate: quad.object for quad in derived if quad.subject == finding}
    assert (shown[NEG.firstStatement], shown[NEG.secondStatement]) == (ids["0"], ids["2"])
    assert shown[NEG.reason].value == (  # type: ignore[union-attr]
        "“Ships pay a fee” stands in the memorandum of Aland; Boria speaks against its terms as a whole."
    )


def test_a_statement_without_issue_and_provision_makes_no_position() -> None:
    assert derive(store_of(said("aland", "demands"))) == []


def test_a_finding_is_whole() -> None:
    store = store_of(A_FOR, said("boria", "rejects", "dredged", "against"))
    derived = derive(store)
    (finding,) = {quad.subject for quad in derived if quad.object == NEG.Finding}
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
    conditions = [
        said("aland", "conditions", "dredged", condition="if", condition_provision=name, report=report)
        for name in ("survey", "survey-in-full")
        for report in ("first", "second")
    ]
    papers = [said("aland", "demands", "dredged", carried_by=paper(of), report="third") for of in ("aland", "cetia")]
    judged = [said("boria", "asserts", "survey", "against", concerns=paper(of)) for of in ("aland", "cetia")]
    derived = derive(store_of(*conditions, *papers, *judged))
    for predicate in (NEG.reason, NEG.firstStatement, NEG.secondStatement, NEG.findingKind):
        subjects = [quad.subject for quad in derived if quad.predicate == predicate]
        assert len(subjects) == len(set(subjects)) == 1


def test_law_one_no_derived_triple_says_that_a_provision_holds() -> None:
    """The graph says who wants what, never that it is so: a provision is only ever what a position is towards."""
    derived = derive(store_of(*[one for row in FIRES for one in row[1]]))
    kinds = {quad.subject for quad in derived if quad.object in (NEG.Position, NEG.Finding)}
    assert len(kinds) > 20
    assert {quad.subject for quad in derived} == kinds
    assert {
        quad.predicate
        for quad in derived
        if str(quad.object).startswith("<https://w3id.org/negotiation-kg/scheme/provision/")
    } == {NEG.provision}
    assert {quad.graph_name for quad in derived} == {DERIVED_GRAPH}


def test_the_given_store_is_not_written_to_and_the_result_is_always_the_same() -> None:
    statements = [one for row in FIRES for one in row[1]]
    store = store_of(*statements)
    before = canonical_nquads(store)
    first = derive(store)
    assert canonical_nquads(store) == before
    # Reports in another order, and what was derived before in the store already: nothing changes.
    again = store_of(*reversed(statements))
    assert [quad for quad in derive(store_of(*statements))] == first == sorted(first, key=str)
    again = Store()
    for quad in reversed(list(store)):
        again.add(quad)
    again.extend(first)
    assert derive(again) == first


def test_without_ontology_and_case_there_are_positions_and_no_classes_of_findings() -> None:
    derived = derive(store_of(A_FOR, case=False))
    assert [quad.object for quad in derived if quad.predicate == NEG.provision] == [provision_iri("dredged")]


def test_a_foreign_graph_cannot_speak_for_a_report() -> None:
    """A statement counts only inside the graph of the report that it says it comes from."""
    store = store_of(A_FOR)
    moved = Store()
    for quad in store:
        if quad.graph_name.value.startswith("https://w3id.org/negotiation-kg/data/report/"):  # type: ignore[union-attr]
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


def test_rules_run_in_the_order_they_declare() -> None:
    assert [rule.order for rule in rules()] == sorted({rule.order for rule in rules()})
    assert [rule.name for rule in rules()][0] == "statements"
    assert [rule.name for rule in rules()][-1] == "findings"


def test_statement_ids_are_those_of_the_model() -> None:
    assert statement_iri("0" * 16).value.endswith("data/statement/" + "0" * 16)
