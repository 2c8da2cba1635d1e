from __future__ import annotations

from pathlib import Path

import pytest
from commands import FIRST, Kg
from review_tables import Cells, copied, table

from kg.curation import decisions_of
from kg.interchange.empty_sheet import sentences
from kg.review.columns import EDITABLE
from kg.review.sheets import read_table
from kg.store import Store

CEASEFIRE = "Russia rejected an immediate ceasefire."


def sheet(kg: Kg, store: Path, tmp_path: Path, *reports: str, name: str = "sheet.csv") -> list[Cells]:
    answer = kg("code", *reports, "-o", name, "--store", store)
    assert answer.code == 0, answer.err
    assert answer.out == ""
    rows = read_table((tmp_path / name).read_bytes(), name, Path(name).suffix)
    return [dict(row.cells) for row in rows]


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_an_empty_sheet_has_the_sentences_and_nothing_that_was_extracted(
    kg: Kg, store: Path, tmp_path: Path, name: str
) -> None:
    rows = sheet(kg, store, tmp_path, "first.txt", "second.txt", name=name)
    assert [row["quote"] for row in rows[:4]] == [
        "Published July 3, 2025",
        "ISTANBUL: Ukraine demanded an immediate ceasefire on Wednesday.",
        CEASEFIRE,
        "Russia proposed a prisoner exchange.",
    ]
    empty = {column.name for column in EDITABLE} - {"quote"} | {"decision", "statement", "fingerprint", "rule"}
    assert {row[column] for row in rows for column in empty} == {""}
    assert {row["report"] for row in rows[:5]} == {"report/bdc12449b3c6f6c4"}
    assert all(row["sentence"] == f"⟦{row['quote']}⟧" for row in rows)


def test_a_filled_in_sheet_is_applied_by_review(kg: Kg, store: Path, tmp_path: Path) -> None:
    mine = copied(store, tmp_path)
    rows = sheet(kg, mine, tmp_path, "first.txt")
    (filled,) = (row for row in rows if row["quote"] == CEASEFIRE)
    codes = {"decision": "add", "party": "Russia", "act": "rejects", "stance": "against"}
    first = filled | codes | {"issue": "ceasefire", "quote": "rejected an immediate ceasefire"}
    second = filled | codes | {"act": "asserts", "content": "an immediate ceasefire", "quote": CEASEFIRE[:-1]}
    others = [row for row in rows if row is not filled]
    assert others, "sentences that state nothing stay in the sheet"
    (tmp_path / "done.csv").write_text(table([first, *others, second]))
    answer = kg("review", "apply", "done.csv", "--by", "Ann", "--store", mine)
    assert answer.code == 0, answer.err
    with Store.open(mine, read_only=True) as opened:
        said = {one.results[0].quote.text: one.results[0] for one in decisions_of(opened.rdf)}
    assert said["rejected an immediate ceasefire"].quote.start == FIRST.index("rejected an")
    assert said[CEASEFIRE[:-1]].act == "asserts"


def test_the_place_is_given_where_a_sentence_stands_twice(kg: Kg, tmp_path: Path, quick: None) -> None:
    text = "Ukraine demanded a ceasefire. Russia refused.\n\nUkraine demanded a ceasefire.\n"
    (tmp_path / "twice.txt").write_text(text)
    assert kg("add", "twice.txt").code == 0
    rows = sheet(kg, tmp_path / ".kg" / "store", tmp_path, "twice.txt")
    assert [row["start"] for row in rows] == ["0", "", str(text.rindex("Ukraine"))]


def test_a_sentence_that_is_wrapped_is_one_row() -> None:
    line = "The delegation of Ukraine said on the eve of the talks that it wanted a"
    text = f"date 2025-07-04\n\n{line}\nceasefire before anything else, and would not discuss borders until\nthen.\n"
    assert [text[start:end] for start, end in sentences(text)] == [text[text.index("The") :].strip()]


def test_every_sentence_is_a_stretch_of_the_text_and_none_is_empty() -> None:
    text = "One. — Two!\r\n\n***\n  Three \U0001f41f “four”? \u2028five"
    assert [text[start:end] for start, end in sentences(text)] == ["One.", "— Two!", "Three \U0001f41f “four”?", "five"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("third.txt", "-o", "s.csv"), 4, "put reports into the store first: kg add"),
        (("first.txt", "-o", "s.ods"), 2, "ends in .csv or .xlsx"),
        (("first.txt", "-o", "there.csv"), 2, "there already"),
        (("first.txt",), 2, "--output"),
        (("first.txt", "-o", "s.csv", "--store", "nowhere"), 4, "there is no store at nowhere"),
        (("first.txt", "-o", "gone/s.csv"), 5, "cannot be written"),
    ],
)
def test_a_wrong_call_is_one_line_and_the_right_code(
    kg: Kg, store: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "there.csv").write_text("mine")
    answer = kg("code", *words) if "--store" in words else kg("code", *words, "--store", store)
    assert answer.code == code
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1
    assert (tmp_path / "there.csv").read_text() == "mine"
