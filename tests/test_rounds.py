"""What follows from the written corpus of four rounds: every kind of finding, and exactly the expected ones.

The annotations stand in for the extractor, so that a finding that is missing or wrong is the fault of a rule.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import pytest
from gold_findings import EITHER_WAY, Expected, Found, compare, findings, told
from pyoxigraph import Literal, NamedNode, Quad
from rounds import ROUNDS, expected, load, read, score, store_of, table

from kg.derive import derive
from kg.graphs import canonical_nquads, extraction_quads
from kg.iris import DATA, ORIGINS_GRAPH
from kg.validate import validate_report
from kg.vocab import FINDING_KIND, NEG

KINDS = sorted(FINDING_KIND.notation(kind) for kind in FINDING_KIND)


@cache
def derived() -> tuple[Quad, ...]:
    return tuple(derive(load()[0]))


@cache
def compared() -> tuple[list[Found], list[Expected]]:
    return compare(findings(derived()), expected(), load()[2])


def test_every_quote_stands_at_its_offsets() -> None:
    assert list(ROUNDS.out_of_place()) == []
    assert sum(len(record["statements"]) for record in ROUNDS.reports) >= 100


def test_what_a_report_says_of_itself_is_what_is_annotated() -> None:
    for record in ROUNDS.reports:
        report = ROUNDS.report_of(record["file"])
        assert (report.title, str(report.date), report.publisher) == (
            record["title"],
            record["date"],
            record["publisher"],
        )


def test_the_annotations_conform_to_the_integrity_shapes() -> None:
    for extraction in ROUNDS.annotated[0]:
        case = ROUNDS.case_file(extraction.case or "")
        assert validate_report(extraction_quads(extraction), case=case).results == ()


def test_every_kind_of_finding_is_expected() -> None:
    assert sorted({row.kind for row in expected()}) == KINDS
    assert all(row.second and (row.first or row.kind == "new") for row in expected())
    assert {row.kind for row in expected()} >= EITHER_WAY


@pytest.mark.parametrize("kind", KINDS)
def test_the_findings_are_these_and_no_others(kind: str) -> None:
    unexpected = [one for one in compared()[0] if one.kind == kind]
    missing = [row for row in compared()[1] if row.kind == kind]
    assert (unexpected, missing) == ([], []), told(unexpected, missing, load()[2])


def test_a_report_has_the_origin_that_was_judged_by_hand() -> None:
    of_report: dict[str, str] = {}
    basis: dict[str, str] = {}
    for quad in load()[0].quads_for_pattern(None, None, None, ORIGINS_GRAPH):
        subject, value = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
        if quad.predicate == NEG.origin:
            of_report[subject] = value
        elif quad.predicate == NEG.originBasis:
            basis[subject] = value.rpartition("/")[2]
    rows = table("origins")
    found = {row["report"]: of_report[f"{DATA}report/{ROUNDS.report_of(row['report'] + '.txt').id}"] for row in rows}
    assert together(found) == together({row["report"]: row["origin"] for row in rows})
    assert {row["report"]: basis[found[row["report"]]] for row in rows} == {row["report"]: row["basis"] for row in rows}


def together(groups: dict[str, str]) -> set[frozenset[str]]:
    """The reports that have one origin."""
    found: dict[str, set[str]] = defaultdict(set)
    for report, group in groups.items():
        found[group].add(report)
    return {frozenset(reports) for reports in found.values()}


def test_a_position_counts_its_reports_and_their_origins() -> None:
    nodes: dict[str, dict[NamedNode, str]] = defaultdict(dict)
    for quad in derived():
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            nodes[quad.subject.value][quad.predicate] = quad.object.value.rpartition("/")[2]
    counts = {
        (node[NEG.party], node[NEG.provision], node[NEG.stance]): (node[NEG.reportCount], node[NEG.originCount])
        for node in nodes.values()
        if NEG.originCount in node and NEG.provision in node and node[NEG.negotiation] == "ostra-2026"
    }
    for row in table("support"):
        assert counts[row["party"], row["provision"], row["stance"]] == (row["reports"], row["origins"]), row


def test_the_order_of_reports_changes_nothing() -> None:
    extractions = ROUNDS.annotated[0]
    orders = (extractions[::-1], extractions[1::2] + extractions[::2])
    graphs = [canonical_nquads(derive(store_of(order))) for order in orders]
    assert graphs == [canonical_nquads(list(derived()))] * 2


def test_the_program_reads_quotes_that_stand_in_the_texts() -> None:
    extractions = read()
    quotes = [(e.report, statement.quote) for e in extractions for statement in e.statements]
    quotes += [(e.report, meeting.quote) for e in extractions for meeting in e.meetings]
    quotes += [(e.report, outcome.quote) for e in extractions for outcome in e.outcomes]
    assert quotes
    assert all(report.text[quote.start : quote.end] == quote.text for report, quote in quotes)


def test_the_score_counts_each_expected_finding_once() -> None:
    found = findings(derived())
    wanted = Counter(row.kind for row in expected())
    perfect = score(found, ROUNDS.annotated[0])
    twice = score([*found, *found], ROUNDS.annotated[0])
    assert {kind: one.expected for kind, one in perfect.items()} == wanted
    assert {kind: one.right for kind, one in twice.items()} == {kind: one.right for kind, one in perfect.items()}
    assert all(one.found == 2 * perfect[kind].found for kind, one in twice.items())
