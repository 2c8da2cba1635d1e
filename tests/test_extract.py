"""What is read out of single sentences: the rows of ``sentence_rows``, and one by one the fields of a statement."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from agency_rows import AGENCY_ROWS
from hypothesis import given, settings
from hypothesis import strategies as st
from seed_reports import read, row
from sentence_rows import KNOWN_MISSES, NOON, ROWS

from kg.errors import NotFoundError
from kg.extract import choose_case, extract_report
from kg.model import Meeting, Outcome, Statement
from kg.report import describe


def check(text: str, expected: list[str]) -> None:
    told = read(text)
    assert sorted(" ".join(map(str, row(statement))) for statement in told.statements) == sorted(expected)
    for statement in told.statements:
        for quote in (statement.quote, *statement.also_at):
            assert told.report.text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(("text", "expected"), ROWS + AGENCY_ROWS, ids=[t[:60] for t, _ in ROWS + AGENCY_ROWS])
def test_sentence(text: str, expected: list[str]) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(t, e, marks=pytest.mark.xfail(strict=True, reason=why), id=t[:60]) for why, t, e in KNOWN_MISSES],
)
def test_sentence_that_is_missed_at_present(text: str, expected: list[str]) -> None:
    check(text, expected)


def test_the_table_is_of_a_size_and_the_misses_are_few() -> None:
    assert len(ROWS) >= 45
    assert len(KNOWN_MISSES) <= 12
    assert len({text for text, _ in ROWS} | {text for _, text, _ in KNOWN_MISSES}) == len(ROWS) + len(KNOWN_MISSES)


@dataclass(frozen=True)
class Part:
    """One field of the one statement of a text."""

    text: str
    field: str
    value: object


def _value(statement: Statement, field: str) -> object:
    found = getattr(statement, field)
    return getattr(found, "label", found)


DATED = "Published July 23, 2025\n\n"  # a Wednesday
PARTS = [
    Part("Ankara urged Moscow to accept a ceasefire.", "addressee", "Russia"),
    Part("Ukraine must return the bodies of soldiers, Lavrov said.", "addressee", "Ukraine"),
    Part("Ukraine must return the bodies of soldiers, Lavrov said.", "speaker", "Sergei Lavrov"),
    Part("Ukraine demands reparations.", "addressee", None),
    Part("Ukraine demands reparations.", "speaker", None),
    Part("The Ukrainian delegation demands reparations.", "sourcing", "institution"),
    Part("A source close to the Kremlin said Russia wants a ceasefire.", "sourcing", "unnamed"),
    Part("A source close to the Kremlin said Russia wants a ceasefire.", "speaker", None),
    Part("A source in Kyiv said Ukraine wants a ceasefire.", "attribution", "A source in Kyiv"),
    Part("Erdogan said Moscow wanted a summit with Zelensky.", "attribution", "Recep Tayyip Erdoğan"),
    Part("Russia will fight on until the West yields, Putin said.", "condition", "until the West yields"),
    Part("Ukraine demands reparations.", "condition", None),
    Part("Kyiv agreed to a ceasefire on condition that Moscow stop its attacks.", "condition",
         "on condition that Moscow stop its attacks"),
    Part("Kyiv wants a ceasefire, a diplomat in Kyiv said on condition of anonymity.", "condition", None),
    Part("Moscow wants Kyiv to accept neutral status.", "content", "to accept neutral status"),
    Part("Ukraine demands reparations.", "certainty", "certain"),
    Part("Moscow reportedly wants neutral status.", "certainty", "probable"),
    Part("Ukraine might demand reparations.", "certainty", "possible"),
    Part("Ukraine demands reparations.", "caveat", None),
    Part(
        "Kyiv said it wants reparations, though the agency could not independently confirm the remark.", "caveat",
        "Kyiv said it wants reparations, though the agency could not independently confirm the remark.",
    ),
    Part("Ukraine demands reparations.", "incomplete", False),
    Part("Russia handed over a list of its key demands, including:" + NOON, "incomplete", True),
    Part("Russia handed over a list of its key demands, including:" + NOON, "content", None),
    Part(DATED + "Zelensky on Tuesday rejected a buffer zone.", "said_text", "on Tuesday"),
    Part("Zelensky on Tuesday rejected a buffer zone.", "said_on", None),
    Part("Zelensky on Tuesday rejected a buffer zone.", "said_text", "on Tuesday"),
    # the day behind the object belongs to the verb, unless the matter may take place on it
    Part("Moscow rejected the ceasefire proposal on Wednesday.", "said_text", "on Wednesday"),
    Part("Moscow rejected the ceasefire proposal on Wednesday.", "content", "the ceasefire proposal"),
    Part("Kyiv turned down a buffer zone late on Tuesday, saying it would only be moved west again and again until "
         "nothing of the country was left.", "said_text", "late on Tuesday"),
    Part("Moscow rejected talks on Monday.", "said_text", None),
    Part("Moscow rejected an offer of talks in Ankara on Monday.", "said_text", None),
    Part("Moscow rejected the plan made on Monday for a ceasefire.", "said_text", None),
    Part("Kyiv refused to accept neutral status by Friday.", "said_text", None),
    Part("Ukraine demands reparations.", "negotiation", "istanbul-2025"),
    Part("Ukraine demands reparations.", "rule", "verb:demand"),
    Part("Ukraine demands reparations.", "provision", "reparations-to-ukraine"),
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS, ids=[f"{part.field}: {part.text[:40]}" for part in PARTS])
def test_part_of_a_statement(part: Part) -> None:
    (statement,) = read(part.text).statements
    assert _value(statement, part.field) == part.value


def test_words_of_time_become_days_against_the_report() -> None:
    (statement,) = read(DATED + "Zelensky on Tuesday rejected a buffer zone.").statements
    assert str(statement.said_on) == "2025-07-22"


def test_a_heading_and_the_text_below_it_make_one_statement() -> None:
    (statement,) = read("Kyiv demands reparations\n\nUkraine demanded reparations in a note.").statements
    assert statement.quote.text == "Ukraine demanded reparations in a note"
    assert [quote.text for quote in statement.also_at] == ["Kyiv demands reparations"]


# Pieces of news English that make sense in few orders; the extractor must read them in any.
PIECES = (
    "Russia|Zelensky|both sides|sources close to the Kremlin|he|it|said|told reporters|demanded|would not|agreed to|"
    "accept|the return of|children|prisoners and captives|a ceasefire|new sanctions|an ultimatum|unless|if|that|and|"
    "or|by|from|to|as|“|”|(the|)|[|]|;|:|.|?|…|—|, which|, and|\n|\n\n- |\n\n|U.S.|Mr.|’s|don't|on Monday|"
    "last week|\u00a0|🇺🇦|50-day|goal is|must|no|never|rejecting|threatened|talks on May 16|led to"
).split("|")
ROWS_OF_WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(ROWS_OF_WORDS, st.booleans())
def test_any_row_of_words_is_read_and_every_quote_stands_in_it(words: str, known: bool) -> None:
    told = extract_report(describe(f"Talks {words}", "a.txt"), case="istanbul-2025" if known else None)
    records: list[Statement | Meeting | Outcome] = [*told.statements, *told.meetings, *told.outcomes]
    for record in records:
        for quote in (record.quote, *record.also_at):
            assert told.report.text[quote.start : quote.end] == quote.text


def test_a_line_that_ends_with_a_name_and_a_comma() -> None:
    (statement,) = read("Nora Field,\nspokeswoman\n\nUkraine demands reparations.").statements
    assert statement.issue == "reparations"


def test_a_text_without_two_principals_is_read_without_the_case() -> None:
    assert choose_case(describe("Russia and Ukraine discussed a ceasefire.", "a.txt")) == "istanbul-2025"
    assert choose_case(describe("Russia and Georgia discussed a ceasefire.", "a.txt")) is None


def test_two_principals_alone_do_not_make_a_case() -> None:
    """The same two states meet in many negotiations; the case's own matters have to be spoken of."""
    assert choose_case(describe("Russia and Ukraine agreed on gas transit fees for 2019.", "a.txt")) is None


def test_an_unknown_case_is_not_guessed() -> None:
    with pytest.raises(NotFoundError, match="no case file named 'istanbul-2052'"):
        extract_report(describe("Ukraine demands reparations.", "a.txt"), case="istanbul-2052")
