"""Words of time against the day of a report, a Wednesday unless a row says otherwise."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Interval
from kg.times import find_dates, find_times

WEDNESDAY = date(2025, 7, 23)

CALENDAR = [
    # text, day of the report, the day meant
    ("They met on May 16.", WEDNESDAY, "2025-05-16"),
    ("They met on 16 May.", WEDNESDAY, "2025-05-16"),
    ("They met on the 2nd of June.", WEDNESDAY, "2025-06-02"),
    ("They met on Sept. 5.", WEDNESDAY, "2025-09-05"),
    # a year that is written stands, whatever the report's own
    ("They met on June 2, 2024.", WEDNESDAY, "2024-06-02"),
    ("They met on 2 June 2024.", None, "2024-06-02"),
    ("They met on 2024-06-02.", None, "2024-06-02"),
    # a year that is missing is that of the nearest such day
    ("They met on December 28.", date(2026, 1, 3), "2025-12-28"),
    ("They will meet on January 5.", date(2025, 12, 30), "2026-01-05"),
    # and unknown where the report has no date
    ("They met on May 16.", None, None),
    # days that no calendar has
    ("They met on February 30, 2025.", None, None),
    ("They met on 2025-13-01.", None, None),
    ("They met on June 31.", WEDNESDAY, None),
]

RELATIVE = [
    # words, days; weeks run from Monday to Sunday, and the present one up to the report
    ("last week", "2025-07-14/2025-07-20"),
    ("this week", "2025-07-21/2025-07-23"),
    ("earlier this week", "2025-07-21/2025-07-23"),
    ("next week", "2025-07-28/2025-08-03"),
    ("last month", "2025-06-01/2025-06-30"),
    ("this month", "2025-07-01/2025-07-23"),
    ("last year", "2024-01-01/2024-12-31"),
    ("this year", "2025-01-01/2025-07-23"),
    ("yesterday", "2025-07-22"),
    ("today", "2025-07-23"),
    ("tomorrow", "2025-07-24"),
    # a weekday is the last such day, the report's own included
    ("on Monday", "2025-07-21"),
    ("Tuesday", "2025-07-22"),
    ("on Wednesday", "2025-07-23"),
    ("on Thursday", "2025-07-17"),
    ("last Wednesday", "2025-07-16"),
    ("next Wednesday", "2025-07-30"),
    ("next Friday", "2025-07-25"),
    # what has no bounds keeps its words alone
    ("recently", None),
    ("in recent weeks", None),
]


def days(found: Interval | None) -> str | None:
    return None if found is None else str(found)


@pytest.mark.parametrize(("text", "reported", "day"), CALENDAR)
def test_calendar_days(text: str, reported: date | None, day: str | None) -> None:
    (found,) = find_dates(text, reported)
    assert days(found.days) == day
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(("words", "expected"), RELATIVE, ids=[words for words, _ in RELATIVE])
def test_relative_days(words: str, expected: str | None) -> None:
    text = f"He said {words} that they would meet."
    (found,) = find_times(text, WEDNESDAY)
    assert (found.text, days(found.days)) == (words, expected)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize("words", [words for words, _ in RELATIVE])
def test_nothing_is_relative_to_a_report_without_a_date(words: str) -> None:
    (found,) = find_times(f"He said {words} that they would meet.", None)
    assert (found.text, found.days) == (words, None)


@pytest.mark.parametrize(
    ("words", "reported", "expected"),
    [
        # weeks and months across the turn of a year, and a report of a Monday and of a Sunday
        ("last week", date(2026, 1, 1), "2025-12-22/2025-12-28"),
        ("this week", date(2026, 1, 1), "2025-12-29/2026-01-01"),
        ("last month", date(2026, 1, 1), "2025-12-01/2025-12-31"),
        ("this week", date(2025, 7, 21), "2025-07-21"),
        ("last week", date(2025, 7, 21), "2025-07-14/2025-07-20"),
        ("last week", date(2025, 7, 27), "2025-07-14/2025-07-20"),
        ("on Friday", date(2026, 1, 1), "2025-12-26"),
    ],
)
def test_relative_days_at_the_edges(words: str, reported: date, expected: str) -> None:
    (found,) = find_times(f"He said {words} that they would meet.", reported)
    assert days(found.days) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Their demands may widen.",  # the verb, not the month
        "They march on.",
        "The Monday-night round was long.",  # part of a compound
        "Chapter 16 may follow.",
        "The 30-day truce held.",
    ],
)
def test_words_that_only_look_like_times(text: str) -> None:
    assert find_times(text, WEDNESDAY) == []


def test_several_times_stand_in_the_order_of_the_text_and_share_no_characters() -> None:
    text = "Last week they spoke of June 2 and of 2025-05-16; on Tuesday they met."
    found = find_times(text, WEDNESDAY)
    assert [f.text for f in found] == ["Last week", "June 2", "2025-05-16", "on Tuesday"]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_leap_day_without_its_year() -> None:
    (found,) = find_dates("They met on February 29.", date(2024, 3, 5))
    assert days(found.days) == "2024-02-29"


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from([words for words, _ in RELATIVE]))
def test_no_report_is_too_odd_and_the_past_lies_before_it(reported: date, words: str) -> None:
    (found,) = find_times(f"He said {words} that they would meet.", reported)
    if found.days is None:
        assert words in {"recently", "in recent weeks"}
    elif words.startswith("last"):
        assert found.days.end < reported
    elif words.startswith(("next", "tomorrow")):
        assert found.days.start > reported
    else:
        assert found.days.end <= reported


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_a_written_date_is_read_back(day: date, reported: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ):
        (found,) = find_dates(f"They met on {text}.", reported)
        assert (found.text, days(found.days)) == (text, day.isoformat())
