from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import FIRST, NEG, PARTY, Kg

ROOT = Path(__file__).resolve().parent.parent


def test_extract_writes_json_lines_with_verbatim_quotes(kg: Kg) -> None:
    answer = kg("extract", "-", "-f", "jsonl", stdin=FIRST)
    assert answer.code == 0
    records = [json.loads(line) for line in answer.out.splitlines()]
    assert records[0]["type"] == "report"
    statements = [record for record in records if record["type"] == "statement"]
    assert {(record["party"], record["act"]) for record in statements} >= {
        ("Ukraine", "demands"),
        ("Russia", "rejects"),
    }
    for record in statements:
        assert FIRST[record["start"] : record["end"]] == record["quote"]


@pytest.mark.parametrize(
    ("name", "rdf_format"),
    [
        ("nq", ox.RdfFormat.N_QUADS),
        ("trig", ox.RdfFormat.TRIG),
        ("ttl", ox.RdfFormat.TURTLE),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_extract_writes_graphs_that_conform(kg: Kg, tmp_path: Path, name: str, rdf_format: ox.RdfFormat) -> None:
    written = kg("extract", "-", "-f", name, stdin=FIRST).out
    assert len(list(ox.parse(written, rdf_format))) > 50
    (tmp_path / f"report.{name}").write_text(written, newline="")
    answer = kg("validate", f"report.{name}")
    assert (answer.code, answer.out) == (0, "")
    assert "conforms" in answer.err


def test_validate_knows_standard_input_for_what_it_is(kg: Kg) -> None:
    for name in ("nq", "trig", "ttl", "jsonld"):
        assert kg("validate", "-", stdin=kg("extract", "-", "-f", name, stdin=FIRST).out).code == 0, name
    assert kg("validate", "-", stdin=FIRST).code == 0
    assert kg("validate", "-", "--syntax", "trig", stdin=FIRST).code == 3
    assert kg("validate", "-", "--syntax", "word", stdin=FIRST).code == 2


def _quads(kg: Kg) -> str:
    return kg("extract", "-", "-f", "nq", stdin=FIRST).out


# Each changes an honest report in one place; the words are looked for in the message that a reader gets.
FORGERIES: list[tuple[str, Callable[[str], str], str]] = [
    ("fabricated quote", lambda text: text.replace('exact> "Russia rejected', 'exact> "Russia accepted', 1), "quote"),
    (
        "shifted offset",
        lambda text: text.replace('start> "', 'start> "1', 1),
        "offset",
    ),
    ("undeclared party", lambda text: text.replace(PARTY + "russia", PARTY + "atlantis"), "party"),
    ("bad date", lambda text: text.replace('"2025-07-03"', '"2025-13-03"'), "date"),
    (
        "second type on a party",
        lambda text: (
            text
            + f"<{PARTY}russia> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{NEG}Person> {text.split()[3]} .\n"
        ),
        "Person",
    ),
]


@pytest.mark.parametrize(("name", "forge", "word"), FORGERIES, ids=[row[0] for row in FORGERIES])
def test_a_forged_graph_is_refused_with_a_reason(
    kg: Kg, tmp_path: Path, name: str, forge: Callable[[str], str], word: str
) -> None:
    honest = _quads(kg)
    forged = forge(honest)
    assert forged != honest, name
    (tmp_path / "forged.nq").write_text(forged, newline="")
    answer = kg("validate", "forged.nq")
    assert answer.code == 1
    assert answer.rows
    assert all(row["file"] == "forged.nq" and row["message"] and row["severity"] for row in answer.rows)
    assert any(word.lower() in row["message"].lower() for row in answer.rows), answer.rows


def test_validate_goes_through_all_files_and_gives_the_highest_code(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(FIRST)
    (tmp_path / "broken.ttl").write_text("<a> <b")
    (tmp_path / "forged.nq").write_text(FORGERIES[0][1](_quads(kg)), newline="")
    answer = kg("validate", "good.txt", "broken.ttl", "forged.nq")
    assert answer.code == 3
    assert {row["file"] for row in answer.rows} == {"forged.nq"}
    assert "good.txt: conforms" in answer.err
    assert "broken.ttl: not well-formed RDF" in answer.err


def gold_of(kg: Kg, tmp_path: Path) -> list[dict[str, object]]:
    """Write ``a.txt`` and a gold file that agrees with what is extracted from it; return the statements."""
    (tmp_path / "a.txt").write_text(FIRST)
    lines = [json.loads(line) for line in kg("extract", "a.txt", "-f", "jsonl").out.splitlines()]
    statements = [line for line in lines if line["type"] == "statement"]
    positions = [
        {
            "id": f"p{at}", "actor": record["party"], "modality": record["act"], "issue": record["issue"],
            "quote": {"text": record["quote"], "start": record["start"], "end": record["end"]},
        }
        for at, record in enumerate(statements)
    ]  # fmt: skip
    gold = {"articles": [{"id": "a", "report": {"file": "a.txt"}, "positions": positions, "split": "dev"}]}
    (tmp_path / "gold.json").write_text(json.dumps(gold))
    return statements


def test_evaluate_scores_what_is_extracted_or_what_a_folder_holds(kg: Kg, tmp_path: Path) -> None:
    statements = gold_of(kg, tmp_path)
    perfect = json.loads(kg("evaluate", "gold.json", "-f", "json").out)
    assert perfect["scores"]["strict"]["f1"] == 1
    assert perfect["verbatim_quotes"] == len(statements)
    (tmp_path / "found").mkdir()
    (tmp_path / "found" / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in statements[1:]))
    partial = kg("evaluate", "gold.json", "--pred", "found", "-f", "json")
    scores = json.loads(partial.out)["scores"]["strict"]
    assert (scores["precision"], scores["false_negative"]) == (1, 1)
    table = {(row["measure"], row["of"]): row["value"] for row in kg("evaluate", "gold.json", "--split", "dev").rows}
    assert table["f1", "lenient"] == "1.000"


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["evaluate", "gone.json"], 4, "no such file"),
        (["evaluate", "a.txt"], 3, "not a gold file"),
        (["evaluate", "gold.json", "--reports", "nowhere"], 4, "--reports"),
        (["evaluate", "gold.json", "--pred", "nowhere"], 4, "a.jsonl"),
        (["evaluate", "gold.json", "--split", "test"], 4, "no report of these splits"),
        (["evaluate", "gold.json", "--pred", "."], 3, "a.jsonl, line 1"),
    ],
)
def test_evaluate_says_what_is_missing(kg: Kg, tmp_path: Path, words: list[str], code: int, text: str) -> None:
    gold_of(kg, tmp_path)
    (tmp_path / "a.jsonl").write_text("not json\n" if words[-1] == "." else "")
    if "nowhere" in words or words[-1] != ".":
        (tmp_path / "a.jsonl").unlink()
    answer = kg(*words)
    assert (answer.code, answer.out) == (code, "")
    assert text in answer.err
