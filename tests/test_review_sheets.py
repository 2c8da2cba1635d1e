from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from commands import Kg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_tables import exported, table
from review_workbooks import FORMULAS, filled, lists_in, offers, shown_in, types_of

from kg.errors import KgError
from kg.review import sheets, workbooks
from kg.review.columns import COLUMNS, Kind
from kg.review.rows import Shown
from kg.review.sheets import guarded, read_csv, unguarded, write_csv
from kg.review.workbooks import read_workbook, write_workbook

HIDDEN = [
    "\x00",
    "\x1b[31m",
    "_x001B_",
    "_x005F_x001B_",
    "_x",
    "\x0b\x0c",
    "\r\n",
    "\ufffe",
    "a\u2028b",
    " a ",
    "\ud7ff",
    "😀",
]
texts = st.sampled_from(FORMULAS + HIDDEN) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
quick_check = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shown(store: Path) -> list[Shown]:
    return shown_in(store)


@pytest.fixture(scope="module")
def lists(store: Path) -> dict[Kind, list[str]]:
    return lists_in(store)


rows_of_cells = st.lists(st.lists(texts, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=3)


@given(texts)
def test_a_cell_of_csv_comes_back_as_it_was_and_never_begins_a_formula(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", guarded(text))


@pytest.mark.parametrize("text", ["plain", "'tis", "a = b", "(-1)", "“=1”", ""])
def test_what_begins_no_formula_is_written_as_it_is(text: str) -> None:
    assert guarded(text) == text


@quick_check
@given(rows_of_cells)
def test_a_table_in_csv_comes_back_as_it_was(shown: list[Shown], cells: list[list[str]]) -> None:
    rows = [filled(shown[0], one) for one in cells]
    read = read_csv(write_csv(rows, mark=True).encode(), "claims.csv")
    assert [dict(row.cells) for row in read] == [row.cells for row in rows]
    assert [row.number for row in read] == list(range(2, len(rows) + 2))


@quick_check
@given(rows_of_cells)
def test_a_table_in_xlsx_comes_back_as_it_was_without_a_formula(shown: list[Shown], cells: list[list[str]]) -> None:
    rows = [filled(shown[0], [*one[:2], shown[0].cells["sentence"], *one[3:]]) for one in cells]
    data = write_workbook(rows, {})
    assert [dict(row.cells) for row in read_workbook(data, "claims.xlsx")] == [row.cells for row in rows]
    assert types_of(data) == {"s"}


def test_a_workbook_has_lists_to_choose_from_and_says_how(shown: list[Shown], lists: dict[Kind, list[str]]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(shown, lists)), rich_text=True)
    assert book.sheetnames == ["claims", "lists", "how"]
    claims = book["claims"]
    assert (claims.freeze_panes, claims.auto_filter.ref) == ("A2", "A1:AF7")
    assert offers(book) == {
        "decision": ["accept", "add", "correct", "reject", "split"],
        "party": lists[Kind.PARTY],
        "act": "accepts asserts conditions demands denies expects offers rejects threatens".split(),
        "stance": ["against", "for", "neutral"],
        "issue": lists[Kind.ISSUE],
        "provision": lists[Kind.PROVISION],
        "condition_provision": lists[Kind.PROVISION],
        "certainty": ["certain", "probable", "possible"],
        "speaker": lists[Kind.PERSON],
        "sourcing": ["document", "institution", "named", "narrative", "unnamed"],
        "addressee": lists[Kind.PARTY],
    }
    assert {"Russia", "Ukraine"} <= set(lists[Kind.PARTY])
    assert "Norway" not in lists[Kind.PARTY], "parties of the case, not all states"
    assert {"Volodymyr Zelensky", "Dmitry Peskov"} <= set(lists[Kind.PERSON])
    assert {"Ceasefire or truce", "Limits on armed forces"} <= set(lists[Kind.ISSUE])
    assert {"Ukraine's armed forces are limited in size", "The presidents of Russia and Ukraine meet"} <= set(
        lists[Kind.PROVISION]
    )
    bold = [str(part) for part in claims["C2"].value if getattr(getattr(part, "font", None), "b", False)]
    assert bold == [claims["D2"].value], "the quote stands out in its sentence"
    told = {row[0].value: row[1].value for row in book["how"].iter_rows() if row[0].value}
    assert told == {column.name: column.meaning for column in COLUMNS}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_of_other_programs_is_read(shown: list[Shown], separator: str, line_end: str) -> None:
    out = io.StringIO(newline="")
    lines = csv.reader(io.StringIO(write_csv(shown), newline=""))
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(lines)
    assert [dict(row.cells) for row in read_csv(out.getvalue().encode(), "a.csv")] == [row.cells for row in shown]


HEAD = "decision,report,statement,fingerprint"
WRONG_CSV = [
    ("", "lacks the column decision"),
    ("decision,report\n", "lacks the column statement"),
    (HEAD + ",stanse\n", "no column 'stanse'; did you mean stance?"),
    (HEAD + ",weather\n", "no column 'weather'; remove it"),
    (HEAD + ",act,act\n", "the column act is there twice"),
    (HEAD + "\naccept,r,s,f,more\n", "row 2: 5 cells, and the table has 4 columns"),
    (HEAD + ",\naccept,r,s,f,more\n", "row 2: a cell under a column without a name"),
    (HEAD + '\n"accept"x,r,s,f\n', "line 2 is no CSV"),
    (HEAD + '\n"accept,r,s,f\n', "is no CSV"),
    (HEAD + "\naccept,r,s," + "f" * 40_000 + "\n", "a cell of more than 32,767 characters"),
    (HEAD + "\naccept,r,s," + "f" * 200_000 + "\n", "is no CSV"),
    (HEAD + "\n" + "accept,r,s,f\n" * 20_001, "more than 20,000 rows"),
]


@pytest.mark.parametrize(("text", "told"), WRONG_CSV)
def test_a_file_that_is_no_review_table_is_refused(text: str, told: str) -> None:
    with pytest.raises(KgError, match=re.escape(told)):
        read_csv(text.encode(), "claims.csv")
    with pytest.raises(KgError, match="not UTF-8"):
        read_csv(b"\xff" + text.encode(), "claims.csv")


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    rows = read_csv(f"{HEAD}\n\n,,,\n , , ,\naccept,r\n".encode(), "claims.csv")
    assert [(row.number, dict(row.cells)) for row in rows] == [
        (5, {"decision": "accept", "report": "r", "statement": "", "fingerprint": ""})
    ]


def test_a_table_that_could_not_be_read_back_is_not_written(
    shown: list[Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = replace(shown[0], cells=shown[0].cells | {"quote": "x" * 32_768})
    for write in (write_csv, lambda rows: write_workbook(rows, {})):
        with pytest.raises(KgError, match=f"{shown[0].statement.id}: its quote is longer than a cell can be"):
            write([long])
        monkeypatch.setattr(sheets, "MAX_ROWS", 5)
        with pytest.raises(KgError, match="6 statements, and a table has at most 5"):
            write(shown)


def workbook(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Return a small table as somebody else's workbook, after a change."""
    book = openpyxl.Workbook()
    book.active.title = "claims"
    for row in (HEAD.split(","), ["accept", "r", "s", "f"]):
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """Return a workbook in which a part is another."""
    old = zipfile.ZipFile(io.BytesIO(workbook(lambda _: None)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in old.infolist():
            archive.writestr(part, data if part.filename == name else old.read(part))
        if name not in old.namelist():
            archive.writestr(name, data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet>&e;</worksheet>'
GAP = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>decision</t></is></c></row><row r="999999999"><c r="A999999999"/></row>
</sheetData></worksheet>"""
WRONG_XLSX = [
    (b"", "cannot be read as XLSX"),
    (b"decision,report", "cannot be read as XLSX"),
    (workbook(lambda _: None)[:-200], "cannot be read as XLSX"),
    (workbook(lambda book: book.active.__setitem__("B2", "=1+1")), "cell B2: a formula"),
    (workbook(lambda book: book.active.__setitem__("F9", "=NOW()")), "cell F9: a formula"),
    (workbook(lambda book: book.active.__setitem__("E1", "stanse")), "did you mean stance?"),
    (workbook(lambda book: book.active.__setitem__("F2", "more")), "6 cells, and the table has 4 columns"),
    (workbook(lambda book: book.active.__setitem__("XFD2", "far")), "more than 200 columns"),
    (with_part(SHEET, ENTITY.encode()), f"{SHEET} in it declares what no table needs"),
    (with_part(SHEET, ENTITY.encode("utf-16")), "declares what no table needs"),
    (with_part(SHEET, b'<?xml version="1.0" encoding="cp037"?><worksheet/>'), "declares what no table needs"),
    (with_part(SHEET, b"<worksheet><sheetData><row>"), "cannot be read as XLSX"),
    (with_part(SHEET, b"<nonsense/>"), "lacks the column decision"),
    (with_part("xl/workbook.xml", b"<workbook/>"), "cannot be read as XLSX"),
    (with_part("xl/bomb.xml", b" " * (sheets.MAX_BYTES + 1)), "unpacks to more than"),
    (with_part(SHEET, GAP.encode()), "lacks the column report"),
]


@pytest.mark.parametrize(("data", "told"), WRONG_XLSX, ids=[told[:30] for _, told in WRONG_XLSX])
def test_a_file_that_is_no_workbook_of_claims_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(KgError, match=re.escape(told)):
        read_workbook(data, "claims.xlsx")


def test_a_gap_of_many_rows_is_not_walked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEAD.split(","))
    data = GAP.replace('<c r="A1" t="inlineStr"><is><t>decision</t></is></c>', head)
    monkeypatch.setattr(workbooks, "_LAST_ROW", 5_000)
    with pytest.raises(KgError, match="more than 20,000 rows"):
        read_workbook(with_part(SHEET, data.encode()), "claims.xlsx")


def test_numbers_and_days_that_a_spreadsheet_makes_of_texts_are_read() -> None:
    from datetime import date, datetime

    def change(book: openpyxl.Workbook) -> None:
        book.active.append(["accept", 12, date(2025, 7, 3), datetime(2025, 7, 3)])  # noqa: DTZ001 - as cells are
        book.active.append(["accept", 12.5, True, 7.0])

    rows = read_workbook(workbook(change), "claims.xlsx")
    assert [list(row.cells.values()) for row in rows[1:]] == [
        ["accept", "12", "2025-07-03", "2025-07-03"],
        ["accept", "12.5", "True", "7"],
    ]


def test_a_damaged_file_is_one_line_and_its_code(kg: Kg, store: Path, tmp_path: Path) -> None:
    for name, data, code in (
        ("a.xlsx", b"PK", 3),
        ("b.csv", b"\xff", 3),
        ("c.csv", (HEAD + "\n" + "a,b,c,d\n" * 20_001).encode(), 6),
    ):
        (tmp_path / name).write_bytes(data)
        answer = kg("review", "apply", name, "--by", "Ada", "--store", store)
        assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)


def test_export_to_standard_output_is_csv_that_apply_takes(kg: Kg, store: Path) -> None:
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", store, stdin=table(exported(kg, store)))
    assert (answer.code, answer.err) == (0, "nothing new: no decision in it\n")
