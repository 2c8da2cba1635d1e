"""``kg timeline``, ``kg compare`` and ``--as-of``: what was held when, in the words of the reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Answer, Kg

from kg.cli import main

JUNE = """Published June 3, 2025

ISTANBUL: Ukraine demanded an immediate ceasefire on Monday. Russia rejected an immediate ceasefire on Monday.

Russia proposed a prisoner exchange on Monday.
"""
JULY = """date 2025-07-09

Published July 4, 2025

ISTANBUL: Russia agreed to an immediate ceasefire on Thursday. Ukraine demanded an immediate ceasefire on Thursday.
"""
UNDATED = """Ukraine rejected any limit on the size of its military.

Russia demanded that Ukraine limit the size of its military.
"""
CEASEFIRE = "A ceasefire takes effect at once"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of three reports, one of which nobody dates; tests read it and never write to it."""
    folder = tmp_path_factory.mktemp("timeline")
    for name, text in (("june.txt", JUNE), ("july.txt", JULY), ("undated.txt", UNDATED)):
        (folder / name).write_text(text)
    assert main(["--quiet", "--store", str(folder / "store"), "build", str(folder)]) == 0
    return folder / "store"


def marks(answer: Answer, *columns: str) -> list[tuple[str, ...]]:
    assert answer.code == 0
    return [tuple(row[column] for column in columns) for row in answer.rows]


def test_the_course_of_a_party_stage_by_stage(kg: Kg, dated: Path) -> None:
    answer = kg("timeline", "--store", dated, "--party", "Moscow")
    assert marks(answer, "provision", "movement", "act", "stance") == [
        (CEASEFIRE, "new", "rejects", "against"),
        (CEASEFIRE, "softened", "accepts", "for"),
        ("Prisoners of war are exchanged or released", "new", "offers", "for"),
        ("Ukraine's armed forces are limited in size", "", "demands", "for"),
    ]
    assert [row["said_from"] == "" for row in answer.rows] == [False, False, False, True]
    assert answer.rows[1]["quote"] == "Russia agreed to an immediate ceasefire on Thursday"


@pytest.mark.parametrize(
    ("words", "movements"),
    [
        (["--provision", "ceasefire-immediate"], ["new", "softened", "new", "repeated"]),
        (["--issue", "military-limits"], ["", ""]),
        (["--party", "Ukraine", "--since", "2025-06-10"], ["repeated"]),
        (["--until", "2025-06-10", "--issue", "ceasefire"], ["new", "new"]),
        (["--since", "2025-08-01"], []),
    ],
)
def test_a_timeline_is_narrowed(kg: Kg, dated: Path, words: list[str], movements: list[str]) -> None:
    assert [mark for (mark,) in marks(kg("timeline", "--store", dated, *words), "movement")] == movements


def test_a_timeline_is_drawn_in_eighty_columns_with_the_undated_last(kg: Kg, dated: Path) -> None:
    drawn = kg("timeline", "--store", dated, "-f", "table").out
    assert max(map(len, drawn.splitlines())) <= 80
    known, _, unknown = drawn.partition("DAY UNKNOWN\n")
    assert known.count("RUSSIA  Istanbul talks 2025") == unknown.count("RUSSIA  Istanbul talks 2025") == 1
    assert "softened" in known
    assert "limit on the size" not in " ".join(known.split())
    assert "“Ukraine rejected any limit on the size of its military”" in " ".join(unknown.split())
    assert kg("timeline", "--store", dated, "--since", "2025-08-01", "-f", "table").out == "(nothing said)\n"


def test_two_days_side_by_side(kg: Kg, dated: Path) -> None:
    answer = kg("compare", "--store", dated, "--from", "2025-06-10", "--to", "2025-07-10")
    assert marks(answer, "party", "movement", "earlier_quote", "later_quote") == [
        (
            "Russia",
            "softened",
            "Russia rejected an immediate ceasefire on Monday",
            "Russia agreed to an immediate ceasefire on Thursday",
        ),
        ("Russia", "dropped from the reports", "Russia proposed a prisoner exchange on Monday", ""),
        (
            "Ukraine",
            "repeated",
            "Ukraine demanded an immediate ceasefire on Monday",
            "Ukraine demanded an immediate ceasefire on Thursday",
        ),
    ]
    assert "1 report left out" in answer.err
    shown = kg("show", answer.rows[0]["later_statement"], "--store", dated)
    assert shown.code == 0
    narrowed = kg("compare", "--store", dated, "--from", "2025-06-10", "--to", "2025-07-10", "--issue", "ceasefire")
    assert marks(narrowed, "movement") == [("softened",), ("repeated",)]


