"""How likely a statement is right: party, act and issue as a careful reader would say, by what stood behind it.

The probability is a logistic model's over the rule, the topic, the speaker and what the clause model thinks of the
same words; it is measured on the written corpus and becomes the statement's confidence.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.by_model import NONE, judge
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.linear import load_model
from kg.extract.units import find_units
from kg.structure import BlockKind

MODEL = "confidence"
RIGHT = "right"
Grader = Callable[[Context, Draft, BlockKind], float]
# A confidence of 0 or 1 would say that there is no doubt.
_LEAST, _MOST = 0.01, 0.99
_STEPS = (0.1, 0.25, 0.5, 0.75, 0.9)


def grade(context: Context, draft: Draft, kind: BlockKind) -> float:
    """Return the probability that a draft is right, rounded to two places, from 0.01 to 0.99."""
    probability = load_model(MODEL).probabilities(grade_features(context, draft, kind))[RIGHT]
    return min(_MOST, max(_LEAST, round(probability, 2)))


def grade_features(context: Context, draft: Draft, kind: BlockKind) -> frozenset[str]:
    """Return the features of a draft by which its confidence is judged."""
    family, _, name = draft.rule.partition(":")
    found = {f"rule:{family}", f"rule:{family}:{name.partition('+')[0]}", f"act:{draft.act.value}", f"in:{kind.value}"}
    found |= _topic_features(draft) | _holder_features(draft)
    if "+" in name:
        found.add(f"derived:{name.partition('+')[2]}")
    if context.quote_sayer(draft.evidence[0]) is not None or context.quote_sayer(draft.content[0]) is not None:
        found.add("quoted")
    found.add(f"words:{min(5, (draft.evidence[1] - draft.evidence[0]) // 8)}")
    found |= _second_opinion(context, draft, kind)
    return frozenset(found)


def _topic_features(draft: Draft) -> set[str]:
    hit = draft.hit
    if hit is None:
        return {"topic:given" if draft.issue else "topic:none"}
    found = {"topic:weak" if hit.topic.weak else "topic:strong", f"weight:{min(4, hit.weight)}"}
    if hit.topic.of_case:
        found.add("topic:of the case")
    if hit.topic.provision:
        found.add("topic:provision")
    if draft.content[0] <= hit.start and hit.end <= draft.content[1]:
        found.add("topic:in the matter")
    return found


def _holder_features(draft: Draft) -> set[str]:
    found = {f"source:{draft.holder.sourcing.value}"}
    if len(draft.holder.parties) > 1:
        found.add("holder:several")
    if draft.holder.speaker_text:
        found.add("holder:person")
    sayer = draft.sayer
    if sayer is None:
        found.add("sayer:none")
    elif not sayer.parties:
        found.add("sayer:bystander")
    else:
        found.add("sayer:itself" if sayer.parties == draft.holder.parties else "sayer:another")
    return found


def _second_opinion(context: Context, draft: Draft, kind: BlockKind) -> set[str]:
    """What the clause model says of the clause that shares most tokens with the draft."""
    best, shared = None, 0
    for unit in find_units(context):
        overlap = min(unit.end, draft.evidence[1]) - max(unit.start, draft.evidence[0])
        if overlap > shared:
            best, shared = unit, overlap
    if best is None:
        return {"model:no clause"}
    probabilities = judge(context, best, kind)
    chance = 1 - probabilities[NONE]
    step = sum(chance >= limit for limit in _STEPS)
    share = probabilities[draft.act.value] / chance if chance > 0 else 0.0
    return {f"model:{step}", f"model agrees:{sum(share >= limit for limit in _STEPS)}"}
