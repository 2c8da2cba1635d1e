"""Statements as Discourse Network Analyzer exports them: its event list, a CSV with semicolons.

Written as DNA 3.0.9 and newer write it (``Exporter.eventCSV``); read also as DNA 2 and 3 up to 3.0.8 wrote it, without
offsets. Offsets count UTF-16 units, as Java does. DNA puts commas for semicolons and single quotes for double ones
into every text; here a double quote is doubled instead, which every reader of CSV undoes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from kg.errors import InputError
from kg.interchange.coded import Coded, Passage, Reading
from kg.interchange.fields import Loss, Losses
from kg.interchange.lookup import Lookup
from kg.interchange.passages import utf16
from kg.interchange.wording import usual_sourcing
from kg.model import Extraction, Report, Stance, Statement

VARIABLES = ("person", "organization", "concept", "agreement", "act", "content", "condition")
"""The four variables of DNA's own statement type, and three that a user of DNA would add to it."""
COLUMNS = (
    "statement_id", "time", *VARIABLES, "start_position", "stop_position", "text", "coder", "document_id",
    "document_title", "document_author", "document_source", "document_section", "document_type",
)  # fmt: skip
HELD = frozenset(
    "report party act stance quote issue provision content condition speaker speaker_text sourcing negotiation".split()
)
REPLACED = {";": ",", '"': "'"}

_OLDER = {
    "statement id": "statement_id",
    "document id": "document_id",
    "document title": "document_title",
    "author": "document_author",
    "source": "document_source",
    "section": "document_section",
    "type": "document_type",
    "organisation": "organization",
    "start": "start_position",
    "stop": "stop_position",
    "end": "stop_position",
    "id": "statement_id",
}
_AGREEMENT = {
    **dict.fromkeys(("1", "yes", "true", "for", "agree", "agreement"), Stance.FOR),
    **dict.fromkeys(("0", "no", "false", "against", "disagree", "disagreement"), Stance.AGAINST),
    **dict.fromkeys(("", "na", "null", "neutral"), Stance.NEUTRAL),
}


def write_dna(chosen: Iterable[Extraction], lookup: Lookup) -> tuple[bytes, Losses]:
    """Return the event list of statements, and what it does not hold.

    Args:
        chosen: the reports with the statements to be written.
        lookup: the names of the store; a concept is named so that it leads back to itself.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    lost = Losses()
    for extraction in chosen:
        for statement in extraction.statements:
            writer.writerow(_row(extraction.report, statement, lookup))
            lost.count(statement, HELD, _lost(statement, extraction, lookup))
    return out.getvalue().encode("utf-8"), lost


def read_dna(data: bytes, name: str) -> Reading:
    """Return what an event list says.

    Raises InputError where it is no table with the columns of DNA.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    statements, problems = [], []
    try:
        columns = [_OLDER.get(cell.strip().casefold(), cell.strip().casefold()) for cell in next(reader, [])]
        _check(columns, name)
        line = reader.line_num + 1
        for row in reader:
            place, line = f"{name}, line {line}", reader.line_num + 1
            if not any(row):
                continue
            if len(row) != len(columns):
                problems.append(f"{place}: has {len(row)} cells where the header has {len(columns)}")
                continue
            try:
                statements.append(_coded(dict(zip(columns, row, strict=True)), place))
            except ValueError as error:
                problems.append(f"{place}: {error}")
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num}: not CSV: {error}") from None
    covered = tuple({one.reports: None for one in statements})
    known = {*COLUMNS, *_OLDER.values()}
    passed_over = tuple(f"the column {column!r}" for column in columns if column not in known)
    return Reading(tuple(statements), tuple(problems), passed_over, covered)


def _row(report: Report, statement: Statement, lookup: Lookup) -> list[str]:
    concept = ""
    if statement.provision is not None:
        concept = lookup.name_of("provision", statement.provision)
    elif statement.issue is not None:
        concept = lookup.name_of("issue", statement.issue)
    person = statement.speaker_text or ""
    if statement.speaker is not None:
        person = lookup.name_of_entity("speaker", statement.speaker)
    agreement = {Stance.FOR: "1", Stance.AGAINST: "0", Stance.NEUTRAL: ""}[statement.stance]
    start, stop = (utf16(report.text, at) for at in (statement.quote.start, statement.quote.end))
    return [
        statement.id,
        f"{report.date} 00:00:00" if report.date else "",
        person,
        lookup.name_of_entity("party", statement.party),
        concept,
        agreement,
        statement.act.value,
        statement.content or "",
        statement.condition or "",
        str(start),
        str(stop),
        statement.quote.text,
        statement.decided_by or "",
        report.id,
        report.title or report.file_name,
        "",
        report.publisher or "",
        "",
        "",
    ]


def _lost(statement: Statement, extraction: Extraction, lookup: Lookup) -> Iterable[Loss]:
    """What is lost of fields that DNA holds otherwise."""
    if statement.stance is Stance.NEUTRAL:
        yield "stance", "neutral is neither agreement nor disagreement, the cell is empty"
    if statement.speaker_text is not None and (
        statement.speaker is not None or lookup.knows("speaker", statement.speaker_text)
    ):
        yield "speaker_text", "the column person is the name of somebody known"
    if statement.provision is not None and statement.issue != lookup.issue_of(statement.provision):
        yield "issue", "the column concept has the provision"
    if statement.sourcing is not usual_sourcing(statement.speaker, statement.speaker_text):
        yield "sourcing", "it is read back from whether there is a person"
    if statement.negotiation != extraction.case:
        yield "negotiation", "it is read back as that of the report"


def _check(columns: Sequence[str], name: str) -> None:
    """Raise InputError where columns are missing or there twice."""
    missing = [column for column in ("organization", "text") if column not in columns]
    if missing:
        raise InputError(
            f"{name}: has no column {' and no column '.join(missing)}; export an event list as CSV from DNA"
        )
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise InputError(f"{name}: has the column {twice[0]} twice; keep one")


def _coded(row: Mapping[str, str], place: str) -> Coded:
    agreement = row.get("agreement", "").strip().casefold()
    if agreement not in _AGREEMENT:
        raise ValueError(f"agreement: {row['agreement']!r} is neither 1 nor 0")
    quote = Passage(
        row["text"] or None,
        _number(row, "start_position"),
        _number(row, "stop_position"),
        unit="UTF-16 unit",
        replaced=REPLACED,
    )
    values = {
        "party": row["organization"].strip(),
        "person": row.get("person", ""),
        "concept": row.get("concept", "").strip(),
        "stance": _AGREEMENT[agreement].value,
        "act": row.get("act", "").strip(),
        "content": row.get("content", ""),
        "condition": row.get("condition", ""),
    }
    names = tuple(name for name in (row.get("document_id", ""), row.get("document_title", "")) if name.strip())
    return Coded(place, names, quote, values)


def _number(row: Mapping[str, str], column: str) -> int | None:
    written = row.get(column, "").strip()
    if not written:
        return None
    if not written.isascii() or not written.isdigit() or len(written) > 12:
        raise ValueError(f"{column}: {written!r} is not an offset")
    return int(written)
