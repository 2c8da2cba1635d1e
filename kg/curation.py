"""What people decided about a store's reports: kept, applied, taken back; with what follows, in one transaction.

The graph of a report holds what counts. What was extracted and does not count is in a graph beside it,
``…/data/deprecated/ID``, and the decisions are in ``…/data/graph/curation``: they stay when the report goes, and are
applied again when it comes back, whatever is extracted from it then (``kg.settle``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import InputError, NotFoundError, UsageError
from kg.graphs import (
    canonical_order,
    decision_quads,
    deprecated_quads,
    extraction_quads,
    read_decisions,
    read_deprecated,
    read_extraction,
    reference_quads,
)
from kg.iris import CURATION_GRAPH, DATA, DERIVED_GRAPH, KEYS_GRAPH, deprecated_graph, report_iri
from kg.model import Decision, Extraction
from kg.refresh import ready, reference_of
from kg.settle import Settled, settle, unsettled
from kg.store import Store
from kg.validate import Result, validate_report
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


def broken_by_hand(settled: Extraction, reference: Iterable[ox.Quad] | None) -> tuple[Result, ...]:
    """Return what the shapes say against the statements that people wrote; what was extracted is checked elsewhere.

    ``reference`` as of ``validate_report``.
    """
    written = tuple(one for one in settled.statements if one.by_hand)
    if not written:
        return ()
    quads = extraction_quads(replace(settled, statements=written, meetings=(), outcomes=()))
    return validate_report(quads, reference=reference).results


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


class Curation:
    """A store whose decisions are changed one after the other; keeps between them what does not depend on them.

    Drop it before the store is closed: it holds the database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reviser, _ = ready(store)
        reference = reference_of(store)
        self._reference = reference if len(reference) > len(reference_quads()) else None

    def decide(self, decisions: Sequence[Decision]) -> tuple[Entry, ...]:
        """Put decisions in, with all that follows from them, in one transaction; return what that changed.

        Args:
            decisions: about reports of the store; those that are in it already change nothing.

        Raises:
            NotFoundError: a report is not in the store.
            InputError: a decision would give a report a statement that breaks a shape. Nothing was written.
        """
        known = decisions_of(self._store.rdf)
        ids = {decision.id for decision in known}
        new = {decision.id: decision for decision in decisions if decision.id not in ids}
        by_report: dict[str, list[Decision]] = {decision.report: [] for decision in new.values()}
        for decision in (*known, *new.values()):
            if decision.report in by_report:
                by_report[decision.report].append(decision)
        for report, told in sorted(by_report.items()):
            self._check(settle(extracted_from(self._store.rdf, report), told).extraction, new)
        return self._rewrite({*known, *new.values()}, by_report)

    def undo(self, ids: Iterable[str]) -> tuple[Entry, ...]:
        """Take decisions out as if they had never been taken, in one transaction; return what that changed.

        Raises NotFoundError where there is no such decision, and UsageError where one that stays is about a statement
        that one of them wrote; nothing is written then.
        """
        known = {decision.id: decision for decision in decisions_of(self._store.rdf)}
        gone = set(ids)
        if missing := sorted(gone - known.keys()):
            raise NotFoundError(f"there is no decision {missing[0]}; kg review list shows them")
        by_report: dict[str, list[Decision]] = {known[one].report: [] for one in gone}
        kept = [decision for decision in known.values() if decision.id not in gone]
        lost = {result.id: one for one in gone for result in known[one].results if result.by_hand}
        for decision in kept:
            for result in decision.results:
                lost.pop(result.id, None)
        for decision in kept:
            if decision.target is not None and decision.target.id in lost:
                raise UsageError(
                    f"{decision.by}'s decision {decision.id} is about what {lost[decision.target.id]} wrote; take that "
                    "back first, or both at once"
                )
            if decision.report in by_report:
                by_report[decision.report].append(decision)
        # Decisions outlive their report: of one that is not there, no more is left to change.
        there = {report: told for report, told in by_report.items() if self._store.has_report(report)}
        return self._rewrite(kept, there)

    def _check(self, settled: Extraction, new: Collection[str]) -> None:
        """Raise InputError where a statement that stands by a new decision, and was never extracted, breaks a shape."""
        kept = tuple(one for one in settled.statements if one.decision in new)
        if broken := broken_by_hand(replace(settled, statements=kept), self._reference):
            raise InputError(f"a decision cannot stand, nothing was written: {broken[0]}")

    def _rewrite(self, decisions: Iterable[Decision], by_report: Mapping[str, Sequence[Decision]]) -> tuple[Entry, ...]:
        """Make these the decisions of the store, where those about some reports are others than before."""
        from kg.digest import digest_of

        curated = [curate(extracted_from(self._store.rdf, report), told) for report, told in sorted(by_report.items())]
        delta = self._reviser.revise(
            {name: quads for one in curated for name, quads in one.report.items()},
            {
                CURATION_GRAPH.value: list({quad for decision in decisions for quad in decision_quads(decision)}),
                **{name: quads for one in curated for name, quads in one.beside.items()},
            },
        )
        digest = tuple(digest_of(self._store.rdf, delta))
        self._store.change(delta.removed, delta.added)
        return digest


def decide(store: Store, decisions: Sequence[Decision]) -> tuple[Entry, ...]:
    """Put decisions into a store that is open for writing, once; as ``Curation.decide``."""
    return Curation(store).decide(decisions)


def undo(store: Store, ids: Iterable[str]) -> tuple[Entry, ...]:
    """Take decisions out of a store that is open for writing, once; as ``Curation.undo``."""
    return Curation(store).undo(ids)


def _labels(rdf: ox.Store) -> list[ox.Quad]:
    """Return the labels in case files: parties and people of one that is not bundled are named there alone."""
    return [
        quad
        for graph in rdf.named_graphs()
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_CASE)
        for quad in rdf.quads_for_pattern(None, RDFS.label, None, graph)
    ]
