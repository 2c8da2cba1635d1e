"""What stands of a report after people have decided: the machine's statements and theirs, each with its rank.

Nothing extracted is lost: what a decision takes out of the count is returned as deprecated. Decisions are matched
anew with whatever was extracted this time, so that they outlast a rebuild and a newer extractor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.model import BY_HAND, Decision, Extraction, Rank, Statement


@dataclass(frozen=True, slots=True)
class Settled:
    """A report's records as they count, and what became of decisions and of the machine's statements.

    Args:
        extraction: what counts: undecided statements with rank normal, decided ones with rank preferred.
        deprecated: what does not count, with rank deprecated: what was extracted, and what a person wrote, and a later
            decision set aside.
        effective: the decisions that hold, in order.
        superseded: the decisions that a later one took the place of: about the same statement, or about all that they
            had put in place.
        unmatched: those of ``effective`` whose target is no longer found; what they state counts all the same.
        drifted: those of ``effective`` that are matched by place and act with a statement that has since changed.
    """

    extraction: Extraction
    deprecated: tuple[Statement, ...]
    effective: tuple[Decision, ...]
    superseded: tuple[Decision, ...]
    unmatched: tuple[Decision, ...]
    drifted: tuple[Decision, ...]


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions in the order in which they were taken."""
    return sorted(decisions, key=lambda decision: (decision.at, decision.id))


def settle(extracted: Extraction, decisions: Iterable[Decision]) -> Settled:
    """Apply decisions to what was extracted from a report; decisions about other reports are passed over.

    The last decision about a statement counts. One about a person's own statement counts while that statement stands.
    """
    told = [decision for decision in in_order(decisions) if decision.report == extracted.report.id]
    effective, superseded = _last_words(told)
    standing = {statement.id: statement for statement in extracted.statements}
    deprecated: dict[str, Statement] = {}
    unmatched, drifted = [], []
    for decision in effective:
        found = None if decision.target is None else _match(decision.target, standing.values())
        if found is not None:
            del standing[found.id]
        results = [_result(result, found) for result in decision.results]
        if found is None and decision.target is not None:
            unmatched.append(decision)
        elif found is not None and decision.target is not None and _claim(found) != _claim(decision.target):
            drifted.append(decision)
        displaced = [] if found is None else [found]
        for result in results:
            # A newer extractor may have found by itself what a person had to write: it counts once, as the person's.
            displaced += [one for one in standing.values() if _says_the_same(one, result)]
        for one in displaced:
            standing.pop(one.id, None)
            if all(one.id != result.id for result in results):
                deprecated[one.id] = _marked(one, Rank.DEPRECATED, decision)
        for result in results:
            standing[result.id] = _marked(result, Rank.PREFERRED, decision)
            deprecated.pop(result.id, None)
    # What a later decision set aside no longer stands by the one that had put it there.
    kept = {one.decision for one in standing.values()}
    superseded += [decision for decision in effective if decision.results and decision.id not in kept]
    effective = [decision for decision in effective if not decision.results or decision.id in kept]
    return Settled(
        replace(extracted, statements=tuple(standing.values())),
        tuple(deprecated.values()),
        tuple(effective),
        tuple(in_order(superseded)),
        tuple(decision for decision in unmatched if decision in effective),
        tuple(decision for decision in drifted if decision in effective),
    )


def written_by_hand(statement: Statement, revises: str | None) -> Statement:
    """Return a statement as a person's own; ``revises`` is the id of the one that it stands in for."""
    return replace(
        statement,
        rule=BY_HAND,
        confidence=None,
        extractor=None,
        also_found_by=(),
        rank=Rank.NORMAL,
        decision=None,
        decided_by=None,
        revises=revises,
    )


def unsettled(extraction: Extraction, deprecated: Sequence[Statement]) -> Extraction:
    """Return what had been extracted before anybody decided: the inverse of ``settle``."""
    kept = [
        replace(statement, rank=Rank.NORMAL, decision=None, decided_by=None)
        for statement in (*extraction.statements, *deprecated)
        if not statement.by_hand
    ]
    return replace(extraction, statements=tuple(kept))


def _last_words(decisions: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Part decisions into those that hold and those that a later one about the same statement has replaced."""
    last: dict[str, Decision] = {}
    for decision in decisions:
        key = decision.target.id if decision.target is not None else f"add {decision.results[0].id}"
        last[key] = decision
    kept = {decision.id for decision in last.values()}
    return (
        [decision for decision in decisions if decision.id in kept],
        [decision for decision in decisions if decision.id not in kept],
    )


def _match(target: Statement, standing: Iterable[Statement]) -> Statement | None:
    """Find the statement that a decision was about: by id, else by span and act, the same claim first."""
    near = []
    for statement in standing:
        if statement.id == target.id:
            return statement
        if statement.quote == target.quote and statement.act == target.act and not statement.by_hand:
            near.append(statement)
    if target.by_hand:
        return None
    same = [statement for statement in near if _claim(statement) == _claim(target)]
    of_party = [statement for statement in near if statement.party == target.party]
    for found in (same, of_party, near):
        if len(found) == 1:
            return found[0]
    return None


def _result(result: Statement, found: Statement | None) -> Statement:
    """Return what a decision puts in place of what was found.

    What was accepted and is found as it was stays the machine's, with what else it may have read since; where it is
    found no longer, or says something else now, the person's word stands for what was accepted.
    """
    if result.by_hand:
        return result
    if found is not None and found.id == result.id and _claim(found) == _claim(result):
        return found
    return written_by_hand(result, result.id if found is None else found.id)


def _claim(statement: Statement) -> tuple[object, ...]:
    return statement.party.iri, statement.act, statement.issue, statement.provision, statement.stance


def _says_the_same(one: Statement, other: Statement) -> bool:
    # Those of one id have one quote and one content as well.
    same_words = one.quote == other.quote and one.content == other.content
    return same_words and (_claim(one) == _claim(other) or one.id == other.id)


def _marked(statement: Statement, rank: Rank, decision: Decision) -> Statement:
    return replace(statement, rank=rank, decision=decision.id, decided_by=decision.by)
