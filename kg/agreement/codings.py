"""Who coded what: a coding sheet, a file of another tool, the machine, or a person's decisions in the store."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.curation import decisions_of, extracted_from
from kg.errors import InputError, KgError, NotFoundError
from kg.interchange.adding import Reports, read_all
from kg.interchange.lookup import Lookup
from kg.model import DecisionKind, Statement
from kg.review.apply import Row
from kg.review.cells import Names
from kg.review.columns import EDITABLE
from kg.review.sheets import MAX_BYTES, SUFFIXES, read_table
from kg.review.wording import new_statement, reworded
from kg.settle import settle, written_by_hand
from kg.sources import find_source
from kg.store import REPORT
from kg.whatif import report_of

MACHINE = "machine"
BY = "by:"
# What a person fills in; a row of an empty sheet in which none of it stands is a sentence without a statement.
_CODES = tuple(column.name for column in EDITABLE if column.name not in ("quote", "start"))


@dataclass(frozen=True)
class Coding:
    """What one coder made of some reports.

    Args:
        name: what the coder is called in tables.
        statements: what was coded.
        covered: the ids of the reports that were coded, also those in which nothing was found.
        whole_store: whether that is simply every report there is.
    """

    name: str
    statements: tuple[Statement, ...]
    covered: frozenset[str]
    whole_store: bool = False


class CodingError(InputError):
    """A coding that cannot be read; ``problems`` says what is wrong where."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        number = len(problems)
        super().__init__(f"{name}: {number} {'thing is' if number == 1 else 'things are'} wrong; nothing was compared")
        self.problems = tuple(problems)


def read_coding(rdf: ox.Store, words: str, lookup: Lookup, told: str | None = None) -> Coding:
    """Return the coding that words name.

    Args:
        rdf: the store with the reports.
        words: ``machine`` (what was extracted, before anybody decided; candidates left out), ``by:NAME`` (what a
            person's decisions say), a coding sheet or review table, or a file that ``kg import`` reads.
        lookup: the names of the store.
        told: the format of a file, where its ending does not tell.

    Raises:
        NotFoundError: there is no such file or person, or the report of a row is not in the store.
        CodingError: rows cannot be read.
        InputError: a file is not what it should be.
    """
    if words == MACHINE:
        return _machine(rdf)
    if words.startswith(BY):
        return _person(rdf, words.removeprefix(BY).strip())
    path = Path(words)
    if told is None and path.is_file() and path.suffix.lower() in SUFFIXES and _is_sheet(path):
        return _sheet(rdf, path)
    from kg.interchange.files import read_coded

    reading = read_coded([words], told)
    read = read_all(rdf, reading.statements, lookup)
    problems = (*reading.problems, *read.problems)
    if problems:
        raise CodingError(words, problems)
    reports = Reports(rdf)
    covered = {found for names in reading.covered if (found := reports.find(names)) is not None}
    return Coding(path.name, tuple(dict.fromkeys(one for _, one, _ in read.statements)), frozenset(covered))


def _machine(rdf: ox.Store) -> Coding:
    graphs = (graph.value for graph in rdf.named_graphs() if isinstance(graph, ox.NamedNode))
    covered = frozenset(name.removeprefix(REPORT) for name in graphs if name.startswith(REPORT))
    statements = [
        statement
        for report in sorted(covered)
        for statement in extracted_from(rdf, report).statements
        if not statement.is_candidate
    ]
    return Coding(MACHINE, tuple(statements), covered, whole_store=True)


def _person(rdf: ox.Store, name: str) -> Coding:
    own = [decision for decision in decisions_of(rdf) if decision.by == name]
    if not own:
        raise NotFoundError(f"{name!r} has decided nothing in the store; kg review list shows who has")
    covered = {decision.report for decision in own if rdf.contains_named_graph(ox.NamedNode(REPORT + decision.report))}
    statements = [
        statement
        for report in sorted(covered)
        for statement in settle(extracted_from(rdf, report), own).extraction.statements
        if statement.decided_by == name
    ]
    return Coding(name, tuple(statements), frozenset(covered))


def _is_sheet(path: Path) -> bool:
    """Tell a review table from the CSV of another tool."""
    if path.suffix.lower() == ".xlsx":
        return True
    with path.open("rb") as file:
        head = file.read(4096).decode("utf-8-sig", "replace").split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    names = {cell.strip().casefold() for cell in next(csv.reader(io.StringIO(head), delimiter=separator), [])}
    return {"decision", "fingerprint"} <= names


def _sheet(rdf: ox.Store, path: Path) -> Coding:
    rows = read_table(find_source(str(path)).read(MAX_BYTES), str(path), path.suffix.lower())
    reader = _Sheet(rdf)
    for row in rows:
        try:
            reader.take(row)
        except (KgError, ValueError) as error:
            reader.problems += [f"{path}, row {row.number}: {line}" for line in str(error).split("\n")]
    if reader.problems:
        raise CodingError(str(path), reader.problems)
    return Coding(path.name, tuple(dict.fromkeys(reader.statements)), frozenset(reader.covered))


class _Sheet:
    """Reads the rows of a sheet one by one, decided or not: what a person has filled in is a statement."""

    def __init__(self, rdf: ox.Store) -> None:
        self.rdf = rdf
        self.names = Names(rdf)
        self.reports = Reports(rdf)
        self.extracted: dict[str, dict[str, Statement]] = {}
        self.statements: list[Statement] = []
        self.covered: set[str] = set()
        self.problems: list[str] = []

    def take(self, row: Row) -> None:
        """Take a row in. Raises ValueError or KgError, which say what is wrong with it."""
        if not any(row.cell(name) for name in row.cells):
            return
        report_id = report_of(self.rdf, row.cell("report").removeprefix("report/")).removeprefix(REPORT)
        self.covered.add(report_id)
        extraction = self.reports.extraction(report_id)
        words, statement_id = row.cell("decision").casefold(), row.cell("statement").rpartition("/")[2]
        kind = DecisionKind(words) if words else None
        if kind is DecisionKind.REJECT or (kind is None and (statement_id or not any(map(row.cell, _CODES)))):
            return
        if not statement_id:
            added, faults = new_statement(row.cells, extraction.report, extraction.case, self.names)
        else:
            target = self._target(report_id, statement_id)
            after, _, faults = reworded(row.cells, target, extraction.report, self.names)
            added = target if kind is DecisionKind.ACCEPT else written_by_hand(after, target.id)
        if faults:
            raise ValueError("\n".join(f"{fault.column}: {fault.text}" for fault in faults))
        if added is not None:
            self.statements.append(added)

    def _target(self, report_id: str, statement_id: str) -> Statement:
        """Return what was extracted, or decided about, under an id."""
        if report_id not in self.extracted:
            settled = self.reports.settled(report_id)
            told = [decision.target for decision in settled.effective if decision.target is not None]
            every = (*settled.extraction.statements, *extracted_from(self.rdf, report_id).statements, *told)
            self.extracted[report_id] = {statement.id: statement for statement in every}
        if statement_id not in self.extracted[report_id]:
            raise NotFoundError(f"the statement {statement_id} is not in its report any more; export the table anew")
        return self.extracted[report_id][statement_id]
