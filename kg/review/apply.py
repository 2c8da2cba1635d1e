"""Rows as decisions: every row is checked before anything is decided, and all of them count, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pyoxigraph as ox

from kg.curation import next_time, settled_report
from kg.errors import KgError
from kg.model import Decision, DecisionKind, Report, Statement
from kg.review.cells import Names
from kg.review.columns import EDITABLE
from kg.review.rows import fingerprint
from kg.review.wording import new_statement, reworded
from kg.settle import Settled, written_by_hand
from kg.whatif import report_of


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a filled-in table: its number in the file, and its cells by the name of the column."""

    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Return what stands in a column, without spaces round it."""
        return self.cells.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row, or in one cell of it."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        """As people read it: ``row 7, stance: …``."""
        return f"row {self.row}, {self.column}: {self.text}" if self.column else f"row {self.row}: {self.text}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table comes to.

    Args:
        decisions: to be taken, in the order of the table.
        rows: by the id of a decision, the number of the first row that it comes from.
        repeated: how many decisions of the table were taken before, by the same person in the same words.
        faults: all that is wrong. Where there is anything, nothing of the table may be decided.
    """

    decisions: tuple[Decision, ...]
    rows: dict[str, int]
    repeated: int
    faults: tuple[RowFault, ...]


def plan(rdf: ox.Store, rows: Iterable[Row], by: str, now: datetime) -> Plan:
    """Return what the rows of a table decide about the statements of a store.

    Args:
        rdf: the store; nothing is written to it.
        rows: with or without a decision; what is not filled in is passed over.
        by: the name of who decides.
        now: the time, in UTC.
    """
    at = next_time(rdf, now)
    planner = _Planner(rdf, by, at)
    planner.take(list(rows))
    told = sorted(planner.decisions, key=lambda pair: pair[0])
    timed = [(row, replace(one, at=at + timedelta(microseconds=ordinal))) for ordinal, (row, one) in enumerate(told)]
    return Plan(
        tuple(decision for _, decision in timed),
        {decision.id: row for row, decision in timed},
        planner.repeated,
        tuple(sorted(planner.faults, key=lambda fault: fault.row)),
    )


