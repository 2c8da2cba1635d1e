"""Days of a brief: rounds with what came out of them, and time limits with what other reports make of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.brief.columns import day
from kg.brief.content import Deadline, Round
from kg.vocab import NEG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.brief.columns import Columns
    from kg.brief.records import Id, Key, Meeting, Outcome, Statement


def build_rounds(
    columns: Columns, meetings: Mapping[Id, Meeting], outcomes: Mapping[Id, Outcome], statements: Iterable[Statement]
) -> tuple[Round, ...]:
    """Return the rounds that a meeting or a statement of the brief names, by day."""
    negotiation, held = columns.one(NEG.negotiation), columns.one(NEG.heldOn)
    paper_of = columns.one(NEG.round)
    of: dict[Id, list[Meeting]] = defaultdict(list)
    for meeting in meetings.values():
        if meeting.round is not None:
            of[meeting.round].append(meeting)
    came_out: dict[Id, set[Id]] = defaultdict(set)
    for outcome in outcomes.values():
        for one in outcome.meetings:
            if (where := meetings[one].round) is not None:
                came_out[where].add(outcome.id)
    papers: dict[Id, set[Id]] = defaultdict(set)
    mentioned = set()
    for statement in statements:
        if statement.round is not None:
            mentioned.add(statement.round)
        for paper in (statement.document, statement.concerns):
            if paper is not None and paper in paper_of:
                papers[paper_of[paper]].add(paper)
    named = of.keys() | papers.keys() | mentioned
    return tuple(
        sorted(
            (
                Round(
                    id=node,
                    negotiation=negotiation.get(node),
                    day=held_on,
                    meetings=tuple(sorted(meeting.id for meeting in of[node])),
                    outcomes=tuple(sorted(came_out[node])),
                    documents=tuple(sorted(papers[node])),
                )
                for node in named
                if (held_on := day(held.get(node))) is not None
            ),
            key=lambda one: (one.day, one.id),
        )
    )


def build_deadlines(statements: Iterable[Statement]) -> list[Deadline]:
    """Return the time limits that statements set, candidates left out."""
    limits = [one for one in statements if one.due_words is not None and not one.candidate]
    by_matter: dict[object, list[Statement]] = defaultdict(list)
    by_words: dict[object, list[Statement]] = defaultdict(list)
    for one in limits:
        by_matter[one.party, _matter(one)].append(one)
        by_words[one.party, (one.due_words or "").lower()].append(one)
    return [
        Deadline(
            statement=one.id,
            party=one.party,
            matter=_matter(one),
            due_from=one.due_from,
            due_until=one.due_until,
            words=one.due_words or "",
            others=_others(
                one,
                by_matter[one.party, _matter(one)] if _matter(one) else (),
                by_words[one.party, (one.due_words or "").lower()],
            ),
        )
        for one in limits
    ]


def _matter(statement: Statement) -> Key | None:
    return statement.provision or statement.issue


def _others(one: Statement, alike: Sequence[Statement], worded: Sequence[Statement]) -> str | None:
    """Say how other reports give a limit; a disagreement goes before an agreement, as in the query deadlines."""
    same = [other for other in alike if other.report != one.report]
    if any(_is_apart(one, other) for other in same):
        return "another day"
    if any(other.report != one.report and (_matter(other) != _matter(one) or not _matter(one)) for other in worded):
        return "another matter"
    return "the same" if same else None


def _is_apart(one: Statement, other: Statement) -> bool:
    if one.due_from is None or one.due_until is None or other.due_from is None or other.due_until is None:
        return False
    return one.due_until < other.due_from or other.due_until < one.due_from
