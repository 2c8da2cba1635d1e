"""The page "From machine draft to signed table" holds: its commands run, and print what the page says they print."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Kg
from seed_reports import SEEDS

PAGE = Path(__file__).parents[1] / "docs" / "from-draft-to-table.md"
TABLE = "claims.csv"


def steps() -> Iterator[tuple[str, list[str]]]:
    """Go through the page: commands with the lines they must print, and the cells to write, in order."""
    command: list[str] | None = None
    expected: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cell = re.fullmatch(r"\| (\d+) \| (\w+) \| (.*?) ?\|", line)
        if line.startswith("      "):
            expected.append(line.strip())
            continue
        if command:
            yield command[0], expected
            command, expected = None, []
        if line.startswith("    kg "):
            command = [line.strip()]
        elif cell:
            yield "write", list(cell.groups())
    assert command
    yield command[0], expected


def write(row: int, column: str, value: str) -> None:
    """Write one cell of the table, as a person would; row 1 holds the names of the columns."""
    with Path(TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    while len(rows) < row:
        rows.append([""] * len(rows[0]))
    rows[row - 1][rows[0].index(column)] = value
    with Path(TABLE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.usefixtures("quick")
def test_the_walk_from_draft_to_signed_table_goes_as_written(kg: Kg) -> None:
    shutil.copytree(SEEDS, "seeds")
    walked = 0
    for what, words in steps():
        if what == "write":
            row, column, value = words
            write(int(row), column, value)
            continue
        answer = kg(*shlex.split(what)[1:])
        told = " ".join((answer.out + answer.err).split())
        assert answer.code == 0, (what, answer.err)
        for line in words:
            assert " ".join(line.split()) in told, (what, line, told)
        walked += 1
    assert walked > 15
