"""How far a rule, or a confidence, can be relied on: the share of statements that gold confirms (lenient level).

As in scoring, a statement that matches an optional position counts neither as right nor as wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.evaluate import GoldReport, Prediction, match

Judged = Iterable[tuple[GoldReport, Sequence[Prediction]]]
BANDS = 10
"""Confidence is cut into as many bands of equal width; the last one has both its ends."""
# Tenths as the nearest floats, so that a confidence of 0.3 is not put below 0.3 by a multiplication.
_STARTS = tuple(band / BANDS for band in range(BANDS))


@dataclass
class Share:
    """How many statements there are and how many of them are right."""

    statements: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """Share that is right; None where there is no statement."""
        return self.right / self.statements if self.statements else None

    def add(self, *, right: bool) -> None:
        """Count one statement."""
        self.statements += 1
        self.right += right

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values for JSON, rounded to four places."""
        return {"statements": self.statements, "right": self.right, "precision": _rounded(self.precision)}


@dataclass
class Band(Share):
    """The statements whose confidence lies from ``start`` to below ``end``."""

    start: float = 0.0
    end: float = 1.0
    confidences: list[float] = field(default_factory=list)

    @property
    def mean_confidence(self) -> float | None:
        """Mean confidence; None where there is no statement."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else None

    @property
    def calibration_error(self) -> float | None:
        """By how much the mean confidence misses the share that is right; None where there is no statement."""
        if self.precision is None or self.mean_confidence is None:
            return None
        return abs(self.precision - self.mean_confidence)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values for JSON, rounded to four places."""
        return {
            "statements": self.statements,
            "right": self.right,
            "share_right": _rounded(self.precision),
            "mean_confidence": _rounded(self.mean_confidence),
            "calibration_error": _rounded(self.calibration_error),
        }


@dataclass(frozen=True)
class Reliability:
    """The bands of confidence, lowest first, empty ones too."""

    bands: tuple[Band, ...]

    @property
    def overall(self) -> Band:
        """All bands in one."""
        return Band(
            sum(band.statements for band in self.bands),
            sum(band.right for band in self.bands),
            confidences=[confidence for band in self.bands for confidence in band.confidences],
        )

    @property
    def expected_calibration_error(self) -> float | None:
        """Mean of the bands' calibration errors, weighted by their statements; None where there is no statement."""
        total = sum(band.statements for band in self.bands)
        if not total:
            return None
        return sum(band.statements * (band.calibration_error or 0.0) for band in self.bands) / total

    def as_dict(self) -> dict[str, Any]:
        """Return the bands, all of them together, and the expected calibration error, as plain values for JSON."""
        return {
            "bands": [{"from": band.start, "to": band.end, **band.as_dict()} for band in self.bands],
            "all": self.overall.as_dict(),
            "expected_calibration_error": _rounded(self.expected_calibration_error),
        }


def by_rule(judged: Judged) -> dict[str, Share]:
    """Return for each rule, as statements name it, how many of its statements are right; sorted by name."""
    shares: defaultdict[str, Share] = defaultdict(Share)
    for gold, predictions in judged:
        for prediction, right in zip(predictions, verdicts(gold, predictions), strict=True):
            share = shares[prediction["rule"]]
            if right is not None:
                share.add(right=right)
    return dict(sorted(shares.items()))


def by_confidence(judged: Judged) -> Reliability:
    """Return how many statements of each band of confidence are right. Statements without confidence are left out."""
    bands = tuple(Band(start=start, end=(at + 1) / BANDS) for at, start in enumerate(_STARTS))
    for gold, predictions in judged:
        for prediction, right in zip(predictions, verdicts(gold, predictions), strict=True):
            confidence = prediction.get("confidence")
            if right is not None and confidence is not None:
                band = bands[bisect_right(_STARTS, confidence) - 1]
                band.add(right=right)
                band.confidences.append(confidence)
    return Reliability(bands)


def verdicts(gold: GoldReport, predictions: Sequence[Prediction]) -> list[bool | None]:
    """Say of each prediction whether it matches gold at the lenient level; None where what it matches is optional."""
    matched = {p: gold.positions[g] for g, p in match(gold.positions, predictions, "lenient")}
    return [None if at in matched and matched[at].get("optional") else at in matched for at in range(len(predictions))]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
