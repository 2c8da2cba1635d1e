"""What rules and confidences are worth, on toys counted by hand, and ``kg evaluate`` over several systems."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from commands import Kg

from kg.evaluate import GoldReport
from kg.reliability import Reliability, by_confidence, by_rule, verdicts

# ── toys ─────────────────────────────────────────────────────────────────────────────────────────


def gold(*positions: dict[str, Any]) -> GoldReport:
    return GoldReport("r", "r.txt", positions, ())


def position(start: int, **more: object) -> dict[str, Any]:
    quote = {"start": start, "end": start + 20, "text": "x" * 20}
    return {"id": f"p{start}", "actor": "North", "modality": "demands", "issue": "venue", "quote": quote, **more}


def said(start: int, rule: str = "verb:demand", confidence: float | None = None, **more: object) -> dict[str, Any]:
    return {
        "party": "North", "act": "demands", "issue": "venue", "start": start, "end": start + 20, "quote": "x" * 20,
        "also_at": [], "rule": rule, "confidence": confidence, **more,
    }  # fmt: skip


def test_a_verdict_is_lenient_one_to_one_and_silent_about_what_is_optional() -> None:
    report = gold(position(0, alt_issue=["agenda"]), position(100, optional=True))
    predictions = [said(0, issue="agenda"), said(0, issue="budget"), said(100), said(200)]
    assert verdicts(report, predictions) == [True, False, None, False]
    # of two that claim the same place one alone is right
    assert sorted(map(str, verdicts(gold(position(0)), [said(0), said(0)]))) == ["False", "True"]


def test_the_rules_by_hand() -> None:
    first = (
        gold(position(0), position(100), position(200, optional=True)),
        [said(0), said(100, "noun:goal"), said(200, "list:agenda"), said(300), said(400, "verb:demand+penalty")],
    )
    second = (gold(position(0)), [said(0), said(500, "noun:goal")])
    shares = by_rule([first, second])
    assert {rule: (share.statements, share.right, share.precision) for rule, share in shares.items()} == {
        "list:agenda": (0, 0, None),
        "noun:goal": (2, 1, 1 / 2),
        "verb:demand": (3, 2, 2 / 3),
        "verb:demand+penalty": (1, 0, 0),
    }
    assert list(shares) == sorted(shares)


def banded(*confidences: tuple[float | None, bool]) -> Reliability:
    """Return the bands of statements with these confidences, right where the second value says so."""
    at = [100 * number for number in range(len(confidences))]
    report = gold(*(position(start) for start, (_, right) in zip(at, confidences, strict=True) if right))
    return by_confidence(
        [(report, [said(start, confidence=sure) for start, (sure, _) in zip(at, confidences, strict=True)])]
    )


def test_the_bands_by_hand() -> None:
    found = banded((0.9, True), (0.95, True), (0.85, True), (0.81, False), (0.1, False), (None, True))
    bands = {(band.start, band.end): band for band in found.bands}
    assert len(bands) == 10
    high, below, low = bands[0.9, 1.0], bands[0.8, 0.9], bands[0.1, 0.2]
    assert [(b.statements, b.right, b.precision) for b in (high, below, low)] == [(2, 2, 1), (2, 1, 0.5), (1, 0, 0)]
    assert [b.mean_confidence for b in (high, below, low)] == pytest.approx([0.925, 0.83, 0.1])
    assert [b.calibration_error for b in (high, below, low)] == pytest.approx([0.075, 0.33, 0.1])
    # (2 × 0.075 + 2 × 0.33 + 1 × 0.1) / 5; what has no confidence is in no band
    assert found.expected_calibration_error == pytest.approx(0.182)
    assert (found.overall.statements, found.overall.right) == (5, 3)


@pytest.mark.parametrize(
    ("confidence", "start"),
    [(0.0, 0.0), (0.09, 0.0), (0.1, 0.1), (0.29, 0.2), (0.3, 0.3), (0.6, 0.6), (0.7, 0.7), (0.99, 0.9), (1.0, 0.9)],
)
def test_a_confidence_on_the_edge_belongs_to_the_band_above_it_and_one_to_the_last(
    confidence: float, start: float
) -> None:
    assert [band.start for band in banded((confidence, True)).bands if band.statements] == [start]


def test_errors_above_and_below_do_not_cancel_out() -> None:
    found = banded((0.95, False), (0.05, True))
    assert found.overall.mean_confidence == pytest.approx(0.5)
    assert found.expected_calibration_error == pytest.approx(0.95)


def test_without_statements_there_is_no_figure() -> None:
    empty = banded().as_dict()
    assert empty["expected_calibration_error"] is None
    assert empty["all"]["share_right"] is None
    assert [band["statements"] for band in empty["bands"]] == [0] * 10


# ── the command ──────────────────────────────────────────────────────────────────────────────────

REPORT = """Published May 4, 2026

