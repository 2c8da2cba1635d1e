"""``kg report``: Markdown, DOCX, PDF and CSV, in which no text of a store can be more than text."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
import zlib
from functools import cache
from pathlib import Path

import docx
import pytest
import typst
from brief_stores import changed, on_disk, rounds_store, seeds, seeds_store
from commands import Answer, Kg
from markdown_it import MarkdownIt

from kg.brief import gather
from kg.bundle import bundle_path
from kg.render.documents.blocks import Items, Outline, Quotation, Run, Table, shown_text
from kg.render.documents.csv_folder import csv_files
from kg.render.documents.docx import write_docx
from kg.render.documents.markdown import escaped, write_markdown
from kg.render.documents.outline import outline
from kg.render.documents.pdf import write_pdf

ID = re.compile(r"(statement|meeting|outcome|position|finding|report|document|text-reuse)/[0-9a-f]{4}")
HOSTILE = (
    '=HYPERLINK("http://evil.example","x") <script>alert(1)</script> <img src=x onerror=alert(1)> '
    "[a](javascript:alert(1)) ![b](http://evil.example/p.png) **bold** _thin_ ~~gone~~ `code` | cell | # head "
    "$x^2$ &lt;b&gt; @someone :smile: "
    'www.evil.example a@evil.example \\ {{7*7}} #eval("1+1") #panic("x") */ // */ ]] -- 1. one \x1b[31m \u202e end'
)
FIELDS = (
    "label", "prefLabel", "title", "publisher", "creditedAgency", "reason", "content", "condition", "speakerText",
    "attribution", "caveat", "quantityText", "dueText", "saidText", "heldText", "venue", "duration", "rule", "fileName",
)  # fmt: skip


@cache
def hostile() -> Outline:
    """Return the document of the seeds in which every text of a stranger, and every name, is hostile."""
    return outline(gather(changed(seeds_store(), dict.fromkeys(FIELDS, HOSTILE) | {"text": (HOSTILE + " ") * 40})))


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the seeds as a store on disk; tests read it and never write to it."""
    return on_disk(seeds_store(), tmp_path_factory.mktemp("report") / "store")


def test_the_ending_of_the_file_says_the_form(kg: Kg, seeded: Path, tmp_path: Path) -> None:
    for name, start in (("a.md", b"# Istanbul talks 2025\n"), ("a.docx", b"PK\x03\x04"), ("a.pdf", b"%PDF-")):
        answer = kg("--store", seeded, "report", "-o", name)
        assert answer.code == 0, answer.err
        assert "5 reports" in answer.err
        assert (tmp_path / name).read_bytes().startswith(start)
    assert kg("--store", seeded, "report", "-o", "tables", "--format", "csv-folder").code == 0
    assert (tmp_path / "tables" / "README.txt").read_text().startswith("Istanbul talks 2025")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "a.md", "a.pdf", "tables"], "nothing is left"


def test_markdown_on_standard_output_leads_to_the_list_and_its_answers(kg: Kg, seeded: Path) -> None:
    answer = kg("--store", seeded, "report", "-o", "-", "--title", "Talks: *first* look")
    assert answer.code == 0
    assert answer.out.startswith("# Talks: \\*first\\* look\n")
    section = answer.out.partition("## Documents and what is said to each term")[2].partition("\n## ")[0]
    assert "### Memorandum of Russia, 2 June 2025" in section
    assert "listed in R2; this report alone carries the list" in section
    (row,) = [line for line in section.splitlines() if "limits on the size of Ukraine's military" in line]
    assert "statement/2e31dff29d128ab1" in row
    assert "no restrictions on its military strength" in row
    assert "finding/b2cfd028e4371246" in row


FAULTS = [
    (["-o", "a.txt"], 2, "the ending says no format", "an ending that nobody writes"),
    (["-o", "a.md", "-f", "word"], 2, "no format 'word'", "a format that nobody writes"),
    (["-o", "-", "-f", "pdf"], 2, "Markdown alone", "a PDF on a terminal"),
    (["-o", "none/a.md"], 2, "is no folder", "a folder that is not there"),
    (["-o", "there.md"], 2, "--force", "a file that would be lost"),
    (["-o", "a.md", "--negotiation", "Atlantis"], 4, "Atlantis", "a negotiation that nobody knows"),
    (["-o", "/proc/a.md"], 5, "cannot be written", "a disk that refuses"),
    (["-o", "/proc/a", "-f", "csv-folder"], 5, "cannot be written", "a disk that refuses a folder"),
]


