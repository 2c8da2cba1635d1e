"""From bytes to a report: what is refused, what is kept, and what the page says of itself."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, KgError, LimitError
from kg.extract import extract_report
from kg.model import DateBasis
from kg.report import LARGEST_FILE, describe, is_furniture, read_report
from kg.structure import Block, BlockKind, read_structure

BODY = "Ukraine demanded an immediate ceasefire, and its envoys said that they would stay until Friday."
PAGE = f"""<!doctype html>
<html><head><title>Harbour talks open</title>
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2026-05-03T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Harbour talks open</h1><p>{BODY}</p>
<p>Russia rejected a ceasefire and asked for more time to read the papers, said people in the room.</p>
<p>The talks go on in the old hall, where the hosts have planned a third day of meetings.</p></article>
<footer>All rights reserved</footer></body></html>
"""


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"", InputError, "a.txt: the file is empty"),
        (b" \r\n\t ", InputError, "a.txt: the file is empty"),
        (b"%PDF-1.7 talks", InputError, "a.txt: not a text file; give plain text, Markdown or HTML"),
        (b"PK\x03\x04talks", InputError, "a.txt: not a text file; give plain text, Markdown or HTML"),
        (b"\x89PNG\r\n", InputError, "a.txt: not a text file; give plain text, Markdown or HTML"),
        (b"\x1f\x8b\x08talks", InputError, "a.txt: not a text file; give plain text, Markdown or HTML"),
        (b"talks\x00", InputError, "a.txt: not a text file; give plain text, Markdown or HTML"),
        ("Rozmowy".encode("utf-16"), InputError, "a.txt: not a text file; give plain text, Markdown or HTML"),
        ("Türkiye talks".encode("latin-1"), InputError, "a.txt: not UTF-8 at byte 1; convert the file to UTF-8"),
        (b"talks\x07 go on", InputError, "a.txt: control character U+0007 at 5; this is not plain text"),
        (b"talks " * 1000 + b"\x00", InputError, "a.txt: control character U+0000 at 6000; this is not plain text"),
        ("talks\uffff go on".encode(), InputError, "a.txt: control character U+FFFF at 5; this is not plain text"),
        (b"12 34 ... 56", InputError, "a.txt: no words to read; give the text of a report"),
        (b"<html><body><p></p></body></html>", InputError, "a.txt: no article text found in the HTML"),
        (b"a" * (LARGEST_FILE + 1), LimitError, "a.txt: 5,000,001 bytes; a report may have 5,000,000"),
    ],
    ids=str,
)
def test_what_is_no_report_is_refused_in_one_line(data: bytes, error: type[KgError], message: str) -> None:
    with pytest.raises(error) as refused:
        read_report(data, "a.txt")
    assert type(refused.value) is error
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_report_may_be_as_large_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.report.LARGEST_FILE", len(BODY))
    assert read_report(BODY.encode(), "a.txt").text == BODY
    with pytest.raises(LimitError, match="cut it into articles"):
        read_report(BODY.encode() + b"\n", "a.txt")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_report_or_an_error_with_a_message(data: bytes) -> None:
    message = "a.txt: read"
    try:
        assert read_report(data, "a.txt").text
    except InputError as error:
        message = str(error)
    assert message.startswith("a.txt: ")
    assert "\n" not in message


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<\ufeff\ufffe\uffff"), max_size=80))
def test_plain_text_is_kept_character_for_character(text: str) -> None:
    text = f"Talks {text}"
    report = read_report(text.encode(), "a.txt")
    assert report.text == text
    assert report.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert report.id == report.sha256[:16]


def test_a_byte_order_mark_is_no_text_and_line_ends_stay() -> None:
    report = read_report(b"\xef\xbb\xbfTalks open\r\n\r\nUkraine met Russia.\r\n", "a.txt")
    assert report.text == "Talks open\r\n\r\nUkraine met Russia.\r\n"
    assert report.title == "Talks open"
    assert [text_of(report.text, block) for block in blocks(report.text)] == ["Talks open", "Ukraine met Russia."]


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.txt"])
def test_of_a_page_the_article_is_kept_and_its_metadata_read(name: str) -> None:
    report = read_report(PAGE.encode(), name)
    assert BODY in report.text
    assert "<p>" not in report.text
    assert "All rights reserved" not in report.text
    assert report.title == "Harbour talks open"
    assert report.publisher == "Harbour Post"
    assert (report.date, report.date_basis) == (date(2026, 5, 3), DateBasis.METADATA)


def test_a_date_in_the_article_comes_before_the_pages_metadata() -> None:
    page = PAGE.replace(f"<p>{BODY}</p>", f"<p>Published May 2, 2026</p><p>{BODY}</p>")
    report = read_report(page.encode(), "a.html")
    assert (report.date, report.date_basis) == (date(2026, 5, 2), DateBasis.PUBLICATION_LINE)


def test_a_page_in_the_name_only_is_refused() -> None:
    with pytest.raises(InputError, match=r"a\.html: no article text found in the HTML; save the article as plain text"):
        read_report(b"no markup at all", "a.html")


# ── date, publisher, agency, dateline ────────────────────────────────────────────────────────────

DATES = [
    ("Talks open\n\nPublished July 21, 2025\n\n" + BODY, "2025-07-21", DateBasis.PUBLICATION_LINE),
    ("Talks open\n\nPublished: 2025-07-21 12:58:11 | Views: 12\n\n" + BODY, "2025-07-21", DateBasis.PUBLICATION_LINE),
    ("Talks open\n\nUpdated 21 July 2025\n\n" + BODY, "2025-07-21", DateBasis.PUBLICATION_LINE),
    ("Talks open\n\n21 July 2025\n\n" + BODY, "2025-07-21", DateBasis.PUBLICATION_LINE),
    (" date 2025-07-24 " + BODY, "2025-07-24", DateBasis.CRAWL_HEADER),
    ("date 2025-07-24\n\n" + BODY, "2025-07-24", DateBasis.CRAWL_HEADER),
    # what the page says comes before what the crawler noted, wherever it stands
    (" date 2025-07-24 Talks open\n\nPublished July 21, 2025\n\n" + BODY, "2025-07-21", DateBasis.PUBLICATION_LINE),
    (
        " date 2025-07-24 " + BODY + "\n\nPublished in The Post, July 21st, 2025",
        "2025-07-21",
        DateBasis.PUBLICATION_LINE,
    ),
    # a day in a sentence is not the report's, nor is one without a year
    (
        "Talks open\n\nThey met on 21 July 2025 in the palace, and they will come back in a month.\n\n" + BODY,
        None,
        None,
    ),
    ("Talks open\n\nPublished July 21\n\n" + BODY, None, None),
    # a day that no calendar has
    (" date 2025-13-45 " + BODY, None, None),
    (BODY, None, None),
]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" date 2025-07-24 Talks open\n\nPublished July 21, 2025\n\n" + BODY, "2025-07-24"),  # not the day of issue
        ("date 2025-07-24\n\n" + BODY, "2025-07-24"),
        (" date 2025-13-45 " + BODY, None),
        ("Talks open\n\ndate 2025-07-24\n\n" + BODY, None),  # only at the very beginning
        (BODY, None),
    ],
)
def test_the_day_on_which_a_report_was_read(text: str, day: str | None) -> None:
    read_on = describe(text, "a.txt").read_on
    assert (read_on.isoformat() if read_on else None) == day


@pytest.mark.parametrize(("text", "day", "basis"), DATES)
def test_the_date_and_where_it_is_from(text: str, day: str | None, basis: DateBasis | None) -> None:
    report = describe(text, "a.txt")
    assert report.date_basis == basis
    assert (report.date.isoformat() if report.date else None) == day
    assert report.text == text


@pytest.mark.parametrize(
    ("opening", "dateline", "agency"),
    [
        ("ISTANBUL: ", "ISTANBUL", None),
        ("KYIV, July 5 (Reuters) - ", "KYIV", "Reuters"),
        ("GENEVA (AFP) — ", "GENEVA", "AFP"),
        ("NEW YORK (AP) -- ", "NEW YORK", "AP"),
        ("GENEVA (Own Correspondent) — ", "GENEVA", None),
        ("Kremlin: ", None, None),
        ("", None, None),
    ],
)
def test_the_dateline_and_the_agency_in_it(opening: str, dateline: str | None, agency: str | None) -> None:
    report = describe(f"Talks open\n\n{opening}{BODY}", "a.txt")
    assert (report.dateline, report.agency) == (dateline, agency)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"Talks open\n\nBy Reuters\n\n{BODY}", "Reuters"),
        (f"Talks open\n\n{BODY}\n\nSource: Anadolu", "Anadolu"),
        (f"Talks open\n\n{BODY}\n\n(AFP)", "AFP"),
        # one remark to an agency is no credit, two are
        (f"{BODY} “We stay,” he told AFP.", None),
        (f"{BODY} “We stay,” he told AFP. “We stay,” she told AFP.", "AFP"),
        (f"{BODY} “We stay,” he told AFP. “We stay,” she told Reuters.", None),
    ],
)
def test_the_agency_that_is_credited(text: str, agency: str | None) -> None:
    assert describe(text, "a.txt").agency == agency


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Published in Dawn, July 24th, 2025", "Dawn"),
        ("Published in The Harbour Post on May 3, 2026", "The Harbour Post"),
        ('"Edited and published by Veritas Global News to maintain accuracy"', "Veritas Global News"),
        ("Published July 24, 2025", None),
    ],
)
def test_the_publisher(line: str, publisher: str | None) -> None:
    assert describe(f"Talks open\n\n{BODY}\n\n{line}", "a.txt").publisher == publisher


# ── structure ────────────────────────────────────────────────────────────────────────────────────


def blocks(text: str) -> list[Block]:
    return read_structure(text, is_furniture)


def text_of(text: str, block: Block) -> str:
    return text[block.span.start : block.span.end]


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (BODY, BlockKind.PARAGRAPH, BODY),
        ("Talks open in the old hall", BlockKind.HEADING, "Talks open in the old hall"),
        ("## What is on the table?", BlockKind.HEADING, "What is on the table?"),
        ("- an immediate ceasefire", BlockKind.BULLET, "an immediate ceasefire"),
        ("  • an immediate ceasefire  ", BlockKind.BULLET, "an immediate ceasefire"),
        ("(2) an immediate ceasefire;", BlockKind.BULLET, "an immediate ceasefire;"),
        ("3. an immediate ceasefire", BlockKind.BULLET, "an immediate ceasefire"),
        ("Envoys leave the hall. (Jane Roe/Reuters)", BlockKind.CAPTION, "Envoys leave the hall. (Jane Roe/Reuters)"),
        (
            "Photo: Envoys leave the hall under the eyes of many.",
            BlockKind.CAPTION,
            "Photo: Envoys leave the hall under the eyes of many.",
        ),
        ("Comments", BlockKind.FURNITURE, "Comments"),
        ("Sign up for our newsletter", BlockKind.FURNITURE, "Sign up for our newsletter"),
        ("* * *", BlockKind.FURNITURE, "* *"),
    ],
)
def test_what_a_line_is_to_its_page(line: str, kind: BlockKind, words: str) -> None:
    text = f"Envoys spoke of many things.\n\n{line}\n\nThey parted."
    found = blocks(text)
    assert len(found) == 3
    assert (found[1].kind, text_of(text, found[1])) == (kind, words)


def test_hard_wrapped_lines_are_one_paragraph_and_short_lines_are_not() -> None:
    wrapped = (
        "The two sides met in the old harbour hall on Monday and spoke\n"
        "for three hours about the prisoners, the bodies of the fallen and\n"
        "the grain lane. They will meet again."
    )
    assert [text_of(wrapped, block) for block in blocks(wrapped)] == [wrapped]
    short = "Envoys spoke.\nThey parted.\nThey will meet again."
    assert len(blocks(short)) == 3


def test_a_long_paragraph_that_stands_twice_is_marked_the_second_time() -> None:
    text = f"{BODY}\n\nThey parted.\n\n{BODY.upper().replace(' ', '  ')}\n\nThey parted."
    first, short, again, short_again = blocks(text)
    assert (first.repeats, short.repeats, short_again.repeats) == (None, None, None)
    assert again.repeats == first.span
    report = describe(text, "a.txt")
    assert report.repeated == (again.span,)
    assert report.repeated_characters == again.span.end - again.span.start


def test_a_crawl_header_is_a_block_of_its_own() -> None:
    text = f" date 2025-07-24 {BODY}"
    header, body = blocks(text)
    assert (header.kind, text_of(text, header)) == (BlockKind.HEADER, "date 2025-07-24")
    assert text_of(text, body) == BODY


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_the_sentence_behind_a_dateline_is_read(dash: str) -> None:
    report = describe(f"ISTANBUL, July 24, 2025 (Reuters) {dash} Ukraine demanded a ceasefire from Russia.\n", "a.txt")
    (statement,) = extract_report(report, case="istanbul-2025").statements
    assert statement.quote.text == "Ukraine demanded a ceasefire from Russia"
    assert (report.date, report.date_basis, report.agency) == (date(2025, 7, 24), DateBasis.DATELINE, "Reuters")


@pytest.mark.parametrize(
    "text",
    [
        "@prefix neg: <https://w3id.org/negotiation-kg/ontology#> .\nneg:a neg:b neg:c .",
        '<https://example.org/a> <https://example.org/b> "Russia demands neutrality" .',
        '{"type": "statement", "party": "Russia"}',
        '[{"type": "statement"}]',
    ],
)
def test_data_is_no_report_whatever_it_is_called(text: str) -> None:
    with pytest.raises(InputError, match="not a report"):
        read_report(text.encode(), "story.txt")
