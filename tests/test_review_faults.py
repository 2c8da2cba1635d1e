from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import PARTY, Kg
from review_tables import Cells, exported, new_row, table
from review_workbooks import shown_in

CEASEFIRE = "Ukraine demanded an immediate ceasefire on Wednesday"


@pytest.fixture(scope="module")
def whole(store: Path) -> list[Cells]:
    """Return the rows of an export; tests change copies of them."""
    return [row.cells for row in shown_in(store)]


Change = Callable[[list[Cells]], object]


def cell(number: int, **cells: str) -> Change:
    return lambda rows: rows[number].update(cells)


def added(**cells: str) -> Change:
    whole = {"quote": CEASEFIRE, "party": "Ukraine", "act": "expects", "stance": "for", "issue": "ceasefire"}
    return lambda rows: rows.append(new_row(rows[0], **(whole | cells)))


def copy(number: int, **cells: str) -> Change:
    return lambda rows: rows.append(rows[number] | cells)


FAULTS: list[tuple[Any, ...]] = [
    # An unknown decision must not be taken for none.
    (cell(0, decision="yes"), "row 2, decision: 'yes' is not one of: accept, add, correct, reject, split"),
    (cell(0, decision="accept", stance="against"), "row 2, stance: changed but the decision is accept; write correct"),
    (cell(1, decision="reject", party="Ukraine"), "row 3, party: changed but the decision is reject; write correct"),
    (cell(1, act="accepts"), "row 3, act: changed but there is no decision; write correct"),
    (cell(1, decision="accept", stance="nonsense"), "row 3, stance: changed but the decision is accept"),
    (cell(1, decision="correct"), "row 3, decision: nothing is changed; change what is wrong, or write accept"),
    (cell(1, decision="correct", party="kremlin"), "row 3, decision: nothing is changed"),
    (cell(1, decision="correct", stance="pro"), "row 3, stance: 'pro' is not one of: against, for, neutral"),
    (cell(1, decision="correct", stance=""), "row 3, stance: cannot be empty"),
    (cell(1, decision="correct", quote=""), "row 3, quote: cannot be empty"),
    (cell(1, decision="correct", party="Atlantis"), "row 3, party: nothing in the store is called 'Atlantis'"),
    (cell(1, decision="correct", party="Europeans"), "row 3, party: 'Europeans' can be ", "/e3 or ", "give the IRI"),
    (cell(1, decision="correct", party="Dmitry Peskov"), "row 3, party: nothing in the store is called"),
    (cell(1, decision="correct", speaker="Russia"), "row 3, speaker: nothing in the store is called 'Russia'"),
    (cell(1, decision="correct", issue="peace"), "row 3, issue: nothing in the store is called 'peace'"),
    # An IRI is found whatever it is of.
    (cell(1, decision="correct", issue=PARTY + "russia"), "row 3, issue: ", "is no issue"),
    (cell(1, decision="correct", party="https://example.org/x"), "row 3, party: nothing in the store is https"),
    (cell(1, decision="correct", issue="sanctions"), "row 3, issue: the provision ceasefire", "is not under sanctions"),
    (cell(1, decision="correct", content="a prisoner exchange"), "row 3, content: these words do not stand in the"),
    (cell(1, decision="correct", condition="if it rains"), "row 3, condition: these words do not stand in the report"),
    (cell(1, decision="correct", quote="Russia rejected"), "row 3, content: does not stand in the new quote"),
    (cell(1, decision="correct", quote="Russia denied it"), "row 3, quote: these words do not stand in the report"),
    (cell(1, decision="correct", start="7"), "row 3, start: these words do not stand at 7 in the report"),
    (cell(1, decision="correct", start="-1"), "row 3, start: '-1' is not a place in the report"),
    (cell(1, decision="correct", start="1" * 5000), "row 3, start: "),
    (cell(1, decision="correct", said_from="3 July"), "row 3, said_from: '3 July' is not a day such as 2025-07-23"),
    (
        cell(1, decision="correct", said_from="2025-07-03", said_until="2025-07-01"),
        "row 3, said_until: 2025-07-01 is before 2025-07-03",
    ),
    (cell(1, decision="correct", said_until="2025-07-01"), "row 3, said_from: empty, though there is a said_until"),
    (cell(1, decision="correct", due_from="2025-07-09"), "row 3, due_text: needed where there is a day"),
    (cell(1, decision="accept", report="third.txt"), "row 3, report: nothing in the store is called 'third.txt'"),
    (cell(1, decision="accept", report="second.txt"), "row 3, statement: ", "is not in this report any more; export"),
    (cell(1, decision="accept", report=""), "row 3, report: empty"),
    (cell(1, decision="accept", fingerprint=""), "row 3, fingerprint: empty; copy the whole row"),
    (cell(1, decision="accept", fingerprint="v1-0"), "row 3: the statement has changed in the store since"),
    (cell(1, decision="accept", statement="statement/0123456789abcdef"), "row 3, statement: 0123456789abcdef is"),
    (cell(1, decision="accept", statement=""), "row 3, statement: needed to accept"),
    (cell(1, statement="", fingerprint=""), "row 3, decision: a new row needs the decision add"),
    (cell(1, decision="add"), "row 3, statement: an added statement has none yet"),
    (cell(1, decision="split"), "row 3, decision: a split needs two rows or more"),
    (lambda rows: (cell(1, decision="split")(rows), copy(1)(rows)), "row 8: says the same as row 3; the parts"),
    (
        lambda rows: (cell(1, decision="split")(rows), copy(1, act="denies", stance="x")(rows)),
        "row 8, stance: 'x' is not one of",
    ),
    (
        lambda rows: (cell(1, decision="accept")(rows), copy(1)(rows)),
        "row 8, decision: row 3 decides about the same statement; keep one of them",
    ),
    (
        lambda rows: (cell(1, decision="split")(rows), copy(1, decision="reject")(rows)),
        "row 8, decision: row 3 decides about the same statement",
    ),
    (cell(1, decision="correct", issue="", provision="", content=""), "row 3, content: needed where there is neither"),
    (added(quote="Ukraine demanded peace", issue="ceasefire"), "row 8, quote: these words do not stand in the report"),
    (added(issue=""), "row 8, content: needed where there is neither an issue nor a provision"),
    (added(quote="an immediate ceasefire"), "row 8, quote: stands 2 times in the report; say which by start: 51, 104"),
    (added(quote="an immediate ceasefire", start="50"), "row 8, quote: these words do not stand at 50 in the report"),
    (added(quote=""), "row 8, quote: needed in a new row"),
    (added(party="", act="", stance=""), "row 8, party: needed", "row 8, act: needed", "row 8, stance: needed"),
    (added(report=""), "row 8, report: empty"),
    (
        lambda rows: (added()(rows), added()(rows)),
        "row 9: another row adds the same",
    ),
    (
        added(act="demands", provision="A ceasefire takes effect at once", content=CEASEFIRE.partition("ed ")[2]),
        "row 8: the report has this statement already, statement/8e6359f81302a037; decide about that one",
    ),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[1].partition(": ")[2][:40])
def test_a_row_that_is_wrong_is_named_and_nothing_is_written(
    kg: Kg, store: Path, whole: list[Cells], fault: tuple[Any, ...]
) -> None:
    change, *told = fault
    rows = [dict(row) for row in whole]
    rows[5]["decision"] = "accept"
    change(rows)
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", store, stdin=table(rows))
    assert (answer.code, answer.out) == (3, "")
    for text in told:
        assert text in answer.err
    assert answer.err.endswith("kg: standard input: 1 row is wrong; nothing was written\n")


def test_what_was_refused_has_left_nothing_behind(kg: Kg, store: Path) -> None:
    assert kg("review", "list", "--store", store).out == "id,decision,when,by,about,state,note,statement,report\r\n"


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_rows(kg: Kg, store: Path) -> None:
    rows = exported(kg, store)
    for change in (
        cell(4, decision="?"),
        cell(0, decision="accept", act="denies", stance="neutral"),
        added(party="Nobody"),
    ):
        change(rows)
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", store, stdin=table(rows))
    told = [line.partition("standard input")[2].partition(":")[0] for line in answer.err.splitlines()]
    assert told == [", row 2, act", ", row 2, stance", ", row 6, decision", ", row 8, party", ""]
