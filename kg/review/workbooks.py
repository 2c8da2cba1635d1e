"""The review table as a workbook (XLSX): the claims, the lists that their cells choose from, and how to fill them in.

Every cell is text, whatever it begins with. Characters that XML cannot hold are written as ``_x001B_``, the way that
spreadsheet programs have; on the way back they are themselves again.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, LimitError
from kg.review.apply import Row
from kg.review.columns import COLUMNS, HOW, Column, Kind
from kg.review.rows import CLOSE, OPEN, Shown
from kg.review.sheets import MAX_BYTES, MAX_ROWS, as_rows, check_size

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CLAIMS, LISTS, HOW_TO = "claims", "lists", "how"
_SPARE_ROWS = 500
_LAST_ROW = 1_048_576
_MOST_PARTS = 200
_MOST_COLUMNS = 200
_TEXT = "@"
_UNWRITABLE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_READABLE = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii"})


def write_workbook(rows: Sequence[Shown], lists: Mapping[Kind, Sequence[str]]) -> bytes:
    """Return the table as a workbook.

    Args:
        rows: one statement each.
        lists: what the cells of a kind are offered to choose from, besides the fixed choices of a column.

    Raises LimitError where the table is too long to be read back, or a cell of it.
    """
    import openpyxl

    check_size(rows)
    book = openpyxl.Workbook()
    claims = book.active
    claims.title = CLAIMS
    _write_claims(claims, rows)
    offered = {column.name: column.choices or lists.get(column.kind, ()) for column in COLUMNS if column.has_list}
    _write_lists(book.create_sheet(LISTS), offered)
    _offer(claims, offered, len(rows))
    _write_how(book.create_sheet(HOW_TO))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_workbook(data: bytes, source: str) -> list[Row]:
    """Return the rows of the sheet of claims, or of the first where none is called so.

    Raises:
        InputError: it is no workbook, has a formula in a cell, or a column that review tables have not.
        LimitError: it is larger, or unpacks to more, than a table can be.
    """
    import openpyxl

    _check_archive(data, source)
    try:
        with warnings.catch_warnings():
            # What is lost of a workbook on reading, such as pictures, is nothing that a table has.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheet = book[CLAIMS] if CLAIMS in book.sheetnames else book.worksheets[0]
            sheet.reset_dimensions()
            return as_rows(_lines(sheet, source), source)
    except (InputError, LimitError, MemoryError):
        raise
    except Exception as error:  # the library has no error of its own for a file that is not what it should be
        raise InputError(f"{source}: cannot be read as XLSX ({type(error).__name__}); save the table anew") from None


def _write_claims(sheet: Worksheet, rows: Sequence[Shown]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    top = Alignment(vertical="top", wrap_text=True)
    grey = Font(color="FF7F7F7F")
    for at, column in enumerate(COLUMNS, start=1):
        shown_only = column.kind in (Kind.SHOWN, Kind.KEY)
        head = _write(sheet, 1, at, column.name)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFD9D9D9" if shown_only else "FFFFE699")
        head.alignment = top
        # The rows that are still empty have the format of the column: what is typed there is text as well.
        wide = sheet.column_dimensions[get_column_letter(at)]
        wide.width, wide.number_format, wide.alignment = column.width, _TEXT, top
        for number, row in enumerate(rows, start=2):
            cell = _write(sheet, number, at, row.cells[column.name])
            if column.name == "sentence":
                cell.value = _with_bold_quote(row)
            cell.alignment = top
            if shown_only:
                cell.font = grey
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Any:  # noqa: ANN401 - the library has no types
    cell = sheet.cell(row, column)
    cell.value = _writable(text)
    # Set afterwards: the library takes what begins with = for a formula.
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell


def _with_bold_quote(row: Shown) -> Any:  # noqa: ANN401 - likewise
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    left, _, rest = row.cells["sentence"].partition(OPEN)
    quote, _, right = rest.rpartition(CLOSE)
    parts = [_writable(left + OPEN), TextBlock(InlineFont(b=True), _writable(quote)), _writable(CLOSE + right)]
    return CellRichText(*parts)


def _write_lists(sheet: Worksheet, offered: Mapping[str, Sequence[str]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for at, (name, words) in enumerate(offered.items(), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = 30
        for number, text in enumerate((name, *words), start=1):
            _write(sheet, number, at, text).font = Font(bold=number == 1)
    sheet.freeze_panes = "A2"


def _offer(sheet: Worksheet, offered: Mapping[str, Sequence[str]], count: int) -> None:
    """Give the cells of a column the list to choose from; of names, others may be typed all the same."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = list(offered)
    for at, column in enumerate(COLUMNS, start=1):
        if not offered.get(column.name):
            continue
        letter, end = get_column_letter(listed.index(column.name) + 1), len(offered[column.name]) + 1
        rule = DataValidation(
            type="list",
            formula1=f"{LISTS}!${letter}$2:${letter}${end}",
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop" if column.choices else "warning",
            errorTitle=column.name,
            error=_hint(column),
        )
        here = get_column_letter(at)
        rule.add(f"{here}2:{here}{count + 1 + _SPARE_ROWS}")
        sheet.add_data_validation(rule)


def _hint(column: Column) -> str:
    return "Choose one of the list." if column.choices else "Not in the list; another name, a slug or an IRI will do."


def _write_how(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    told = [("", line) for line in HOW] + [("", "")] + [(column.name, column.meaning) for column in COLUMNS]
    for number, texts in enumerate(told, start=1):
        for at, text in enumerate(texts, start=1):
            cell = _write(sheet, number, at, text)
            cell.font = Font(bold=at == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)


def _check_archive(data: bytes, source: str) -> None:
    """See that an archive unpacks to little, and that its XML declares nothing: no entity, no other file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            # No more than what is told here is unpacked of a part; one that holds more is an error on reading.
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MAX_BYTES:
                raise LimitError(f"{source}: unpacks to more than {MAX_BYTES:,} bytes, the most that is read")
            for part in parts:
                _check_part(archive.read(part), part.filename, source)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise InputError(f"{source}: cannot be read as XLSX ({error}); save the table anew") from None


def _check_part(data: bytes, name: str, source: str) -> None:
    plain = data.replace(b"\0", b"")  # UTF-16 as well
    encoding = _ENCODING.search(plain[:200])
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain or (encoding and encoding.group(1).lower() not in _READABLE):
        raise InputError(f"{source}: {name} in it declares what no table needs; save the table anew")


def _lines(sheet: Any, source: str) -> Iterator[list[str]]:  # noqa: ANN401 - the library has no types
    """Go through the rows of a sheet, cell by cell as text."""
    empty = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if len(row) > _MOST_COLUMNS:
            raise LimitError(
                f"{source}, row {number}: more than {_MOST_COLUMNS} columns; empty what is not of the table"
            )
        cells = [_text(cell, source) for cell in row]
        empty = 0 if any(cells) else empty + 1
        if number > _LAST_ROW or number - empty > MAX_ROWS + 1:
            raise LimitError(f"{source}: more than {MAX_ROWS:,} rows; give fewer at a time")
        yield cells


def _text(cell: Any, source: str) -> str:  # noqa: ANN401 - likewise
    if cell.data_type == "f":
        raise InputError(f"{source}, cell {cell.coordinate}: a formula; write the text itself, or put ' before it")
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _WRITTEN.sub(lambda found: chr(int(found.group(1), 16)), str(value))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
