"""What the tests of the review share: exported tables as values, and a store of their own to decide in."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable
from pathlib import Path

from commands import Kg

Cells = dict[str, str]


def copied(store: Path, tmp_path: Path) -> Path:
    """Return a copy of a store, which a test may change."""
    return shutil.copytree(store, tmp_path / "mine")


def exported(kg: Kg, store: Path, *options: str) -> list[Cells]:
    """Return the rows of an export."""
    answer = kg("review", "export", "--store", store, *options)
    assert (answer.code, answer.err) == (0, "")
    return answer.rows


def table(rows: Iterable[Cells]) -> str:
    """Return rows as CSV; all of them have the columns of the first."""
    rows = list(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def row_of(rows: Iterable[Cells], **cells: str) -> Cells:
    """Return the one row with these cells."""
    (found,) = (row for row in rows if cells.items() <= row.items())
    return found


def new_row(like: Cells, **cells: str) -> Cells:
    """Return a row that adds a statement, with the columns of another one."""
    return dict.fromkeys(like, "") | {"decision": "add", "report": like["report"]} | cells


def dumped(kg: Kg, store: Path) -> str:
    """Return all that a store holds."""
    answer = kg("dump", "--store", store)
    assert answer.code == 0
    return answer.out
