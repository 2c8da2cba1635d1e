from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from commands import Kg
from extractions import sample
from hypothesis import given, settings
from hypothesis import strategies as st
from review_tables import Cells, exported, table

from kg.agreement.figures import agreement_on, agreement_on_characters, disagreements, matched
from kg.agreement.units import NONE, Unit, units_of
from kg.model import Act, Entity, Report, Stance, Statement

REPORT = Report("".join(chr(ord("a") + at % 26) for at in range(100)), "letters.txt")
ACTS = dict(zip("12345", Act, strict=False))
PARTY = sample().statements[0].party

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011: examples A, B and C
# with the nominal alphas that he works out there. * is a missing value.
WORKED = [
    (("0100000010", "1110010000"), 0.095),
    (("aabbdcccedda", "babbbcccedddd"[:12]), 0.692),
    (("123321412***", "1233224125*3", "*3332342251*", "12332441251*"), 0.743),
]


def of(start: int, end: int, act: Act = Act.DEMANDS, *, party: Entity = PARTY, issue: str | None = None) -> Statement:
    return Statement(REPORT.id, party, act, Stance.FOR, REPORT.quote(start, end), "by-hand", issue=issue)


def units(coders: Sequence[str]) -> list[Unit]:
    """One unit for each place in a row of codes; what is coded is the issue."""
    return [
        Unit(REPORT.id, tuple(None if code == "*" else of(at, at + 1, issue=code) for code in codes))
        for at, codes in enumerate(zip(*coders, strict=True))
    ]


@pytest.mark.parametrize(("coders", "alpha"), WORKED)
def test_alpha_is_that_of_the_worked_examples(coders: Sequence[str], alpha: float) -> None:
    found = agreement_on("issue", units(coders))
    assert found.alpha == pytest.approx(alpha, abs=0.0005)
    if found.low is not None and found.high is not None:
        assert found.low < alpha < found.high
    assert found == agreement_on("issue", units(coders)), "the interval is drawn the same way each time"


def test_there_is_no_alpha_where_nothing_differs_or_nothing_is_compared() -> None:
    same = agreement_on("issue", units(("aaaa", "aaa*")))
    assert (same.alpha, same.units, same.agreement, same.note) == (None, 3, 1.0, "all values are the same")
    nothing = agreement_on("issue", units(("ab**", "**ab")))
    assert (nothing.alpha, nothing.units, nothing.agreement) == (None, 0, None)
    few = agreement_on("issue", units(("aabb", "abab")))
    assert (few.alpha is not None, few.low, few.high) == (True, None, None), "four units make no interval"


def test_characters_are_compared_one_by_one() -> None:
    codings = [[of(0, 20)], [of(10, 30)]]
    found = agreement_on_characters({REPORT.id: 100}, codings)
    # 80 of 100 pairs agree; 160 of 200 values are none and 40 demands: 1 - 0.2 / (2 · 160 · 40 / (200 · 199)).
    assert (found.units, found.agreement) == (100, 0.8)
    assert found.alpha == pytest.approx(0.378125)
    split = agreement_on_characters({REPORT.id: 100}, [[of(0, 20)], [of(0, 10), of(10, 20)]])
    assert split.alpha == 1.0, "a boundary inside a stretch of one act costs nothing"
    assert agreement_on_characters({REPORT.id: 100}, [[], []]).alpha is None
    both = agreement_on_characters({REPORT.id: 100}, [[of(0, 20), of(0, 20, Act.OFFERS)], [of(0, 20)]])
    assert both.agreement == 0.8, "two acts at one place are a value of their own"


def places(found: Sequence[Unit]) -> list[list[tuple[int, int] | None]]:
    return [[None if one is None else (one.quote.start, one.quote.end) for one in unit.readings] for unit in found]


MATCHES = [
    ("12 characters are enough", [(0, 40)], [(28, 60)], [[(0, 40), (28, 60)]]),
    ("11 are not", [(0, 40)], [(29, 60)], [[(0, 40), None], [None, (29, 60)]]),
    ("the whole of a shorter quote", [(0, 40)], [(10, 15)], [[(0, 40), (10, 15)]]),
    ("the better overlap goes first", [(0, 30), (15, 45)], [(16, 46)], [[(0, 30), None], [(15, 45), (16, 46)]]),
    ("one statement of a coder a unit", [(0, 20), (20, 40)], [(0, 40)], [[(0, 20), (0, 40)], [(20, 40), None]]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "first", "second", "expected"), MATCHES, ids=[row[0] for row in MATCHES])
def test_which_statements_are_one_unit(
    why: str,
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
    expected: list[list[tuple[int, int] | None]],
) -> None:
    del why
    found = units_of([[of(*place) for place in coder] for coder in (first, second)])
    assert places(found) == expected
    backwards = units_of([[of(*place) for place in coder] for coder in (second, first)])
    assert sorted(map(str, places(backwards))) == sorted(str(unit[::-1]) for unit in expected)


