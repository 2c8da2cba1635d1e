"""A brief as a Word document, with headings, tables whose head stands on every page, and page numbers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.render.documents.blocks import QUIET, STRONG, Heading, Items, Paragraph, Quotation, line, strong

if TYPE_CHECKING:
    from datetime import date

    from kg.render.documents.blocks import Block, Line, Outline, Table

# What no XML 1.0 document can hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GREY = "555555"
_SHADE = "E7E7E7"
_CELL = "Table Words"
_TEXT_WIDTH = 17
"""Centimetres between the margins."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(outline: Outline, day: date | None) -> bytes:
    """Return the document of a brief as DOCX, always the same bytes for the same brief.

    Args:
        outline: what it says.
        day: the day that stands in its properties as that of its making, for want of a clock.

    Raises:
        UsageError: the library is not installed.
    """
    try:
        from docx import Document
    except ImportError:
        raise UsageError(
            "DOCX needs python-docx, which is not installed; install it with: pip install 'negotiation-kg[documents]'"
        ) from None
    document = Document()
    _prepare(document, outline, day)
    document.add_heading(_clean(outline.title), 0)
    _write(document.add_paragraph(), line(outline.subtitle))
    for block in outline.blocks:
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _prepare(document: Any, outline: Outline, day: date | None) -> None:  # noqa: ANN401 - the library has no types
    """Set paper, styles, page numbers and properties."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    for level, size in ((1, 16), (2, 12.5), (3, 11)):
        document.styles[f"Heading {level}"].font.size = Pt(size)
    cell = document.styles.add_style(_CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = normal, Pt(9)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    _page_number(section.footer.paragraphs[0])
    made = datetime.combine(day, time(), UTC) if day is not None else datetime.fromtimestamp(0, UTC)
    properties = document.core_properties
    properties.title, properties.subject = _clean(outline.title)[:255], _clean(outline.subtitle)[:255]
    properties.author, properties.comments, properties.language = "negotiation-kg", "", "en-GB"
    properties.created = properties.modified = made


def _add(document: Any, block: Block) -> None:  # noqa: ANN401
    from docx.shared import Cm, Pt

    match block:
        case Heading(level, text):
            document.add_heading(_clean(text), level)
        case Paragraph(words):
            _write(document.add_paragraph(), words)
        case Quotation(before, words, after, source):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.8)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(_clean(before))
            paragraph.add_run(f"“{_clean(words)}”").bold = True
            paragraph.add_run(_clean(after))
            below = document.add_paragraph()
            below.paragraph_format.left_indent = Cm(0.8)
            _write(below, source)
        case Items(lines):
            for one in lines:
                _write(document.add_paragraph(style="List Bullet"), one)
        case _:
            _table(document, block)


def _table(document: Any, block: Table) -> None:  # noqa: ANN401
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.autofit = False
    # Rows that are added take the widths of the columns.
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Cm(_TEXT_WIDTH * width / sum(block.widths))
    head = table.add_row()
    _mark(head, "w:tblHeader")
    for name, cell in zip(block.head, head.cells, strict=True):
        _fill(document, cell, (strong(name),))
        _shade(cell)
    for row in block.rows:
        added = table.add_row()
        _mark(added, "w:cantSplit")
        cells = added.cells
        if len(row) == 1 and len(cells) > 1:
            whole = cells[0].merge(cells[-1])
            _shade(whole)
            _fill(document, whole, row[0])
            continue
        for words, cell in zip(row, cells, strict=True):
            _fill(document, cell, words)
    document.add_paragraph()


def _fill(document: Any, cell: Any, words: Line) -> None:  # noqa: ANN401
    paragraph = cell.paragraphs[0]
    paragraph.style = document.styles[_CELL]
    _write(paragraph, words)


def _write(paragraph: Any, words: Line) -> None:  # noqa: ANN401
    from docx.shared import Pt, RGBColor

    for run in words:
        added = paragraph.add_run(_clean(run.text))
        added.bold = True if run.style == STRONG else None
        if run.style == QUIET:
            added.font.size, added.font.color.rgb = Pt(8), RGBColor.from_string(_GREY)


def _mark(row: Any, name: str) -> None:  # noqa: ANN401
    """Give a row a property: a head that stands on every page, or a row that is not torn apart."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any) -> None:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", _SHADE)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _page_number(paragraph: Any) -> None:  # noqa: ANN401
    """Put the field for the number of the page into a footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _settled(data: bytes) -> bytes:
    """Return the archive with the day of its files taken out, which would differ from one call to the next."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
