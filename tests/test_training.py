"""The weights in ``kg/weights``: small, plain, and what ``make train`` makes of the training part of the corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.train import CORPUS, Annotated, clause_rows, fit, read_corpus, train

WEIGHTS = Path(__file__).parent.parent / "kg" / "weights"
LARGEST = 5 * 10**6
TOLERANCE = 0.02
"""Another processor may add up in another order; a changed rule or report moves weights by far more."""


@pytest.fixture(scope="module")
def corpus() -> list[Annotated]:
    return read_corpus(CORPUS)


def stored(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_the_weights_are_small_and_say_what_they_were_trained_on(corpus: list[Annotated]) -> None:
    files = sorted(WEIGHTS.iterdir())
    assert [file.name for file in files] == ["confidence.json", "positions.json"]
    assert sum(file.stat().st_size for file in files) < LARGEST
    for file in files:
        assert stored(file.stem)["about"].endswith(f"on {len(corpus)} reports, tests/corpus/train")


def test_only_the_training_part_is_read(corpus: list[Annotated]) -> None:
    assert CORPUS.name == "train"
    assert {item.gold.split for item in corpus} == {"train"}


def test_no_weight_is_about_a_name() -> None:
    """What is learned about one party would be wrong of the next."""
    words = {f.removeprefix("l:") for f in stored("positions")["weights"] if f.startswith("l:")}
    assert "<name>" in words
    assert not words & {"iran", "ukraine", "russia", "washington", "castellan", "mesira", "houthis"}


def test_the_same_reports_give_the_same_weights(corpus: list[Annotated]) -> None:
    few = [item for item in corpus if item.group in {"iran-snapback-geneva", "belgian-rail-strikes"}]
    assert fit(clause_rows(few), 0.5) == fit(clause_rows(list(few)), 0.5)


def test_the_stored_weights_are_those_of_the_present_rules_and_reports(corpus: list[Annotated]) -> None:
    """Where this fails, rules, words or reports have changed since: run make train, and take the figures anew."""
    for name, model in train(corpus).items():
        before = stored(name)
        assert before["classes"] == list(model.classes)
        assert before["bias"] == pytest.approx(list(model.bias), abs=TOLERANCE)
        both = before["weights"].keys() & model.weights.keys()
        # A weight that is cut off on one side only lies at the cut.
        assert len(both) >= 0.98 * max(len(before["weights"]), len(model.weights))
        for feature in both:
            assert before["weights"][feature] == pytest.approx(list(model.weights[feature]), abs=TOLERANCE), feature
