from __future__ import annotations

from pathlib import Path

import pytest
from commands import Kg
from review_tables import copied, dumped, exported, table


@pytest.fixture
def decided(kg: Kg, store: Path, tmp_path: Path) -> Path:
    """Return a store in which all statements were accepted."""
    mine = copied(store, tmp_path)
    filled = table(row | {"decision": "accept"} for row in exported(kg, mine))
    assert kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=filled).code == 0
    return mine


def test_a_list_says_how_each_decision_fares(kg: Kg, decided: Path, tmp_path: Path, quick: None) -> None:
    rows = kg("review", "list", "--store", decided).rows
    assert [row["state"] for row in rows] == ["in effect"] * 6
    assert rows[2]["about"] == "Russia offers (for prisoners-exchanged): “Russia proposed a prisoner exchange”"
    assert len({row["id"] for row in rows}) == 6
    assert kg("review", "list", "--unmatched", "--store", decided).rows == []

    # Read by another case, the report tells of other provisions.
    from commands import FIRST

    (tmp_path / "first.txt").write_text(FIRST)
    assert kg("add", "first.txt", "--case", "iran-nuclear-2026", "--store", decided).code == 0
    assert kg("remove", "second.txt", "--store", decided).code == 0
    states = {row["about"].partition(":")[0]: row["state"] for row in kg("review", "list", "--store", decided).rows}
    assert states == {
        "Ukraine demands (for ceasefire-immediate)": "in effect",
        "Russia rejects (against ceasefire-immediate)": "in effect",
        "Russia offers (for prisoners-exchanged)": "drifted",
        "Ukraine accepts (for prisoners-exchanged)": "drifted",
        "Russia demands (for military-limits-on-ukraine)": "report gone",
        "Ukraine rejects (against military-limits-on-ukraine)": "report gone",
    }
    unmatched = kg("review", "list", "--unmatched", "--store", decided).rows
    assert sorted(row["state"] for row in unmatched) == ["drifted", "drifted", "report gone", "report gone"]
    assert "drifted" in kg("review", "list", "-f", "table", "--store", decided).out


def test_decisions_are_undone_by_their_ids_or_the_last_of_them(kg: Kg, decided: Path) -> None:
    ids = [row["id"] for row in kg("review", "list", "--store", decided).rows]
    answer = kg("review", "undo", ids[1][:8], f"decision/{ids[3]}", ids[1], "--store", decided)
    assert (answer.code, answer.err) == (0, "")
    assert (answer.rows[0]["change"], answer.rows[0]["what"]) == ("undone", "2 decisions: 2 accepted")
    assert [row["id"] for row in kg("review", "list", "--store", decided).rows] == [ids[0], ids[2], ids[4], ids[5]]
    answer = kg("review", "undo", "--last", "--store", decided, "-f", "table")
    assert answer.code == 0
    assert "undone" in answer.out
    assert "accept by Ada: Ukraine rejects (against military-limits-on-ukraine): “Ukraine" in answer.out
    assert [row["id"] for row in kg("review", "list", "--store", decided).rows] == [ids[0], ids[2], ids[4]]
    assert kg("review", "undo", "--store", decided, "--last", "99").code == 0
    assert kg("review", "list", "--store", decided).rows == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "give --last"),
        (("--last", "0"), 2, "give --last"),
        (("--last", "0123456789abcdef"), 2, "give --last"),
        (("--last", "1", "2"), 2, "give --last"),
        (("3",), 2, "'3' is too short to name one decision"),
        (("0123456789abcdef",), 4, "there is no decision '0123456789abcdef'; kg review list shows them"),
        (("--last",), 4, "nothing has been decided in this store"),
    ],
)
def test_what_cannot_be_undone(kg: Kg, store: Path, words: tuple[str, ...], code: int, told: str) -> None:
    before = dumped(kg, store)
    answer = kg("review", "undo", *words, "--store", store)
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert dumped(kg, store) == before
