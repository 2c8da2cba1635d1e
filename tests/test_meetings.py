"""Meetings, documents and outcomes that the bundled reports tell of."""

from __future__ import annotations

import pytest
from seed_reports import NUMBERS, read, seed

from kg.model import Meeting, MeetingStatus, Outcome, OutcomeStatus

HELD, PLANNED = MeetingStatus.HELD, MeetingStatus.PLANNED


def label(entity: object) -> str | None:
    return getattr(entity, "label", None)


def held_on(number: str, day: str) -> Meeting:
    (meeting,) = [m for m in seed(number).meetings if str(m.held_on) == day]
    return meeting


def ended(number: str, status: OutcomeStatus) -> list[Outcome]:
    return [outcome for outcome in seed(number).outcomes if outcome.status is status]


@pytest.mark.parametrize(
    ("number", "days"),
    [
        ("000", {("2025-05-16", HELD), ("2025-06-02", HELD), ("2025-07-23", PLANNED)}),
        # this one's headline stands after the talks
        ("001", {("2025-05-16", HELD), ("2025-06-02", HELD), ("2025-07-23", HELD)}),
        ("002", {("2025-05-16", HELD), ("2025-06-02", HELD), ("2025-07-23", PLANNED)}),
        # no date of their own: weekdays stay words
        ("003", {("None", PLANNED), ("None", HELD)}),
        ("004", {("None", PLANNED), ("None", HELD)}),
    ],
)
def test_days_and_whether_they_lie_behind(number: str, days: set[tuple[str, MeetingStatus]]) -> None:
    meetings = seed(number).meetings
    assert {(str(m.held_on), m.status) for m in meetings} == days
    assert len(meetings) == len(days), "one record for each meeting, however often it is told of"


def test_place_venue_host_and_participants() -> None:
    meeting = held_on("000", "2025-07-23")
    assert label(meeting.place) == "Istanbul"
    assert meeting.venue == "Ciragan Palace"
    assert label(meeting.host) == "Türkiye"
    assert {party.label for party in meeting.participants} == {"Russia", "Ukraine"}
    assert meeting.duration is None


@pytest.mark.parametrize(
    ("number", "day", "place"),
    [
        ("000", "2025-07-23", "Istanbul"),
        ("001", "2025-07-23", "Istanbul"),
        ("002", "2025-05-16", "Istanbul"),
        ("002", "2025-06-02", "Istanbul"),
        ("002", "2025-07-23", "Türkiye"),
        # not told: the place of another meeting is not lent
        ("000", "2025-05-16", None),
        ("001", "2025-06-02", None),
    ],
)
def test_where(number: str, day: str, place: str | None) -> None:
    assert label(held_on(number, day).place) == place


@pytest.mark.parametrize("number", ["003", "004"])
def test_the_narrower_place_is_kept(number: str) -> None:
    (planned,) = [m for m in seed(number).meetings if m.status is PLANNED]
    assert label(planned.place) == "Istanbul"


def test_delegates() -> None:
    found = {n: {person.label for m in seed(n).meetings for person in m.delegates} for n in NUMBERS}
    assert found["004"] == {"Rustem Umerov", "Vladimir Medinsky"}
    assert found["003"] == {"Rustem Umerov"}
    assert found["000"] == found["001"] == found["002"] == set()


@pytest.mark.parametrize("number", ["000", "001"])
def test_how_long_they_lasted(number: str) -> None:
    for day in ("2025-05-16", "2025-06-02"):
        assert held_on(number, day).duration == "less than three hours in total"


def test_a_memorandum_is_the_same_paper_in_two_reports() -> None:
    papers = {number: held_on(number, "2025-06-02").documents for number in ("000", "001", "002")}
    (paper,) = papers["000"]
    assert (paper.issued_by.label, paper.noun, str(paper.round)) == ("Russia", "memorandum", "2025-06-02")
    assert papers["002"] == papers["000"]
    assert papers["001"] == ()
    assert held_on("000", "2025-05-16").documents == ()
    # The demands that the list sets out are carried by it, and the judgement of "those terms" concerns it.
    carried = [s for s in seed("002").statements if s.carried_by is not None]
    assert {s.issue for s in carried} == {"territorial-withdrawal", "military-limits", "language-rights", "neutrality"}
    assert {s.carried_by for s in carried} == {paper}
    assert all(s.party.label == "Russia" and s.round == paper.round for s in carried)
    for number in ("000", "002"):
        judged = [s for s in seed(number).statements if s.concerns is not None]
        assert {s.party.label for s in judged} == {"Ukraine"}
        assert {s.concerns for s in judged} == {paper}


