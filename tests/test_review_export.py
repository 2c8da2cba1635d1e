from __future__ import annotations

from pathlib import Path

import pytest
from commands import Kg
from review_tables import copied, exported, table

from kg.review.columns import COLUMNS, EDITABLE

CEASEFIRE = "Ukraine demanded an immediate ceasefire on Wednesday"
SWAP = "Russia proposed a prisoner exchange"


def test_an_export_has_a_row_for_each_statement_in_the_order_of_the_texts(kg: Kg, store: Path) -> None:
    rows = exported(kg, store)
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert [row["quote"] for row in rows] == [
        CEASEFIRE,
        "Russia rejected an immediate ceasefire",
        SWAP,
        "Ukraine agreed to a prisoner exchange",
        "Russia demanded that Ukraine limit the size of its military",
        "Ukraine rejected any limit on the size of its military",
    ]
    row = rows[4]
    assert row["sentence"] == f"MOSCOW: ⟦{row['quote']}⟧, Kremlin spokesman Dmitry Peskov told reporters."
    assert (row["party"], row["act"], row["stance"], row["certainty"]) == ("Russia", "demands", "for", "certain")
    assert (row["issue"], row["provision"]) == ("Limits on armed forces", "Ukraine's armed forces are limited in size")
    assert (row["standing"], row["date"], row["decision"], row["note"]) == ("undecided", "2025-07-04", "", "")
    assert kg("show", row["statement"], "--store", store).code == 0, "its id is one that other commands take"
    assert kg("show", row["report"], "--store", store).code == 0


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (("--party", "ukraine"), [0, 3, 5]),
        (("--issue", "military-limits"), [4, 5]),
        (("--issue", "Ceasefire or truce", "--party", "Kremlin"), [1]),
        (("--report", "second.txt"), [4, 5]),
        (("--since", "2025-07-04"), [4, 5]),
        (("--since", "2025-07-05"), []),
        (("--candidates",), []),
    ],
)
def test_an_export_can_be_narrowed(kg: Kg, store: Path, options: tuple[str, ...], numbers: list[int]) -> None:
    every = exported(kg, store)
    assert exported(kg, store, *options) == [every[number] for number in numbers]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("export", "--party", "Atlantis"), 4, "party: nothing in the store is called 'Atlantis'"),
        (("export", "--issue", "weather"), 4, "issue: nothing in the store is called 'weather'"),
        (("export", "--report", "third.txt"), 4, "third.txt"),
        (("export", "--since", "July"), 2, "--since: 'July' is not a date such as 2025-07-23"),
        (("export", "-o", "claims.ods"), 2, "ends in .csv or .xlsx"),
        (("export", "-o", "there.csv"), 2, "there already"),
        (("export", "-o", "gone/claims.csv"), 5, "cannot be written"),
        (("apply", "there.csv", "--by", "Ada"), 3, "no review table, it lacks the column decision"),
        (("apply", "gone.csv", "--by", "Ada"), 4, "no such file"),
        (("apply", "there.doc", "--by", "Ada"), 2, "ends in .csv or .xlsx"),
        (("apply", "-"), 2, "--by NAME, or set KG_CURATOR"),
        (("apply", "-", "--by", " "), 2, "--by NAME"),
        (("apply", "-", "--by", "A\x1b[1mda"), 2, "can all be seen"),
        (("apply", "-", "--by", "Ada", "-f", "xlsx"), 2, "there is no format 'xlsx' here"),
        (("apply",), 2, "table"),
        (("--report", "second.txt", "export"), 2, "options stand behind the command: kg review export"),
        (("nonsense",), 2, "nonsense"),
        ((), 2, "--by NAME"),
    ],
)
def test_calls_that_cannot_be_answered(
    kg: Kg, store: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "there.csv").write_text("name\nAda\n")
    answer = kg("review", *words, "--store", store)
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert (tmp_path / "there.csv").read_text() == "name\nAda\n"


@pytest.mark.parametrize("words", [("export",), ("apply", "-", "--by", "Ada"), ("list",), ("undo", "--last"), ()])
def test_without_a_store_there_is_nothing_to_decide_about_and_none_is_made(
    kg: Kg, store: Path, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CURATOR", "Ada")
    stdin = table(exported(kg, store))
    answer = kg("review", *words, "--store", tmp_path / "none", stdin=stdin)
    assert (answer.code, answer.out) == (4, "")
    assert not (tmp_path / "none").exists()


def test_every_column_is_told_of(kg: Kg) -> None:
    assert all(column.meaning.endswith(".") for column in COLUMNS)
    assert {column.name for column in EDITABLE} >= {"party", "act", "issue", "provision", "stance", "content", "quote"}


def test_what_was_decided_is_exported_with_what_was_set_aside_and_can_be_decided_anew(
    kg: Kg, store: Path, tmp_path: Path
) -> None:
    """A table without the rejections cannot be checked by a second reader."""
    mine = copied(store, tmp_path)
    rows = exported(kg, mine)
    filled = [rows[0] | {"decision": "accept"}, rows[1] | {"decision": "reject", "note": "a wish of the reporter"}]
    assert kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=table(filled)).code == 0
    decided = exported(kg, mine, "--decided")
    assert [row["statement"] for row in decided] == [rows[0]["statement"], rows[1]["statement"]]
    assert decided[0]["standing"].startswith("accepted by Ada, 2")
    assert decided[1]["standing"].startswith("rejected by Ada, 2")
    assert decided[1]["standing"].endswith(": a wish of the reporter")
    again = kg(
        "review", "apply", "-", "--by", "Ben", "--store", mine, stdin=table([decided[1] | {"decision": "accept"}])
    )
    assert again.code == 0, again.err
    assert [row["standing"][:15] for row in exported(kg, mine, "--decided")] == ["accepted by Ada", "accepted by Ben"]
