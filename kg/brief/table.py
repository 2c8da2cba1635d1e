"""The table of parties and issues: positions, what a cell says of them, and the networks of who wants what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.brief.columns import day
from kg.brief.content import (
    AGAINST,
    BOTH,
    CONFLICT,
    FOR,
    MIXED,
    NEUTRAL,
    NO_LONGER_HELD,
    OVERLAP,
    Cell,
    Pair,
    Position,
    Tie,
)
from kg.vocab import NEG, PROV

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.brief.columns import Columns
    from kg.brief.content import Finding, Stage
    from kg.brief.records import Id, Key, Order, Statement

_MOST_TELLING = tuple(
    f"finding-kind/{kind}" for kind in ("withdrawn", "superseded", "softened", "hardened", "new", "repeated")
)


def read_positions(
    columns: Columns, statements: Mapping[Id, Statement], origin_of: Mapping[Id, Id]
) -> dict[Id, Position]:
    """Return the positions that rest on these statements, by id.

    The issue of a position on a provision is that of the provision where the position names none.
    """
    one, derived, after = columns.one, columns.many(PROV.wasDerivedFrom), columns.many(NEG.supersededBy)
    party, issue, provision, stance = (one(p) for p in (NEG.party, NEG.issue, NEG.provision, NEG.stance))
    negotiation, best, under = one(NEG.negotiation), one(NEG.bestStatement), one(NEG.underIssue)
    held_from, held_until = one(NEG.heldFrom), one(NEG.heldUntil)
    found = {}
    for node in columns.of_type(NEG.Position):
        rests_on = tuple(statement for statement in derived.get(node, ()) if statement in statements)
        if not rests_on or node not in party:
            continue
        reports = sorted({statements[statement].report for statement in rests_on})
        found[node] = Position(
            id=node,
            party=party[node],
            issue=issue.get(node) or under.get(provision.get(node, "")),
            provision=provision.get(node),
            stance=stance.get(node, "stance/neutral"),
            negotiation=negotiation.get(node),
            best=best[node] if best.get(node) in statements else rests_on[0],
            statements=rests_on,
            reports=tuple(reports),
            origins=tuple(sorted({origin_of[report] for report in reports})),
            held_from=day(held_from.get(node)),
            held_until=day(held_until.get(node)),
            superseded_by=tuple(after.get(node, ())),
        )
    return found


def word_of(held: Iterable[tuple[object, str]]) -> str:
    """Return the word of a cell for positions that are held, each as its matter and stance. See ``Cell``."""
    sides: dict[object, set[str]] = defaultdict(set)
    for matter, stance in held:
        sides[matter].add(stance.rpartition("/")[2])
    if not sides:
        return NO_LONGER_HELD
    if any({FOR, AGAINST} <= stances for stances in sides.values()):
        return BOTH
    every = set().union(*sides.values()) - {NEUTRAL}
    return MIXED if len(every) > 1 else every.pop() if every else NEUTRAL


def build_cells(
    positions: Mapping[Id, Position],
    stages: Iterable[Stage],
    findings: Iterable[Finding],
    order: Order,
) -> dict[tuple[Key, Key], Cell]:
    """Return the cells by party and issue, in that order. A finding belongs to the cells of its positions."""
    of: dict[tuple[Key, Key], list[Position]] = defaultdict(list)
    for position in positions.values():
        if position.issue is not None:
            of[position.party, position.issue].append(position)
    moved: dict[tuple[Key, Key], list[Stage]] = defaultdict(list)
    for stage in stages:
        if stage.movement is not None and stage.issue is not None:
            moved[stage.party, stage.issue].append(stage)
    touching: dict[tuple[Key, Key], dict[str, list[Id]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        held = (positions[position] for position in finding.positions if position in positions)
        for where in sorted({(position.party, position.issue) for position in held if position.issue is not None}):
            touching[where][finding.group].append(finding.id)
    ordered = sorted(of, key=lambda where: (order(where[0]), order(where[1])))
    return {where: _cell(where, of[where], moved[where], touching[where]) for where in ordered}


def _cell(
    where: tuple[Key, Key], positions: Sequence[Position], moved: Sequence[Stage], touching: Mapping[str, list[Id]]
) -> Cell:
    held = [position for position in positions if not position.superseded_by]
    return Cell(
        party=where[0],
        issue=where[1],
        word=word_of((position.provision, position.stance) for position in held),
        positions=tuple(position.id for position in held),
        superseded=tuple(position.id for position in positions if position.superseded_by),
        reports=tuple(sorted({report for position in held or positions for report in position.reports})),
        origins=tuple(sorted({origin for position in held or positions for origin in position.origins})),
        trend=_trend(moved),
        movements=tuple(stage.finding for stage in moved if stage.finding is not None),
        conflicts=tuple(touching.get(CONFLICT, ())),
        overlaps=tuple(touching.get(OVERLAP, ())),
    )


def _trend(moved: Sequence[Stage]) -> Key | None:
    """Return the most telling movement of the latest day."""
    dated = [stage for stage in moved if stage.said_until is not None]
    if not dated:
        return None
    last = max(str(stage.said_until) for stage in dated)
    kinds = {stage.movement for stage in dated if str(stage.said_until) == last}
    return next((kind for kind in _MOST_TELLING if kind in kinds), None)


def build_ties(positions: Mapping[Id, Position], order: Order) -> tuple[Tie, ...]:
    """Return the edges of parties and provisions, in that order, over positions that are not superseded."""
    of: dict[tuple[Key, Key], list[Position]] = defaultdict(list)
    for position in positions.values():
        if position.provision is not None and not position.superseded_by:
            of[position.party, position.provision].append(position)
    return tuple(
        Tie(
            party=where[0],
            provision=where[1],
            word=word_of((position.provision, position.stance) for position in of[where]),
            positions=tuple(position.id for position in of[where]),
            statements=tuple(sorted({one for position in of[where] for one in position.statements})),
            reports=tuple(sorted({one for position in of[where] for one in position.reports})),
            origins=tuple(sorted({one for position in of[where] for one in position.origins})),
        )
        for where in sorted(of, key=lambda where: (order(where[0]), order(where[1])))
    )


def build_pairs(findings: Iterable[Finding], order: Order) -> tuple[Pair, ...]:
    """Return the pairs of parties between which there are conflicts or overlaps, in the given order of parties."""
    between: dict[tuple[Key, Key], dict[str, list[Id]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        if finding.group in {CONFLICT, OVERLAP} and len(finding.parties) == 2:
            one, other = sorted(finding.parties, key=order)
            between[one, other][finding.group].append(finding.id)
    return tuple(
        Pair(*pair, tuple(between[pair][CONFLICT]), tuple(between[pair][OVERLAP]))
        for pair in sorted(between, key=lambda pair: (order(pair[0]), order(pair[1])))
    )
