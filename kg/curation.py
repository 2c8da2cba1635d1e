"""What people decided about a store's reports: kept, applied, taken back; with what follows, in one transaction.

The graph of a report holds what counts. What was extracted and does not count is in a graph beside it,
``…/data/deprecated/ID``, and the decisions are in ``…/data/graph/curation``: they stay when the report goes, and are
applied again when it comes back, whatever is extracted from it then (``kg.settle``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import InputError, NotFoundError
from kg.graphs import (
    canonical_order,
    decision_quads,
    deprecated_quads,
    extraction_quads,
    read_decisions,
    read_deprecated,
    read_extraction,
)
from kg.iris import CURATION_GRAPH, DATA, DERIVED_GRAPH, KEYS_GRAPH, deprecated_graph, report_iri
from kg.model import Decision, Extraction
from kg.refresh import ready, reference_of
from kg.settle import Settled, settle, unsettled
from kg.store import Store
from kg.validate import validate_report
from kg.vocab import NEG, RDFS

if TYPE_CHECKING:
    from kg.digest import Entry

_CASE = DATA + "graph/case/"


@dataclass(frozen=True)
class Curated:
    """A report with the decisions about it, ready to be stored: by IRI, the quads of its graph, and of that beside."""

    settled: Settled
    report: Mapping[str, Sequence[ox.Quad]]
    beside: Mapping[str, Sequence[ox.Quad]]


def curate(extraction: Extraction, decisions: Iterable[Decision]) -> Curated:
    """Apply decisions to what was extracted from a report, and write both graphs of it. Raises ValueError as those."""
    settled = settle(extraction, decisions)
    report = extraction.report
    return Curated(
        settled,
        {report_iri(report.id).value: extraction_quads(canonical_order(settled.extraction))},
        {deprecated_graph(report.id).value: deprecated_quads(report, settled.deprecated)},
    )


def decisions_of(rdf: ox.Store, report_id: str | None = None) -> list[Decision]:
    """Return all decisions, or those about one report, in the order in which they were taken.

    Raises InputError where the graph of curation was altered by other hands.
    """
    if report_id is None:
        return read_decisions(rdf.quads_for_pattern(None, None, None, CURATION_GRAPH))
    found = [quad.subject for quad in rdf.quads_for_pattern(None, NEG.report, report_iri(report_id), CURATION_GRAPH)]
    if not found:
        return []
    quads = [quad for node in found for quad in rdf.quads_for_pattern(node, None, None, CURATION_GRAPH)]
    return read_decisions([*quads, *rdf.quads_for_pattern(None, RDFS.label, None, CURATION_GRAPH)])


def extracted_from(rdf: ox.Store, report_id: str) -> Extraction:
    """Return what had been extracted from a stored report before anybody decided about it.

    Raises NotFoundError where the report is not there, InputError where its graphs cannot be read back.
    """
    node = report_iri(report_id)
    if not rdf.contains_named_graph(node):
        raise NotFoundError(f"the report {report_id} is not in the store; add it first: kg add")
    quads = list(rdf.quads_for_pattern(None, None, None, node))
    beside = list(rdf.quads_for_pattern(None, None, None, deprecated_graph(report_id)))
    labels = [*quads, *_labels(rdf)]
    return unsettled(read_extraction(labels, report_id), read_deprecated([*labels, *beside], report_id))


def settled_report(rdf: ox.Store, report_id: str) -> Settled:
    """Return what counts of a stored report and how each decision fared. Raises as ``extracted_from``."""
    return settle(extracted_from(rdf, report_id), decisions_of(rdf, report_id))


def as_extracted(rdf: ox.Store) -> ox.Store:
    """Return a store as it would be had nobody decided anything: the same one where nobody has, else a copy in memory.

    Raises InputError where a graph cannot be read back.
    """
    from kg.derive import derive

    decided = {decision.report for decision in decisions_of(rdf)}
    if not decided:
        return rdf
    left_out = {CURATION_GRAPH, DERIVED_GRAPH, KEYS_GRAPH}
    left_out |= {node for report in decided for node in (report_iri(report), deprecated_graph(report))}
    raw = ox.Store()
    raw.bulk_extend(quad for quad in rdf if quad.graph_name not in left_out)
    for report in decided:
        if rdf.contains_named_graph(report_iri(report)):
            raw.bulk_extend(extraction_quads(extracted_from(rdf, report)))
    raw.bulk_extend(derive(raw))
    return raw


def next_time(rdf: ox.Store, now: datetime | None = None) -> datetime:
    """Return the time for the next decision: now, but after all that were taken, in UTC to the microsecond.

    Decisions that are taken together are told apart by adding a microsecond each.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC)
    taken = decisions_of(rdf)
    return max(now, taken[-1].at + timedelta(microseconds=1)) if taken else now


