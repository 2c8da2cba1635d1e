"""What has been decided in a store: each decision with what it is about and how it fares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox

from kg.curation import decisions_of, settled_report
from kg.errors import NotFoundError, UsageError
from kg.iris import DATA
from kg.model import Decision, Statement

_SHORTEST_PREFIX = 4


class State(StrEnum):
    """How a decision fares."""

    IN_EFFECT = "in effect"
    SUPERSEDED = "superseded"
    TARGET_GONE = "target gone"
    DRIFTED = "drifted"
    REPORT_GONE = "report gone"


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision and its state.

    A target is gone where the statement is no longer read out of its report; it has drifted where it is read there with
    another party, matter or stance. What such a decision states counts all the same. One that is superseded gave way to
    a later one about the same statement; one whose report is not in the store waits for it.
    """

    decision: Decision
    state: State

    @property
    def about(self) -> str:
        """Say what was decided about, in the words of the statement."""
        return brief(self.decision.target or self.decision.results[0])


def brief(statement: Statement) -> str:
    """Return a statement in a line: who does what, about what, in which words."""
    matter = statement.provision or statement.issue
    who = " ".join(
        filter(None, (statement.party.label, statement.act, f"({statement.stance} {matter})" if matter else ""))
    )
    return f"{who}: “{' '.join(statement.quote.text.split())}”"


def ledger(rdf: ox.Store) -> list[Entry]:
    """Return all decisions of a store, the latest last. Raises InputError where they were altered by other hands."""
    decisions = decisions_of(rdf)
    states: dict[str, State] = {}
    for report in {decision.report for decision in decisions}:
        try:
            settled = settled_report(rdf, report)
        except NotFoundError:
            continue
        states |= {one.id: State.IN_EFFECT for one in settled.effective}
        states |= {one.id: State.SUPERSEDED for one in settled.superseded}
        states |= {one.id: State.TARGET_GONE for one in settled.unmatched}
        states |= {one.id: State.DRIFTED for one in settled.drifted}
    return [Entry(decision, states.get(decision.id, State.REPORT_GONE)) for decision in decisions]


def chosen(decisions: Sequence[Decision], names: Sequence[str]) -> list[Decision]:
    """Return the decisions of these ids, or beginnings of ids.

    Raises NotFoundError where there is none, UsageError where there are several or a beginning is too short.
    """
    found = {}
    for name in names:
        start = name.strip().strip("<>").removeprefix(DATA).removeprefix("decision/")
        if len(start) < _SHORTEST_PREFIX:
            raise UsageError(f"{name!r} is too short to name one decision; give at least {_SHORTEST_PREFIX} characters")
        fitting = [decision for decision in decisions if decision.id.startswith(start)]
        if not fitting:
            raise NotFoundError(f"there is no decision {name!r}; kg review list shows them")
        if len(fitting) > 1:
            raise UsageError(f"{name!r} begins the id of {len(fitting)} decisions; give more of it")
        found[fitting[0].id] = fitting[0]
    return list(found.values())
