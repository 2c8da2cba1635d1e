"""``kg discrepancies``: where two reports disagree, as a table, as cards, and narrowed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from commands import Kg

MONDAY = """Published July 7, 2025

ISTANBUL: "The terms of Russia and Ukraine are diametrically opposed," Kremlin spokesman Dmitry Peskov told reporters.
"""
TUESDAY = """Published July 8, 2025

KYIV: A senior Ukrainian official warned that the terms of Ukraine and Russia remain "diametrically opposed".
"""


@pytest.fixture
def apart(kg: Kg, tmp_path: Path) -> Path:
    """A store of two reports that give one saying to two parties."""
    for name, text in (("monday.txt", MONDAY), ("tuesday.txt", TUESDAY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert kg("build", tmp_path / "monday.txt", tmp_path / "tuesday.txt", "--store", tmp_path / "apart").code == 0
    return tmp_path / "apart"


def test_both_accounts_are_shown_with_speaker_report_and_reason(kg: Kg, apart: Path) -> None:
    (row,) = kg("discrepancies", "--store", apart).rows
    assert (row["kind"], row["first_party"], row["second_party"]) == ("other speaker", "Russia", "Ukraine")
    assert (row["first_speaker"], row["second_speaker"]) == ("Dmitry Peskov", "A senior Ukrainian official")
    assert "diametrically opposed" in row["first_quote"]
    assert "diametrically opposed" in row["second_quote"]
    assert row["reason"].endswith("is given to Russia by one report and to Ukraine by another.")
    assert "reason" in kg("show", row["finding"], "--store", apart).out
    assert kg("query", "discrepancies", "--store", apart).rows == [row]


def test_they_are_narrowed_by_kind_party_and_report(kg: Kg, apart: Path) -> None:
    def count(*words: str) -> int:
        return len(kg("discrepancies", "--store", apart, *words).rows)

    assert count("--kind", "other-speaker", "--party", "Ukraine", "--report", "monday.txt") == 1
    assert count("--kind", "lost-caveat") == 0
    assert count("--party", "Türkiye") == 0
    assert kg("discrepancies", "--store", apart, "--kind", "nonsense").code == 4
    assert kg("discrepancies", "--store", apart, "-f", "pdf").code == 2


def test_cards_set_the_accounts_side_by_side(kg: Kg, apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(json.loads(kg("discrepancies", "--store", apart, "-f", "json").out)) == 1
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    drawn = kg("discrepancies", "--store", apart).out.splitlines()
    assert drawn[0].startswith("OTHER SPEAKER")
    assert any("Russia, Dmitry Peskov" in line and "Ukraine, A senior" in line for line in drawn)
    assert max(map(len, drawn)) <= 80
    assert kg("discrepancies", "--store", apart, "--kind", "other-date").out == "(none found)\n"
