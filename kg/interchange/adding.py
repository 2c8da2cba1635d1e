"""Statements of coded files as decisions: all of them that are new, or all errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import pyoxigraph as ox

from kg.curation import decisions_of, next_time, settled_report
from kg.errors import InputError, NotFoundError, UsageError
from kg.graphs import read_extraction
from kg.interchange.coded import Coded
from kg.interchange.fields import CODED, said
from kg.interchange.lookup import Lookup
from kg.interchange.wording import Wording
from kg.iris import report_iri
from kg.model import Act, Decision, DecisionKind, Extraction, Statement
from kg.settle import Settled
from kg.store import REPORT
from kg.vocab import RDFS
from kg.whatif import report_of

_DIGEST = 64
_ID = 16


@dataclass(frozen=True)
class Import:
    """What coded files come to.

    Args:
        statements: each with its place, its file and the concepts that were left out of it.
        problems: what is wrong, each with its place; where there are any, nothing is to be written.
        without_act: of how many statements the file says no act.
        covered: the ids of the reports that the files are about.
    """

    statements: tuple[tuple[Coded, Statement, tuple[str, ...]], ...]
    problems: tuple[str, ...]
    without_act: int = 0
    covered: frozenset[str] = frozenset()


@dataclass
class Reports:
    """The reports of a store, each read once, under any name that a file may call it."""

    rdf: ox.Store
    _ids: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    _several: dict[str, str] = field(default_factory=dict)
    _settled: dict[str, Settled] = field(default_factory=dict)
    _extractions: dict[str, Extraction] = field(default_factory=dict)
    _labels: list[ox.Quad] | None = None

    def find(self, names: tuple[str, ...]) -> str | None:
        """Return the id of the report with the first of these names that is one; None where none is."""
        if names not in self._ids:
            self._ids[names] = next((found for name in names if (found := self._find(name)) is not None), None)
        return self._ids[names]

    def settled(self, report_id: str) -> Settled:
        """Return what counts of a report and what people decided. Raises as ``kg.curation.settled_report``."""
        if report_id not in self._settled:
            self._settled[report_id] = settled_report(self.rdf, report_id)
        return self._settled[report_id]

    def extraction(self, report_id: str) -> Extraction:
        """Return what counts of a report. Raises InputError where its graph cannot be read back."""
        if report_id not in self._extractions:
            if self._labels is None:
                self._labels = list(self.rdf.quads_for_pattern(None, RDFS.label, None, None))
            quads = self.rdf.quads_for_pattern(None, None, None, report_iri(report_id))
            self._extractions[report_id] = read_extraction([*quads, *self._labels], report_id)
        return self._extractions[report_id]

    def missing(self, names: tuple[str, ...]) -> str:
        """Say why no report was found under these names."""
        called = " or ".join(repr(name) for name in names) or "without a name"
        several = [self._several[name] for name in names if name in self._several]
        return several[0] if several else f"its report, {called}, is not in the store; add it first: kg add"

    def _find(self, name: str) -> str | None:
        if len(name) == _DIGEST and set(name) <= set("0123456789abcdef"):
            name = name[:_ID]
        try:
            return report_of(self.rdf, name).removeprefix(REPORT)
        except UsageError as error:
            self._several[name] = str(error)
        except NotFoundError:
            pass
        return None


def read_all(
    rdf: ox.Store, coded: Iterable[Coded], lookup: Lookup, *, act: Act = Act.ASSERTS, keep: bool = False
) -> Import:
    """Make statements of what files say; nothing is written.

    Args:
        rdf: the store with the reports.
        coded: what the files say.
        lookup: the names of the store.
        act: the act of what a file gives none for.
        keep: whether unknown concepts are left out instead of being a problem.
    """
    reports = Reports(rdf)
    wording = Wording(lookup, act=act, keep=keep)
    found, problems = [], []
    covered = set()
    for one in coded:
        report_id = reports.find(one.reports)
        if report_id is None:
            problems.append(f"{one.place}: {reports.missing(one.reports)}")
            continue
        covered.add(report_id)
        try:
            statement, unknown = wording.statement(one, reports.extraction(report_id))
            found.append((one, statement, unknown))
        except ValueError as error:
            problems += [f"{one.place}: {line}" for line in str(error).split("\n")]
    return Import(tuple(found), tuple(problems), wording.without_act, frozenset(covered))


def decisions_for(rdf: ox.Store, read: Import, by: str, now: datetime | None = None) -> list[tuple[Decision, str]]:
    """Return the decisions that add or accept what a person has not said yet, each with its place.

    What was extracted in the same words, with the same codes and as much detail or more, is accepted as it stands.

    What the same person has written or accepted before, in the same words, with the same codes and as much detail or
    more, is left out; so is what the files say twice. What others have said is no reason to leave it out.

    Args:
        rdf: the store.
        read: what the files come to, without problems.
        by: who decides.
        now: the time; else the clock's.
    """
    told: dict[str, list[Statement]] = defaultdict(list)
    for decision in decisions_of(rdf):
        if decision.by == by:
            told[decision.report] += decision.results

    @cache
    def extracted(report: str) -> list[Statement]:
        return [one for one in settled_report(rdf, report).extraction.statements if not one.by_hand]

    at = next_time(rdf, now)
    found: list[tuple[Decision, str]] = []
    for coded, statement, unknown in read.statements:
        given = CODED if coded.values.get("sourcing") else CODED - {"sourcing"}
        if any(_says_no_more(statement, before, given) for before in told[statement.report]):
            continue
        told[statement.report].append(statement)
        note = "; ".join([f"from {coded.place}", *(f"concept: {words}" for words in unknown)])
        when = at + timedelta(microseconds=len(found))
        twin = next((one for one in extracted(statement.report) if _says_no_more(statement, one, given)), None)
        if twin is None:
            decision = Decision(DecisionKind.ADD, statement.report, by, when, results=(statement,), note=note)
        else:
            decision = Decision(DecisionKind.ACCEPT, statement.report, by, when, twin, (twin,), note)
        found.append((decision, coded.place))
    return found


def _says_no_more(statement: Statement, before: Statement, given: frozenset[str]) -> bool:
    return all(getattr(statement, name) == getattr(before, name) for name in given & set(said(statement)))


def placed(error: InputError, decisions: Sequence[tuple[Decision, str]]) -> InputError:
    """Return an error about a decision with the place in the file of the statement that it names."""
    for decision, place in decisions:
        if any(result.id in str(error) for result in decision.results):
            return InputError(f"{place}: {error}")
    return error
