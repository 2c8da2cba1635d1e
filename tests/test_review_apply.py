from __future__ import annotations

from pathlib import Path

import pytest
from commands import PARTY, Kg
from review_tables import Cells, copied, dumped, exported, new_row, row_of, table

CEASEFIRE = "Ukraine demanded an immediate ceasefire on Wednesday"
SWAP = "Russia proposed a prisoner exchange"


@pytest.fixture
def mine(store: Path, tmp_path: Path) -> Path:
    return copied(store, tmp_path)


def every_kind(rows: list[Cells]) -> list[Cells]:
    """Fill in one decision of each kind."""
    rows = [dict(row) for row in rows]
    accepted, rejected, corrected, whole = rows[0], rows[1], rows[2], rows[4]
    accepted["decision"] = "accept"
    rejected |= {"decision": " Reject ", "note": "=nobody(1)"}
    corrected |= {"decision": "correct", "stance": "against", "certainty": "possible", "note": "reads otherwise"}
    whole |= {"decision": "split", "content": "limit the size of its military"}
    part = whole | {"act": "expects", "provision": "", "content": ""}
    added = new_row(
        rows[0], quote="immediate ceasefire on Wednesday", party="Kyiv", act="expects", stance="for", issue="ceasefire"
    )
    return [*rows, part, added]


def test_decisions_of_every_kind_are_taken_together_once_and_can_be_undone(kg: Kg, mine: Path) -> None:
    before = dumped(kg, mine)
    filled = table(every_kind(exported(kg, mine)))
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=filled)
    assert (answer.code, answer.err) == (0, "")
    head, *changes = answer.rows
    assert (head["change"], head["what"]) == ("applied", "1 accepted, 1 rejected, 1 corrected, 1 split, 1 added")
    assert {"Russia is against “Prisoners of war are exchanged or released”."} <= {row["what"] for row in changes}

    now = exported(kg, mine)
    assert [(row["standing"], row["quote"], row["act"], row["stance"], row["certainty"]) for row in now] == [
        ("accepted by Ada", CEASEFIRE, "demands", "for", "certain"),
        ("written by Ada", "immediate ceasefire on Wednesday", "expects", "for", "certain"),
        ("written by Ada", SWAP, "offers", "against", "possible"),
        ("undecided", "Ukraine agreed to a prisoner exchange", "accepts", "for", "certain"),
        *(
            ("written by Ada", "Russia demanded that Ukraine limit the size of its military", act, "for", "certain")
            for act in sorted(
                ("demands", "expects"), key=lambda act: row_of(now, act=act, party="Russia", start="32")["statement"]
            )
        ),
        ("undecided", "Ukraine rejected any limit on the size of its military", "rejects", "against", "certain"),
    ]
    parts = [row_of(now, act=act, start="32") for act in ("demands", "expects")]
    assert [(row["content"], row["provision"]) for row in parts] == [
        ("limit the size of its military", "Ukraine's armed forces are limited in size"),
        ("", ""),
    ]
    listed = kg("review", "list", "--store", mine).rows
    assert [(row["decision"], row["by"], row["state"], row["note"]) for row in listed] == [
        ("accept", "Ada", "in effect", ""),
        ("reject", "Ada", "in effect", "=nobody(1)"),
        ("correct", "Ada", "in effect", "reads otherwise"),
        ("split", "Ada", "in effect", ""),
        ("add", "Ada", "in effect", ""),
    ]

    after = dumped(kg, mine)
    again = kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=filled)
    assert (again.code, again.err) == (0, "nothing new: 5 applied before\n")
    assert [(row["change"], row["what"]) for row in again.rows] == [("unchanged", "5 applied before")]
    other = kg("review", "apply", "-", "--by", "Ben", "--store", mine, stdin=filled)
    assert (other.code, other.out) == (3, "")
    assert "row 2: Ada decided about the statement (accept, " in other.err
    assert "UTC) after this table was exported; export it anew" in other.err
    assert other.err.endswith("5 rows are wrong; nothing was written\n"), "what somebody else wrote is to be accepted"
    assert dumped(kg, mine) == after

    undone = kg("review", "undo", "--last", "5", "--store", mine)
    assert (undone.code, undone.err) == (0, "")
    assert undone.rows[0]["what"] == "5 decisions: 1 accepted, 1 rejected, 1 corrected, 1 split, 1 added"
    assert dumped(kg, mine) == before
    assert kg("review", "list", "--store", mine).rows == []