@pytest.mark.parametrize(("words", "code", "told", "trap"), FAULTS, ids=[trap for *_, trap in FAULTS])
def test_what_cannot_be_done_is_one_line(
    kg: Kg, seeded: Path, tmp_path: Path, words: list[str], code: int, told: str, trap: str
) -> None:
    (tmp_path / "there.md").write_text("mine")
    answer = kg("--store", seeded, "report", *words)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (code, "", 1), trap
    assert told in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["there.md"]
    assert (tmp_path / "there.md").read_text() == "mine"


@pytest.mark.parametrize(("form", "library"), [("docx", "docx"), ("pdf", "typst")])
def test_without_the_extra_one_line_says_what_to_install(
    kg: Kg, seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    answer = kg("--store", seeded, "report", "-o", f"a.{form}")
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "pip install 'negotiation-kg[documents]'" in answer.err
    assert not list(tmp_path.iterdir())


def test_a_folder_is_replaced_whole_or_stays(
    kg: Kg, seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*more: str) -> Answer:
        return kg("--store", seeded, "report", "-o", "tables", "-f", "csv-folder", *more)

    assert write().code == 0
    (tmp_path / "tables" / "README.txt").write_text("old")
    assert write().code == 2
    real, written = Path.write_bytes, []

    def failing(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) == 4:
            raise OSError(28, "No space left on device")
        return real(path, data)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", failing)
        assert write("--force").code == 5
    assert (tmp_path / "tables" / "README.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
    (tmp_path / "tables" / "thesis.odt").write_text("mine")
    assert write("--force").code == 2, "what the folder holds besides would be lost"
    (tmp_path / "tables" / "thesis.odt").unlink()
    assert write("--force").code == 0
    assert (tmp_path / "tables" / "README.txt").read_text() != "old"


def test_one_store_always_gives_the_same_bytes() -> None:
    """Neither the clock nor the order in which dictionaries were filled may show."""
    brief, again = seeds(), gather(seeds_store())
    assert csv_files(brief) == csv_files(again)
    one, other = outline(brief), outline(again)
    assert write_markdown(one) == write_markdown(other)
    day = max(report.day for report in brief.reports.values() if report.day)
    assert write_pdf(one, day) == write_pdf(other, day)
    made = write_docx(one, day)
    assert made == write_docx(other, day)
    stamps = {info.date_time for info in zipfile.ZipFile(io.BytesIO(made)).infolist()}
    assert stamps == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["seeds", "rounds"])
def test_no_line_is_without_an_id_of_its_evidence(name: str) -> None:
    blocks = outline(gather(seeds_store() if name == "seeds" else rounds_store())).blocks
    # The figures count, and the rows of the table have the number of the section that holds the quotes.
    tables = [block for block in blocks if isinstance(block, Table) and block.head[1] != "What there is"]
    lines = [block.source for block in blocks if isinstance(block, Quotation)]
    lines += [line for block in blocks if isinstance(block, Items) for line in block.lines]
    lines += [sum(row, ()) for table in tables if table.head[0] != "Issue" for row in table.rows]
    assert len(lines) > 100
    for line in lines:
        words = "".join(run.text for run in line)
        assert ID.search(words) or words.startswith("… and"), words
    numbered = [row for table in tables if table.head[0] == "Issue" for row in table.rows if len(row) > 1]
    headings = {getattr(block, "text", "").partition(" ")[0] for block in blocks}
    assert numbered
    assert {row[0][0].text.partition(" ")[0] for row in numbered} <= headings


def test_hostile_text_stays_text_in_markdown() -> None:
    written = write_markdown(hostile())
    assert "\x1b" not in written
    assert "\u202e" not in written
    # What GitHub makes a link of without any mark.
    assert "http://" not in written
    assert not re.search(r"(?i)\bwww\.|(?<!\\)@", written)
    kinds, shown = set(), []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(written):
        kinds.add(token.type)
        for child in token.children or ():
            kinds.add(child.type)
        shown.append("".join(child.content for child in token.children or ()))
    assert {kind.removesuffix("_open").removesuffix("_close") for kind in kinds} <= {
        "heading", "paragraph", "inline", "text", "text_special", "strong", "em", "blockquote", "softbreak",
        "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    words = shown_text(HOSTILE)
    assert sum(words in line for line in shown) > 100


@pytest.mark.parametrize(
    "text",
    ["- a", "+ a", "= a", "1. a", "12) a", "# a", "> a", "```", "~~~", "---", "===", "|a|b|", "<b>", "&amp;", "[a]: b"],
)
def test_what_begins_a_block_is_text_at_the_beginning_of_a_line(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(f"a line\n\n{escaped(text)}\n")
    assert [token.type for token in tokens[3:]] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[4].children or ()) == text


def test_hostile_text_stays_text_in_docx() -> None:
    data = write_docx(hostile(), None)
    document = docx.Document(io.BytesIO(data))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    words = shown_text(HOSTILE)
    assert sum(words in text for text in paragraphs) > 50
    assert words in document.tables[1].rows[1].cells[0].text
    archive = zipfile.ZipFile(io.BytesIO(data))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<w:hyperlink" not in everything
    assert b'TargetMode="External"' not in everything
    assert re.findall(rb'<w:fldSimple w:instr="([^"]*)"', everything) == [b"PAGE"]
    assert b"<script" not in everything


def test_docx_is_made_of_headings_and_tables_with_a_head_on_every_page() -> None:
    document = docx.Document(io.BytesIO(write_docx(outline(seeds()), None)))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3"} <= styles
    for table in document.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert document.core_properties.title == "Istanbul talks 2025"


def test_docx_takes_what_xml_cannot_hold() -> None:
    odd = Outline("a\ufffeb\x00", "", (Quotation("", "c\uffff", "", (Run("d"),)),))
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(write_docx(odd, None))).paragraphs]
    assert texts[0] == "a\ufffdb\\x00"
    assert "“c\ufffd”" in texts


