from __future__ import annotations

import json
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import PARTY, SECOND, Kg

ROOT = Path(__file__).resolve().parent.parent


def test_positions_are_found_by_party_and_issue(kg: Kg, store: Path) -> None:
    everyone = kg("positions", "--store", store).rows
    assert {row["party"] for row in everyone} == {"Russia", "Ukraine"}
    ours = kg("positions", "--store", store, "--party", "Kyiv").rows
    assert {row["party"] for row in ours} == {"Ukraine"}
    on_issue = kg("positions", "--store", store, "--party", "ukraine", "--issue", "military-limits").rows
    assert [row["stance"] for row in on_issue] == ["against"]


def test_conflicts_and_overlaps_show_both_sides(kg: Kg, store: Path) -> None:
    conflicts = kg("conflicts", "--store", store, "--issue", "military-limits").rows
    assert {(row["kind"], row["first_party"], row["second_party"]) for row in conflicts} == {
        ("opposed", "Russia", "Ukraine")
    }
    assert "limit" in conflicts[0]["first_quote"]
    overlaps = kg("overlaps", "--store", store).rows
    assert {row["first_party"] for row in overlaps} | {row["second_party"] for row in overlaps} == {"Russia", "Ukraine"}


def test_findings_are_validation_results_that_name_both_sides(kg: Kg, store: Path) -> None:
    rows = kg("findings", "--store", store).rows
    conflicts, overlaps = kg("conflicts", "--store", store).rows, kg("overlaps", "--store", store).rows
    pairs = [row for row in rows if row["shape"] in ("Conflict", "Overlap")]
    assert sorted(row["severity"] for row in pairs) == ["Info"] * len(overlaps) + ["Warning"] * len(conflicts)
    assert {row["severity"] for row in rows if row["shape"] == "Shift"} == {"Info"}
    for shown in (*conflicts, *overlaps):
        (message,) = [row["message"] for row in rows if row["focus"].endswith(shown["finding"])]
        assert all(shown[key] in message for key in ("first_party", "second_party", "first_quote", "second_quote"))


@pytest.mark.parametrize("command", ["positions", "conflicts", "overlaps"])
def test_tables_come_in_every_format(kg: Kg, store: Path, command: str) -> None:
    rows = kg(command, "--store", store, "-f", "csv").rows
    assert rows
    assert len(json.loads(kg(command, "--store", store, "-f", "json").out)) == len(rows)
    assert len(kg(command, "--store", store, "-f", "tsv").out.splitlines()) == len(rows) + 1
    assert len(kg(command, "--store", store, "-f", "markdown").out.splitlines()) == len(rows) + 2
    drawn = kg(command, "--store", store, "-f", "table").out
    assert max(map(len, drawn.splitlines())) <= 80
    assert kg(command, "--store", store, "-f", "pdf").code == 2


