"""What reports tell: statements, meetings and outcomes out of the columns of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.brief.columns import day
from kg.brief.passages import Passages
from kg.brief.records import Meeting, Outcome, Statement
from kg.vocab import NEG, PROV, RANK, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.brief.columns import Columns
    from kg.brief.records import Id

_SET_ASIDE = f"rank/{RANK.notation(RANK['deprecated'])}"


def read_statements(columns: Columns, passages: Passages, reports: Mapping[Id, str]) -> dict[Id, Statement]:
    """Return the statements that count or are candidates, by id; those set aside by a person are left out.

    Args:
        columns: the store.
        passages: its quotes.
        reports: the text of each report; a statement of another one is left out, and one without a quote.
    """
    one, many = columns.one, columns.many
    rank = one(NEG.rank)
    party, act, stance, rule = (one(p) for p in (NEG.party, NEG.act, NEG.stance, NEG.rule))
    issue, provision, content = (one(p) for p in (NEG.issue, NEG.provision, NEG.content))
    condition, condition_on = one(NEG.condition), one(NEG.conditionProvision)
    speaker, spoken, attribution = (one(p) for p in (NEG.speaker, NEG.speakerText, NEG.attribution))
    addressee, sourcing, certainty = (one(p) for p in (NEG.addressee, NEG.sourcing, NEG.certainty))
    caveat, amount, amount_words = one(NEG.caveat), one(NEG.quantity), one(NEG.quantityText)
    due_from, due_until, due_words = (one(p) for p in (NEG.dueFrom, NEG.dueUntil, NEG.dueText))
    said_from, said_until, said_words = (one(p) for p in (NEG.saidFrom, NEG.saidUntil, NEG.saidText))
    meeting, carried, concerns = (one(p) for p in (NEG.round, NEG.carriedBy, NEG.concerns))
    negotiation, confidence = one(NEG.negotiation), one(NEG.confidence)
    candidate, incomplete = one(NEG.candidate), one(NEG.incomplete)
    headline, firm = one(NEG.inHeadline), one(NEG.nonNegotiable)
    decision, decided = one(NEG.decision), one(NEG.decidedBy)
    labels, extractors = one(RDFS.label), columns.is_a(NEG.Extractor)
    # Only statements of another extractor need it, and there is one for each statement.
    activity = one(PROV.wasGeneratedBy) if extractors else {}
    agents = many(PROV.wasAssociatedWith) if extractors else {}
    supports = positions_of(columns)
    found = {}
    for node in columns.of_type(NEG.Statement):
        if rank.get(node) == _SET_ASIDE or node not in party or node not in act:
            continue
        quotes = passages.of(node)
        if not quotes or quotes[0].report not in reports:
            continue
        agent = next((one for one in agents.get(activity.get(node, ""), ()) if one in extractors), None)
        found[node] = Statement(
            id=node,
            report=quotes[0].report,
            party=party[node],
            act=act[node],
            stance=stance.get(node, "stance/neutral"),
            quotes=quotes,
            rule=rule.get(node, ""),
            issue=issue.get(node),
            provision=provision.get(node),
            content=content.get(node),
            condition=condition.get(node),
            condition_provision=condition_on.get(node),
            speaker=speaker.get(node),
            speaker_words=spoken.get(node),
            attribution=attribution.get(node),
            addressee=addressee.get(node),
            sourcing=sourcing.get(node),
            certainty=certainty.get(node),
            caveat=caveat.get(node),
            quantity=amount_words.get(amount.get(node, "")),
            due_from=day(due_from.get(node)),
            due_until=day(due_until.get(node)),
            due_words=due_words.get(node),
            said_from=day(said_from.get(node)),
            said_until=day(said_until.get(node)),
            said_words=said_words.get(node),
            round=meeting.get(node),
            document=carried.get(node),
            concerns=concerns.get(node),
            negotiation=negotiation.get(node),
            confidence=None if node not in confidence else float(confidence[node]),
            candidate=candidate.get(node) == "true",
            incomplete=incomplete.get(node) == "true",
            in_headline=headline.get(node) == "true",
            non_negotiable=firm.get(node) == "true",
            rank=rank.get(node),
            decision=decision.get(node),
            decided_by=labels.get(decided.get(node, "")),
            extractor=None if agent is None else labels.get(agent, agent),
            positions=tuple(supports.get(node, ())),
        )
    return found


def positions_of(columns: Columns) -> dict[Id, list[Id]]:
    """Return the positions that rest on each statement, in order."""
    found: dict[Id, list[Id]] = {}
    derived = columns.many(PROV.wasDerivedFrom)
    for position in columns.of_type(NEG.Position):
        for statement in derived.get(position, ()):
            found.setdefault(statement, []).append(position)
    return found


def read_meetings(columns: Columns, passages: Passages, reports: Mapping[Id, str]) -> dict[Id, Meeting]:
    """Return the accounts of meetings by id. Arguments as of ``read_statements``."""
    one, many = columns.one, columns.many
    rule, status = one(NEG.rule), one(NEG.meetingStatus)
    negotiation, meeting_round, held, words = (one(p) for p in (NEG.negotiation, NEG.round, NEG.heldOn, NEG.heldText))
    place, venue, host, duration = (one(p) for p in (NEG.place, NEG.venue, NEG.host, NEG.duration))
    participants, delegates, documents = (many(p) for p in (NEG.participant, NEG.delegate, NEG.document))
    return {
        node: Meeting(
            id=node,
            report=quotes[0].report,
            quotes=quotes,
            rule=rule.get(node, ""),
            status=status.get(node, "meeting-status/held"),
            negotiation=negotiation.get(node),
            round=meeting_round.get(node),
            day=day(held.get(node)),
            day_words=words.get(node),
            place=place.get(node),
            venue=venue.get(node),
            host=host.get(node),
            participants=tuple(participants.get(node, ())),
            delegates=tuple(delegates.get(node, ())),
            documents=tuple(documents.get(node, ())),
            duration=duration.get(node),
        )
        for node in columns.of_type(NEG.Meeting)
        if (quotes := passages.of(node)) and quotes[0].report in reports
    }


def read_outcomes(
    columns: Columns, passages: Passages, reports: Mapping[Id, str], meetings: Mapping[Id, Meeting]
) -> dict[Id, Outcome]:
    """Return outcomes by id, each with the days of its meetings. Arguments as of ``read_statements``."""
    one, many = columns.one, columns.many
    rule, status, about = one(NEG.rule), one(NEG.outcomeStatus), many(NEG.meeting)
    negotiation, issue, provision = (one(p) for p in (NEG.negotiation, NEG.issue, NEG.provision))
    content, caveat, document = (one(p) for p in (NEG.content, NEG.caveat, NEG.document))
    found = {}
    for node in columns.of_type(NEG.Outcome):
        if not (quotes := passages.of(node)) or quotes[0].report not in reports:
            continue
        of = tuple(meeting for meeting in about.get(node, ()) if meeting in meetings)
        found[node] = Outcome(
            id=node,
            report=quotes[0].report,
            quotes=quotes,
            rule=rule.get(node, ""),
            status=status.get(node, ""),
            negotiation=negotiation.get(node),
            issue=issue.get(node),
            provision=provision.get(node),
            content=content.get(node),
            caveat=caveat.get(node),
            document=document.get(node),
            meetings=of,
            days=tuple(sorted({held for meeting in of if (held := meetings[meeting].day) is not None})),
        )
    return found
