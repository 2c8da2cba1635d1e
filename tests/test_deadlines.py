"""Limits of time: the words, the day that they mean, and whose they are."""

from __future__ import annotations

from datetime import date

import pytest
from seed_reports import NUMBERS, read, seed

from kg.model import Statement


def told(sentence: str, published: str = "2025-07-23") -> tuple[Statement, ...]:
    """The statements of a report of a Wednesday, or of an undated one."""
    head = f"Published: {published}\n\n" if published else ""
    return read(f"Talks on the truce\n\n{head}{sentence}\n").statements


@pytest.mark.parametrize(
    ("sentence", "words", "due"),
    [
        ("Ukraine wants a ceasefire within 30 days.", "within 30 days", "2025-08-22"),
        ("Ukraine wants a ceasefire within two weeks.", "within two weeks", "2025-08-06"),
        ("Ukraine wants a ceasefire within two months.", "within two months", "2025-09-23"),
        ("Ukraine wants a ceasefire within a year.", "within a year", "2026-07-23"),
        ("Ukraine wants a ceasefire within 36 hours.", "within 36 hours", "2025-07-25"),
        ("Russia demands that Ukraine disarm in the next two weeks.", "in the next two weeks", "2025-08-06"),
        ("Ukraine demanded the return of prisoners by 1 September.", "by 1 September", "2025-09-01"),
        ("Ukraine demanded the return of prisoners by September 1, 2026.", "by September 1, 2026", "2026-09-01"),
        ("Ukraine demanded the return of prisoners before 1 September.", "before 1 September", "2025-08-31"),
        ("Ukraine wants a ceasefire by Friday.", "by Friday", "2025-07-25"),
        ("Ukraine wants a ceasefire by noon on Friday.", "by noon on Friday", "2025-07-25"),
        ("Ukraine wants a ceasefire by Wednesday.", "by Wednesday", "2025-07-30"),  # not the day itself
        ("Ukraine wants a ceasefire by tomorrow.", "by tomorrow", "2025-07-24"),
        ("Ukraine wants a ceasefire before the end of the month.", "before the end of the month", "2025-07-31"),
        ("Ukraine wants a ceasefire by the end of next month.", "by the end of next month", "2025-08-31"),
        ("Ukraine wants a ceasefire by the end of the year.", "by the end of the year", "2025-12-31"),
        ("Ukraine wants a ceasefire by year-end.", "by year-end", "2025-12-31"),
        ("Ukraine wants a ceasefire by the end of March.", "by the end of March", "2026-03-31"),
        ("Ukraine wants a ceasefire before next week.", "before next week", "2025-07-27"),
        # not one day but one of several
        ("Ukraine wants a ceasefire by September.", "by September", "2025-09-01/2025-09-30"),
        ("Ukraine wants a ceasefire by 2027.", "by 2027", "2027-01-01/2027-12-31"),
        ("Ukraine wants a ceasefire by next week.", "by next week", "2025-07-28/2025-08-03"),
        # nouns
        ("Russia gave Ukraine a 10-day ultimatum to withdraw its forces.", "10-day ultimatum", "2025-08-02"),
        ("Russia gave Ukraine a deadline of 1 August to agree to a ceasefire.", "deadline of 1 August", "2025-08-01"),
        ("Ukraine set a 1 August deadline for a ceasefire.", "1 August deadline", "2025-08-01"),
        # counted from the days on which it was said
        ("Last week Ukraine demanded a ceasefire within 30 days.", "within 30 days", "2025-08-13/2025-08-19"),
        # words without a day
        ("Ukraine wants a ceasefire within weeks.", "within weeks", None),
        ("Ukraine wants a ceasefire by spring.", "by spring", None),
    ],
)  # fmt: skip
def test_a_limit_of_time_is_read(sentence: str, words: str, due: str | None) -> None:
    statement = told(sentence)[-1]
    assert statement.due_text == words
    assert (None if statement.due is None else str(statement.due)) == due


@pytest.mark.parametrize(
    "sentence",
    [
        "Ukraine demanded the release of prisoners taken before 24 February 2022.",  # it lies behind
        "Ukraine demanded a ceasefire on Friday.",
        "Ukraine demanded a 30-day ceasefire.",  # how long, not by when
        "Ukraine demanded a ceasefire before Friday's talks.",
        "Russia denied on Monday that children would be abducted by 1 September.",  # nothing is asked
    ],
)
def test_other_days_are_no_limit(sentence: str) -> None:
    assert [statement.due_text for statement in told(sentence) if statement.due_text] == []


def test_a_threat_has_the_limit_of_its_condition() -> None:
    said = told("Russia threatened to resume attacks unless Ukraine released prisoners before the end of the month.")
    assert {(s.act.value, str(s.due)) for s in said} == {("threatens", "2025-07-31"), ("demands", "2025-07-31")}


def test_of_two_demands_only_one_is_limited() -> None:
    said = told("Ukraine wants a ceasefire within 30 days and reparations of 6 billion dollars.")
    assert {(s.issue, s.due_text) for s in said} == {("ceasefire", "within 30 days"), ("reparations", None)}


def test_without_any_day_the_words_stand_alone() -> None:
    (statement,) = told("Ukraine wants a ceasefire within 30 days.", published="")
    assert (statement.due, statement.due_text) == (None, "within 30 days")


def test_a_day_beyond_the_calendar_is_unknown() -> None:
    (statement,) = told("Ukraine wants a ceasefire within 30 days.", published="9999-12-20")
    assert (statement.due, statement.due_text) == (None, "within 30 days")


def test_the_seeds_hold_the_deadline_of_the_united_states() -> None:
    said = [statement for number in NUMBERS for statement in seed(number).statements if statement.due_text]
    assert {statement.party.label for statement in said} == {"United States"}
    assert {statement.act.value for statement in said} == {"demands", "threatens"}
    # Said last week, or in a report of 23 July, or in one without a date.
    assert {str(s.due) for s in said} == {"2025-09-02/2025-09-08", str(date(2025, 9, 11)), "None"}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_words_of_a_limit_stand_in_the_report(number: str) -> None:
    extraction = seed(number)
    assert [s.due_text for s in extraction.statements if s.due_text and s.due_text not in extraction.report.text] == []
