"""``kg add``, ``remove``, ``diff`` and ``whatif``: what a report changes, told before, while and after it does."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import FIRST, SECOND, Kg

from kg import refresh
from kg.iris import KEYS_GRAPH
from kg.store import Store

THIRD = """Published July 5, 2025

MOSCOW: Russia accepted an immediate ceasefire on Friday, the Kremlin said.
"""


def content(path: Path | str = ".kg/store") -> set[ox.Quad]:
    with Store.open(path, read_only=True, wait=0) as opened:
        return set(opened.rdf)


@pytest.fixture
def reports(tmp_path: Path, quick: None) -> Path:
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND), ("third.txt", THIRD)):
        (tmp_path / name).write_text(text)
    return tmp_path


def changes(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(row["change"], row["kind"]) for row in rows}


def test_add_says_of_each_report_what_it_adds_repeats_and_contradicts(kg: Kg, reports: Path) -> None:
    first = kg("add", "first.txt")
    assert first.code == 0
    head, *entries = first.rows
    assert (head["file"], head["change"], head["kind"]) == ("first.txt", "added", "report")
    assert head["what"].startswith("4 statements")
    # Both sides of the quarrel stand in this one report.
    assert ("contradicted", "opposed") in changes(entries)
    assert {row["what"] for row in entries if row["change"] == "added"} >= {
        "Ukraine is for “A ceasefire takes effect at once”."
    }
    (reports / "again.txt").write_text(FIRST + "\nThe weather was fine.\n")
    again = kg("add", "again.txt")
    assert "repeated" in {row["change"] for row in again.rows[1:]}
    assert not {"added", "dropped", "contradicted"} & {row["change"] for row in again.rows[1:]}
    assert [row["change"] for row in kg("add", "again.txt").rows] == ["unchanged"]


def test_diff_says_what_add_would_and_leaves_the_store_alone(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt")
    before = content()
    told = kg("diff", "second.txt", "first.txt")
    assert told.code == 1
    assert content() == before
    assert [(row["file"], row["change"]) for row in told.rows if row["kind"] == "report"] == [
        ("second.txt", "would be added"), ("first.txt", "unchanged"),
    ]  # fmt: skip
    done = kg("add", "second.txt")
    entries = [row for row in told.rows if row["file"] == "second.txt" and row["kind"] != "report"]
    assert entries == done.rows[1:]
    assert kg("diff", "second.txt").code == 0


def test_remove_takes_out_what_rested_on_the_report_and_nothing_else(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt", "third.txt")
    before = content()
    kg("add", "second.txt")
    answer = kg("remove", reports / "second.txt")
    assert (answer.code, answer.rows[0]["change"], answer.rows[0]["kind"]) == (0, "removed", "report")
    assert ("gone", "opposed") in changes(answer.rows)
    assert content() == before


def test_of_several_reports_all_are_removed_or_none(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt", "second.txt")
    before = content()
    answer = kg("remove", "first.txt", "gone.txt")
    assert (answer.code, answer.out) == (4, "")
    assert "gone.txt" in answer.err
    assert content() == before
    rows = kg("remove", "first.txt", "second.txt", "first.txt").rows
    assert [row["file"] for row in rows if row["kind"] == "report"] == ["first.txt", "second.txt"]
    assert {row["name"]: row["value"] for row in kg("info").rows}["positions"] == "0"


def test_whatif_says_what_would_go_and_leaves_the_store_alone(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt", "second.txt")
    before = content()
    answer = kg("whatif", "--without", "second.txt")
    assert answer.code == 0
    assert content() == before
    assert answer.rows[1:] == [row | {"file": ""} for row in kg("remove", "second.txt").rows[1:]]


def test_whatif_without_an_origin_takes_all_its_reports(kg: Kg, reports: Path) -> None:
    (reports / "reprint.txt").write_text(FIRST.replace("July 3", "July 4") + "\nThe weather was fine.\n")
    kg("build", "first.txt", "reprint.txt")
    origins = {row["report"]: row["origin"] for row in kg("query", "origins").rows}
    assert len(set(origins.values())) == 1
    one, both = kg("whatif", "--without", "first.txt"), kg("whatif", "--without", next(iter(origins.values())))
    # The other report bears everything out; only which statement is shown can change.
    assert not {"added", "dropped", "contradicted"} & {row["change"] for row in one.rows[1:]}
    assert both.rows[0]["what"] == "first.txt, reprint.txt"
    assert {"gone", "dropped"} <= {row["change"] for row in both.rows[1:]}
    missing = kg("whatif", "--without", "Nobody")
    assert (missing.code, missing.out) == (4, "")
    assert "kg query origins" in missing.err


def test_a_digest_on_a_terminal_fits_eighty_columns_and_cannot_drive_it(kg: Kg, reports: Path) -> None:
    (reports / "\x1b[31mred.txt").write_text(FIRST)
    shown = kg("add", "\x1b[31mred.txt", "-f", "table").out
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "ADDED" in shown
    assert json.loads(kg("diff", "second.txt", "-f", "json").out)


def test_without_findings_diff_and_whatif_say_what_to_do(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt")
    with Store.open(".kg/store", wait=0) as store:
        store.put_graphs(refresh.no_findings())
    for words in (("diff", "second.txt"), ("whatif", "--without", "first.txt")):
        answer = kg(*words)
        assert (answer.code, answer.out) == (5, "")
        assert "kg build" in answer.err
    # Adding mends it.
    assert kg("add", "second.txt").code == 0
    assert kg("diff", "second.txt").code == 0


def test_a_refused_report_is_told_of_by_diff(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt")
    (reports / "bad.txt").write_bytes(b"\xff\xff")
    answer = kg("diff", "bad.txt", "second.txt")
    assert answer.code == 3
    assert "bad.txt" in answer.err
    assert {row["file"] for row in answer.rows} == {"second.txt"}


def test_index_graphs_are_not_shown(kg: Kg, reports: Path) -> None:
    kg("build", "first.txt")
    assert "graph/keys" not in kg("dump").out
    assert "graph/keys" in kg("dump", "--graph", KEYS_GRAPH.value).out
    position = kg("positions").rows[0]["statement"]
    for form in ("csv", "ttl"):
        assert "joinKey" not in kg("show", position, "-f", form).out
    finding = kg("conflicts").rows[0]["finding"]
    assert "key" not in {row["field"].lower() for row in kg("show", finding).rows}
