"""What is ruled out, wholly or until something else: "there will be no truce", "no deal is possible without …"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.drafting import evidence_start
from kg.extract.topics import best_topic
from kg.extract.verbs import Range
from kg.model import Act, Stance

_LIMITS = frozenset({"without", "until", "till", "unless", "before", "while", "if", "except"})
_MODALS = frozenset({"will", "would", "can", "could", "shall", "should", "must"})


def read_exclusion(context: Context, k: int) -> Iterator[Draft]:
    """Yield a rejection of what a party says will not be, or a condition where it names what would change that."""
    group = context.groups[k]
    sayer = context.sayer(k)
    if sayer is None or not sayer.parties or sayer.is_forces:
        return
    tokens = context.tokens
    there_is_no = group.copula and group.subject is None and group.end < len(tokens) and tokens[group.end].lower == "no"
    words = [t.lower for t in tokens[slice(*group.subject)]] if group.subject is not None else []
    no_is = words[:1] == ["no"] and words[:2] != ["no", "one"]
    if not (there_is_no or no_is) or not (group.copula or group.passive):
        return
    if group.modal not in _MODALS and not (no_is and group.copula):
        return
    start = group.end if there_is_no else group.subject[0] if group.subject else group.start
    limit = _limit(context, group.end)
    end = limit[0] if limit else _end(context, group.end)
    limit = limit or _limit_before(context, min(start, group.start))
    hit = best_topic(context.tokens, start + 1, max(end, start + 2), context.lexicon, facts=False)
    if hit is None or hit.topic.issue is None:
        return
    first = min(evidence_start(context, k), start, group.start)
    if first and tokens[first - 1].lower == "there":
        first -= 1
    act, stance = (Act.CONDITIONS, Stance.FOR) if limit else (Act.REJECTS, Stance.AGAINST)
    # "no" in front of the topic has been read as the exclusion itself and must not turn the side again.
    side = stance if hit.stance is hit.topic.stance else stance.opposite()
    yield Draft(
        f"exclusion:{'until' if limit else 'none'}", act, side, sayer,
        (min(first, limit[0] if limit else first), max(end, limit[1] if limit else end)),
        (start, end), hit, None, sayer, limit,
    )  # fmt: skip


def _limit(context: Context, start: int) -> Range | None:
    """The words behind "without", "until", "unless", "before" or "while", which would end the exclusion."""
    tokens = context.tokens
    at = next((i for i in range(start, len(tokens)) if tokens[i].lower in _LIMITS), None)
    if at is None or any(tokens[i].lower in (";", '"', ".") for i in range(start, at)):
        return None
    end = _end(context, at + 1)
    return (at, end) if end > at + 1 else None


def _limit_before(context: Context, until: int) -> Range | None:
    """As in "Without guarantees there will be no truce": what opens the sentence or quotation; else None."""
    tokens = context.tokens
    first = next((i for i in range(until) if tokens[i].is_word), until)
    if first >= until or tokens[first].lower not in ("without", "until", "unless", "before"):
        return None
    end = until - (tokens[until - 1].lower == "there")
    end -= tokens[end - 1].lower == ","
    inside = tokens[first + 1 : end]
    return (first, end) if inside and not any(t.lower in (",", ";", '"') for t in inside) else None


def _end(context: Context, start: int) -> int:
    """The end of the clause that goes on at ``start``: before a mark, or a verb of saying behind a comma."""
    tokens = context.tokens
    return next(
        (i for i in range(start, len(tokens)) if tokens[i].lower in (";", ".", '"', ",", "?", "!")), len(tokens)
    )
