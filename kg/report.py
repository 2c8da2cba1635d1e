"""From bytes to a ``Report``: decoding, and what the page itself says of title, date, publisher and agency.

Plain text and Markdown are kept character for character. Of HTML the article text is taken out by trafilatura,
and that extract is what is stored, quoted and counted in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from kg.errors import InputError, LimitError
from kg.lexicon import load_lexicon
from kg.model import DateBasis, Report, Span
from kg.sentences import Token, normalise, tokenise, words_in
from kg.structure import CRAWL_HEADER, Block, BlockKind, read_structure
from kg.times import find_dates

LARGEST_FILE = 5_000_000
_HTML = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
# What begins like Turtle, TriG, N-Quads, JSON or the output of this program is data, whatever its name says.
_DATA = re.compile(
    r"\s*(?:@prefix\b|@base\b|PREFIX\s+[\w-]*:\s*<|<[a-z][a-z0-9+.-]*:[^<>\s]*>\s|\{\s*\"|\[\s*\{\s*\")", re.I
)
_DATA_NAMES = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".owl", ".jsonld", ".json", ".jsonl", ".csv", ".tsv")
_PUBLISHED = re.compile(r"\b(?:published|updated|posted|issued|date)\b", re.I)
_PUBLISHER = re.compile(
    r"\b[Pp]ublished\s+(?:in|by)\s+(?P<name>(?:[Tt]he\s+)?[A-Z][\w&.-]*(?:\s+(?:of\s+|the\s+)?[A-Z][\w&-]*)*)"
)
_DATELINE = re.compile(
    r"\A(?P<place>[A-Z][A-Z .'/-]{2,30}?)(?:,\s+(?P<date>[^—–:()-]{3,24}?))?\s*"
    r"(?:\((?P<agency>[^()]{2,30})\)\s*(?:[—–-]|:)|:|—|–|--| - )\s*"
)
_AGENCIES = (
    "Reuters", "AFP", "Agence France-Presse", "AP", "Associated Press", "dpa", "TASS", "RIA", "Interfax", "Xinhua",
    "Anadolu", "Bloomberg", "ANSA", "EFE", "Kyodo", "Yonhap", "PTI", "Ukrinform", "UPI", "PA Media",
)  # fmt: skip
_TOLD = re.compile(r"\btold\s+(?:the\s+)?(" + "|".join(map(re.escape, _AGENCIES)) + r")\b")
_BYLINE = re.compile(
    r"\A(?:by\s+|source:\s*|\(?)(?P<agency>" + "|".join(map(re.escape, _AGENCIES)) + r")\)?\.?\Z", re.I
)


def read_report(data: bytes, file_name: str) -> Report:
    """Return the report in ``data``; ``file_name`` is kept and decides, with the content, whether it is HTML.

    Raises LimitError over 5 MB, and InputError where the bytes are empty, binary, not UTF-8 or hold no words.
    """
    if len(data) > LARGEST_FILE:
        raise LimitError(f"{file_name}: {len(data):,} bytes; a report may have {LARGEST_FILE:,}: cut it into articles")
    text = _decode(data, file_name)
    if _DATA.match(text) or file_name.lower().endswith(_DATA_NAMES):
        raise InputError(f"{file_name}: this is RDF, JSON or a table, not a report; check RDF with kg validate")
    if file_name.lower().endswith((".html", ".htm", ".xhtml")) or _HTML.match(text[:2000]):
        return _from_html(text, file_name)
    return describe(text, file_name)


def describe(text: str, file_name: str) -> Report:
    """Return ``text`` as a report, with what it says of itself. Raises InputError where it holds no words."""
    if not re.search(r"[^\W\d_]{2}", text):
        raise InputError(f"{file_name}: no words to read; give the text of a report")
    blocks = blocks_of(text)
    issued, basis = _date(text, blocks)
    title = next((b for b in blocks if b.kind is BlockKind.HEADING), None)
    body = next((b for b in blocks if b.kind is BlockKind.PARAGRAPH), None)
    dateline = _DATELINE.match(normalise(text[body.span.start : body.span.end])) if body else None
    if issued is None and dateline is not None:
        days = [d.days.start for d in find_dates(dateline.group("date") or "", None) if d.days]
        issued, basis = (days[0], DateBasis.DATELINE) if days else (None, None)
    return Report(
        text=text,
        file_name=file_name,
        title=text[title.span.start : title.span.end] if title else None,
        date=issued,
        date_basis=basis,
        publisher=_publisher(text, blocks),
        agency=_agency(text, blocks, dateline),
        dateline=dateline.group("place").strip() if dateline else None,
        repeated=tuple(b.span for b in blocks if b.repeats),
        read_on=_header_day(text),
    )


@lru_cache(maxsize=1)  # a report is described, then read
def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the blocks of a report's text (``read_structure``), page furniture told by the ontology's cues."""
    return tuple(read_structure(text, is_furniture))


