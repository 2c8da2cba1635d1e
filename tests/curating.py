"""Decisions made up for tests: any kind, about any statement, also about what earlier decisions put in place."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kg.model import Act, Certainty, Decision, DecisionKind, Extraction, Report, Stance, Statement
from kg.settle import settle, written_by_hand

BEGIN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def decision(
    kind: DecisionKind,
    target: Statement | None,
    *results: Statement,
    by: str = "Ada",
    minute: int = 0,
    note: str | None = None,
) -> Decision:
    """Return a decision taken so many minutes after the first can be."""
    report = (target or results[0]).report
    return Decision(kind, report, by, BEGIN + timedelta(minutes=minute), target, results, note)


def accept(target: Statement, minute: int = 0) -> Decision:
    """Return the decision that a statement is right."""
    return decision(DecisionKind.ACCEPT, target, target, minute=minute)


def reject(target: Statement, minute: int = 0) -> Decision:
    """Return the decision that a statement is wrong."""
    return decision(DecisionKind.REJECT, target, minute=minute)


def correct(target: Statement, minute: int = 0, *, stance: Stance = Stance.NEUTRAL) -> Decision:
    """Return the decision that a statement has another stance."""
    result = written_by_hand(replace(target, stance=stance), target.id)
    return decision(DecisionKind.CORRECT, target, result, minute=minute)


def split(target: Statement, minute: int = 0) -> Decision:
    """Return the decision that a statement is two: one sure and one not."""
    sure = written_by_hand(replace(target, certainty=Certainty.PROBABLE), target.id)
    unsure = written_by_hand(replace(target, certainty=Certainty.POSSIBLE), target.id)
    return decision(DecisionKind.SPLIT, target, sure, unsure, minute=minute)


def add(report: Report, like: Statement, start: int, end: int, minute: int = 0) -> Decision:
    """Return the decision that a passage holds one more statement, of the same party on the same matter."""
    missing = replace(
        like, quote=report.quote(start, end), act=Act.EXPECTS, stance=Stance.NEUTRAL, content=None, condition=None,
        condition_provision=None, caveat=None, quantity=None, due=None, due_text=None, package=None, also_at=(),
        attribution=None, said_on=None, said_text=None, speaker=None, speaker_text=None, incomplete=False,
        in_headline=False,
    )  # fmt: skip
    return decision(DecisionKind.ADD, None, written_by_hand(missing, None), minute=minute)


def random_decisions(
    choose: random.Random, extractions: Sequence[Extraction], number: int, people: Sequence[str] = ("Ada", "Ben")
) -> list[Decision]:
    """Return decisions about statements of these reports as they stand when each is taken; ids are all different."""
    taken: list[Decision] = []
    while len(taken) < number:
        extraction = choose.choice(extractions)
        minute = len(taken)
        settled = settle(extraction, taken)
        about = [*settled.extraction.statements, *settled.deprecated]
        if not extraction.statements:
            continue
        target = replace(choose.choice(about or list(extraction.statements)), decision=None, decided_by=None)
        target = replace(target, rank=type(target.rank).NORMAL)
        kind = choose.choice(list(DecisionKind))
        match kind:
            case DecisionKind.ACCEPT:
                made = accept(target, minute)
            case DecisionKind.REJECT:
                made = reject(target, minute)
            case DecisionKind.CORRECT:
                made = correct(target, minute, stance=choose.choice(list(Stance)))
            case DecisionKind.SPLIT:
                made = split(target, minute)
            case DecisionKind.ADD:
                length = len(extraction.report.text)
                start = choose.randrange(length - 1)
                end = min(length, start + choose.randint(1, 80))
                made = add(extraction.report, choose.choice(extraction.statements), start, end, minute)
        taken.append(replace(made, by=choose.choice(people), note=choose.choice((None, "seen twice", "= not a sum"))))
    return taken
