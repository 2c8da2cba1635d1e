"""What people decide about statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kg.model.plain import written
from kg.model.records import Statement
from kg.model.terms import DecisionKind
from kg.model.values import digest


@dataclass(frozen=True)
class Decision:
    """One person's word on one statement, or on a place in a report where a statement was missing.

    Args:
        kind: ``accept`` has ``results`` of the target itself, ``reject`` none, ``correct`` one, ``split`` two or more
            and ``add`` one, without a target.
        report: the ``Report.id``; all statements are of it.
        by: the name of who decided.
        at: when, in UTC, to the microsecond. Of two decisions about one statement the later counts.
        target: the statement as it was when it was decided about; None of ``add``.
        results: the statements that stand after it, as the person wants them.
        note: the reason, in the person's words.

    Raises:
        ValueError: the parts do not fit the kind, or one another.
    """

    kind: DecisionKind
    report: str
    by: str
    at: datetime
    target: Statement | None = None
    results: tuple[Statement, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        if (self.target is None) != (self.kind is DecisionKind.ADD):
            raise ValueError(f"a decision to {self.kind} {'needs a' if self.target is None else 'has no'} target")
        least, most = _RESULTS[self.kind]
        if not least <= len(self.results) <= most:
            raise ValueError(f"a decision to {self.kind} cannot have {len(self.results)} results")
        if len({result.id for result in self.results}) < len(self.results):
            raise ValueError("two results say the same")
        statements = (*self.results, *((self.target,) if self.target else ()))
        if any(statement.report != self.report for statement in statements):
            raise ValueError("a decision is about statements of one report")
        if self.at.utcoffset() is None or self.at.utcoffset():
            raise ValueError("the time of a decision is in UTC")
        if not self.by.strip() or self.by != self.by.strip():
            raise ValueError("a decision needs the name of who took it")

    @cached_property
    def id(self) -> str:
        """From everything in it."""
        target = "" if self.target is None else written(self.target)
        results = "\x1e".join(written(result) for result in self.results)
        return digest("decision", self.kind, self.report, self.by, self.at.isoformat(), target, results, self.note)


_MANY = 1000
_RESULTS = {
    DecisionKind.ACCEPT: (1, 1),
    DecisionKind.ADD: (1, 1),
    DecisionKind.CORRECT: (1, 1),
    DecisionKind.REJECT: (0, 0),
    DecisionKind.SPLIT: (2, _MANY),
}