def test_what_is_new_is_so_only_against_the_first_day(kg: Kg, dated: Path) -> None:
    before = kg("compare", "--store", dated, "--from", "2025-05-01", "--to", "2025-06-10")
    assert {mark for (mark,) in marks(before, "movement")} == {"new"}
    # What lies between the two days does not count: each matter has one row.
    over_all = kg("compare", "--store", dated, "--from", "2025-05-01", "--to", "2025-07-10", "--party", "Russia")
    assert marks(over_all, "provision", "movement", "later_stance") == [
        (CEASEFIRE, "new", "for"),
        ("Prisoners of war are exchanged or released", "new", "for"),
    ]
    after = kg("compare", "--store", dated, "--from", "2025-07-10", "--to", "2025-07-11")
    assert {mark for (mark,) in marks(after, "movement")} == {"dropped from the reports"}


def test_a_comparison_is_drawn_in_eighty_columns(kg: Kg, dated: Path) -> None:
    words = ("--from", "2025-06-10", "--to", "2025-07-10")
    drawn = kg("compare", "--store", dated, *words, "-f", "table").out
    assert max(map(len, drawn.splitlines())) <= 80
    assert "2025-06-03 rejects against" in drawn
    assert "2025-07-04 accepts for" in drawn
    assert len(json.loads(kg("compare", "--store", dated, *words, "-f", "json").out)) == 3
    assert kg("compare", "--store", dated, *words, "--party", "Türkiye", "-f", "table").out == "(nothing said)\n"


@pytest.mark.parametrize(
    ("words", "conflicts", "positions"),
    [
        ([], 1, 6),
        (["--as-of", "2025-06-02"], 0, 0),
        (["--as-of", "2025-06-10"], 1, 3),
        (["--as-of", "2025-07-04"], 0, 4),
        (["--as-of", "2025-06-10", "--by", "published"], 1, 3),
        (["--as-of", "2025-07-08", "--by", "read"], 0, 0),
        (["--as-of", "2025-07-09", "--by", "read"], 0, 2),
    ],
)
def test_as_it_stood_on_a_day(kg: Kg, dated: Path, words: list[str], conflicts: int, positions: int) -> None:
    found = kg("conflicts", "--store", dated, *words)
    assert (found.code, len(found.rows)) == (0, conflicts)
    held = kg("positions", "--store", dated, *words)
    assert (held.code, len(held.rows)) == (0, positions)
    assert ("left out" in held.err) == bool(words)
    assert kg("positions", "--store", dated, *words, "--quiet").err == ""


def test_the_conflict_of_a_day_is_not_that_of_today(kg: Kg, dated: Path) -> None:
    now = marks(kg("conflicts", "--store", dated), "issue")
    then = marks(kg("conflicts", "--store", dated, "--as-of", "2025-06-10"), "issue", "second_quote")
    assert now == [("Limits on armed forces",)]
    assert then == [("Ceasefire or truce", "Russia rejected an immediate ceasefire on Monday")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["timeline", "--since", "yesterday"], 2),
        (["timeline", "--until", "2025-02-30"], 2),
        (["timeline", "--party", "Atlantis"], 4),
        (["timeline", "-f", "ttl"], 2),
        (["compare", "--from", "2025-06-10"], 2),
        (["compare", "--from", "2025-07-10", "--to", "2025-07-10"], 2),
        (["compare", "--from", "June", "--to", "2025-07-10"], 2),
        (["compare", "--from", "2025-06-10", "--to", "2025-07-10", "--issue", "tea"], 4),
        (["positions", "--as-of", "now"], 2),
        (["positions", "--as-of", "2025-06-10", "--by", "printed"], 2),
        (["positions", "--by", "said"], 2),
        (["conflicts", "--as-of", "2025-06-10", "--party", "Atlantis"], 4),
    ],
)
def test_what_cannot_be_asked_is_one_line(kg: Kg, dated: Path, words: list[str], code: int) -> None:
    answer = kg(*words, "--store", dated, "--quiet")
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.count("\n") == 1


def test_there_must_be_a_store(kg: Kg) -> None:
    assert kg("timeline").code == 4
    assert kg("compare", "--from", "2025-06-10", "--to", "2025-07-10").code == 4
