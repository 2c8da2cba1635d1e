"""The review table in a file: CSV or XLSX, chosen by the ending of its name, written whole and read within limits.

In CSV a cell that a spreadsheet would take for a formula gets an apostrophe in front, and so does one that already
has apostrophes before such a beginning; reading takes one away again. Every text comes back as it was.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from kg.errors import InputError, LimitError, UsageError
from kg.review.apply import Row
from kg.review.columns import BY_NAME, COLUMNS, Column
from kg.review.rows import Shown

MAX_BYTES = 64 * 2**20
MAX_ROWS = 20_000
MAX_CHARACTERS = 32_767
"""Of one cell: what spreadsheet programs can hold."""
SUFFIXES = (".csv", ".xlsx")

# Where a spreadsheet would calculate; also in the wide forms that some take for the plain ones.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_KEYS = ("decision", "report", "statement", "fingerprint")
_BOM = "\ufeff"


def suffix_of(name: str) -> str:
    """Return the ending that says how a table is written. Raises UsageError for another than ``SUFFIXES``."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{name}: a review table is a file that ends in {' or '.join(SUFFIXES)}")
    return suffix


def write_csv(rows: Sequence[Shown], *, mark: bool = False) -> str:
    """Return the table as CSV; with ``mark``, a byte order mark comes first, by which spreadsheets know UTF-8."""
    check_size(rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows([guarded(row.cells[column.name]) for column in COLUMNS] for row in rows)
    return (_BOM if mark else "") + out.getvalue()


def guarded(text: str) -> str:
    """Return a text as a spreadsheet takes it for text; ``unguarded`` is the way back."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that a cell of CSV stands for."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def check_size(rows: Sequence[Shown]) -> None:
    """Raise LimitError where a table is too long to be read back, or a cell of it."""
    if len(rows) > MAX_ROWS:
        raise LimitError(f"{len(rows):,} statements, and a table has at most {MAX_ROWS:,}; export them by --report")
    for row in rows:
        for name, text in row.cells.items():
            if len(text) > MAX_CHARACTERS:
                raise LimitError(f"statement {row.statement.id}: its {name} is longer than a cell can be")


def read_csv(data: bytes, source: str) -> list[Row]:
    """Return the rows of a table in CSV, separated by commas, semicolons or tabs. Raises as ``read_table``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{source}: not UTF-8; save it as CSV in UTF-8, or as XLSX") from None
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return as_rows(([unguarded(cell) for cell in line] for line in reader), source)
    except csv.Error as error:
        raise InputError(f"{source}: line {reader.line_num} is no CSV ({error}); save the table anew") from None


def read_table(data: bytes, source: str, suffix: str) -> list[Row]:
    """Return the rows of a filled-in table, numbered as a spreadsheet shows them; empty rows are left out.

    Args:
        data: the content of the file.
        source: its name, for messages.
        suffix: one of ``SUFFIXES``.

    Raises:
        InputError: it is no such file, is not UTF-8, has a formula in a cell or a column that review tables have not.
        LimitError: it is larger than a table can be.
    """
    if suffix == ".csv":
        return read_csv(data, source)
    from kg.review.workbooks import read_workbook

    return read_workbook(data, source)


def as_rows(lines: Iterable[Sequence[str]], source: str) -> list[Row]:
    """Return the lines of a table, header first, as rows. Raises as ``read_table``."""
    numbered = iter(enumerate(lines, start=1))
    _, header = next(numbered, (1, ()))
    columns = _columns([name.strip().casefold() for name in header], source)
    return list(_filled(numbered, columns, source))


def _filled(
    numbered: Iterable[tuple[int, Sequence[str]]], columns: Sequence[Column | None], source: str
) -> Iterator[Row]:
    found = 0
    for number, line in numbered:
        if not any(cell.strip() for cell in line):
            continue
        if any(cell.strip() for cell in line[len(columns) :]):
            raise InputError(f"{source}, row {number}: {len(line)} cells, and the table has {len(columns)} columns")
        if (found := found + 1) > MAX_ROWS:
            raise LimitError(f"{source}: more than {MAX_ROWS:,} rows; give fewer at a time")
        cells = {}
        for column, cell in zip(columns, line, strict=False):
            if len(cell) > MAX_CHARACTERS:
                raise LimitError(f"{source}, row {number}: a cell of more than {MAX_CHARACTERS:,} characters")
            if column is not None:
                cells[column.name] = cell
            elif cell.strip():
                raise InputError(f"{source}, row {number}: a cell under a column without a name; empty it")
        # Cells at the end of a line may be left out by who wrote it; they are empty, not unchanged.
        yield Row(number, {column.name: "" for column in columns if column is not None} | cells)


def _columns(header: Sequence[str], source: str) -> list[Column | None]:
    """Return the columns of a table; None stands for one without a name, in which nothing may stand."""
    if missing := [name for name in _KEYS if name not in header]:
        raise InputError(
            f"{source}: no review table, it lacks the column {missing[0]}; make one with: kg review export"
        )
    for name in header:
        if name and name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; remove it"
            raise InputError(f"{source}: review tables have no column {name!r}{hint}")
        if name and header.count(name) > 1:
            raise InputError(f"{source}: the column {name} is there twice; remove one")
    return [BY_NAME[name] if name else None for name in header]