@pytest.mark.parametrize("number", ["000", "001", "002"])
def test_what_the_first_two_meetings_brought(number: str) -> None:
    told = seed(number)
    meetings = {m.id for m in told.meetings if str(m.held_on) in {"2025-05-16", "2025-06-02"}}
    achieved = ended(number, OutcomeStatus.ACHIEVED)
    assert {o.issue for o in achieved} == {"prisoner-exchange", "remains-return"}
    assert {o.content for o in achieved} == {
        "the exchange of thousands of prisoners of war", "the remains of dead soldiers",
    }  # fmt: skip
    (nothing,) = ended(number, OutcomeStatus.NO_BREAKTHROUGH)
    assert "no breakthrough" in nothing.quote.text
    assert all(set(o.meetings) == meetings for o in (*achieved, nothing))


@pytest.mark.parametrize(("number", "count"), [("000", 1), ("001", 0), ("002", 1), ("003", 0), ("004", 0)])
def test_a_paper_handed_over_is_an_outcome(number: str, count: int) -> None:
    found = ended(number, OutcomeStatus.DOCUMENT_EXCHANGED)
    assert len(found) == count
    for outcome in found:
        assert outcome.meetings == (held_on(number, "2025-06-02").id,)
        assert outcome.document is not None
        assert outcome.quote.text == "Russia handed Ukraine a memorandum"


@pytest.mark.parametrize(("number", "issues"), [("003", set()), ("004", {"prisoner-exchange", "remains-return"})])
def test_what_meetings_without_a_day_brought(number: str, issues: set[str]) -> None:
    (held,) = [m for m in seed(number).meetings if m.status is HELD]
    assert {o.issue for o in ended(number, OutcomeStatus.ACHIEVED)} == issues
    (nothing,) = ended(number, OutcomeStatus.NO_BREAKTHROUGH)
    assert nothing.meetings == (held.id,)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_outcome_is_of_a_meeting_of_its_report(number: str) -> None:
    told = seed(number)
    ids = {meeting.id for meeting in told.meetings}
    assert all(outcome.meetings and set(outcome.meetings) <= ids for outcome in told.outcomes)


@pytest.mark.parametrize(
    "text",
    [
        "Russia and Ukraine want peace.",
        # what may come of a meeting to come is no outcome
        "Talks on July 30 could lead to the exchange of prisoners, Kyiv said.",
        "The meeting on July 1 could lead to the exchange of prisoners.",
        "Moscow said that talks on July 30 would lead to the exchange of prisoners.",
        # what all would agree to, did not agree to, or agreed to by one side's account
        "The two sides would agree to exchange prisoners.",
        "Neither side agreed to exchange prisoners.",
        "The two sides have not agreed on a prisoner exchange.",
        "Kyiv said the two sides had agreed on a prisoner exchange.",
        # one party among several is not all
        "The party agreed to exchange prisoners.",
    ],
)
def test_no_outcome_of_what_has_not_happened(text: str) -> None:
    assert read(f"Published July 23, 2025\n\n{text}").outcomes == ()


@pytest.mark.parametrize(
    ("text", "words", "content"),
    [
        (
            "The delegations agreed to exchange prisoners, officials said.",
            "The delegations agreed",
            "exchange prisoners",
        ),
        # a day between the verb and its matter
        ("The two sides agreed on Monday to exchange prisoners.", "The two sides agreed", "to exchange prisoners"),
        ("The parties have agreed on a prisoner exchange.", "The parties have agreed", "a prisoner exchange"),
        # a meeting that is told of just before, or in the same sentence
        (
            "Envoys met in Ankara on July 1. Both sides agreed to exchange prisoners.",
            "Envoys met in Ankara on July 1",
            "exchange prisoners",
        ),
    ],
)
def test_what_all_agreed_is_an_outcome_of_the_meeting_told_of_or_of_one_unknown(
    text: str, words: str, content: str
) -> None:
    told = read(f"Published July 23, 2025\n\n{text}")
    (outcome,) = told.outcomes
    (meeting,) = told.meetings
    assert (outcome.status, outcome.issue, outcome.content) == (OutcomeStatus.AGREED, "prisoner-exchange", content)
    assert outcome.meetings == (meeting.id,)
    assert (meeting.status, meeting.quote.text) == (HELD, words)


def test_two_days_in_one_sentence_are_two_meetings_with_one_quote() -> None:
    told = read("Published July 23, 2025\n\nEnvoys met in Ankara for talks on July 1 and July 30.")
    first, second = told.meetings
    assert (str(first.held_on), first.status) == ("2025-07-01", HELD)
    assert (str(second.held_on), second.status) == ("2025-07-30", PLANNED)
    assert first.quote == second.quote
    assert first.id != second.id
