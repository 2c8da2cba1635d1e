"""A brief as a folder of CSV files for a spreadsheet or a statistics program, with a list of files and columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kg.render.documents.csv_tables import sheets
from kg.review.sheets import MAX_CHARACTERS, guarded

if TYPE_CHECKING:
    from kg.brief.content import Brief
    from kg.render.documents.csv_tables import Sheet

_BOM = "\ufeff"
_CUT = " […]"
_ABOUT = """{title}

Each file is one table: comma-separated, UTF-8 with a byte order mark, one header line. A cell that a spreadsheet would
take for a formula has an apostrophe before it. Ids such as statement/2e31dff29d128ab1 are the same in all files, and
what kg show takes; several in one cell have spaces between them. Offsets are code points into the text of a report, the
end exclusive. Days are ISO 8601. An empty cell is unknown or does not apply. A cell longer than a spreadsheet can hold
({most:,} characters) ends in […].
"""


def csv_files(brief: Brief) -> dict[str, bytes]:
    """Return the files of the folder by name: README.txt and one CSV for each table."""
    tables = list(sheets(brief))
    files = {"README.txt": _readme(brief, tables).encode("utf-8")}
    files |= {f"{sheet.name}.csv": _written(sheet).encode("utf-8") for sheet in tables}
    return files


def _readme(brief: Brief, tables: list[Sheet]) -> str:
    title = " ".join(brief.title.split())
    listed = (
        f"{sheet.name}.csv: {sheet.told}; {len(sheet.rows)} rows\n    {', '.join(sheet.columns)}\n" for sheet in tables
    )
    return "\n".join([_ABOUT.format(title=title, most=MAX_CHARACTERS), *listed])


def _written(sheet: Sheet) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.columns)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return _BOM + out.getvalue()


def _cell(value: object) -> str:
    """Return a cell: a number as it is, everything else as text that no spreadsheet calculates with."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = guarded(str(value).replace("\x00", "\ufffd"))
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - len(_CUT)] + _CUT