def decide(store: Store, decisions: Sequence[Decision]) -> tuple[Entry, ...]:
    """Put decisions in, with all that follows from them, in one transaction; return what that changed.

    Args:
        store: open for writing.
        decisions: about reports of the store; those that are in it already change nothing.

    Raises:
        NotFoundError: a report is not in the store.
        InputError: a decision would give a report a graph that breaks a shape. Nothing was written.
    """
    known = decisions_of(store.rdf)
    ids = {decision.id for decision in known}
    new = list({decision.id: decision for decision in decisions if decision.id not in ids}.values())
    return _rewrite(store, [*known, *new], {decision.report for decision in new})


def undo(store: Store, ids: Iterable[str]) -> tuple[Entry, ...]:
    """Take decisions out as if they had never been taken, in one transaction; return what that changed.

    Raises NotFoundError, and writes nothing, where there is no such decision.
    """
    known = {decision.id: decision for decision in decisions_of(store.rdf)}
    gone = set(ids)
    if missing := sorted(gone - known.keys()):
        raise NotFoundError(f"there is no decision {missing[0]}; kg review list shows them")
    kept = [decision for decision in known.values() if decision.id not in gone]
    return _rewrite(store, kept, {known[one].report for one in gone}, gone_may_stay_away=True)


def _rewrite(
    store: Store, decisions: Sequence[Decision], reports: Iterable[str], *, gone_may_stay_away: bool = False
) -> tuple[Entry, ...]:
    """Make these the decisions of a store, where those about some reports are others than before."""
    from kg.digest import digest_of

    reports = sorted(reports)
    if not reports:
        return ()
    # Decisions outlive their report: what is left of one that is not there needs no more than to be taken out.
    there = [one for one in reports if not gone_may_stay_away or store.has_report(one)]
    curated = [
        curate(extracted_from(store.rdf, one), [decision for decision in decisions if decision.report == one])
        for one in there
    ]
    reference = reference_of(store)
    for one in curated:
        for quads in one.report.values():
            verdict = validate_report(quads, reference=reference)
            if not verdict.conforms:
                broken = verdict.results[0]
                raise InputError(f"a decision cannot stand, nothing was written: {broken}")
    curation = {quad for decision in decisions for quad in decision_quads(decision)}
    reviser, _ = ready(store)
    delta = reviser.revise(
        {name: quads for one in curated for name, quads in one.report.items()},
        {
            CURATION_GRAPH.value: list(curation),
            **{name: quads for one in curated for name, quads in one.beside.items()},
        },
    )
    digest = tuple(digest_of(store.rdf, delta))
    store.change(delta.removed, delta.added)
    return digest


def _labels(rdf: ox.Store) -> list[ox.Quad]:
    """Return the labels in case files: parties and people of one that is not bundled are named there alone."""
    return [
        quad
        for graph in rdf.named_graphs()
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_CASE)
        for quad in rdf.quads_for_pattern(None, RDFS.label, None, graph)
    ]
