"""The annotated corpus: every quote stands in its text, and no negotiation is in two splits.

Of the split ``test`` nothing is shown here but counts: neither a name nor a word of it, even where a check fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import check_offsets, read_gold
from kg.model import Act, Stance
from kg.report import read_report

CORPUS = Path(__file__).parent / "corpus"
SPLITS = ("development", "test", "train")
FILES = {split: sorted((CORPUS / split).glob("*/gold.json")) for split in SPLITS}
# By number and not by name: a failure shows what a test was called with.
NUMBERED = [(split, number) for split, files in FILES.items() for number in range(len(files))]
OPEN = [file for split in ("development", "train") for file in FILES[split]]


def articles(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["articles"]
    return found


def other_quotes(article: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the quotes of what is not a position."""
    for kind in ("distractors", "meetings", "outcomes"):
        for record in article.get(kind, []):
            yield record["quote"]
            yield from record.get("also_at", [])


def test_the_corpus_is_of_a_size() -> None:
    negotiations = [file for files in FILES.values() for file in files]
    assert len(negotiations) >= 16
    assert sum(len(articles(file)) for file in negotiations) >= 80
    assert all(FILES.values())


@pytest.mark.parametrize(("split", "number"), NUMBERED)
def test_every_quote_stands_at_its_offsets(split: str, number: int) -> None:
    file = FILES[split][number]
    wrong = positions = others = 0
    raw = {article["id"]: article for article in articles(file)}
    for report in read_gold(file.read_text("utf-8"), file.parent.name):
        text = (file.parent / report.file).read_bytes().decode("utf-8")
        wrong += len(check_offsets(report, text))
        positions += len(report.positions)
        for quote in other_quotes(raw[report.id]):
            wrong += text[quote["start"] : quote["end"]] != quote["text"]
            others += 1
    assert wrong == 0
    assert positions > 0


@pytest.mark.parametrize(("split", "number"), NUMBERED)
def test_reports_are_read_as_they_are_stored(split: str, number: int) -> None:
    file = FILES[split][number]
    named = [article["report"]["file"] for article in articles(file)]
    unlike = 0
    for name in named:
        data = (file.parent / name).read_bytes()
        unlike += read_report(data, name).text != data.decode("utf-8")
    assert unlike == 0
    # Each text is annotated once, and none lies beside the gold without being named in it.
    is_complete = sorted(named) == sorted(path.name for path in file.parent.glob("*.txt"))
    assert is_complete


@pytest.mark.parametrize(("split", "number"), NUMBERED)
def test_no_report_claims_another_split_than_its_folder(split: str, number: int) -> None:
    strays = sum(article["split"] not in {split, ""} for article in articles(FILES[split][number]))
    assert strays == 0


def test_every_report_names_its_split() -> None:
    unnamed = sum(article["split"] != split for split in SPLITS for file in FILES[split] for article in articles(file))
    assert unnamed == 0


def test_no_negotiation_and_no_text_is_in_two_splits() -> None:
    names: list[str] = []
    texts: list[bytes] = []
    ids: list[str] = []
    for files in FILES.values():
        names += [file.parent.name for file in files]
        for file in files:
            texts += [path.read_bytes() for path in file.parent.glob("*.txt")]
            ids += [article["id"] for article in articles(file)]
    repeated = [len(found) - len(set(found)) for found in (names, texts, ids)]
    assert repeated == [0, 0, 0]


@pytest.mark.parametrize("file", OPEN, ids=lambda file: file.parent.name)
def test_annotations_use_the_words_of_the_contract(file: Path) -> None:
    acts, stances = {act.value for act in Act}, {stance.value for stance in Stance}
    for article in articles(file):
        for position in article["positions"]:
            assert {position["modality"], *position.get("alt_modality", [])} <= acts, position["id"]
            assert position["polarity"] in stances, position["id"]
            assert position["actor"], position["id"]
            assert position["issue"], position["id"]
        assert len({position["id"] for position in article["positions"]}) == len(article["positions"])