def test_what_is_only_spelled_otherwise_is_not_changed(kg: Kg, mine: Path) -> None:
    rows = exported(kg, mine)
    rows[4] |= {
        "decision": "accept", "party": PARTY + "russia", "act": "Demands ", "issue": "military-limits",
        "provision": " ukraine's  armed forces are LIMITED in size", "speaker": "peskov", "sentence": "of no matter",
        "quote": "Russia demanded that\u00a0Ukraine limit the size of its military", "confidence": "0,56",
    }  # fmt: skip
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=table(rows))
    assert (answer.code, answer.err) == (0, "")
    assert exported(kg, mine)[4]["standing"] == "accepted by Ada"


def test_a_table_may_have_fewer_columns_and_rows_in_another_order(kg: Kg, mine: Path) -> None:
    rows = [
        {name: row[name] for name in ("statement", "fingerprint", "report", "act", "decision")}
        for row in reversed(exported(kg, mine))
    ]
    rows[0] |= {"act": "denies", "decision": "correct"}
    answer = kg("review", "apply", "-", "--store", mine, "--by", "Ada", stdin=table(rows))
    assert (answer.code, answer.rows[0]["what"]) == (0, "1 corrected")
    row = row_of(exported(kg, mine), act="denies")
    assert (row["quote"], row["stance"]) == ("Ukraine rejected any limit on the size of its military", "against")


def test_an_empty_cell_takes_a_value_away_and_the_issue_follows_the_provision(kg: Kg, mine: Path) -> None:
    rows = exported(kg, mine)
    rows[4] |= {"decision": "correct", "speaker": "", "speaker_text": "", "content": "", "sourcing": "institution"}
    rows[5] |= {"decision": "correct", "provision": "prisoners-exchanged-or-released"}
    assert kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=table(rows)).code == 0
    emptied, moved = exported(kg, mine)[4:]
    assert {emptied[name] for name in ("speaker", "speaker_text", "content")} == {""}
    assert moved["issue"] == "Exchange/release of prisoners, captives or hostages"


OSLO = """Oslo, July 3, 2025.

Russia said “no” — again\u00a0— to a “lasting” ceasefire by July 20. Ukraine demanded a ceasefire for 30 days.

The Dredgers' Guild of Marl (DGM) demanded that ferries\r\nbe moored at night.
"""


@pytest.fixture
def oslo(kg: Kg, mine: Path, tmp_path: Path, quick: None) -> Path:
    """Return a store with one more report, which has typography, a quantity, and a party that it alone knows."""
    (tmp_path / "oslo.txt").write_text(OSLO, encoding="utf-8", newline="")
    assert kg("add", "oslo.txt", "--store", mine).code == 0
    return mine


def told(kg: Kg, store: Path, row: Cells) -> dict[str, str]:
    """Return what a store tells of the statement of a row, by field."""
    return {each["field"]: each["value"] for each in kg("show", row["statement"], "--store", store).rows}


