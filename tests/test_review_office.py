from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from commands import Kg
from review_tables import copied
from review_workbooks import FORMULAS, filled, lists_in, offers, shown_in, types_of

from kg.review.columns import COLUMNS
from kg.review.sheets import write_csv
from kg.review.workbooks import read_workbook, write_workbook


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Open a file in LibreOffice, without a screen, and save it in another format."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if "soffice" in os.environ.get("KG_REQUIRE", "").split(","):
            pytest.fail("KG_REQUIRE asks for soffice, and LibreOffice is not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")

    def saved(path: Path, suffix: str) -> Path:
        out = folder / suffix
        subprocess.run(
            [office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", suffix,
             "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return out / path.with_suffix(f".{suffix}").name

    return saved


def test_libreoffice_keeps_lists_and_texts_and_calculates_nothing(
    store: Path, tmp_path: Path, convert: Callable[[Path, str], Path]
) -> None:
    shown = shown_in(store)
    rows = [filled(shown[0], ["", text, "⟦x⟧", *[text] * (len(COLUMNS) - 3)]) for text in FORMULAS]
    path = tmp_path / "claims.xlsx"
    path.write_bytes(write_workbook(rows, lists_in(store)))

    again = convert(path, "xlsx")
    assert offers(openpyxl.load_workbook(again)) == offers(openpyxl.load_workbook(path))
    assert types_of(again.read_bytes()) == {"s"}
    read = [dict(row.cells) for row in read_workbook(again.read_bytes(), "claims.xlsx")]
    assert read == [row.cells for row in rows]

    content = zipfile.ZipFile(convert(path, "ods")).read("content.xml").decode()
    assert "table:formula" not in content
    assert content.count("<table:content-validation ") == len(offers(openpyxl.load_workbook(path)))

    path = tmp_path / "plain.csv"
    path.write_text(write_csv(rows, mark=True), encoding="utf-8", newline="")
    assert "table:formula" not in zipfile.ZipFile(convert(path, "ods")).read("content.xml").decode()


def test_a_table_goes_out_and_comes_back_by_way_of_a_spreadsheet(
    kg: Kg, store: Path, tmp_path: Path, convert: Callable[[Path, str], Path]
) -> None:
    mine = copied(store, tmp_path)
    assert kg("review", "export", "-o", "claims.xlsx", "--store", mine).code == 0
    path = convert(tmp_path / "claims.xlsx", "xlsx")
    book = openpyxl.load_workbook(path)
    book["claims"]["A2"] = "accept"
    book["claims"]["B2"] = "=sure"
    book["claims"]["B2"].data_type = "s"
    book.save(path)
    answer = kg("review", "apply", path, "--by", "Ada", "--store", mine)
    assert (answer.code, answer.rows[0]["what"]) == (0, "1 accepted")
    assert kg("review", "list", "--store", mine).rows[0]["note"] == "=sure"
    book["claims"]["A3"] = "=A2"
    book.save(path)
    answer = kg("review", "apply", path, "--by", "Ada", "--store", mine)
    assert (answer.code, answer.out) == (3, "")
    assert "claims.xlsx, cell A3: a formula" in answer.err
