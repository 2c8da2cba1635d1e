"""Clauses without a cue that somebody known utters: expectations of the talks, conditions, plain assertions.

The rule of last resort: it fires only where the clause speaks strongly of a topic.
"""

from __future__ import annotations

from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.drafting import averting, evidence_start
from kg.extract.matter import matter_from
from kg.extract.topics import Hit, best_topic
from kg.extract.verbs import Form
from kg.model import Act, Stance

_PROSPECT = "talks-progress"
_ONLY_ASSERTED = frozenset({"peace-terms"})
_NOBODY = frozenset({"no", "nobody", "none", "not", "neither"})
_WARNING = frozenset({"warn", "threaten"})
_CIRCUMSTANCES = frozenset(
    {"because", "when", "while", "after", "before", "since", "as", "although", "though", "than", "where"}
)


def read_said(context: Context, k: int) -> list[Draft]:
    """Return at most one draft for the finite verb group ``k``, which no cue has taken."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if (
        group.form is not Form.FINITE
        or sayer is None
        or not sayer.parties
        or sayer.is_forces
        or context.is_saying(group)
    ):
        return []
    if group.negated and context.lexicon.cues["VerbCue"].find_at(context.tokens, group.head, len(context.tokens)):
        return []  # "did not reject": the cue has been weighed and takes no side
    subject = context.actor(k)
    if subject is not None and (not subject.parties or subject.is_forces):
        return []
    first = group.subject[0] if group.subject and not group.antecedent else group.start
    matter = matter_from(context.tokens, context.groups, k, first, clause=True)
    hit = best_topic(context.tokens, first, matter.end, context.lexicon)
    if hit is None or hit.topic.issue is None or (hit.topic.weak and (hit.topic.issue != _PROSPECT or hit.weight < 2)):
        return []
    if is_circumstance(context, k):
        return []
    own = subject is not None and subject.parties == sayer.parties
    end = max(matter.end, matter.condition[1] if matter.condition else 0)
    evidence = (evidence_start(context, k), end)
    of_other = subject is not None and not own
    act = _act(context, k, hit.topic.issue, conditional=matter.condition is not None, own=own, of_other=of_other)
    is_nobody = negator_before(context, k) is not None
    stance = Stance.AGAINST if is_nobody and hit.start >= group.start and hit.stance is hit.topic.stance else Stance.FOR
    if act is Act.ASSERTS and not _is_assertable(hit):
        return []
    draft = Draft(
        f"said:{act.value}", act, stance, sayer, evidence, (first, matter.end), hit, None, sayer, matter.condition
    )
    if act is not Act.THREATENS or matter.condition is None:
        return [draft]
    return [draft, *averting(context, draft.rule, sayer, evidence, matter.condition, sayer, None)]


def negator_before(context: Context, k: int) -> int | None:
    """Return the word that denies the subject of verb group ``k``: "no government will …", "not one soldier will …"."""
    subject = context.groups[k].subject
    if subject is None:
        return None
    for at in (subject[0], subject[0] - 1):
        if at >= 0 and context.tokens[at].lower in _NOBODY:
            return at
    return None


def is_circumstance(context: Context, k: int) -> bool:
    """True of a relative clause, and of a clause with because, when, while, after, before, since or as."""
    group = context.groups[k]
    if group.antecedent:
        return True
    at = (group.subject[0] if group.subject and group.subject[0] < group.start else group.start) - 1
    while at >= 0 and context.tokens[at].tag in ("AV0", "XX0"):
        at -= 1
    return at >= 0 and (context.tokens[at].lower in _CIRCUMSTANCES or context.tokens[at].tag in ("AVQ", "DTQ", "PNQ"))


def _is_assertable(hit: Hit) -> bool:
    """A plain assertion is kept where it takes a side: on an alleged fact, on terms, or by an adverse phrase."""
    return hit.topic.is_fact or hit.topic.issue in _ONLY_ASSERTED or (hit.stance is Stance.AGAINST and hit.weight >= 2)


def _act(context: Context, k: int, issue: str, *, conditional: bool, own: bool, of_other: bool) -> Act:
    group = context.groups[k]
    governor = context.groups[group.governor] if group.governor is not None else None
    if group.modal and governor is not None and governor.lemma in _WARNING and not group.negated and not of_other:
        return Act.THREATENS  # "he warned that it could impose sanctions", "that there could be strikes"
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
