"""Linear models stored as plain JSON: a weight for each feature and class, a softmax over the sums.

The files in ``kg/weights`` are written by ``make train`` (``training/train.py``) and read here without the library
that trained them. ``{"classes": [...], "bias": [...], "weights": {feature: [one for each class]}}``, and ``about``
with what they were trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from operator import add

from kg.bundle import bundle_path


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A multinomial logistic model over binary features."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]

    def probabilities(self, features: AbstractSet[str]) -> dict[str, float]:
        """Return the probability of each class; features that were never seen in training count nothing.

        The features are summed in sorted order, so that the same set gives the same bits.
        """
        sums = list(self.bias)
        for feature in sorted(self.weights.keys() & features):
            sums = list(map(add, sums, self.weights[feature]))
        top = max(sums)
        parts = [math.exp(value - top) for value in sums]
        whole = math.fsum(parts)
        return {name: part / whole for name, part in zip(self.classes, parts, strict=True)}


_REPLACED: dict[str, LinearModel] = {}


@contextmanager
def using(name: str, model: LinearModel) -> Iterator[None]:
    """Put ``model`` in the place of the stored one of that name, for as long as the block runs; training does."""
    _REPLACED[name] = model
    try:
        yield
    finally:
        del _REPLACED[name]


def load_model(name: str) -> LinearModel:
    """Return the model of the file ``kg/weights/<name>.json``, or what stands in its place."""
    return _REPLACED.get(name) or _stored_model(name)


@cache
def _stored_model(name: str) -> LinearModel:
    stored = json.loads((bundle_path("weights") / f"{name}.json").read_text(encoding="utf-8"))
    weights = {feature: tuple(row) for feature, row in stored["weights"].items()}
    return LinearModel(tuple(stored["classes"]), tuple(stored["bias"]), weights)
