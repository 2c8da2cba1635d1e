from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.answers import Table
from kg.render.cards import draw_findings, draw_positions
from kg.render.formats import text_of, write_csv, write_json, write_markdown, write_tsv
from kg.render.graphs import serialise
from kg.render.terminal import Screen, draw_table
from kg.render.visible import visible

XSD = "http://www.w3.org/2001/XMLSchema#"
texts = st.text(st.characters(codec="utf-8"), max_size=30)
cells = (
    st.none()
    | texts.map(ox.Literal)
    | texts.map(lambda text: ox.Literal(text, language="en"))
    | st.integers(-(10**20), 10**20).map(lambda n: ox.Literal(str(n), datatype=ox.NamedNode(XSD + "integer")))
    | st.sampled_from(["urn:a", "https://example.org/b?c=d#e"]).map(ox.NamedNode)
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(*[cells] * width), max_size=4).map(
        lambda rows: Table(tuple(f"c{at}" for at in range(width)), tuple(rows))
    )
)

# What drives a terminal, reorders a line, or hides.
HOSTILE = [
    ("\x1b[2J\x1b[31mred", r"\x1b[2J\x1b[31mred"),
    ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
    ("\x9b31m", r"\x9b31m"),
    ("a\x00b\x7fc", r"a\x00b\x7fc"),
    ("over\rwrite\x08", r"over\rwrite\x08"),
    ("one\ntwo\tthree", r"one\ntwo\tthree"),
    ("\u202egnp.exe", r"\u202egnp.exe"),
    ("\u2066isolated\u2069", r"\u2066isolated\u2069"),
    ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
    ("line\u2028break", r"line\u2028break"),
    ("tag\U000e0041", r"tag\U000e0041"),
    ("half \ud83d", r"half \ud83d"),
    (
        "Türkiye “Кремль” 和平 עברית می\u200cخواهم \U0001f600 no\u00a0break",
        "Türkiye “Кремль” 和平 עברית می\u200cخواهم \U0001f600 no\u00a0break",
    ),
]


