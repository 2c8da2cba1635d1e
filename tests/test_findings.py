"""Findings as validation results: one each, naming both parties, both quotes and both reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from harbour import case_quads, extractions, said, store_of
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.derive import derive
from kg.findings import analyse
from kg.graphs import extraction_quads
from kg.iris import ONTOLOGY_GRAPH
from kg.model import Report
from kg.vocab import NEG, PROV


def analysed(*sentences: str) -> Store:
    store = store_of(*said(*sentences))
    store.extend(derive(store))
    return store


def test_a_conflict_is_a_warning_that_names_both_sides() -> None:
    verdict = analyse(analysed("aland demands fee", "boria rejects fee against report=second"))
    assert verdict.conforms
    (result,) = verdict.results
    assert (result.severity, result.shape) == ("Warning", "Conflict")
    assert result.message == (
        "Conflict: opposed: Aland, “0: aland demands fee (for).” (The first report), "
        "against Boria, “0: boria rejects fee (against).” (The second report). "
        "Aland is for “Ships pay a fee”; Boria is against it."
    )


def test_an_overlap_is_information() -> None:
    (result,) = analyse(analysed("aland demands fee", "boria offers fee")).results
    assert (result.severity, result.shape) == ("Info", "Overlap")
    assert "with Boria, “1: boria offers fee (for).” (The first report)" in result.message


def test_every_finding_has_one_result() -> None:
    store = analysed("aland demands fee", "boria rejects fee against", "cetia offers fee", "cetia denies spill against",
                     "boria asserts spill", "cetia rejects opening against")  # fmt: skip
    findings = {quad.subject for quad in store.quads_for_pattern(None, None, NEG.Finding, None)}
    results = analyse(store).results
    assert {result.focus for result in results} == {node.value for node in findings if isinstance(node, NamedNode)}
    assert len(results) == len(findings) == 4


def test_without_findings_there_are_no_results() -> None:
    assert analyse(analysed("aland demands fee")).results == ()


def test_more_names_for_one_thing_do_not_make_more_results() -> None:
    store = analysed("aland demands fee", "boria rejects fee against")
    aland = next(quad.subject for quad in case_quads() if quad.object == Literal("Aland", language="en"))
    for name in (Literal("Ålande", language="sv"), Literal("Aaland", language="fr"), Literal("AL")):
        store.add(Quad(aland, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), name, ONTOLOGY_GRAPH))
    (result,) = analyse(store).results
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
    (result,) = analyse(store).results
    assert result.message.count(f"“{text}” ({text})") == 2


def test_a_finding_without_evidence_says_nothing() -> None:
    """A finding is only shown with both quotes; the check finding_without_statements lists one that has none."""
    store = analysed("aland demands fee", "boria rejects fee against")
    for quad in list(store.quads_for_pattern(None, NEG.quote, None, None)):
        store.remove(quad)
    assert analyse(store).results == ()
    assert list(store.quads_for_pattern(None, PROV.wasDerivedFrom, None, None))
