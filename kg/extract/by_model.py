"""What a party is quoted as saying without any cue: the model judges whether it is a position, and by which act.

Its weights are learned from the training part of the written corpus alone (docs/decisions/0008).
"""

from __future__ import annotations

from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.drafting import evidence_start
from kg.extract.linear import load_model
from kg.extract.said import is_circumstance, negator_before
from kg.extract.topics import best_topic
from kg.extract.units import Unit, features_of
from kg.extract.verbs import is_noun
from kg.model import Act, Stance
from kg.structure import BlockKind

MODEL = "positions"
NONE = "none"
LEAST = 0.5
"""The probability of being a position from which a clause is drafted."""
_SURE_OF_ACT = 0.6
_TAKING_PLACE = frozenset(
    "take start begin open meet hold arrive travel gather be set schedule convene host fly land leave attend come go "
    "head depart reach visit join send".split()
)


def judge(context: Context, unit: Unit, kind: BlockKind) -> dict[str, float]:
    """Return the probability of each act for a clause, and of ``none``."""
    return load_model(MODEL).probabilities(features_of(context, unit, kind))


def read_unit(context: Context, unit: Unit, kind: BlockKind, *, narrative: bool = False) -> Draft | None:
    """Return the draft of a clause that a party utters, where the model takes it for a position on a known issue.

    ``narrative`` also reads what the report says of a party in its own words. The act is the model's where it is sure
    of it, else an assertion: to have said it is the least that is known.
    """
    sayer = context.sayer(unit.k)
    group = context.groups[unit.k]
    cued = context.lexicon.cues["VerbCue"].find_at(context.tokens, group.head, len(context.tokens))
    if is_circumstance(context, unit.k) or _is_contact_clause(context, unit) or (cued and group.negated):
        return None  # "did not reject": the cue has been weighed and takes no side
    if sayer is None and narrative:
        sayer = context.actor(unit.k)
    if sayer is None or not sayer.parties or sayer.is_forces:
        return None
    hit = best_topic(context.tokens, unit.start, unit.end, context.lexicon)
    if hit is None or hit.topic.issue is None:
        return None
    if context.lexicon.issues and hit.topic.issue not in context.lexicon.issues:
        return None  # a case file says what its negotiation is about
    probabilities = judge(context, unit, kind)
    chance = 1 - probabilities[NONE]
    if chance < LEAST:
        return None
    name = max((n for n in probabilities if n != NONE), key=lambda n: (probabilities[n], n))
    act = Act(name) if probabilities[name] >= _SURE_OF_ACT * chance else Act.ASSERTS
    if act is Act.ASSERTS and _is_arrangement(context, unit, hit.topic.issue):
        return None
    negator = negator_before(context, unit.k)
    if negator is not None and act in (Act.ACCEPTS, Act.OFFERS):
        act = Act.REJECTS  # "not one coin will be paid"
    denied = group.negated or negator is not None
    against = act is Act.REJECTS or (act is not Act.DEMANDS and denied)
    stance = Stance.AGAINST if against else Stance.FOR
    first = min(evidence_start(context, unit.k), unit.start if negator is None else min(unit.start, negator))
    end = max(unit.end, unit.matter.condition[1] if unit.matter.condition else 0)
    return Draft(
        f"model:{act.value}", act, stance, sayer, (first, end), (unit.start, unit.end), hit, None, sayer,
        unit.matter.condition,
    )  # fmt: skip


def _is_arrangement(context: Context, unit: Unit, issue: str) -> bool:
    """True of news that talks take place, and where: no position (annotation guidelines, section 2)."""
    group = context.groups[unit.k]
    takes_place = group.lemma in _TAKING_PLACE or (group.passive and group.lemma in {"expect", "plan", "schedule"})
    return issue == "venue" or (issue == "holding-talks" and takes_place)


def _is_contact_clause(context: Context, unit: Unit) -> bool:
    """True of "it set at the start" in "the goals it set at the start"."""
    tokens = context.tokens
    return unit.start > 0 and tokens[unit.start].tag == "PNP" and is_noun(tokens[unit.start - 1])