NAIROBI: Kenya demanded an immediate ceasefire on Monday. Uganda rejected an immediate ceasefire.

Kenya offered a prisoner exchange. Uganda expects a prisoner exchange next week.

"The border must stay open," the Ugandan foreign minister said. "We want the sanctions lifted before the signing."

Kenya's delegation agreed to an exchange of maps. Tanzania hosted the talks and praised the coffee.
"""
# (party, act, issue, words, more): two that all systems should find, an optional one, and one that none can
ANNOTATED: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("Kenya", "demands", "ceasefire", "Kenya demanded an immediate ceasefire", {}),
    ("Uganda", "rejects", "ceasefire", "Uganda rejected an immediate ceasefire", {}),
    ("Uganda", "expects", "prisoner-exchange", "Uganda expects a prisoner exchange", {"optional": True}),
    ("Uganda", "demands", "sanctions", "We want the sanctions lifted", {"alt_modality": ["asserts"]}),
    ("Tanzania", "asserts", "coffee", "praised the coffee", {}),
]
SYSTEMS = ["full", "rules", "model", "cues"]


@pytest.fixture
def annotated(tmp_path: Path) -> list[str]:
    """Write the report and its gold into the working directory; return the first words of the call."""
    (tmp_path / "talks.txt").write_text(REPORT)
    positions = [
        {"id": f"p{at}", "actor": party, "modality": act, "issue": issue, **more,
         "quote": {"text": words, "start": REPORT.index(words), "end": REPORT.index(words) + len(words)}}
        for at, (party, act, issue, words, more) in enumerate(ANNOTATED)
    ]  # fmt: skip
    gold_file = {"articles": [{"id": "talks", "report": {"file": "talks.txt"}, "positions": positions, "split": "dev"}]}
    (tmp_path / "gold.json").write_text(json.dumps(gold_file))
    return ["evaluate", "gold.json"]


def test_all_agrees_with_the_four_single_runs(kg: Kg, annotated: list[str]) -> None:
    together = json.loads(kg(*annotated, "--system", "all", "-f", "json").out)
    assert list(together) == SYSTEMS
    rows = kg(*annotated, "--system", "all").rows
    for system in SYSTEMS:
        assert json.loads(kg(*annotated, "--system", system, "-f", "json").out) == together[system]
        single = kg(*annotated, "--system", system, "-f", "csv").rows
        assert [{"system": system, **row} for row in single] == [row for row in rows if row["system"] == system]
    # the option is not lost on the way: a word and the name before it are not read like a sentence
    assert together["full"] != together["cues"]
    assert together["full"]["scores"]["lenient"]["true_positive"] >= 2


def test_full_is_what_reads_where_nothing_else_is_asked_for(kg: Kg, annotated: list[str]) -> None:
    assert kg(*annotated).out == kg(*annotated, "--system", "full").out


def test_a_comparison_for_people_has_three_tables_with_the_figures_of_json(kg: Kg, annotated: list[str]) -> None:
    figures = json.loads(kg(*annotated, "--system", "all", "-f", "json").out)
    written = kg(*annotated, "--system", "all", "-f", "markdown").out
    scores, acts, errors = (section.splitlines() for section in re.split(r"### .*\n\n", written)[1:])
    assert re.findall("### (.*)", written) == ["Scores", "By act, lenient", "Errors, lenient"]
    head, _, *rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in scores if line]
    by_system = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(by_system) == SYSTEMS
    for system, row in by_system.items():
        of = figures[system]["scores"]
        assert (row["strict P"], row["lenient F1"]) == (
            f"{of['strict']['precision']:.3f}",
            f"{of['lenient']['f1']:.3f}",
        )
        assert (row["party+act F1"], row["party R"]) == (
            f"{of['party+act']['f1']:.3f}",
            f"{of['party']['recall']:.3f}",
        )
        assert (row["statements"], row["verbatim"]) == (
            str(figures[system]["statements"]),
            str(figures[system]["verbatim_quotes"]),
        )
    demands = figures["cues"]["by_act"]["demands"]
    assert f"| demands | cues | {demands['precision']:.3f} | {demands['recall']:.3f} | {demands['f1']:.3f} |" in acts
    assert not any(line.startswith("| denies ") for line in acts)  # no gold and no system knows one
    missed = [figures[system]["errors"].get("no candidate", 0) for system in SYSTEMS]
    assert f"| no candidate | {' | '.join(map(str, missed))} |" in errors
    drawn = kg(*annotated, "--system", "all", "-f", "table").out
    assert re.findall("^(Scores|By act, lenient|Errors, lenient)$", drawn, re.MULTILINE) == [
        "Scores", "By act, lenient", "Errors, lenient",
    ]  # fmt: skip


@pytest.mark.parametrize("asked", [["--rules"], ["--rules", "--system", "all"]])
def test_the_rules_add_up_to_the_scores(kg: Kg, annotated: list[str], asked: list[str]) -> None:
    figures = json.loads(kg(*annotated, "--system", "all", "-f", "json").out)
    found = json.loads(kg(*annotated, *asked, "-f", "json").out)
    systems = list(dict.fromkeys(row["system"] for row in found))
    assert systems == (SYSTEMS if "all" in asked else ["full"])
    for system in systems:
        lenient = figures[system]["scores"]["lenient"]
        *rules, whole = [row for row in found if row["system"] == system]
        assert whole["rule"] == "all"
        assert whole["precision"] == lenient["precision"]
        assert sum(row["right"] for row in rules) == whole["right"] == lenient["true_positive"]
        assert sum(row["statements"] for row in rules) == lenient["true_positive"] + lenient["false_positive"]
        assert all(re.fullmatch("[a-z]+:.+", row["rule"]) for row in rules)


def test_reliability_counts_what_has_a_confidence_and_adds_up(kg: Kg, annotated: list[str]) -> None:
    found = json.loads(kg(*annotated, "--reliability", "-f", "json").out)
    assert [(band["from"], band["to"]) for band in found["bands"]] == [(n / 10, (n + 1) / 10) for n in range(10)]
    filled = [band for band in found["bands"] if band["statements"]]
    assert sum(band["statements"] for band in filled) == found["all"]["statements"] > 0
    assert all(band["from"] <= band["mean_confidence"] <= band["to"] for band in filled)
    error = sum(band["statements"] * abs(band["share_right"] - band["mean_confidence"]) for band in filled)
    assert found["expected_calibration_error"] == pytest.approx(error / found["all"]["statements"], abs=1e-3)
    *bands, whole = kg(*annotated, "--reliability", "-f", "csv").rows
    assert [row["band"] for row in bands][::9] == ["0.0-0.1", "0.9-1.0"]
    assert [int(row["statements"]) for row in bands] == [band["statements"] for band in found["bands"]]
    assert (whole["band"], whole["error"]) == ("all", f"{found['expected_calibration_error']:.3f}")


def test_candidates_are_in_the_bands_always_and_among_the_rules_on_request(
    kg: Kg, annotated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bands, rules = kg(*annotated, "--reliability").out, kg(*annotated, "--rules").rows
    monkeypatch.setattr("kg.model.records.LEAST_CONFIDENCE", 1.1)  # now every statement is one
    assert kg(*annotated, "--reliability").out == bands
    assert [row["rule"] for row in kg(*annotated, "--rules").rows] == ["all"]
    assert len(kg(*annotated, "--rules", "--candidates").rows) >= len(rules) > 1


@pytest.mark.parametrize("asked", [["--system", "all"], ["--rules"], ["--reliability"]])
@pytest.mark.parametrize(
    ("name", "begins"),
    [("table", r"\w+"), ("csv", r"\w+,\w+,"), ("tsv", r"\?\w+\t\?"), ("json", r"[\[{]\n"), ("markdown", "### |[|] ")],
)
def test_every_table_comes_in_every_format(
    kg: Kg, annotated: list[str], asked: list[str], name: str, begins: str
) -> None:
    answer = kg(*annotated, *asked, "-f", name)
    assert (answer.code, answer.err) == (0, "")
    assert re.match(begins, answer.out)
    if name == "csv":  # one table, so every row has the columns of the first line
        assert answer.rows
        assert all(None not in row and None not in row.values() for row in answer.rows)


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["--system", "oracle"], 2, "use one of: full, rules, model, cues, all"),
        (["--pred", ".", "--system", "full"], 2, "leave out --system"),
        (["--pred", ".", "--rules"], 2, "leave out --system, --rules"),
        (["--pred", ".", "--reliability"], 2, "--reliability"),
        (["--rules", "--reliability"], 2, "one at a time"),
        (["--reliability", "--system", "rules"], 2, "full system"),
        (["--reliability", "--system", "all"], 2, "full system"),
        (["--system", "all", "-f", "nq"], 2, "no format 'nq'"),
        (["--system", "all", "--split", "train"], 4, "no report of these splits"),
        (["--rules", "--reports", "nowhere"], 4, "--reports"),
    ],
)
def test_what_cannot_be_asked_for_is_one_line(
    kg: Kg, annotated: list[str], words: list[str], code: int, text: str
) -> None:
    answer = kg(*annotated, *words)
    assert (answer.code, answer.out) == (code, "")
    assert text in answer.err
    assert answer.err.count("\n") == 1


def test_a_gold_quote_that_is_off_is_told_once_for_all_systems(kg: Kg, annotated: list[str], tmp_path: Path) -> None:
    file = tmp_path / "gold.json"
    file.write_text(file.read_text().replace('"text": "Kenya', '"text": "Kenyb', 1))
    answer = kg(*annotated, "--system", "all")
    assert answer.code == 0
    assert answer.err.count("Kenyb") == 1