def test_cards_are_drawn_on_a_terminal(kg: Kg, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")
    drawn = kg("conflicts", "--store", store).out
    assert "because" in drawn
    assert "OPPOSED" in drawn
    assert "\x1b" not in drawn


def test_unknown_names_are_code_4_and_name_what_is_near(kg: Kg, store: Path) -> None:
    answer = kg("positions", "--store", store, "--party", "Ukrain")
    assert (answer.code, answer.out) == (4, "")
    assert "ukraine" in answer.err


def test_queries_are_listed_named_and_given_parameters(kg: Kg, store: Path) -> None:
    names = [row["name"] for row in kg("query", "--list").rows]
    assert "positions" in names
    by_label = kg("query", "positions", "-p", "party=Russia", "--store", store)
    by_iri = kg("query", "positions", "-p", f"party={PARTY}russia", "--store", store)
    assert by_label.code == 0
    assert by_label.rows
    assert by_label.out == by_iri.out


SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/negotiation-kg/ontology#Report> } ORDER BY ?s"


def test_a_query_of_the_users_comes_from_a_file_or_standard_input(kg: Kg, store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(SELECT)
    from_file = kg("query", "mine.rq", "--store", store)
    assert len(from_file.rows) == 2
    assert kg("query", "-", "--store", store, stdin=SELECT).out == from_file.out


def test_ask_answers_in_words_and_by_code(kg: Kg, store: Path) -> None:
    assert kg("query", "-", "--store", store, stdin="ASK { ?s ?p ?o }").out == "true\n"
    answer = kg("query", "-", "--store", store, stdin="ASK { <urn:x> ?p ?o }")
    assert (answer.code, answer.out) == (1, "false\n")


def test_construct_gives_a_graph(kg: Kg, store: Path) -> None:
    text = "CONSTRUCT { ?s a <urn:Read> } WHERE { ?s a <https://w3id.org/negotiation-kg/ontology#Report> }"
    written = kg("query", "-", "--store", store, "-f", "nq", stdin=text).out
    assert len(list(ox.parse(written, ox.RdfFormat.N_QUADS))) == 2


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        ([], "", 2),
        (["nonsense"], "", 4),
        (["gone.rq"], "", 4),
        (["positions", "-p", "party"], "", 2),
        (["positions", "-p", "colour=red"], "", 2),
        (["positions", "-p", "party=Russia", "-p", "party=Ukraine"], "", 2),
        (["-"], "SELECT ?s WHERE {", 2),
        (["-"], "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 2),
        (["-"], "DROP ALL", 2),
        (["-", "-p", "a=b"], SELECT, 2),
        (["-"], "SELECT * {" + "{" * 300 + "}" * 300 + "}", 6),
    ],
)
def test_queries_that_cannot_be_asked(kg: Kg, store: Path, words: list[str], stdin: str, code: int) -> None:
    answer = kg("query", *words, "--store", store, stdin=stdin)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.count("\n") == 1


def test_a_statement_is_shown_in_its_sentence(kg: Kg, store: Path) -> None:
    row = kg("positions", "--store", store, "--party", "Ukraine", "--issue", "military-limits").rows[0]
    identifier = row["statement"].rpartition("/")[2]
    fields = {(each["field"], each["value"]) for each in kg("show", identifier, "--store", store).rows}
    assert ("party", "Ukraine") in fields
    quoted = [value for field, value in fields if field == "quote"]
    assert len(quoted) == 1
    assert f"⟦{row['quote']}⟧" in quoted[0]
    assert any(field == "report" and "second.txt" in value for field, value in fields)
    assert any(field == "rule" for field, _ in fields)
    assert any(field == "supports" and value.startswith("position/") for field, value in fields)
    assert kg("show", identifier[:10], "--store", store).out == kg("show", identifier, "--store", store).out
    iri = f"https://w3id.org/negotiation-kg/data/statement/{identifier}"
    assert kg("show", iri, "--store", store).out == kg("show", f"<{iri[:-4]}>", "--store", store).out


def test_a_thing_without_an_id_is_shown_by_its_iri(kg: Kg, store: Path) -> None:
    party = "https://w3id.org/negotiation-kg/data/party/russia"
    assert ("is", "Party") in {(row["field"], row["value"]) for row in kg("show", party, "--store", store).rows}
    answer = kg("show", party + "n", "--store", store)
    assert (answer.code, answer.err) == (4, f"kg: nothing in the store is {party}n\n")


def test_findings_positions_and_reports_can_be_shown(kg: Kg, store: Path) -> None:
    finding = kg("conflicts", "--store", store).rows[0]["finding"].rpartition("/")[2]
    told = kg("show", finding, "--store", store).out
    assert "reason" in told
    assert "first statement" in told
    position = kg("show", f"finding/{finding}", "--store", store, "-f", "json")
    assert position.code == 0
    report = json.loads(kg("extract", "-", "-f", "jsonl", stdin=SECOND).out.splitlines()[0])["id"]
    assert "carries" in kg("show", report, "--store", store).out


@pytest.mark.parametrize(
    ("word", "code"), [("0123456789abcdef", 4), ("ab", 2), ("../x", 2), ("urn:nothing", 4), ("", 2), ("http://a b", 2)]
)
def test_what_cannot_be_shown(kg: Kg, store: Path, word: str, code: int) -> None:
    answer = kg("show", "--store", store, "--", word)
    assert (answer.code, answer.out) == (code, "")


def test_a_store_whose_reports_belong_to_no_negotiation_says_what_to_do(kg: Kg) -> None:
    """Not "a run was interrupted": building again would change nothing."""
    Path("harbour.txt").write_text("Aland demanded the release of prisoners. Aland rejected a ceasefire.\n")
    assert kg("add", "harbour.txt").code == 0
    answer = kg("positions")
    assert (answer.code, answer.rows) == (0, [])
    assert "kg case new" in answer.err
    assert "interrupted" not in answer.err
