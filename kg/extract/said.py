"""Clauses without a cue that somebody known utters: expectations of the talks, conditions, plain assertions.

The rule of last resort: it fires only where the clause speaks strongly of a topic.
"""

from __future__ import annotations

from kg.extract.clauses import Form
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.frames import evidence_start
from kg.extract.items import matter_from
from kg.extract.topics import best_topic
from kg.model import Act, Stance

_PROSPECT = "talks-progress"
_ONLY_ASSERTED = frozenset({"peace-terms"})


def read_said(context: Context, k: int) -> list[Draft]:
    """Return at most one draft for the finite verb group ``k``, which no cue has taken."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if group.form is not Form.FINITE or sayer is None or not sayer.parties or sayer.is_forces or context.is_saying(group):
        return []
    subject = context.actor(k)
    if subject is not None and (not subject.parties or subject.is_forces):
        return []
    first = group.subject[0] if group.subject and not group.antecedent else group.start
    matter = matter_from(context.tokens, context.groups, k, first, clause=True)
    hit = best_topic(context.tokens, first, matter.end, context.lexicon)
    if hit is None or hit.topic.issue is None or hit.topic.weak and hit.topic.issue != _PROSPECT:
        return []
    own = subject is not None and subject.parties == sayer.parties
    end = max(matter.end, matter.condition[1] if matter.condition else 0)
    evidence = (evidence_start(context, k), end)
    act = _act(context, k, hit.topic.issue, conditional=matter.condition is not None, own=own)
    stance = hit.stance
    if subject is None and group.subject and context.tokens[group.subject[0]].lower in ("no", "nobody") and hit.start >= group.start:
        stance = stance.opposite() if hit.stance is hit.topic.stance else stance
    return [Draft(f"said:{act.value}", act, stance, sayer, evidence, (first, matter.end), hit, None, sayer, matter.condition)]


def _act(context: Context, k: int, issue: str, *, conditional: bool, own: bool) -> Act:
    group = context.groups[k]
    if conditional and own and group.modal in ("will", "would", "can", "could"):
        return Act.CONDITIONS
    if issue == _PROSPECT:
        return Act.EXPECTS
    if group.modal in ("may", "might") and issue not in _ONLY_ASSERTED:
        return Act.EXPECTS
    return Act.ASSERTS


def stance_of(stance: Stance, hit_stance: Stance) -> Stance:
    """Return the side a record takes: the cue's side applied to the side of the phrase."""
    if stance is Stance.NEUTRAL:
        return Stance.NEUTRAL
    return hit_stance if stance is Stance.FOR else hit_stance.opposite()