def test_two_statements_in_one_sentence_are_not_crossed() -> None:
    first = [of(0, 40, Act.DEMANDS), of(0, 40, Act.REJECTS)]
    second = [of(0, 40, Act.REJECTS), of(0, 40, Act.DEMANDS)]
    assert {frozenset(one.act for one in unit.readings if one) for unit in units_of([first, second])} == {
        frozenset({Act.DEMANDS}),
        frozenset({Act.REJECTS}),
    }


def test_three_coders_share_a_unit_and_what_nobody_else_has_is_told() -> None:
    found = units_of([[of(0, 20)], [of(2, 22, Act.OFFERS), of(60, 80)], [of(4, 24)]])
    assert places(found) == [[(0, 20), (2, 22), (4, 24)], [None, (60, 80), None]]
    assert matched(found, 3) == [(1, 1), (2, 1), (1, 1)]
    told = [(one.start, one.variable, one.readings) for one in disagreements(found, ("act", "unit"))]
    assert told == [(0, "act", ("demands", "offers", "demands")), (60, "unit", ("", "demands", ""))]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.integers(1, 39), st.sampled_from(Act)), max_size=5),
        min_size=2,
        max_size=4,
    )
)
def test_every_statement_is_in_one_unit(coders: list[list[tuple[int, int, Act]]]) -> None:
    codings = [list(dict.fromkeys(of(at, at + length, act) for at, length, act in coder)) for coder in coders]
    found = units_of(codings)
    for coder, coding in enumerate(codings):
        seen = [unit.readings[coder] for unit in found if unit.readings[coder] is not None]
        assert sorted(map(str, seen)) == sorted(map(str, coding))
    alone = agreement_on("act", units_of([codings[0], codings[0]]))
    assert alone.alpha in (None, 1.0)


# Through the command: four coders' sheets, with the codes of the worked example as acts.

