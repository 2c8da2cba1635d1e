"""The sections of a document about what clashes, what meets, what reports tell differently, and what moved."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.brief.content import APPARENT, CONFLICT, DISCREPANCY, OUTCOME_TRACE, OVERLAP, SELF_CONTRADICTION
from kg.render.documents.blocks import Heading, Items, Paragraph, Table, joined, line, quiet, strong
from kg.render.documents.telling import counted, cut, days, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.brief.content import Finding, Stage
    from kg.render.documents.blocks import Block, Line
    from kg.render.documents.telling import Telling

MOST_FINDINGS = 200
"""Findings of one section, and rows of one table of the course; the folder of CSV has all of them."""

_OTHERS: dict[str | None, str] = {
    "the same": "tell the same",
    "another day": "give another day",
    "another matter": "give it for another matter",
}
_SECTIONS = (
    ("Conflicts", CONFLICT, "Positions of two parties that cannot both be met."),
    ("Overlaps", OVERLAP, "Where two parties want, or refuse, the same, wholly or in part."),
    ("Only apparent conflicts", APPARENT, "These look opposed and are not, because scope, time or track differ."),
    ("Self-contradictions", SELF_CONTRADICTION, "One party, two positions that cannot both be met."),
    ("What came out", OUTCOME_TRACE, "Demands and offers that a later round met, wholly or in part."),
    ("Where reports disagree", DISCREPANCY, "Here two reports, not two parties, tell different things."),
)


def finding_sections(telling: Telling) -> Iterator[Block]:
    """Yield the findings by group, each with both quotes; then pairs of parties and the course of time."""
    for title, group, told in _SECTIONS:
        findings = telling.brief.of_group(group)
        if findings or group in {CONFLICT, OVERLAP}:
            yield Heading(1, title)
            yield Paragraph(line(told if findings else f"{told} None found."))
        for finding in islice(findings, MOST_FINDINGS):
            yield from _finding(telling, finding)
        if (more := cut(len(findings), MOST_FINDINGS, "finding")) is not None:
            yield Items((more,))
    yield from _pairs(telling)
    yield from _course(telling)


def _finding(telling: Telling, finding: Finding) -> Iterator[Block]:
    brief = telling.brief
    issue = brief.name(finding.issue)
    kind = brief.name(finding.kind)
    yield Heading(2, joined([kind[:1].upper() + kind[1:], issue], ": "))
    rounds = [written(one.day) for one in brief.rounds if one.id in finding.rounds]
    told = joined(
        [
            brief.name(finding.certainty) if finding.certainty not in {None, "certainty/certain"} else "",
            f"round of {', '.join(rounds)}" if rounds else "",
            counted(len(finding.origins), "origin"),
        ],
        " · ",
    )
    yield Paragraph(line(finding.reason, " ", quiet(f"{told} · {finding.id}")))
    for shown in (finding.first, finding.second):
        if shown is not None:
            yield Paragraph(line(strong(telling.side(shown))))
            yield telling.quotation(shown)


def _pairs(telling: Telling) -> Iterator[Block]:
    brief = telling.brief
    if not brief.pairs:
        return
    yield Heading(1, "Between the parties")
    yield Paragraph(
        line(
            "Conflicts and overlaps by pair. The balance is overlaps less conflicts, over both: -1 where there are "
            "only conflicts, 1 where there are only overlaps (the form of the E-I index, Krackhardt and Stern 1988)."
        )
    )
    rows = tuple(
        (
            line(f"{brief.name(pair.first)} and {brief.name(pair.second)}"),
            line(str(len(pair.conflicts))),
            line(str(len(pair.overlaps))),
            line(f"{pair.balance:+.2f}"),
            line(quiet(_some(pair.conflicts + pair.overlaps))),
        )
        for pair in brief.pairs[:MOST_FINDINGS]
    )
    yield Table(("Parties", "Conflicts", "Overlaps", "Balance", "Findings"), rows, (3, 1, 1, 1, 4))
    if (more := cut(len(brief.pairs), MOST_FINDINGS, "pair")) is not None:
        yield Items((more,))


def _some(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")


def _course(telling: Telling) -> Iterator[Block]:
    """Rounds with what came out of them, stages day by day, what nothing dates, and time limits."""
    brief = telling.brief
    yield Heading(1, "The course of the negotiation")
    for held in brief.rounds:
        yield Heading(2, f"Round of {written(held.day)}")
        lines = [
            line(
                strong(joined([brief.name(one.status), brief.name(one.place), one.venue])),
                f" – “{one.quotes[0].exact}” {telling.source(one.report)} ",
                quiet(one.id),
            )
            for one in (brief.meetings[meeting] for meeting in held.meetings)
        ]
        lines += [_outcome(telling, outcome) for outcome in held.outcomes]
        yield Items(tuple(lines) or (line("Only statements refer to it. ", quiet(held.id)),))
    undated = [
        line(f"“{brief.evidence(one).exact}” {telling.source(brief.meetings[one].report)} ", quiet(one))
        for one in brief.undated_meetings
    ] + [_outcome(telling, outcome) for outcome in brief.undated_outcomes]
    if undated:
        yield Heading(2, "Meetings and outcomes of unknown days")
        yield Items(tuple(undated))
    dated = sorted(
        (stage for stage in brief.stages if stage.movement is not None),
        key=lambda stage: (str(stage.said_until or "9"), str(stage.said_from or "9"), brief.name(stage.party)),
    )
    for title, stages in (("What was said when", dated), ("What nothing dates", list(brief.undated))):
        if stages:
            yield Heading(2, title)
            rows = tuple(_stage(telling, stage) for stage in stages[:MOST_FINDINGS])
            yield Table(("Day", "Party", "Matter", "Movement", "Words"), rows, (3, 3, 5, 3, 8))
            if (more := cut(len(stages), MOST_FINDINGS, "stage")) is not None:
                yield Items((more,))
    if brief.deadlines:
        yield Heading(2, "Time limits")
        yield Table(("Due", "Party", "For what", "Words", "Other reports"), tuple(_limits(telling)), (3, 3, 5, 5, 3))


def _outcome(telling: Telling, outcome_id: str) -> Line:
    outcome = telling.brief.outcomes[outcome_id]
    about = telling.brief.name(outcome.issue) or outcome.content
    caveat = f" (caveat: {outcome.caveat})" if outcome.caveat else ""
    return line(
        strong(joined([telling.brief.name(outcome.status), about], ": ")),
        f" – “{outcome.quotes[0].exact}”{caveat} {telling.source(outcome.report)} ",
        quiet(outcome.id),
    )


def _stage(telling: Telling, stage: Stage) -> tuple[Line, ...]:
    brief = telling.brief
    statement = brief.statements[stage.statement]
    return (
        line(days(stage.said_from, stage.said_until) or "unknown"),
        line(brief.name(stage.party)),
        line(brief.name(stage.provision or stage.issue)),
        line(brief.name(stage.movement) or "–"),
        line(
            f"{brief.name(statement.act)}: “{statement.quote.exact}” {telling.source(statement.report)} ",
            quiet(stage.statement),
        ),
    )


def _limits(telling: Telling) -> Iterator[tuple[Line, ...]]:
    brief = telling.brief
    for limit in brief.deadlines[:MOST_FINDINGS]:
        statement = brief.statements[limit.statement]
        yield (
            line(days(limit.due_from, limit.due_until) or "unknown"),
            line(brief.name(limit.party)),
            line(f"{brief.name(statement.act)}: {telling.matter(statement)}"),
            line(f"“{limit.words}” {telling.source(statement.report)} ", quiet(limit.statement)),
            line(_OTHERS.get(limit.others, "do not tell of it")),
        )
