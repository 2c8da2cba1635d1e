"""Findings of a store with both their sides, and the course of each party on each matter."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.brief.content import (
    APPARENT,
    CONFLICT,
    DISCREPANCY,
    OUTCOME_TRACE,
    OVERLAP,
    SELF_CONTRADICTION,
    Finding,
    Stage,
)
from kg.model import Act
from kg.vocab import NEG, PROV

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.brief.columns import Columns
    from kg.brief.content import Position
    from kg.brief.records import Id, Key, Meeting, Outcome, Report, Statement

_CLASSES = {
    CONFLICT: NEG.Conflict,
    OVERLAP: NEG.Overlap,
    APPARENT: NEG.ApparentConflict,
    SELF_CONTRADICTION: NEG.SelfContradiction,
    DISCREPANCY: NEG.Discrepancy,
    OUTCOME_TRACE: NEG.OutcomeTrace,
}
_UNSURE = ("certainty/possible", "certainty/probable", "certainty/certain")
# As the named query timeline has it: an expectation, a denial or a threat is no stage.
_STAGES = frozenset(
    f"act/{act}" for act in (Act.ACCEPTS, Act.ASSERTS, Act.CONDITIONS, Act.DEMANDS, Act.OFFERS, Act.REJECTS)
)


def read_findings(
    columns: Columns,
    positions: Mapping[Id, Position],
    statements: Mapping[Id, Statement],
    meetings: Mapping[Id, Meeting],
    outcomes: Mapping[Id, Outcome],
    origin_of: Mapping[Id, Id],
) -> list[Finding]:
    """Return the findings of which both sides are in the brief, group by group, by kind and id."""
    one, derived = columns.one, columns.many(PROV.wasDerivedFrom)
    kind, reason, issue, held = (one(p) for p in (NEG.findingKind, NEG.reason, NEG.issue, NEG.round))
    first, second = one(NEG.firstStatement), one(NEG.secondStatement)
    one_side, other_side, came_out = one(NEG.firstPosition), one(NEG.secondPosition), one(NEG.outcome)
    records: dict[Id, Statement | Meeting | Outcome] = {**statements, **meetings, **outcomes}
    found = []
    for group, of_class in _CLASSES.items():
        for node in columns.of_type(of_class):
            shown = [side for side in (first.get(node), second.get(node) or came_out.get(node)) if side is not None]
            if not shown or any(side not in records for side in shown):
                continue
            rests_on = derived.get(node, ())
            named = [side for side in (one_side.get(node), other_side.get(node)) if side is not None]
            on = tuple(dict.fromkeys(side for side in [*named, *rests_on] if side in positions))
            said = {one for position in on for one in positions[position].statements}
            said |= {side for side in (*shown, *rests_on) if side in statements}
            reports = {statements[one].report for one in said} | {records[side].report for side in shown}
            sides = [statements[side] for side in shown if side in statements]
            provisions = [positions[position].provision for position in on] + [side.provision for side in sides]
            provisions += [outcomes[side].provision for side in shown if side in outcomes]
            parties = [positions[position].party for position in on] + [side.party for side in sides]
            certainties = [side.certainty for side in sides if side.certainty in _UNSURE]
            issues = [positions[position].issue for position in on] + [side.issue for side in sides]
            rounds = {one.round for one in sides} | {held.get(node)}
            rounds |= {meetings[side].round for side in shown if side in meetings}
            found.append(
                Finding(
                    id=node,
                    group=group,
                    kind=kind.get(node, ""),
                    reason=reason.get(node, ""),
                    first=shown[0],
                    second=shown[1] if len(shown) > 1 else None,
                    issue=issue.get(node) or next(filter(None, issues), None),
                    provisions=tuple(dict.fromkeys(filter(None, provisions))),
                    parties=tuple(dict.fromkeys(parties)),
                    positions=on,
                    statements=tuple(sorted(said)),
                    rounds=tuple(sorted(filter(None, rounds))),
                    certainty=min(certainties, key=_UNSURE.index, default=None),
                    origins=tuple(sorted({origin_of[report] for report in reports})),
                )
            )
    return found


def read_stages(
    columns: Columns,
    positions: Mapping[Id, Position],
    statements: Mapping[Id, Statement],
    reports: Mapping[Id, Report],
) -> list[Stage]:
    """Return the stages of all courses: one for each movement, and one for each statement that nothing dates."""
    one = columns.one
    kind, reason, earlier, later = (
        one(p) for p in (NEG.findingKind, NEG.reason, NEG.firstStatement, NEG.secondStatement)
    )
    before, after = one(NEG.firstPosition), one(NEG.secondPosition)
    found = []
    for node in columns.of_type(NEG.Shift):
        # What takes the place of a provision stands in the course of that provision.
        position, said = positions.get(before.get(node) or after.get(node, "")), statements.get(later.get(node, ""))
        if position is not None and said is not None:
            found.append(_stage(position, said, reports, (kind.get(node), node, reason.get(node), earlier.get(node))))
    for position in positions.values():
        for one_said in position.statements:
            said = statements[one_said]
            dated = said.said_from is not None or reports[said.report].day is not None
            if not dated and not said.incomplete and said.act in _STAGES:
                found.append(_stage(position, said, reports, (None, None, None, None)))
    return found


def _stage(
    position: Position,
    said: Statement,
    reports: Mapping[Id, Report],
    moved: tuple[Key | None, Id | None, str | None, Id | None],
) -> Stage:
    """Return a stage; what is said on an unknown day has the day of its report."""
    issued = reports[said.report].day
    movement, finding, reason, earlier = moved
    return Stage(
        party=position.party,
        issue=position.issue,
        provision=position.provision,
        statement=said.id,
        movement=movement,
        finding=finding,
        reason=reason,
        earlier=earlier,
        said_from=said.said_from or issued,
        said_until=said.said_until or said.said_from or issued,
        round=said.round,
    )


def replies_to(findings: Iterable[Finding]) -> dict[Id, list[tuple[Id, Finding]]]:
    """Return the other side of each position in a conflict or overlap: the position there, and the finding."""
    found: dict[Id, list[tuple[Id, Finding]]] = defaultdict(list)
    for finding in findings:
        if finding.group in {CONFLICT, OVERLAP} and len(finding.positions) == 2:
            one, other = finding.positions
            found[one].append((other, finding))
            found[other].append((one, finding))
    return found