@dataclass
class _Planner:
    rdf: ox.Store
    by: str
    at: datetime
    decisions: list[tuple[int, Decision]] = field(default_factory=list)
    repeated: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = Names(self.rdf)
        self.settled: dict[str, Settled] = {}

    def take(self, rows: Sequence[Row]) -> None:
        """Go through the table: rows about one statement together, in the order of the first of them."""
        about: dict[str, list[tuple[Row, DecisionKind]]] = {}
        for row in rows:
            if not any(row.cell(name) for name in row.cells):
                continue
            statement, kind = row.cell("statement").rpartition("/")[2], self._kind(row)
            if kind is DecisionKind.ADD:
                self._add(row)
            elif kind is not None and not statement:
                self._fault(row, "statement", f"needed to {kind}; copy the whole row of the export, or write add")
            elif kind is not None:
                about.setdefault(statement, []).append((row, kind))
            elif not row.cell("decision"):
                self._undecided(row, statement)
        for statement, told in about.items():
            self._decide(statement, told)

    def _kind(self, row: Row) -> DecisionKind | None:
        words = row.cell("decision")
        try:
            return DecisionKind(words.casefold()) if words else None
        except ValueError:
            self._fault(row, "decision", f"{words!r} is not one of: {', '.join(DecisionKind)}")
            return None

    def _undecided(self, row: Row, statement: str) -> None:
        """A row without a decision must be as it was: its changes would be lost without a word."""
        if not statement:
            # An empty sheet has a row for each sentence; most are left as they were.
            if any(row.cell(column.name) for column in EDITABLE if column.name not in ("quote", "start")):
                self._fault(row, "decision", "a new row needs the decision add")
            return
        settled = self._report(row, quiet=True)
        found = None if settled is None else _standing(settled, statement)
        if settled is not None and found is not None and fingerprint(found) == row.cell("fingerprint"):
            self._unchanged(row, found, settled.extraction.report, "there is no decision")

    def _unchanged(self, row: Row, target: Statement, report: Report, why: str) -> None:
        _, changed, _ = reworded(row.cells, target, report, self.names)
        for column in EDITABLE:
            if column.name in changed:
                self._fault(row, column.name, f"changed but {why}; write correct, or put back what was there")

    def _decide(self, statement: str, told: Sequence[tuple[Row, DecisionKind]]) -> None:
        """Decide about one statement; only a split has several rows."""
        first, kind = told[0]
        if len(told) > 1 and not all(kind is DecisionKind.SPLIT for _, kind in told):
            for row, _ in told[1:]:
                self._fault(row, "decision", f"row {first.number} decides about the same statement; keep one of them")
            return
        if kind is DecisionKind.SPLIT and len(told) == 1:
            self._fault(first, "decision", "a split needs two rows or more, one for each part; copy the row")
            return
        found = [self._target(row, statement) for row, _ in told]
        if any(one is None for one in found) or found[0] is None:
            return
        target, earlier, report = found[0]
        before = len(self.faults)
        results = self._results([row for row, _ in told], kind, target, report)
        if len(self.faults) > before:
            return
        notes = dict.fromkeys(note for row, _ in told if (note := row.cell("note")))
        self._take(first, kind, report, target, results, "; ".join(notes) or None, earlier)

    def _results(
        self, rows: Sequence[Row], kind: DecisionKind, target: Statement, report: Report
    ) -> tuple[Statement, ...]:
        """Return the statements that stand after a decision; what is wrong with them is told."""
        if kind in (DecisionKind.ACCEPT, DecisionKind.REJECT):
            for row in rows:
                self._unchanged(row, target, report, f"the decision is {kind}")
            return (target,) if kind is DecisionKind.ACCEPT else ()
        found: dict[Statement, int] = {}
        for row in rows:
            result, changed, faults = reworded(row.cells, target, report, self.names)
            for fault in faults:
                self._fault(row, fault.column, fault.text)
            if kind is DecisionKind.CORRECT and not changed and not faults:
                self._fault(row, "decision", "nothing is changed; change what is wrong, or write accept")
            own = written_by_hand(result, target.id)
            if own in found and not faults:
                self._fault(row, "", f"says the same as row {found[own]}; the parts of a split differ")
            found.setdefault(own, row.number)
        return tuple(found)

    def _target(self, row: Row, statement: str) -> tuple[Statement, Decision | None, Report] | None:
        """Return the statement of a row as it was exported, the decision about it since then, and its report."""
        settled = self._report(row)
        if settled is None:
            return None
        mark, report = row.cell("fingerprint"), settled.extraction.report
        if not mark:
            self._fault(row, "fingerprint", "empty; copy the whole row of the export")
            return None
        found = _standing(settled, statement)
        if found is not None and fingerprint(found) == mark:
            return found, None, report
        since = [one for one in settled.effective if one.target is not None and one.target.id == statement]
        for decision in since:
            if decision.target is not None and fingerprint(decision.target) == mark:
                return decision.target, decision, report
        if since:
            self._fault(row, "", _decided(since[-1]))
        elif found is None:
            self._fault(row, "statement", f"{statement} is not in this report any more; export the table anew")
        else:
            self._fault(row, "", "the statement has changed in the store since; export the table anew")
        return None

    def _add(self, row: Row) -> None:
        for name in ("statement", "fingerprint"):
            if row.cell(name):
                self._fault(row, name, "an added statement has none yet; empty the cell")
                return
        settled = self._report(row)
        if settled is None:
            return
        report = settled.extraction.report
        added, faults = new_statement(row.cells, report, settled.extraction.case, self.names)
        for fault in faults:
            self._fault(row, fault.column, fault.text)
        if added is None:
            return
        twin = next((one for one in settled.extraction.statements if _says(one) == _says(added)), None)
        own = [one for one in settled.effective if one.kind is DecisionKind.ADD and one.by == self.by]
        if any(one.results[0].id == added.id for one in own):
            self.repeated += 1
        elif twin is not None:
            self._fault(row, "", f"the report has this statement already, statement/{twin.id}; decide about that one")
        elif any(one.target is None and one.results == (added,) for _, one in self.decisions):
            self._fault(row, "", "another row adds the same")
        else:
            self._take(row, DecisionKind.ADD, report, None, (added,), row.cell("note") or None, None)

    def _take(
        self,
        row: Row,
        kind: DecisionKind,
        report: Report,
        target: Statement | None,
        results: tuple[Statement, ...],
        note: str | None,
        earlier: Decision | None,
    ) -> None:
        if earlier is not None:
            said = earlier.kind, earlier.by, set(earlier.results), earlier.note
            if said == (kind, self.by, set(results), note):
                self.repeated += 1
            else:
                self._fault(row, "", _decided(earlier))
            return
        try:
            decision = Decision(kind, report.id, self.by, self.at, target, results, note)
        except ValueError as error:
            self._fault(row, "decision", str(error))
            return
        self.decisions.append((row.number, decision))

    def _report(self, row: Row, *, quiet: bool = False) -> Settled | None:
        words = row.cell("report")
        try:
            if not words:
                raise ValueError("empty; give the report's id, file name or title")
            # "report/1234…" is how the export writes it.
            report_id = report_of(self.rdf, words.removeprefix("report/")).rpartition("/")[2]
            if report_id not in self.settled:
                self.settled[report_id] = settled_report(self.rdf, report_id)
            return self.settled[report_id]
        except (KgError, ValueError) as error:
            if not quiet:
                self._fault(row, "report", str(error).removeprefix("report: "))
            return None

    def _fault(self, row: Row, column: str, text: str) -> None:
        self.faults.append(RowFault(row.number, column, text))


def _standing(settled: Settled, statement: str) -> Statement | None:
    """Return a statement of a report, also one that was set aside: what was rejected can be accepted after all."""
    return next((one for one in (*settled.extraction.statements, *settled.deprecated) if one.id == statement), None)


def _says(statement: Statement) -> tuple[object, ...]:
    return (
        statement.quote, statement.party.iri, statement.act, statement.stance, statement.issue, statement.provision,
        statement.content,
    )  # fmt: skip


def _decided(decision: Decision) -> str:
    when = decision.at.strftime("%Y-%m-%d %H:%M")
    return (
        f"{decision.by} decided about the statement ({decision.kind}, {when} UTC) after this table was exported; "
        "export it anew"
    )
