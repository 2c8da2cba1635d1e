"""The JSON Lines contract of ``kg extract -f jsonl``: which fields, in which order, one object a line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from extractions import extractions
from hypothesis import given, settings
from seed_reports import NUMBERS, seed

from kg.model import (
    LEAST_CONFIDENCE,
    Act,
    Certainty,
    DateBasis,
    Document,
    Entity,
    Extraction,
    Extractor,
    Interval,
    Introduced,
    Meeting,
    MeetingStatus,
    Outcome,
    OutcomeStatus,
    Package,
    PackageKind,
    Quantity,
    Rank,
    Report,
    Sourcing,
    Stance,
    Statement,
)
from kg.records import records, statement_record, to_jsonl

# In the order of the contract; further fields may follow, none may go.
STATEMENT = (
    "type id report party speaker attribution addressee act issue provision stance content condition certainty caveat "
    "said_on said_text start end quote also_at incomplete rule"
).split()
CARRIED = "quantity due due_text non_negotiable package in_headline extractor also_found_by".split()
FIELDS = {
    "report": (
        "type id sha256 file_name title date date_basis publisher agency dateline characters repeated_characters "
        "negotiation introduced read_on extractors"
    ).split(),
    "statement": [*STATEMENT, "confidence", "sourcing", "document", "concerns", "negotiation", *CARRIED],
    "meeting": (
        "type id report held_on held_text status place venue host participants delegates documents ordinal duration "
        "start end quote also_at rule negotiation"
    ).split(),
    "outcome": (
        "type id report status issue content meetings document caveat start end quote also_at rule negotiation "
        "provision"
    ).split(),
}

NORTH, SOUTH = Entity("urn:north", "North"), Entity("urn:south", "South")
ENVOY = Entity("urn:envoy", "Ada Envoy")
REPORT = Report(
    "North asked South to stay.\nNorth asked again.", "a.txt", "Talks", date(2025, 7, 23), DateBasis.METADATA
)
PAPER = Document("harbour", NORTH, "memorandum", date(2025, 6, 2))
HOURS = Quantity(Decimal(12), None, "h", Decimal("0.5"), None, "d", "12 hours or more")
MODEL = Extractor("a-model", "prompt 1", "temperature=0")
OTHER = Extractor("harbour-words", "harbour 0.1")
BUNDLE = Package(REPORT.id, PackageKind.EXCHANGE, REPORT.quote(0, 5))
BARE = Statement(REPORT.id, NORTH, Act.DEMANDS, Stance.FOR, REPORT.quote(0, 25), "verb:ask")
FULL = replace(
    BARE, issue="venue", provision="talks-move", content="to stay", condition="if asked", speaker=ENVOY,
    speaker_text="Ada Envoy", sourcing=Sourcing.UNNAMED, attribution="an envoy", addressee=SOUTH,
    certainty=Certainty.POSSIBLE, caveat="not confirmed",
    said_on=Interval(date(2025, 7, 14), date(2025, 7, 20)), said_text="last week", carried_by=PAPER, concerns=PAPER,
    negotiation="harbour", incomplete=True, confidence=0.45, also_at=(REPORT.quote(27, 44),),
    quantity=HOURS, due=Interval(date(2025, 8, 1), date(2025, 8, 7)), due_text="in a week", non_negotiable=True,
    package=BUNDLE, in_headline=True, extractor=MODEL, also_found_by=(OTHER,),
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_fields_and_their_order(number: str) -> None:
    for record in records(seed(number)):
        assert list(record) == FIELDS["statement" if record["type"] == "candidate" else record["type"]]
    assert FIELDS["statement"][: len(STATEMENT)] == STATEMENT


@pytest.mark.parametrize("number", NUMBERS)
def test_one_report_first_then_statements_meetings_and_outcomes(number: str) -> None:
    told = seed(number)
    types = [record["type"] for record in records(told)]
    said = ["candidate" if statement.is_candidate else "statement" for statement in told.statements]
    assert types == ["report", *said] + ["meeting"] * len(told.meetings) + ["outcome"] * len(told.outcomes)
    assert len({record["id"] for record in records(told)}) == len(types)


def test_absent_values_are_null_and_none_is_left_out() -> None:
    record = statement_record(BARE)
    empty = {key for key, value in record.items() if value is None}
    assert empty == {
        "speaker", "attribution", "addressee", "issue", "provision", "content", "condition", "caveat", "said_on",
        "said_text", "confidence", "document", "concerns", "negotiation", "quantity", "due", "due_text", "package",
        "extractor",
    }  # fmt: skip
    assert (record["incomplete"], record["also_at"]) == (False, [])
    assert (record["non_negotiable"], record["in_headline"], record["also_found_by"]) == (False, False, [])


def test_every_value_is_a_word_of_the_contract() -> None:
    paper = {"id": PAPER.id, "issued_by": "North", "noun": "memorandum", "round": "2025-06-02"}
    assert statement_record(FULL) == {
        "type": "statement", "id": FULL.id, "report": REPORT.id, "party": "North", "speaker": "Ada Envoy",
        "attribution": "an envoy", "addressee": "South", "act": "demands", "issue": "venue", "provision": "talks-move",
        "stance": "for", "content": "to stay", "condition": "if asked", "certainty": "possible",
        "caveat": "not confirmed", "said_on": "2025-07-14/2025-07-20", "said_text": "last week", "start": 0, "end": 25,
        "quote": "North asked South to stay", "also_at": [[27, 44]], "incomplete": True, "rule": "verb:ask",
        "confidence": 0.45, "sourcing": "unnamed", "document": paper, "concerns": paper, "negotiation": "harbour",
        "quantity": {
            "lowest": 12, "highest": None, "unit": "h", "base_lowest": 0.5, "base_highest": None, "base_unit": "d",
            "text": "12 hours or more",
        },
        "due": "2025-08-01/2025-08-07", "due_text": "in a week", "non_negotiable": True,
        "package": {"id": BUNDLE.id, "kind": "exchange", "start": 0, "end": 5, "quote": "North"}, "in_headline": True,
        "extractor": "a-model", "also_found_by": ["harbour-words"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (BARE, "statement"),  # a person's word
        (replace(BARE, confidence=0.99), "statement"),
        (replace(BARE, confidence=LEAST_CONFIDENCE), "statement"),
        (replace(BARE, confidence=LEAST_CONFIDENCE - 0.01), "candidate"),
        # what was lost is listed as lost
        (replace(BARE, confidence=0.01, incomplete=True), "statement"),
        # nobody has measured how often another extractor is right
        (replace(BARE, extractor=MODEL), "candidate"),
        (replace(BARE, extractor=MODEL, confidence=0.6), "statement"),
        (replace(BARE, extractor=MODEL, rank=Rank.PREFERRED), "statement"),
        (replace(BARE, also_found_by=(MODEL,)), "statement"),
    ],
)
def test_what_is_too_doubtful_to_count_is_a_candidate(statement: Statement, kind: str) -> None:
    assert statement_record(statement)["type"] == kind
    assert statement_record(statement)["confidence"] == statement.confidence


def test_meetings_and_outcomes_name_each_other_and_their_document() -> None:
    meeting = Meeting(
        REPORT.id, REPORT.quote(0, 5), "meeting:day", MeetingStatus.HELD, "harbour", date(2025, 6, 2), "June 2",
        Entity("urn:port", "Port"), "Old Hall", SOUTH, (NORTH, SOUTH), (ENVOY,), (PAPER,), 3, "two hours",
    )  # fmt: skip
    outcome = Outcome(
        REPORT.id, REPORT.quote(0, 11), "outcome:paper", OutcomeStatus.DOCUMENT_EXCHANGED, (meeting.id,), document=PAPER
    )
    _, met, came = records(Extraction(REPORT, None, (), (meeting,), (outcome,)))
    assert (met["held_on"], met["status"], met["place"], met["host"]) == ("2025-06-02", "held", "Port", "South")
    assert (met["participants"], met["delegates"], met["ordinal"]) == (["North", "South"], ["Ada Envoy"], 3)
    assert (came["status"], came["meetings"]) == ("document-exchanged", [met["id"]])
    assert met["documents"] == [came["document"]]


def test_the_record_of_a_report_counts_its_text_and_does_not_repeat_it() -> None:
    (record,) = records(Extraction(REPORT, None))
    assert record["characters"] == len(REPORT.text)
    assert (record["date"], record["date_basis"]) == ("2025-07-23", "metadata")
    assert (record["negotiation"], record["introduced"], record["extractors"]) == (None, [], [])
    assert REPORT.text not in json.dumps(record)


def test_the_record_of_a_report_says_what_else_was_asked_to_read_it() -> None:
    (record,) = records(Extraction(REPORT, None, extractors=(MODEL, OTHER)))
    assert record["extractors"] == [
        {"name": "a-model", "version": "prompt 1", "parameters": "temperature=0"},
        {"name": "harbour-words", "version": "harbour 0.1", "parameters": None},
    ]


def test_names_that_only_the_report_knows_are_listed_with_their_places() -> None:
    names = (Introduced(NORTH, REPORT.quote(0, 5)), Introduced(ENVOY, REPORT.quote(12, 17), NORTH))
    record, *_ = records(Extraction(REPORT, None, introduced=names))
    assert record["introduced"] == [
        {"name": "North", "party": None, "start": 0, "end": 5},
        {"name": "Ada Envoy", "party": "North", "start": 12, "end": 17},
    ]


def lines(extraction: Extraction) -> list[dict[str, Any]]:
    """Read the lines back as a reader of JSON Lines does, which ends a line at U+000A alone."""
    text = to_jsonl(extraction)
    assert text.endswith("\n")
    return [json.loads(line) for line in text[:-1].split("\n")]


@pytest.mark.parametrize("number", NUMBERS)
def test_one_object_a_line_that_reads_back(number: str) -> None:
    assert lines(seed(number)) == list(records(seed(number)))


@settings(max_examples=40, deadline=None)
@given(extractions())
def test_any_extraction_reads_back(extraction: Extraction) -> None:
    assert lines(extraction) == list(records(extraction))


@pytest.mark.parametrize("number", NUMBERS)
def test_quotes_stand_at_their_offsets(number: str) -> None:
    told = seed(number)
    for record in lines(told)[1:]:
        assert told.report.text[record["start"] : record["end"]] == record["quote"]
        assert all(0 <= start < end <= len(told.report.text) for start, end in record["also_at"])