def test_words_are_kept_as_the_report_has_them_and_dates_as_days(kg: Kg, oslo: Path) -> None:
    before = exported(kg, oslo, "--report", "oslo.txt")
    whole, guild = row_of(before, party="Ukraine"), row_of(before, party="Dredgers' Guild of Marl")
    assert "ferries\r\nbe moored" in guild["quote"]
    assert "quantity" in told(kg, oslo, whole)
    rows = [
        guild | {"decision": "accept", "quote": guild["quote"].replace("\r\n", "\n")},  # as a spreadsheet saves it
        whole | {"decision": "correct", "content": "a ceasefire", "quote": "Ukraine demanded a ceasefire"},
        new_row(
            whole, report="oslo.txt", quote='Russia said "no" - again - to a "lasting" ceasefire by July 20',
            party="Russia", act="rejects", stance="against", issue="ceasefire", content='a "lasting" ceasefire',
            said_from="2025-07-02", due_from="2025-07-18", due_until="2025-07-20", due_text="by July 20",
            speaker_text="Russia", note="read twice",
        ),
    ]  # fmt: skip
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", oslo, stdin=table(rows))
    assert (answer.code, answer.err) == (0, "")
    after = exported(kg, oslo, "--report", "oslo.txt")
    row = row_of(after, standing="written by Ada", party="Russia")
    assert row["quote"] == "Russia said “no” — again\u00a0— to a “lasting” ceasefire by July 20"
    assert row["content"] == "a “lasting” ceasefire"
    assert row["sourcing"] == "named", "who speaks is told"
    days = [row[name] for name in ("said_from", "said_until", "due_from", "due_until")]
    assert days == ["2025-07-02", "2025-07-02", "2025-07-18", "2025-07-20"]
    shorter = row_of(after, standing="written by Ada", party="Ukraine")
    assert (shorter["content"], shorter["start"]) == ("a ceasefire", whole["start"])
    assert "quantity" not in told(kg, oslo, shorter), "it speaks of no days any more"


def test_what_only_a_shape_sees_is_told_with_its_row(kg: Kg, oslo: Path) -> None:
    before = dumped(kg, oslo)
    rows = exported(kg, oslo, "--report", "first.txt")
    rows[0]["decision"] = "accept"
    rows[1] |= {"decision": "correct", "party": "Dredgers' Guild of Marl"}
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", oslo, stdin=table(rows))
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("kg: standard input, row 3: a decision cannot stand, nothing was written: ")
    assert "A statement must have one party, a neg:Party that a case file declares" in answer.err
    assert dumped(kg, oslo) == before


def test_what_has_changed_since_the_export_is_not_written_over(kg: Kg, mine: Path) -> None:
    old = exported(kg, mine)
    first = [dict(old[0], decision="accept"), dict(old[1], decision="correct", stance="neutral")]
    assert kg("review", "apply", "-", "--by", "Ben", "--store", mine, stdin=table(first)).code == 0
    # Ada, who has the table from before, decides about the same and about something else.
    late = [dict(old[0], decision="reject"), dict(old[1], decision="accept"), dict(old[4], decision="accept")]
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=table(late))
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.count("Ben decided about the statement") == 2
    # With a table from now she may.
    new = exported(kg, mine)
    later = [dict(new[0], decision="reject"), dict(new[1], decision="correct", stance="against", note="as it was")]
    answer = kg("review", "apply", "-", "--by", "Ada", "--store", mine, stdin=table(later))
    assert (answer.code, answer.err) == (0, "")
    states = [(row["by"], row["decision"], row["state"]) for row in kg("review", "list", "--store", mine).rows]
    assert states == [
        ("Ben", "accept", "superseded"),
        ("Ben", "correct", "superseded"),
        ("Ada", "reject", "in effect"),
        ("Ada", "correct", "in effect"),
    ]
    assert exported(kg, mine, "--report", "first.txt")[0]["standing"] == "written by Ada"


def test_the_name_may_stand_in_the_environment_and_a_file_is_written_whole(
    kg: Kg, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CURATOR", "Grace H.")
    done = kg("review", "export", "-o", "claims.csv", "--store", mine)
    assert (done.code, done.out) == (0, "")
    assert (
        done.err
        == "claims.csv: 6 statements; fill in the column decision, then: kg review apply claims.csv --by NAME\n"
    )
    path = tmp_path / "claims.csv"
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n,", "\r\naccept,", 1)
    path.write_text(text, encoding="utf-8")
    assert kg("review", "export", "-o", "claims.csv", "--store", mine).code == 2, "work of hours is not written over"
    assert kg("review", "apply", "claims.csv", "--store", mine).code == 0
    assert exported(kg, mine)[0]["standing"] == "accepted by Grace H."
    assert kg("review", "export", "-o", "claims.csv", "--force", "--store", mine).code == 0
    assert "accepted by Grace H." in path.read_text(encoding="utf-8")
