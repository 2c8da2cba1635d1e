"""Extraction scored against gold in the format of ``gold/seeds.json``.

Matching is greedy, one to one, within a report: a prediction can match a gold position where its party is the gold
actor (or an annotated alternative) and their spans share at least 12 characters, or the whole of a shorter span.
*strict*: issue and act equal. *lenient*: annotated alternative acts and issues accepted. Gold marked optional
counts neither as a miss nor, when matched, as a false alarm (annotation guidelines, sections 3 and 4).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import InputError
from kg.model import Act, Span

Gold = Mapping[str, Any]
Prediction = Mapping[str, Any]
LEVELS = ("strict", "lenient", "party+act", "party")
LEAST_OVERLAP = 12


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One annotated report: its id, the name of its text file, its positions and the spans that must stay silent."""

    id: str
    file: str
    positions: tuple[Gold, ...]
    distractors: tuple[Span, ...]
    split: str | None = None


@dataclass
class Score:
    """Counts of one level; ``iou`` collects intersection over union of the quotes of matched pairs."""

    true_positive: int = 0
    false_positive: int = 0
    false_negative: int = 0
    iou: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of predictions that match; 0 where there are none."""
        return _ratio(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """Share of obligatory gold that is matched; 0 where there is none."""
        return _ratio(self.true_positive, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def mean_iou(self) -> float:
        """Mean intersection over union of matched quotes."""
        return _ratio(sum(self.iou), len(self.iou))

    def as_dict(self) -> dict[str, float | int]:
        """Return the figures, rounded to four places."""
        return {
            "precision": round(self.precision, 4), "recall": round(self.recall, 4), "f1": round(self.f1, 4),
            "true_positive": self.true_positive, "false_positive": self.false_positive,
            "false_negative": self.false_negative, "iou": round(self.mean_iou, 4),
        }  # fmt: skip


@dataclass
class Evaluation:
    """All that is measured: scores by level and, lenient, by act; error classes; the verbatim and silence checks."""

    scores: dict[str, Score]
    by_act: dict[str, Score]
    errors: Counter[str]
    reports: int
    statements: int
    verbatim: int
    distractors_extracted: int

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        return {
            "reports": self.reports,
            "statements": self.statements,
            "verbatim_quotes": self.verbatim,
            "distractors_extracted": self.distractors_extracted,
            "scores": {level: score.as_dict() for level, score in self.scores.items()},
            "by_act": {act: score.as_dict() for act, score in sorted(self.by_act.items())},
            "errors": dict(sorted(self.errors.items())),
        }


def read_gold(text: str, source: str) -> list[GoldReport]:
    """Return the annotated reports of a gold file. Raises InputError where it is not one."""
    try:
        articles = json.loads(text)["articles"]
        return [
            GoldReport(
                id=str(a["id"]),
                file=str(a["report"]["file"]),
                positions=tuple(a["positions"]),
                distractors=tuple(Span(d["quote"]["start"], d["quote"]["end"]) for d in a.get("distractors", [])),
                split=a.get("split"),
            )
            for a in articles
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{source}: not a gold file in the format of tests/gold/seeds.json ({error!r})") from None


def check_offsets(gold: GoldReport, text: str) -> list[str]:
    """Return one line for every gold quote that does not stand at its offsets in ``text``."""
    return [
        f"{gold.id} {position['id']}: {quote['start']}..{quote['end']} is not {quote['text'][:40]!r}"
        for position in gold.positions
        for quote in (position["quote"], position.get("cue_quote"), *position.get("also_at", []))
        if quote and text[quote["start"] : quote["end"]] != quote["text"]
    ]


def evaluate(items: Iterable[tuple[GoldReport, Sequence[Prediction], str]]) -> Evaluation:
    """Score (gold report, predicted statement records, text) triples. Records are those of ``kg.records``."""
    result = Evaluation(
        {level: Score() for level in LEVELS}, {act.value: Score() for act in Act}, Counter(), 0, 0, 0, 0
    )
    for gold, predictions, text in items:
        result.reports += 1
        result.statements += len(predictions)
        result.verbatim += sum(text[p["start"] : p["end"]] == p["quote"] for p in predictions)
        for level in LEVELS:
            _count(result.scores[level], gold, predictions, level)
        _by_act(result, gold, predictions)
        _classify(result, gold, predictions)
    return result


def match(gold: Sequence[Gold], predictions: Sequence[Prediction], level: str) -> list[tuple[int, int]]:
    """Return the matched (gold index, prediction index) pairs at a level, obligatory gold and better pairs first."""
    candidates = []
    for g, position in enumerate(gold):
        for p, prediction in enumerate(predictions):
            quality = _quality(position, prediction, level)
            if quality is not None:
                candidates.append((bool(position.get("optional")), -quality, g, p))
    used_gold: set[int] = set()
    used_predictions: set[int] = set()
    pairs = []
    for _, _, g, p in sorted(candidates):
        if g not in used_gold and p not in used_predictions:
            used_gold.add(g)
            used_predictions.add(p)
            pairs.append((g, p))
    return pairs


def _quality(position: Gold, prediction: Prediction, level: str) -> float | None:
    """How well a pair agrees, or None where it does not at this level."""
    places = [_span(position["quote"]), *map(_span, position.get("also_at", []))]
    found = _places(prediction)
    if not any(a.overlap(b) >= min(LEAST_OVERLAP, a.end - a.start) for a in places for b in found):
        return None
    if _party(prediction["party"]) not in {_party(position["actor"]), *map(_party, position.get("alt_actor", []))}:
        return None
    act = prediction["act"] == position["modality"]
    act_lenient = act or prediction["act"] in position.get("alt_modality", [])
    issue = prediction["issue"] == position["issue"]
    issue_lenient = issue or prediction["issue"] in position.get("alt_issue", [])
    agrees = {
        "strict": act and issue,
        "lenient": act_lenient and issue_lenient,
        "party+act": act_lenient,
        "party": True,
    }
    if not agrees[level]:
        return None
    return float(issue) + float(act) + _best_iou(position, prediction)


def _best_iou(position: Gold, prediction: Prediction) -> float:
    places = [_span(position["quote"]), *map(_span, position.get("also_at", []))]
    if position.get("cue_quote"):
        places.append(_span(position["cue_quote"]))
    return max(_iou(a, b) for a in places for b in _places(prediction))


def _count(score: Score, gold: GoldReport, predictions: Sequence[Prediction], level: str) -> None:
    pairs = match(gold.positions, predictions, level)
    found = {g for g, _ in pairs}
    score.true_positive += sum(not gold.positions[g].get("optional") for g in found)
    score.false_positive += len(predictions) - len(pairs)
    score.false_negative += sum(g not in found and not p.get("optional") for g, p in enumerate(gold.positions))
    score.iou.extend(_best_iou(gold.positions[g], predictions[p]) for g, p in pairs)


def _by_act(result: Evaluation, gold: GoldReport, predictions: Sequence[Prediction]) -> None:
    """Matched and missed by the gold's act, spurious by the prediction's."""
    pairs = match(gold.positions, predictions, "lenient")
    found, used = {g for g, _ in pairs}, {p for _, p in pairs}
    for g, position in enumerate(gold.positions):
        if not position.get("optional"):
            score = result.by_act[position["modality"]]
            score.true_positive += g in found
            score.false_negative += g not in found
    for p, prediction in enumerate(predictions):
        if p not in used:
            result.by_act[prediction["act"]].false_positive += 1


def _classify(result: Evaluation, gold: GoldReport, predictions: Sequence[Prediction]) -> None:
    """Say of every lenient error what is wrong with the nearest prediction, and which predictions are near nothing."""
    pairs = match(gold.positions, predictions, "lenient")
    found, used = {g for g, _ in pairs}, {p for _, p in pairs}
    free = [p for i, p in enumerate(predictions) if i not in used]
    explained: set[int] = set()
    for g, position in enumerate(gold.positions):
        if g in found or position.get("optional"):
            continue
        places = [_span(position["quote"]), *map(_span, position.get("also_at", []))]
        near = [
            p
            for p in free
            if any(a.overlap(b) >= min(LEAST_OVERLAP, a.end - a.start) for a in places for b in _places(p))
        ]
        explained.update(id(p) for p in near)
        result.errors[_error(position, near)] += 1
    result.errors["spurious"] += sum(id(p) not in explained for p in free)
    for prediction in free:
        if any(d.overlap(b) * 2 >= d.end - d.start for d in gold.distractors for b in _places(prediction)):
            result.distractors_extracted += 1


def _error(position: Gold, near: Sequence[Prediction]) -> str:
    if not near:
        return "no candidate"
    party = [
        p
        for p in near
        if _party(p["party"]) in {_party(position["actor"]), *map(_party, position.get("alt_actor", []))}
    ]
    if not party:
        return "wrong party"
    issue = [p for p in party if p["issue"] == position["issue"] or p["issue"] in position.get("alt_issue", [])]
    return "wrong act" if issue else "wrong issue"


_SAME_PARTY = {
    "turkey": "türkiye",
    "turkiye": "türkiye",
    "usa": "united states",
    "us": "united states",
    "united states of america": "united states",
}


def _party(name: str | None) -> str:
    plain = (name or "").strip().casefold()
    return _SAME_PARTY.get(plain, plain)


def _span(place: Mapping[str, Any]) -> Span:
    return Span(place["start"], place["end"])


def _places(prediction: Prediction) -> list[Span]:
    return [_span(prediction), *(Span(a, b) for a, b in prediction.get("also_at") or [])]


def _iou(a: Span, b: Span) -> float:
    shared = a.overlap(b)
    return shared / ((a.end - a.start) + (b.end - b.start) - shared) if shared else 0.0


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