@pytest.mark.parametrize(("text", "shown"), HOSTILE)
def test_hidden_characters_are_shown_and_all_others_left(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_what_is_shown_can_neither_drive_a_terminal_nor_reorder_a_line(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    controls = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not any(unicodedata.bidirectional(character) in controls for character in shown)


@given(tables)
def test_csv_is_read_back_as_it_was(table: Table) -> None:
    rows = list(csv.reader(io.StringIO(write_csv(table), newline=""), strict=True))
    expected = [list(table.columns), *([text_of(cell) for cell in row] for row in table.rows)]
    # A row of one empty cell is an empty line, which the reader of Python takes for no row at all.
    assert [row or [""] for row in rows] == expected


def test_csv_is_that_of_sparql() -> None:
    row = (ox.NamedNode("https://example.org/a"), ox.Literal('say "no", twice\n', language="en"), None, ox.Literal(4))
    table = Table(("who", "what", "when", "number"), (row,))
    assert write_csv(table) == 'who,what,when,number\r\nhttps://example.org/a,"say ""no"", twice\n",,4\r\n'


@given(tables)
def test_tsv_keeps_terms_apart_and_rows_on_lines(table: Table) -> None:
    lines = write_tsv(table).removesuffix("\n").split("\n")
    assert len(lines) == 1 + len(table.rows)
    assert lines[0] == "\t".join("?" + name for name in table.columns)
    for line, row in zip(lines[1:], table.rows, strict=True):
        assert len(line.split("\t")) == len(row)
        for written, cell in zip(line.split("\t"), row, strict=True):
            assert (written == "") == (cell is None)


@given(tables, st.booleans())
def test_json_holds_the_texts_and_tells_empty_from_absent(table: Table, escape: bool) -> None:
    written = write_json(table, escape=escape)
    rows = json.loads(written)
    assert [list(row) for row in rows] == [list(table.columns)] * len(table.rows)
    for row, expected in zip(rows, table.rows, strict=True):
        assert [None if value is None else str(value) for value in row.values()] == [
            None if cell is None else text_of(cell) for cell in expected
        ]
    assert not escape or written.isascii()


def test_json_knows_numbers_and_truth_but_makes_none_up() -> None:
    def typed(text: str, name: str) -> ox.Literal:
        return ox.Literal(text, datatype=ox.NamedNode(XSD + name))

    row = (
        typed("7", "integer"),
        typed("007", "integer"),
        typed("many", "integer"),
        typed("true", "boolean"),
        ox.Literal("7"),
        typed("0.45", "decimal"),
        typed("0.450", "decimal"),
        typed("1e9", "double"),
    )
    table = Table(tuple("abcdefgh"), (row,))
    assert json.loads(write_json(table)) == [
        {"a": 7, "b": "007", "c": "many", "d": True, "e": "7", "f": 0.45, "g": "0.450", "h": "1e9"}
    ]


@given(tables)
def test_markdown_has_one_line_a_row_and_no_cell_breaks_out(table: Table) -> None:
    lines = write_markdown(table).removesuffix("\n").split("\n")
    assert len(lines) == 2 + len(table.rows)
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == len(table.columns) + 1


@settings(deadline=None, max_examples=60)
@given(tables, st.integers(40, 120), st.booleans())
def test_a_drawn_table_fits_and_loses_no_character(table: Table, width: int, colour: bool) -> None:
    drawn = draw_table(table, Screen(width, colour=colour))
    if not colour:
        assert "\x1b" not in drawn
        for row in table.rows:
            for cell in row:
                for word in visible(text_of(cell)).split():
                    assert set(word) <= set(drawn)


def test_a_wide_table_is_laid_out_as_records_on_a_narrow_screen() -> None:
    columns = tuple(f"column{at}" for at in range(9))
    table = Table(columns, (tuple(ox.Literal(f"a rather long value number {at}") for at in range(9)),))
    drawn = draw_table(table, Screen(60))
    assert "column8  a rather long value number 8" in drawn.splitlines()
    assert max(map(len, drawn.splitlines())) <= 60


def test_a_table_without_rows_says_so() -> None:
    assert draw_table(Table(("a",), ()), Screen()) == "(no rows)\n"


def row_of(**cells: str) -> tuple[ox.Literal, ...]:
    return tuple(ox.Literal(text) for text in cells.values())


POSITION = {
    "issue": "Military limits", "provision": "The army is capped", "party": "Ukraine", "stance": "against",
    "acts": "rejects", "quote": "no cap \x1b[5m whatever", "speaker": "A minister", "said": "2025-07-01",
    "reports": "2", "statement": "https://w3id.org/negotiation-kg/data/statement/0123456789abcdef",
}  # fmt: skip
FINDING = {
    "kind": "opposed", "issue": "Military limits", "first_party": "Russia", "first_quote": "a cap on the army",
    "first_report": "First report, 2025-07-01", "second_party": "Ukraine", "second_quote": "no cap \u202e ever",
    "second_report": "Second report", "reason": "One is for it, the other against.",
    "finding": "https://w3id.org/negotiation-kg/data/finding/fedcba9876543210",
}  # fmt: skip


def test_positions_stand_under_their_issue_with_the_words_and_where_to_look_further() -> None:
    drawn = draw_positions(Table(tuple(POSITION), (row_of(**POSITION),)), Screen(80))
    assert drawn.splitlines()[0] == "MILITARY LIMITS"
    for piece in (
        "The army is capped",
        "Ukraine",
        "against",
        r"“no cap \x1b[5m whatever”",
        "2 reports",
        "0123456789abcdef",
    ):
        assert piece in drawn
    assert "\x1b" not in drawn


def test_a_finding_is_a_card_with_both_quotes_reports_and_the_reason() -> None:
    drawn = draw_findings(Table(tuple(FINDING), (row_of(**FINDING),)), Screen(80))
    assert drawn.splitlines()[0] == "OPPOSED  Military limits"
    for piece in (
        "Russia",
        "“a cap on the army”",
        "First report, 2025-07-01",
        r"“no cap \u202e ever”",
        "because",
        "kg show fedcba9876543210",
    ):
        assert piece in drawn


def test_on_a_wide_screen_the_two_quotes_of_a_finding_stand_side_by_side() -> None:
    drawn = draw_findings(Table(tuple(FINDING), (row_of(**FINDING),)), Screen(160))
    (line,) = [line for line in drawn.splitlines() if "a cap on the army" in line]
    assert r"“no cap \u202e ever”" in line
    for piece in ("First report, 2025-07-01", "Second report", FINDING["reason"], "kg show fedcba9876543210"):
        assert piece in drawn


@pytest.mark.parametrize("width", [80, 160])
def test_a_stance_is_told_by_its_word_and_its_print_and_by_no_colour(width: int) -> None:
    positions = Table(tuple(POSITION), (row_of(**POSITION), row_of(**POSITION | {"stance": "for"})))
    drawn = draw_positions(positions, Screen(width, colour=True))
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", drawn) for code in found.split(";")}
    # Weight, slant and reversal; 30 to 37 would be colours that a theme, or an eye, may not tell apart.
    assert codes == {"0", "1", "2", "3", "7"}
    assert "\x1b[7magainst\x1b[0m" in drawn
    assert "\x1b[1mfor\x1b[0m" in drawn  # and not the room behind it
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in drawn.splitlines()) <= width


def test_rows_of_several_lines_stand_apart_and_others_do_not() -> None:
    short = Table(("a", "b"), ((ox.Literal("one"), ox.Literal("two")), (ox.Literal("three"), ox.Literal("four"))))
    assert "" not in draw_table(short, Screen(60)).splitlines()
    long = Table(("a", "b"), tuple((ox.Literal("word " * 20), ox.Literal(f"row {at}")) for at in range(3)))
    drawn = draw_table(long, Screen(60)).splitlines()
    assert drawn.count("") == 2


def test_long_quotes_wrap_and_are_never_cut() -> None:
    quote = " ".join(f"word{at}" for at in range(120))
    drawn = draw_findings(Table(tuple(FINDING), (row_of(**{**FINDING, "first_quote": quote}),)), Screen(80))
    assert [
        word for word in drawn.replace("”", " ").replace("“", " ").split() if word.startswith("word")
    ] == quote.split()
    assert max(map(len, drawn.splitlines())) <= 80


GRAPH = ox.NamedNode("https://w3id.org/negotiation-kg/data/report/0123456789abcdef")
QUADS = [
    ox.Quad(
        GRAPH, ox.NamedNode("https://w3id.org/negotiation-kg/ontology#text"), ox.Literal("a\r\n\u202e\U0001f600"), GRAPH
    ),
    ox.Quad(GRAPH, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode("urn:a"), GRAPH),
    ox.Quad(GRAPH, ox.NamedNode("urn:p"), ox.Literal("2025-07-01", datatype=ox.NamedNode(XSD + "date"))),
]


@pytest.mark.parametrize(
    ("name", "rdf_format"),
    [("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG), ("jsonld", ox.RdfFormat.JSON_LD)],
)
def test_a_dump_is_read_back_as_it_was_and_is_the_same_in_any_order(name: str, rdf_format: ox.RdfFormat) -> None:
    written = serialise(QUADS, name)
    assert set(ox.parse(written, rdf_format)) == set(QUADS)
    assert serialise(QUADS[::-1], name) == written


def test_turtle_merges_the_graphs() -> None:
    read = {quad.triple for quad in ox.parse(serialise([*QUADS, *QUADS], "ttl"), ox.RdfFormat.TURTLE)}
    assert read == {quad.triple for quad in QUADS}
    assert b"@prefix neg:" in serialise(QUADS, "ttl")
    assert b"@prefix skos:" not in serialise(QUADS, "ttl")
