"""Scoring, against small cases counted by hand, and the figures on the bundled reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from seed_reports import SEEDS, seed

from kg.errors import InputError
from kg.evaluate import Evaluation, GoldReport, check_offsets, evaluate, match, read_gold
from kg.model import Span
from kg.records import statement_record
from kg.report import read_report

GOLD = Path(__file__).parent / "gold" / "seeds.json"

# The letters of the alphabet stand for a text: what is at 0..26 is the first alphabet, and so on.
TEXT = "abcdefghijklmnopqrstuvwxyz" * 8


def place(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": TEXT[start:end]}


def gold(
    start: int, end: int, *, party: str = "North", act: str = "demands", issue: str = "venue", **more: object
) -> dict[str, Any]:
    position = {"id": f"p{start}", "actor": party, "modality": act, "issue": issue, "quote": place(start, end)}
    return {**position, **more}


def said(
    start: int, end: int, *, party: str = "North", act: str = "demands", issue: str | None = "venue", **more: object
) -> dict[str, Any]:
    return {
        "party": party,
        "act": act,
        "issue": issue,
        "start": start,
        "end": end,
        "quote": TEXT[start:end],
        "also_at": [],
        **more,
    }


def score(
    positions: list[dict[str, Any]], predictions: list[dict[str, Any]], silent: list[Span] | None = None
) -> Evaluation:
    report = GoldReport("r", "r.txt", tuple(positions), tuple(silent or []))
    return evaluate([(report, predictions, TEXT)])


def counts(evaluation: Evaluation, level: str = "strict") -> tuple[int, int, int]:
    """Return true positives, false positives and false negatives."""
    found = evaluation.scores[level]
    return found.true_positive, found.false_positive, found.false_negative


@pytest.mark.parametrize(
    ("prediction", "strict", "lenient", "party_act", "party"),
    [
        # all agrees; then issue, act, party and place do not
        (said(0, 26), True, True, True, True),
        (said(0, 26, issue="agenda"), False, False, True, True),
        (said(0, 26, issue=None), False, False, True, True),
        (said(0, 26, act="offers"), False, False, False, True),
        (said(0, 26, party="South"), False, False, False, False),
        (said(40, 66), False, False, False, False),
        # what the gold allows beside
        (said(0, 26, act="expects"), False, True, True, True),
        (said(0, 26, issue="procedure"), False, True, True, True),
        (said(0, 26, act="expects", issue="procedure"), False, True, True, True),
        (said(0, 26, party="The North"), True, True, True, True),
        (said(0, 26, party=" NORTH"), True, True, True, True),
        # 12 shared characters are enough, 11 are not
        (said(14, 60), True, True, True, True),
        (said(15, 60), False, False, False, False),
        # another place of the gold, another place of the prediction
        (said(100, 126), True, True, True, True),
        (said(60, 80, also_at=[[0, 26]]), True, True, True, True),
    ],
)
def test_when_a_pair_agrees(
    prediction: dict[str, Any], strict: bool, lenient: bool, party_act: bool, party: bool
) -> None:
    position = gold(
        0, 26, alt_actor=["The North"], alt_modality=["expects"], alt_issue=["procedure"], also_at=[place(100, 126)]
    )
    for level, agrees in {"strict": strict, "lenient": lenient, "party+act": party_act, "party": party}.items():
        assert match([position], [prediction], level) == ([(0, 0)] if agrees else [])


def test_a_short_gold_quote_must_be_covered_whole() -> None:
    position = gold(10, 15)
    assert match([position], [said(0, 15)], "strict")
    assert not match([position], [said(0, 14)], "strict")


@pytest.mark.parametrize(
    ("actor", "party"),
    [("Türkiye", "Turkey"), ("Turkey", "Turkiye"), ("United States", "US"), ("USA", "United States")],
)
def test_spellings_of_a_party_are_equal(actor: str, party: str) -> None:
    assert match([gold(0, 26, party=actor)], [said(0, 26, party=party)], "strict")


def test_one_to_one() -> None:
    # two predictions of one position: one is spurious; two positions and one prediction: one is missed
    assert counts(score([gold(0, 26)], [said(0, 26), said(0, 26)])) == (1, 1, 0)
    assert counts(score([gold(0, 26), gold(0, 26)], [said(0, 26)])) == (1, 0, 1)


def test_the_better_pair_goes_first() -> None:
    # the narrow quote fits the narrow position, though the wide one overlaps both
    positions, predictions = [gold(0, 26), gold(0, 104)], [said(0, 104), said(0, 26)]
    assert sorted(match(positions, predictions, "strict")) == [(0, 1), (1, 0)]
    # and a position whose issue agrees goes before one that merely allows it
    positions = [gold(0, 26, issue="agenda", alt_issue=["venue"]), gold(0, 26)]
    assert match(positions, [said(0, 26)], "lenient") == [(1, 0)]


def test_optional_gold_is_neither_missed_nor_a_false_alarm() -> None:
    optional = gold(0, 26, optional=True)
    assert counts(score([optional], [])) == (0, 0, 0)
    assert counts(score([optional], [said(0, 26)])) == (0, 0, 0)
    assert counts(score([optional], [said(40, 66)])) == (0, 1, 0)
    # obligatory gold takes a prediction first
    assert counts(score([optional, gold(0, 26)], [said(0, 26)])) == (1, 0, 0)


def test_precision_recall_and_f1_by_hand() -> None:
    positions = [gold(0, 26), gold(26, 52), gold(52, 78), gold(78, 104, optional=True)]
    predictions = [said(0, 26), said(26, 52, act="offers"), said(78, 104), said(150, 176), said(180, 200)]
    evaluation = score(positions, predictions)
    assert counts(evaluation) == (1, 3, 2)
    strict = evaluation.scores["strict"]
    assert (strict.precision, strict.recall) == (1 / 4, 1 / 3)
    assert strict.f1 == pytest.approx(2 / 7)
    assert counts(evaluation, "party") == (2, 2, 1)


def test_nothing_predicted_and_nothing_to_find_divide_by_no_zero() -> None:
    for evaluation in (score([], []), score([gold(0, 26)], []), score([], [said(0, 26)])):
        assert evaluation.scores["strict"].f1 == 0
        assert evaluation.as_dict()["scores"]["strict"]["f1"] == 0


@pytest.mark.parametrize(
    ("prediction", "iou"),
    [(said(0, 26), 1.0), (said(0, 52), 0.5), (said(13, 39), 13 / 39), (said(60, 80, also_at=[[0, 26]]), 1.0)],
)
def test_intersection_over_union_of_quotes(prediction: dict[str, Any], iou: float) -> None:
    assert score([gold(0, 26)], [prediction]).scores["strict"].mean_iou == pytest.approx(iou)


def test_a_list_item_may_be_quoted_with_its_lead_in() -> None:
    position = gold(30, 50, cue_quote=place(0, 50))
    assert score([position], [said(0, 50)]).scores["strict"].mean_iou == 1


@pytest.mark.parametrize(
    ("predictions", "errors"),
    [
        ([], {"no candidate": 1}),
        ([said(60, 86)], {"no candidate": 1, "spurious": 1}),
        ([said(0, 26, party="South")], {"wrong party": 1}),
        ([said(0, 26, issue="agenda")], {"wrong issue": 1}),
        ([said(0, 26, act="offers", issue="agenda")], {"wrong issue": 1}),
        ([said(0, 26, act="offers")], {"wrong act": 1}),
        # of several near ones the nearest says what is wrong
        ([said(0, 26, party="South"), said(0, 26, act="offers")], {"wrong act": 1}),
        ([said(0, 26)], {}),
        ([said(0, 26), said(60, 86)], {"spurious": 1}),
    ],
)
def test_what_is_wrong_is_named(predictions: list[dict[str, Any]], errors: dict[str, int]) -> None:
    found = score([gold(0, 26)], predictions).errors
    assert {name: count for name, count in found.items() if count} == errors


def test_scores_by_act() -> None:
    # a miss counts for the gold's act, a false alarm for the prediction's
    evaluation = score([gold(0, 26), gold(26, 52)], [said(0, 26), said(26, 52, act="offers")])
    by_act = {
        act: (s.true_positive, s.false_positive, s.false_negative)
        for act, s in evaluation.by_act.items()
        if s.true_positive or s.false_positive or s.false_negative
    }
    assert by_act == {"demands": (1, 0, 1), "offers": (0, 1, 0)}


def test_what_must_stay_silent_and_what_is_not_verbatim_is_counted() -> None:
    silent = [Span(100, 120)]
    # half of the stretch is enough, less is not; what matches gold is no fault
    assert score([], [said(90, 110)], silent).distractors_extracted == 1
    assert score([], [said(90, 109)], silent).distractors_extracted == 0
    assert score([gold(100, 120)], [said(100, 120)], silent).distractors_extracted == 0
    evaluation = score([], [said(0, 26), said(0, 26, quote="zyx")])
    assert (evaluation.statements, evaluation.verbatim) == (2, 1)


# ── gold files ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"articles": [{"id": 1}]}', '{"articles": [3]}', '{"articles": null}', "not json"]
)
def test_what_is_no_gold_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"g\.json: not a gold file in the format of"):
        read_gold(text, "g.json")


def test_offsets_that_are_off_are_named() -> None:
    right = gold(0, 26, also_at=[place(26, 52)], cue_quote=place(52, 78))
    assert check_offsets(GoldReport("r", "r.txt", (right,), ()), TEXT) == []
    shifted = gold(0, 26, also_at=[{**place(26, 52), "start": 27}], cue_quote={**place(52, 78), "text": "zyx"})
    problems = check_offsets(GoldReport("r", "r.txt", (shifted,), ()), TEXT)
    assert len(problems) == 2
    assert sorted(problem[:20] for problem in problems) == ["r p0: 27..52 is not ", "r p0: 52..78 is not "]


# ── the bundled reports ──────────────────────────────────────────────────────────────────────────


def predicted(number: str) -> list[Mapping[str, Any]]:
    found = map(statement_record, seed(number).statements)
    return [record for record in found if record["type"] == "statement"]


def test_the_figures_on_the_bundled_reports() -> None:
    reports = read_gold(GOLD.read_text("utf-8"), "seeds.json")
    assert [report.id for report in reports] == ["000", "001", "002", "003", "004"]
    evaluation = evaluate([(report, predicted(report.id), seed(report.id).report.text) for report in reports])
    assert evaluation.scores["strict"].f1 >= 0.85
    assert evaluation.scores["lenient"].f1 >= 0.92
    assert evaluation.distractors_extracted == 0
    assert evaluation.verbatim == evaluation.statements > 0


def test_the_gold_of_the_bundled_reports_stands_in_their_texts() -> None:
    for report in read_gold(GOLD.read_text("utf-8"), "seeds.json"):
        file = SEEDS / Path(report.file).name
        text = read_report(file.read_bytes(), file.name).text
        assert check_offsets(report, text) == []
        assert report.distractors
        assert all(span.end <= len(text) for span in report.distractors)