def behind_dateline(text: str, span: Span) -> Span:
    """Return the span of a paragraph without the dateline at its head, if it has one and goes on behind it."""
    found = _DATELINE.match(normalise(text[span.start : span.end]))
    if found is None or found.end() >= span.end - span.start:
        return span
    return Span(span.start + found.end(), span.end)


@lru_cache(maxsize=256)  # a report's lines are asked about when it is described and when it is read
def is_furniture(line: str) -> bool:
    """Tell whether a whole line is page furniture, by the furniture cues of the ontology."""
    index = load_lexicon(None).cues["FurnitureCue"]
    first = next((form.lower() for form in words_in(line) if form[0].isalnum() or form == ":"), None)
    if first is None:
        return True
    if not index.begins(first, first.removesuffix("s")):
        return False
    tokens = [
        Token(a, b, form, form.lower(), form.lower().removesuffix("s"), "")
        for a, b, form in tokenise(line, 0, len(line))
        if form[0].isalnum() or form == ":"
    ]
    for _, after, pattern, _ in index.find_at(tokens, 0, len(tokens)):
        if after == len(tokens) or pattern.source.endswith("..") or len(tokens) <= after + 3:
            return True
    return False


def _decode(data: bytes, file_name: str) -> str:
    if not data.strip():
        raise InputError(f"{file_name}: the file is empty")
    if b"\x00" in data[:4096] or data[:4] in (b"%PDF", b"PK\x03\x04", b"\x89PNG") or data[:2] == b"\x1f\x8b":
        raise InputError(f"{file_name}: not a text file; give plain text, Markdown or HTML")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file_name}: not UTF-8 at byte {error.start}; convert the file to UTF-8") from None
    bad = re.search(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]", text)
    if bad:
        raise InputError(
            f"{file_name}: control character U+{ord(bad.group()):04X} at {bad.start()}; this is not plain text"
        )
    return text


def _from_html(source: str, file_name: str) -> Report:
    import trafilatura

    try:
        document = trafilatura.bare_extraction(source, include_comments=False, include_tables=True, with_metadata=True)
    except Exception as error:  # trafilatura lets parser errors of many kinds through
        raise InputError(f"{file_name}: HTML that cannot be read ({type(error).__name__})") from None
    if document is None or isinstance(document, dict) or not document.text:
        raise InputError(f"{file_name}: no article text found in the HTML; save the article as plain text")
    text = (
        f"{document.title}\n\n{document.text}"
        if document.title and document.title not in document.text[:300]
        else document.text
    )
    report = describe(text, file_name)
    issued, basis = report.date, report.date_basis
    if issued is None and document.date:
        try:
            issued, basis = date.fromisoformat(document.date[:10]), DateBasis.METADATA
        except ValueError:
            issued = None
    return Report(
        text=text, file_name=file_name, title=report.title, date=issued, date_basis=basis,
        publisher=report.publisher or document.sitename, agency=report.agency, dateline=report.dateline,
        repeated=report.repeated, read_on=report.read_on,
    )  # fmt: skip


def _date(text: str, blocks: Sequence[Block]) -> tuple[date | None, DateBasis | None]:
    """An explicit publication line comes before the crawl header."""
    for block in blocks:
        line = normalise(text[block.span.start : block.span.end])
        if block.kind is not BlockKind.HEADER and len(line) <= 120 and _PUBLISHED.search(line):
            for found in find_dates(line, None):
                if found.days:
                    return found.days.start, DateBasis.PUBLICATION_LINE
    if CRAWL_HEADER.match(text):
        day = _header_day(text)
        return (day, DateBasis.CRAWL_HEADER) if day else (None, None)
    for block in blocks[:6]:
        line = normalise(text[block.span.start : block.span.end])
        dates = [d for d in find_dates(line, None) if d.days]
        if len(line) <= 60 and dates and dates[0].days:
            return dates[0].days.start, DateBasis.PUBLICATION_LINE
    return None, None


def _header_day(text: str) -> date | None:
    """The day of the crawl header, where there is one and the day exists."""
    header = CRAWL_HEADER.match(text)
    try:
        return date.fromisoformat(header.group(1)) if header else None
    except ValueError:
        return None


def _publisher(text: str, blocks: Sequence[Block]) -> str | None:
    for block in blocks:
        line = normalise(text[block.span.start : block.span.end])
        match = _PUBLISHER.search(line) if len(line) <= 120 else None
        if match:
            return match.group("name").strip()
    return None


def _agency(text: str, blocks: Sequence[Block], dateline: re.Match[str] | None) -> str | None:
    """A byline or dateline credits an agency; so does being told things as that agency twice."""
    if dateline and dateline.group("agency") in _AGENCIES:
        return dateline.group("agency")
    for block in blocks:
        byline = _BYLINE.match(normalise(text[block.span.start : block.span.end]))
        if byline:
            return byline.group("agency")
    told = Counter(_TOLD.findall(normalise(text)))
    return next((name for name, times in sorted(told.items()) if times >= 2), None)