SENTENCES = [f"Number {word} was raised by the delegation of Russia." for word in
             "one two three four five six seven eight nine ten eleven twelve".split()]  # fmt: skip


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of one report, and an empty sheet."""
    from kg.cli import main

    folder = tmp_path_factory.mktemp("coded")
    (folder / "talks.txt").write_text(" ".join(SENTENCES) + "\n")
    where = ["--quiet", "--store", str(folder / "store")]
    assert main([*where, "build", str(folder / "talks.txt"), "--case", "istanbul-2025"]) == 0
    assert main([*where, "code", "talks.txt", "-o", str(folder / "empty.csv")]) == 0
    return folder


def filled(folder: Path, codes: str) -> list[Cells]:
    """The rows of a sheet with one act a sentence."""
    import csv

    with (folder / "empty.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, sentence in zip(rows, SENTENCES, strict=True):
        assert row["quote"] == sentence
    return [
        row
        if code == "*"
        else row | {"decision": "add", "party": "Russia", "stance": "for", "issue": "ceasefire", "act": ACTS[code]}
        for row, code in zip(rows, codes, strict=True)
    ]


@pytest.fixture
def sheets(coded: Path, tmp_path: Path) -> list[str]:
    for name, codes in zip("ABCD", WORKED[2][0], strict=True):
        (tmp_path / f"{name}.csv").write_text(table(filled(coded, codes)))
    return ["A.csv", "B.csv", "C.csv", "D.csv"]


def test_the_worked_example_by_way_of_four_sheets(kg: Kg, coded: Path, sheets: list[str]) -> None:
    answer = kg("agreement", *sheets, "--store", coded / "store")
    assert answer.code == 0, answer.err
    figures = {row["variable"]: row for row in answer.rows}
    assert list(figures) == ["party", "act", "issue", "provision", "stance", "unit"]
    # Of twelve units one has a single value.
    assert (figures["act"]["alpha"], figures["act"]["units"]) == ("0.743", "11")
    assert (figures["party"]["alpha"], figures["party"]["note"]) == ("", "all values are the same")
    document = json.loads(kg("agreement", *sheets, "--on", "act", "-f", "json", "--store", coded / "store").out)
    assert document["agreement"][0]["alpha"] == pytest.approx(0.743, abs=0.0005)
    assert document["coders"][0] == {"name": "A.csv", "statements": 9, "matched": 9}
    assert document["coders"][1] == {"name": "B.csv", "statements": 11, "matched": 10}


def test_disagreements_are_listed_with_what_each_coder_says(kg: Kg, coded: Path, sheets: list[str]) -> None:
    where = "--store", coded / "store"
    rows = kg("agreement", *sheets, "--on", "act", "--disagreements", *where).rows
    assert [row["quote"] for row in rows] == [SENTENCES[1], SENTENCES[5], SENTENCES[7]]
    said = [rows[1][name] for name in sheets]
    assert said == [ACTS[code] for code in "1234"]
    text = " ".join(SENTENCES)
    assert [int(row["start"]) for row in rows] == [text.index(row["quote"]) for row in rows]
    people = kg("agreement", *sheets, "--on", "act", "-f", "markdown", *where).out
    assert "### Disagreements (3)" in people
    assert "### Statements with a partner" in people


def test_people_of_the_store_the_machine_and_files_of_other_tools(
    kg: Kg, coded: Path, store: Path, sheets: list[str], tmp_path: Path
) -> None:
    mine = shutil.copytree(store, tmp_path / "mine")
    where = "--store", mine
    assert kg("export", "-o", "machine.jsonld", *where).code == 0
    assert kg("export", "-o", "machine.csv", *where).code == 0
    assert kg("import", "machine.jsonld", "--by", "Ann", *where).code == 0
    for other in ("by:Ann", "machine.jsonld", "machine.csv"):
        rows = kg("agreement", "machine", other, *where).rows
        assert [row["alpha"] for row in rows] == ["1.000"] * 6
        assert {row["units"] for row in rows if row["variable"] != "unit"} == {"6"}
    assert kg("agreement", "machine", "by:Ben", *where).code == 4
    # Ann's decisions changed what counts, not what the machine had read.
    assert kg("agreement", "machine", "machine", "--on", "act", *where).rows[0]["units"] == "6"
    only = kg("export", "-o", "first.jsonld", "--report", "first.txt", *where)
    assert only.code == 0
    left = kg("agreement", "by:Ann", "first.jsonld", "--on", "act", *where)
    assert left.rows[0]["units"] == "4"
    assert "left out, not every coder has coded it: second.txt" in left.err
    del coded, sheets


def test_a_review_table_says_what_its_decisions_come_to_before_and_after_it_is_applied(
    kg: Kg, store: Path, tmp_path: Path
) -> None:
    mine = shutil.copytree(store, tmp_path / "mine")
    rows = exported(kg, mine, "--report", "first.txt")
    rows[0] |= {"decision": "accept"}
    rows[1] |= {"decision": "reject"}
    rows[2] |= {"decision": "correct", "act": "demands"}
    parts = [rows[3] | {"decision": "split", "content": content} for content in ("agreed to", "a prisoner exchange")]
    (tmp_path / "table.csv").write_text(table([*rows[:3], *parts]))
    words = "agreement", "machine", "table.csv", "--on", "act", "--on", "unit", "--disagreements", "--store", mine
    before = kg(*words)
    assert before.code == 0, before.err
    assert [(row["variable"], row["machine"], row["table.csv"]) for row in before.rows] == [
        ("unit", "rejects", ""),
        ("act", "offers", "demands"),
        ("unit", "", "accepts"),
    ]
    assert kg("review", "apply", "table.csv", "--by", "Ann", "--store", mine).code == 0
    assert kg(*words).out == before.out
    assert kg(*words[:2], "by:Ann", *words[3:]).out == before.out.replace("table.csv", "Ann")


def test_a_sheet_in_which_nothing_is_coded_covers_its_report(
    kg: Kg, coded: Path, sheets: list[str], tmp_path: Path
) -> None:
    shutil.copy(coded / "empty.csv", tmp_path / "empty.csv")
    answer = kg("agreement", "empty.csv", sheets[3], "--disagreements", "--on", "unit", "--store", coded / "store")
    assert answer.code == 0
    assert len(answer.rows) == 11
    assert {row["empty.csv"] for row in answer.rows} == {""}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("A.csv",), 2, "name two codings or more"),
        (("A.csv", "machine", "--on", "weather"), 2, "there is no variable 'weather'"),
        (("A.csv", "gone.csv"), 4, "there is no such file"),
        (("A.csv", "by:Nobody"), 4, "'Nobody' has decided nothing"),
        (("A.csv", "wrong.csv"), 3, "wrong.csv, row 2: party: nothing in the store is called 'Atlantis'"),
        (("A.csv", "wrong.csv"), 3, "wrong.csv, row 3: act: "),
        (("A.csv", "wrong.csv"), 3, "wrong.csv: 2 things are wrong; nothing was compared"),
        (("A.csv", "notes.txt"), 2, "its ending tells no format"),
        (("A.csv", "none.jsonld"), 4, "no report in common"),
    ],
)
def test_what_cannot_be_compared_is_told(
    kg: Kg, coded: Path, sheets: list[str], tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    del sheets
    rows = filled(coded, WORKED[2][0][0])
    rows[0] |= {"party": "Atlantis"}
    rows[1] |= {"act": "sings"}
    (tmp_path / "wrong.csv").write_text(table(rows))
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "none.jsonld").write_text('{"type": "AnnotationCollection", "total": 0}')
    answer = kg("agreement", *words, "--store", coded / "store")
    assert answer.code == code
    assert told in answer.err
    assert answer.out == ""


def test_without_the_library_it_is_said_how_to_get_it(
    kg: Kg, coded: Path, sheets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    answer = kg("agreement", *sheets, "--store", coded / "store")
    assert answer.code == 2
    assert answer.err == (
        "kg: kg agreement needs the library krippendorff; install it: pip install 'negotiation-kg[agreement]'\n"
    )


def test_nothing_is_a_value_of_its_own() -> None:
    (found,) = disagreements(units_of([[of(0, 20, issue="ceasefire")], [of(0, 20)]]), ("issue",))
    assert found.readings == ("ceasefire", NONE)