def test_hostile_text_stays_text_in_pdf() -> None:
    """Were a word of it markup, #panic would end the making, or a link would stand in the file."""
    data = write_pdf(hostile(), None)
    streams = [data]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            streams.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    assert len(streams) > 10
    assert not any(b"/URI" in stream or b"/JavaScript" in stream or b"/Launch" in stream for stream in streams)
    blocks = [{"kind": "heading", "level": 1, "text": HOSTILE}, {"kind": "paragraph", "line": []}]
    content = {"title": HOSTILE, "subtitle": HOSTILE, "keywords": [], "blocks": blocks}
    headings = json.loads(
        typst.query(
            str(bundle_path("render/documents") / "brief.typ"),
            "heading.where(level: 1)",
            sys_inputs={"data": json.dumps(content)},
        )
    )
    assert [heading["body"] for heading in headings] == [{"func": "text", "text": HOSTILE}]


def test_pdf_says_what_it_is() -> None:
    data = write_pdf(outline(seeds()), seeds().reports[next(iter(seeds().reports))].day)
    assert b"Istanbul talks 2025" in data
    assert b"2025-07-23T00:00:00" in data


def test_no_cell_of_a_csv_file_calculates() -> None:
    brief = gather(changed(seeds_store(), dict.fromkeys(FIELDS, HOSTILE)))
    files = csv_files(brief)
    guarded = 0
    for name, data in files.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
                for cell in row:
                    assert re.fullmatch(r"-?\d+(\.\d+)?", cell) or not re.match(r"\s*[=+\-@]", cell), (name, cell)
                    guarded += cell.startswith("'=HYPERLINK")
    assert guarded > 500


def test_the_csv_files_say_what_the_brief_says_and_are_listed() -> None:
    brief, files = seeds(), csv_files(seeds())
    rows = {
        name: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        for name, data in files.items()
        if name.endswith(".csv")
    }
    listed = re.findall(r"^(\w+\.csv): .*; (\d+) rows\n    (.*)$", files["README.txt"].decode(), re.MULTILINE)
    assert {name: int(number) for name, number, _ in listed} == {name: len(table) for name, table in rows.items()}
    for name, _, columns in listed:
        if rows[name]:
            assert list(rows[name][0]) == columns.split(", ")
    assert len(rows["statements.csv"]) == len(brief.statements)
    (term,) = [row for row in rows["documents.csv"] if row["finding"] == "finding/b2cfd028e4371246"]
    assert (term["issued_by"], term["answer_by"], term["kind"]) == ("Russia", "Ukraine", "opposed")
    quotes = {row["statement"]: row["quote"] for row in rows["statements.csv"]}
    assert quotes["statement/2e31dff29d128ab1"] == "limits on the size of Ukraine's military"
    assert all(row["positions_there"] for row in rows["silence.csv"])
