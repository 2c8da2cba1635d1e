from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from commands import FIRST, Kg

from kg import iris, reason
from kg.bundle import bundle_path
from kg.cli import main
from kg.graphs import file_quads, reference_quads
from kg.shacl import run_shapes

# Quotation marks, backslashes and line ends where they would end a literal or a comment of Turtle.
HARBOUR = r"""Published March 4, 2026

Harbour fees: "night work" talks resume

Talks between the Pilots' Guild of Marl and Skarn Harbour Authority resumed on Tuesday in Oslo.

The Pilots' Guild of Marl (PGM) demanded that \"the dredgers\" be
moored at night \\ quietly. Skarn Harbour Authority rejected any lower pilotage tariff for ferries.

The Guild demanded a ceasefire. The Guild said it was tired.

Skarn Harbour Authority offered a pay rise of 4 percent.

"We demand an exchange of prisoners," said Ola Brandt, chairman of the Skarn Harbour Authority.
"""
DAY = ("--date", "2026-03-05")
MARK = "#| "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the report and the draft made of it."""
    folder = tmp_path_factory.mktemp("drafting")
    (folder / "harbour.txt").write_text(HARBOUR)
    assert (
        main(["case", "new", "harbour-fees", str(folder / "harbour.txt"), "-o", str(folder / "draft.ttl"), *DAY]) == 0
    )
    return folder


@pytest.fixture
def drafted(folder: Path, tmp_path: Path) -> str:
    """Put report and draft into the working directory, and return the draft."""
    for path in folder.iterdir():
        shutil.copy(path, tmp_path)
    return (folder / "draft.ttl").read_text(encoding="utf-8")


def with_candidates(draft: str) -> str:
    return "".join(line.removeprefix(MARK) for line in draft.splitlines(keepends=True))


def statements(kg: Kg, *words: str) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in kg("extract", "harbour.txt", "-f", "jsonl", *words).out.splitlines()]
    return [record for record in records if record["type"] in {"statement", "candidate"}]


def test_reports_can_be_read_by_a_draft_at_once(kg: Kg, drafted: str, quick: None) -> None:
    general, found = statements(kg), statements(kg, "--case", "draft.ttl")
    assert len(found) >= 4
    assert {record["negotiation"] for record in found} == {"harbour-fees"}
    assert {record["negotiation"] for record in general} == {None}
    for record in found:
        assert HARBOUR[record["start"] : record["end"]] == record["quote"]
    # A case alone says who takes part: the draft must know all whom the report introduces, by all their names.
    assert {r["quote"] for r in found} == {r["quote"] for r in general}
    assert {r["party"] for r in found} == {"Pilots' Guild of Marl", "Skarn Harbour Authority"}
    assert kg("validate", "harbour.txt", "--case", "draft.ttl").code == 0

    assert kg("build", "harbour.txt", "--case", "./draft.ttl", "--store", "s").code == 0
    positions = kg("positions", "--store", "s").rows
    assert {row["party"] for row in positions} == {"Pilots' Guild of Marl", "Skarn Harbour Authority"}
    graphs = {row["graph"] for row in kg("info", "--graphs", "--store", "s").rows}
    assert iris.case_graph("harbour-fees").value in graphs


def test_a_candidate_without_its_mark_is_a_provision_that_finds_its_words_again(
    kg: Kg, drafted: str, tmp_path: Path, quick: None
) -> None:
    unknown = {r["quote"] for r in statements(kg, "--case", "draft.ttl") if r["provision"] is None}
    assert unknown
    (tmp_path / "edited.ttl").write_text(with_candidates(drafted), encoding="utf-8")
    found = {r["quote"]: r for r in statements(kg, "--case", "edited.ttl")}
    assert [quote for quote in unknown if found[quote]["provision"] is None] == []
    assert kg("build", "harbour.txt", "--case", "edited.ttl", "--store", "s").code == 0
    assert "The dredgers" in " ".join(
        row["provision"].replace('\\"', "").capitalize() for row in kg("positions", "--store", "s").rows
    )


def test_a_draft_follows_the_style_of_case_files_with_all_its_candidates(drafted: str, tmp_path: Path) -> None:
    path = tmp_path / "harbour-fees.ttl"
    path.write_text(with_candidates(drafted), encoding="utf-8")
    folder = bundle_path("ontology")
    files = [*sorted(folder.glob("*.ttl")), *sorted((folder / "cases").glob("*.ttl")), path]
    quads = [quad for file in files for quad in file_quads(file, iris.ONTOLOGY_GRAPH)]
    assert [str(result) for result in run_shapes(quads, shapes="style").results] == []


def test_a_draft_is_consistent(kg: Kg, drafted: str) -> None:
    answer = kg("reason", "draft.ttl")
    assert answer.code == 0, answer.err


def test_a_draft_tells_the_words_of_each_candidate(kg: Kg, drafted: str) -> None:
    shown = {json.loads(line[2:]) for line in drafted.splitlines() if line.startswith('# "')}
    assert shown == {r["quote"] for r in statements(kg) if r["provision"] is None}
    assert any("\n" in quote and "\\\\" in quote and '"' in quote for quote in shown)


def test_a_draft_names_parties_people_and_places(drafted: str) -> None:
    said = set()
    for quad in ox.parse(drafted, ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        said.add((iris.slug_of(quad.subject), quad.predicate.value.rpartition("#")[2], quad.object.value))
    data = iris.DATA
    assert {
        ("harbour-fees", "principal", f"{data}party/pilots-guild-of-marl"),
        ("harbour-fees", "principal", f"{data}party/skarn-harbour-authority"),
        ("pilots-guild-of-marl", "altLabel", "PGM"),
        ("pilots-guild-of-marl", "altLabel", "Guild"),
        ("ola-brandt", "label", "Ola Brandt"),
        ("ola-brandt", "organization", f"{data}party/skarn-harbour-authority"),
    } <= said


def test_parties_of_the_gazetteer_stand_as_it_has_them(kg: Kg) -> None:
    answer = kg("case", "new", "eastern-truce", "-", "--label", 'The "eastern" truce', stdin=FIRST)
    assert answer.code == 0
    drafted = {(q.subject, q.predicate, q.object) for q in ox.parse(answer.out, ox.RdfFormat.TURTLE)}
    for party in ("russia", "ukraine"):
        node = ox.NamedNode(f"{iris.DATA}party/{party}")
        known = {(q.subject, q.predicate, q.object) for q in reference_quads()
                 if q.subject == node and q.graph_name == iris.ONTOLOGY_GRAPH}  # fmt: skip
        assert known
        assert {triple for triple in drafted if triple[0] == node} == known
    assert ox.Literal('The "eastern" truce', language="en") in {triple[2] for triple in drafted}


def test_the_order_of_reports_changes_nothing(kg: Kg, drafted: str, tmp_path: Path) -> None:
    (tmp_path / "first.txt").write_text(FIRST)
    files = ["harbour.txt", "first.txt"]
    answers = [kg("case", "new", "two", *names, *DAY).out for names in (files, files[::-1], [*files, "first.txt"])]
    assert "party:russia" in answers[0]
    assert answers[0] == answers[1] == answers[2]


def test_reports_without_statements_give_a_draft_to_fill_in(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "dull.txt").write_text("The weather was fine in the bay.\n")
    answer = kg("case", "new", "dull-talks", "dull.txt", "-o", "dull.ttl")
    assert answer.code == 0
    assert "no statement" in answer.err
    assert kg("extract", "dull.txt", "--case", "dull.ttl").code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["Harbour", "harbour.txt"], 2, "small letters"),
        (["harbour--fees", "harbour.txt"], 2, "hyphens"),
        (["../harbour", "harbour.txt"], 2, "small letters"),
        (["x" * 61, "harbour.txt"], 2, "at most"),
        (["istanbul-2025", "harbour.txt"], 2, "already"),
        (["harbour", "harbour.txt", "--label", " "], 2, "--label"),
        (["harbour", "harbour.txt", "--date", "soon"], 2, "soon"),
        (["harbour"], 2, "Missing"),
        (["harbour", "harbour.txt", "-o", "draft.ttl"], 2, "--force"),
        (["harbour", "absent.txt", "-o", "new.ttl"], 4, "absent.txt"),
        (["harbour", "draft.ttl", "-o", "new.ttl"], 3, "draft.ttl"),
        (["harbour", "harbour.txt", "-o", "nowhere/new.ttl"], 5, "nowhere"),
    ],
)
def test_what_cannot_be_drafted_leaves_everything_as_it_was(
    kg: Kg, drafted: str, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    answer = kg("case", "new", *words)
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft.ttl", "harbour.txt"]
    assert (tmp_path / "draft.ttl").read_text(encoding="utf-8") == drafted


def test_force_writes_over_a_draft(kg: Kg, drafted: str, tmp_path: Path) -> None:
    assert kg("case", "new", "other-name", "harbour.txt", "-o", "draft.ttl", "--force").code == 0
    assert "negotiation:other-name" in (tmp_path / "draft.ttl").read_text(encoding="utf-8")


def test_a_store_keeps_a_case_file_that_a_later_report_is_not_read_by(
    kg: Kg, drafted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [("https://example.org/a", "https://example.org/b")]
    asked: list[object] = []

    def closure(quads: object, limit: float) -> list[tuple[str, str]]:
        asked.append((quads, limit))
        return pairs

    monkeypatch.setattr(reason, "excludes_closure", closure)
    provision = "provision:moored-by-day skos:broader provision:ceasefire ; a skos:Concept .\n"
    (tmp_path / "draft.ttl").write_text(drafted + provision, encoding="utf-8")
    (tmp_path / "first.txt").write_text(FIRST)
    assert kg("build", "harbour.txt", "--case", "draft.ttl", "--store", "s").code == 0
    before = kg("positions", "--store", "s", "--party", "Skarn Harbour Authority").rows
    assert before
    assert kg("add", "first.txt", "--store", "s").code == 0
    assert kg("positions", "--store", "s", "--party", "Skarn Harbour Authority").rows == before
    # The exclusions are those of all cases in the store, so they were not out of date.
    assert len(asked) == 1


UNLINKED = ["party", "act", "issue", "content", "quote", "report", "statement", "suggested"]


def test_unlinked_lists_what_has_no_provision_with_suggestions_where_there_is_no_issue(kg: Kg, drafted: str) -> None:
    answer = kg("unlinked", "harbour.txt")
    assert answer.code == 0
    assert list(answer.rows[0]) == UNLINKED
    assert {(row["quote"], row["statement"]) for row in answer.rows} == {
        (r["quote"], r["id"]) for r in statements(kg) if r["provision"] is None
    }
    suggested = {row["issue"]: row["suggested"] for row in answer.rows}
    assert suggested.pop("").startswith("Working hours and schedules 0.")
    assert set(suggested.values()) == {""}


def test_unlinked_says_the_same_of_a_store_and_leaves_it_alone(kg: Kg, drafted: str, quick: None) -> None:
    assert kg("build", "harbour.txt", "--store", "s").code == 0
    before = kg("dump", "--store", "s").out
    asked, read = kg("unlinked", "--store", "s").rows, kg("unlinked", "harbour.txt").rows
    assert sorted(map(str, asked)) == sorted(map(str, read))
    assert kg("dump", "--store", "s").out == before
    assert json.loads(kg("unlinked", "--store", "s", "-f", "json").out)[0].keys() == set(UNLINKED)


def test_unlinked_reads_by_a_case_file(kg: Kg, drafted: str, tmp_path: Path) -> None:
    (tmp_path / "edited.ttl").write_text(with_candidates(drafted), encoding="utf-8")
    assert kg("unlinked", "harbour.txt", "--case", "draft.ttl").rows
    assert kg("unlinked", "harbour.txt", "--case", "edited.ttl").rows == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["absent.txt"], 4),
        (["draft.ttl"], 3),
        (["harbour.txt", "-f", "trig"], 2),
        (["harbour.txt", "--case", "absent.ttl"], 4),
        (["harbour.txt", "--case", "absent"], 4),
        (["--case", "draft.ttl"], 2),
        (["--store", "absent"], 4),
    ],
)
def test_unlinked_fails_with_one_line(kg: Kg, drafted: str, words: list[str], code: int) -> None:
    answer = kg("unlinked", *words)
    assert (answer.code, answer.out) == (code, "")
    assert len(answer.err.splitlines()) == 1
