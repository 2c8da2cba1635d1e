"""Findings as validation results: one each, naming parties, quotes and reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from harbour import case_quads, extractions, said, store_of
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.derive import derive
from kg.findings import analyse
from kg.graphs import extraction_quads
from kg.iris import DERIVED_GRAPH, ONTOLOGY_GRAPH
from kg.model import Report
from kg.vocab import FINDING_KIND, NEG


def analysed(*sentences: str) -> Store:
    store = store_of(*said(*sentences))
    store.extend(derive(store))
    return store


def test_a_conflict_is_a_warning_that_names_both_sides() -> None:
    verdict = analyse(analysed("aland demands fee", "boria rejects fee against report=second"))
    assert verdict.conforms
    (result,) = (one for one in verdict.results if one.shape != "Shift")
    assert (result.severity, result.shape) == ("Warning", "Conflict")
    assert result.message == (
        "Conflict: opposed: Aland, “0: aland demands fee (for).” (The first report); "
        "Boria, “0: boria rejects fee (against).” (The second report). "
        "Aland is for “Ships pay a fee”; Boria is against it."
    )


def test_an_overlap_is_information_and_so_is_a_first_step() -> None:
    results = analyse(analysed("aland demands fee", "boria offers fee")).results
    (overlap,) = (one for one in results if one.shape == "Overlap")
    assert overlap.severity == "Info"
    assert "; Boria, “1: boria offers fee (for).” (The first report)" in overlap.message
    assert {one.severity for one in results if one.shape == "Shift"} == {"Info"}


def test_every_finding_has_one_result() -> None:
    store = analysed("aland demands fee", "boria rejects fee against", "cetia offers fee", "cetia denies spill against",
                     "boria asserts spill", "cetia rejects opening against")  # fmt: skip
    findings = {quad.subject for quad in store.quads_for_pattern(None, None, NEG.Finding, None)}
    results = analyse(store).results
    assert {result.focus for result in results} == {node.value for node in findings if isinstance(node, NamedNode)}
    assert len(results) == len(findings) > 4


def test_without_findings_there_are_no_results() -> None:
    assert analyse(analysed("aland expects fee")).results == ()


def test_more_names_for_one_thing_do_not_make_more_results() -> None:
    store = analysed("aland demands fee", "boria rejects fee against")
    aland = next(quad.subject for quad in case_quads() if quad.object == Literal("Aland", language="en"))
    for name in (Literal("Ålande", language="sv"), Literal("Aaland", language="fr"), Literal("AL")):
        store.add(Quad(aland, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), name, ONTOLOGY_GRAPH))
    (result,) = (one for one in analyse(store).results if one.shape == "Conflict")
    assert "Aland, “0" in result.message


# What a text can hold that a template would take for an order.
TEXTS = [
    r"a \1 b",
    r"\g<0>",
    "ends in \\",
    r"\\server\share",
    "{?account} {$this2}",
    "{?reason}",
    "50 % {0} %s",
    "“”\"'",
]


@pytest.mark.parametrize("text", TEXTS)
def test_quotes_come_out_verbatim_whatever_they_hold(text: str) -> None:
    (extraction,) = extractions(said("aland demands fee", "boria rejects fee against"))
    report = Report(f"{text}\n{text}", "odd.txt", title=text)
    quotes = (report.quote(0, len(text)), report.quote(len(text) + 1, 2 * len(text) + 1))
    statements = tuple(
        replace(one, report=report.id, quote=quote) for one, quote in zip(extraction.statements, quotes, strict=True)
    )
    store = Store()
    store.extend(case_quads())
    store.extend(extraction_quads(replace(extraction, report=report, statements=statements)))
    store.extend(derive(store))
    (result,) = (one for one in analyse(store).results if one.shape == "Conflict")
    assert result.message.count(f"“{text}” ({text})") == 2


BROKEN = [
    ("no quote", lambda store, _: cut(store, None, NEG.quote)),
    ("no reason", lambda store, finding: cut(store, finding, NEG.reason)),
    ("no kind", lambda store, finding: cut(store, finding, NEG.findingKind)),
    ("a kind of another class", lambda store, finding: change(store, finding, NEG.findingKind, FINDING_KIND["agreed"])),
    ("two reasons", lambda store, finding: change(store, finding, NEG.reason, Literal("Because of this."), keep=True)),
    ("no second statement", lambda store, finding: cut(store, finding, NEG.secondStatement)),
]


@pytest.mark.parametrize("damage", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_finding_that_is_not_whole_is_a_violation(damage: Callable[[Store, NamedNode], None]) -> None:
    store = analysed("aland demands fee", "boria rejects fee against")
    finding = next(quad.subject for quad in store.quads_for_pattern(None, None, NEG.Conflict, DERIVED_GRAPH))
    assert isinstance(finding, NamedNode)
    assert "Violation" not in {one.severity for one in analyse(store).results}
    damage(store, finding)
    found = [one for one in analyse(store).results if one.focus == finding.value]
    assert "WholeFinding" in {one.shape for one in found if one.severity == "Violation"}


def cut(store: Store, node: NamedNode | None, predicate: NamedNode) -> None:
    for quad in list(store.quads_for_pattern(node, predicate, None, None)):
        store.remove(quad)


def change(
    store: Store, node: NamedNode, predicate: NamedNode, value: NamedNode | Literal, *, keep: bool = False
) -> None:
    if not keep:
        cut(store, node, predicate)
    store.add(Quad(node, predicate, value, DERIVED_GRAPH))
