"""A store that is opened for each decision and let go at once: nobody waits while a person thinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.curation import decide, undo
from kg.digest import Entry
from kg.errors import InputError
from kg.model import Decision
from kg.review.apply import Plan, Row, RowFault, plan
from kg.review.rows import Shown, Wanted, shown_statements
from kg.store import Store


class RowsError(InputError):
    """Rows that cannot be decided upon; ``faults`` says what is wrong with which."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        rows = len({fault.row for fault in faults})
        super().__init__(f"{rows} {'row is' if rows == 1 else 'rows are'} wrong; nothing was written")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of rows: the decisions taken, how many had been taken before, and what that changed."""

    decisions: tuple[Decision, ...]
    repeated: int
    changes: tuple[Entry, ...]


@dataclass(frozen=True)
class Desk:
    """Where one person decides about the statements of a store.

    Args:
        path: of the store.
        wait: seconds to wait for another process that uses it.
        by: the name of who decides.
    """

    path: Path
    wait: float
    by: str

    def show(self, wanted: Wanted) -> list[Shown]:
        """Return the statements that are wanted. Raises as ``shown_statements``, and as ``Store.open``."""
        with Store.open(self.path, read_only=True, wait=self.wait) as store:
            return shown_statements(store.rdf, wanted)

    def enter(self, rows: Sequence[Row]) -> Entered:
        """Take the decisions of rows, all in one transaction, or none.

        Raises RowsError where any row is wrong, InputError where the decisions would break a shape, and as
        ``Store.open``.
        """
        with Store.open(self.path, read_only=True, wait=self.wait) as store:
            planned = self._plan(store, rows)
        if not planned.decisions:
            return Entered((), planned.repeated, ())
        with Store.open(self.path, wait=self.wait) as store:
            planned = self._plan(store, rows)  # somebody may have been quicker
            try:
                changes = decide(store, planned.decisions)
            except InputError as error:
                raise InputError(_placed(str(error), planned)) from None
            return Entered(planned.decisions, planned.repeated, changes)

    def undo(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """Take decisions out again, in one transaction. Raises as ``kg.curation.undo`` and ``Store.open``."""
        # Opening for writing makes a store where there is none.
        Store.open(self.path, read_only=True, wait=self.wait).close()
        with Store.open(self.path, wait=self.wait) as store:
            return undo(store, ids)

    def _plan(self, store: Store, rows: Sequence[Row]) -> Plan:
        planned = plan(store.rdf, rows, self.by, datetime.now(UTC))
        if planned.faults:
            raise RowsError(planned.faults)
        return planned


def _placed(message: str, planned: Plan) -> str:
    """Say before the message of a shape which row it is about, where it names a statement of one."""
    for decision in planned.decisions:
        about = (*decision.results, *((decision.target,) if decision.target else ()))
        if any(statement.id in message for statement in about):
            return f"row {planned.rows[decision.id]}: {message}"
    return message
