"""The five bundled reports and sentences of one's own, as the extractor reads them; each seed is read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.extract import extract_report
from kg.model import Extraction, Statement
from kg.report import describe, read_report

SEEDS = Path(__file__).parents[1] / "seeds"
NUMBERS = ("000", "001", "002", "003", "004")
CASE = "istanbul-2025"

# What a row of a table expects of a statement: party, act, issue, stance.
Row = tuple[str, str, str | None, str]


def seed_file(number: str) -> Path:
    """Return the file of the seed so numbered."""
    (file,) = SEEDS.glob(f"{number}_*.txt")
    return file


@cache
def seed(number: str) -> Extraction:
    """Return what the seed so numbered says."""
    file = seed_file(number)
    return extract_report(read_report(file.read_bytes(), file.name))


def read(text: str) -> Extraction:
    """Return what ``text`` says, read with the bundled case."""
    return extract_report(describe(text, "made-up.txt"), case=CASE)


def row(statement: Statement) -> Row:
    """Return the four fields of a statement that tables compare."""
    return statement.party.label, statement.act.value, statement.issue, statement.stance.value


def on(extraction: Extraction, issue: str) -> list[Statement]:
    """Return the statements of an extraction on one issue."""
    return [statement for statement in extraction.statements if statement.issue == issue]
