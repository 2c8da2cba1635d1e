"""What a cell of the table means, on cases that are small enough to see it."""

from __future__ import annotations

from datetime import date

import pytest
from brief_stores import harbour
from harbour import said

from kg.brief.content import OVERLAP
from kg.model import Interval

CELLS = [
    ("aland demands dredged", "for", "one position"),
    ("boria rejects dredged against", "against", "one position"),
    ("aland demands dredged; aland demands survey", "for", "two provisions on one side"),
    ("aland demands dredged; aland rejects survey against", "mixed", "for one provision and against another"),
    ("aland demands dredged; aland rejects dredged against report=second", "for and against", "the same provision"),
    (
        "aland demands dredged; aland rejects dredged against report=second; aland rejects survey against",
        "for and against",
        "that a party speaks against itself says more than that it is mixed",
    ),
    ("aland asserts dredged neutral", "neutral", "neutral alone"),
    ("aland asserts dredged neutral; aland demands survey", "for", "neutral beside another does not count"),
    ("aland demands - for issue=works", "for", "on the issue as such"),
    (
        "aland demands - for issue=works; aland rejects - against issue=works report=second",
        "for and against",
        "the issue as such is one matter",
    ),
    ("aland demands - for issue=works; aland rejects dredged against", "mixed", "an issue is no provision"),
]


@pytest.mark.parametrize(("words", "expected", "trap"), CELLS, ids=[trap for _, _, trap in CELLS])
def test_what_a_cell_says(words: str, expected: str, trap: str) -> None:
    statements = said(*(one if "issue=" in one else one + " issue=works" for one in words.split("; ")))
    brief = harbour(statements)
    party = "party/boria" if words.startswith("boria") else "party/aland"
    assert brief.cells[party, "issue/works"].word == expected, trap


def test_what_is_superseded_is_no_longer_held_and_the_trend_says_so() -> None:
    """Without it, a party that changed sides would stand in the table on both."""
    june, july = (Interval(date(2025, month, 2), date(2025, month, 2)) for month in (6, 7))
    brief = harbour(
        [
            *said("aland rejects dredged against issue=works", said_on=june),
            *said("aland demands dredged issue=works report=second", said_on=july),
        ]
    )
    cell = brief.cells["party/aland", "issue/works"]
    assert (cell.word, cell.trend, len(cell.positions), len(cell.superseded)) == (
        "for", "finding-kind/softened", 1, 1,
    )  # fmt: skip
    (old,) = cell.superseded
    assert brief.positions[old].superseded_by == cell.positions


def test_a_silent_principal_and_who_is_not_silent() -> None:
    brief = harbour(said("boria demands dredged issue=works", "cetia rejects dredged against issue=works"))
    (silence,) = brief.silences
    assert (silence.party, silence.issue) == ("party/aland", "issue/works")
    assert silence.taken_up_by == ("party/boria", "party/cetia")
    (pair,) = brief.pairs
    assert pair.balance == -1
    assert not brief.of_group(OVERLAP)
