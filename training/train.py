"""Trains the two linear models of ``kg/weights`` on the training part of the written corpus, and nothing else.

``make train`` writes ``positions.json`` (is a clause a position, by which act) and ``confidence.json`` (is a statement
right), and prints how well the confidence is calibrated, by cross-validation in which a negotiation is never in both
halves. Everything is deterministic. ``training/compare.py`` says how other kinds of model do on the same features.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from kg.evaluate import GoldReport, match, read_gold
from kg.extract import System, read_readings
from kg.extract.by_model import MODEL as POSITIONS
from kg.extract.by_model import NONE
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.grading import MODEL as CONFIDENCE
from kg.extract.grading import RIGHT, grade_features
from kg.extract.linear import LinearModel, using
from kg.extract.records import make_statements
from kg.extract.units import features_of, find_units
from kg.model import Report
from kg.records import statement_record
from kg.report import read_report
from kg.structure import BlockKind

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus" / "train"
WEIGHTS = ROOT / "kg" / "weights"
FOLDS = 6
LEAST_SEEN = 2
"""A feature must occur in as many clauses to get a weight."""
IGNORE = "ignore"
WRONG = "wrong"
LEAST_SHARE = 0.3
"""The clause that stands for a gold quote shares at least this part (intersection over union) with it."""


@dataclass(frozen=True)
class Annotated:
    """One report of the corpus with its gold; ``group`` is its negotiation."""

    group: str
    gold: GoldReport
    report: Report


@dataclass
class Rows:
    """Examples: features, labels and the negotiation of each."""

    features: list[frozenset[str]]
    labels: list[str]
    groups: list[str]

    def of(self, groups: set[str]) -> Rows:
        """Return the rows of some negotiations."""
        kept = [i for i, g in enumerate(self.groups) if g in groups]
        return Rows([self.features[i] for i in kept], [self.labels[i] for i in kept], [self.groups[i] for i in kept])


def read_corpus(folder: Path) -> list[Annotated]:
    """Return the annotated reports below ``folder``, sorted by path."""
    found = []
    for path in sorted(folder.glob("*/gold.json")):
        for gold in read_gold(path.read_text(encoding="utf-8"), str(path)):
            file = path.parent / gold.file
            found.append(Annotated(path.parent.name, gold, read_report(file.read_bytes(), file.name)))
    return found


def clause_rows(corpus: Iterable[Annotated]) -> Rows:
    """Return one row for every clause of the corpus, labelled with the act of the gold quote that it stands for.

    Of several clauses inside one quote the best-fitting has the label; the others are left out, like clauses of
    optional gold.
    """
    rows = Rows([], [], [])
    for item in corpus:
        _, _, readings = read_readings(item.report, system=System.RULES)
        spans, features = [], []
        for reading in readings:
            tokens = reading.context.tokens
            for unit in find_units(reading.context):
                spans.append((tokens[unit.start].start, tokens[unit.end - 1].end))
                features.append(features_of(reading.context, unit, reading.block.kind))
        for label, feature in zip(_labels(item.gold, spans), features, strict=True):
            if label != IGNORE:
                rows.features.append(feature)
                rows.labels.append(label)
                rows.groups.append(item.group)
    return rows


def _labels(gold: GoldReport, spans: Sequence[tuple[int, int]]) -> list[str]:
    labels = [NONE] * len(spans)
    for position in gold.positions:
        for place in (position["quote"], *position.get("also_at", [])):
            start, end = place["start"], place["end"]
            shared = {}
            for at, (first, last) in enumerate(spans):
                overlap = min(last, end) - max(first, start)
                if overlap >= min(12, end - start, last - first):
                    shared[at] = overlap / (max(last, end) - min(first, start))
                    if labels[at] == NONE:
                        labels[at] = IGNORE
            best = max(shared, key=lambda at: (shared[at], -at), default=None)
            if best is not None and shared[best] >= LEAST_SHARE:
                labels[best] = IGNORE if position.get("optional") else position["modality"]
    return labels


class Recorder:
    """Stands for the grader while statements are made: remembers features, and gives their number as confidence."""

    def __init__(self) -> None:
        self.features: list[frozenset[str]] = []

    def __call__(self, context: Context, draft: Draft, kind: BlockKind) -> float:
        """Return the number of the row."""
        self.features.append(grade_features(context, draft, kind))
        return float(len(self.features) - 1)


def statement_rows(corpus: Iterable[Annotated]) -> Rows:
    """Return one row for every statement that is found, right where it matches gold in party, act and issue."""
    rows = Rows([], [], [])
    for item in corpus:
        _, _, readings = read_readings(item.report)
        recorder = Recorder()
        statements = make_statements(item.report, None, readings, {}, None, grader=recorder)
        predictions = [statement_record(statement) for statement in statements]
        matched = dict(_pairs(item.gold, predictions))
        for at, statement in enumerate(statements):
            optional = at in matched and matched[at].get("optional")
            if not optional and statement.confidence is not None:
                rows.features.append(recorder.features[int(statement.confidence)])
                rows.labels.append(RIGHT if at in matched else WRONG)
                rows.groups.append(item.group)
    return rows


def _pairs(gold: GoldReport, predictions: Sequence[Any]) -> list[tuple[int, Any]]:
    return [(p, gold.positions[g]) for g, p in match(gold.positions, predictions, "lenient")]


def fit(rows: Rows, strength: float) -> LinearModel:
    """Return the logistic model of the rows, its weights rounded to three places; features seen once are left out.

    ``strength`` is the inverse of the regularisation, scikit-learn's C.
    """
    seen = Counter(feature for features in rows.features for feature in features)
    kept = [{f: 1.0 for f in features if seen[f] >= LEAST_SEEN} for features in rows.features]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=strength, max_iter=2000, tol=1e-6).fit(
        matrix_of(vectorizer, kept, fit=True), rows.labels
    )
    classes, weights, bias = [str(c) for c in model.classes_], model.coef_, model.intercept_
    if len(classes) == 2:
        weights, bias = np.vstack([-weights[0] / 2, weights[0] / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    named = {
        str(name): [round(float(w), 3) for w in weights[:, at]]
        for at, name in enumerate(vectorizer.get_feature_names_out())
    }
    return LinearModel(
        tuple(classes),
        tuple(round(float(b), 3) for b in bias),
        {name: row for name, row in sorted(named.items()) if any(abs(w) >= 0.02 for w in row)},
    )


def matrix_of(vectorizer: DictVectorizer, rows: Sequence[dict[str, float]], *, fit: bool = False) -> Any:
    """Return the rows as a sparse matrix; ``fit`` lets the vectorizer learn its columns from them."""
    found = vectorizer.fit_transform(rows) if fit else vectorizer.transform(rows)
    found.indices, found.indptr = found.indices.astype(np.int32), found.indptr.astype(np.int32)
    return found


def folds(groups: Sequence[str]) -> list[tuple[set[str], set[str]]]:
    """Return (negotiations to train on, negotiations to judge) of each fold."""
    names = sorted(set(groups))
    split = GroupKFold(n_splits=min(FOLDS, len(names))).split(names, groups=names)
    return [({names[i] for i in rest}, {names[i] for i in held}) for rest, held in split]


def train(corpus: Sequence[Annotated]) -> dict[str, LinearModel]:
    """Return both models. The confidence is learned from statements whose clauses the clause model had not seen."""
    clauses = clause_rows(corpus)
    statements = Rows([], [], [])
    for rest, held in folds(clauses.groups):
        with using(POSITIONS, fit(clauses.of(rest), POSITIONS_STRENGTH)):
            rows = statement_rows([item for item in corpus if item.group in held])
        statements.features += rows.features
        statements.labels += rows.labels
        statements.groups += rows.groups
    report_reliability(statements)
    return {POSITIONS: fit(clauses, POSITIONS_STRENGTH), CONFIDENCE: fit(statements, CONFIDENCE_STRENGTH)}


POSITIONS_STRENGTH = 0.5
CONFIDENCE_STRENGTH = 0.1


def report_reliability(rows: Rows) -> None:
    """Print how often statements are right by the confidence that they get in cross-validation."""
    chances: list[tuple[float, bool]] = []
    for rest, held in folds(rows.groups):
        model = fit(rows.of(rest), CONFIDENCE_STRENGTH)
        judged = rows.of(held)
        chances += [
            (model.probabilities(f)[RIGHT], label == RIGHT)
            for f, label in zip(judged.features, judged.labels, strict=True)
        ]
    print(f"statements: {len(chances)}, right: {sum(ok for _, ok in chances)}")
    for low in range(10):
        inside = [ok for chance, ok in chances if low / 10 <= chance < (low + 1) / 10]
        if inside:
            band, share = f"{low / 10:.1f}-{(low + 1) / 10:.1f}", sum(inside) / len(inside)
            print(f"  confidence {band}: {len(inside):4d} statements, {share:.2f} right")


def write(name: str, model: LinearModel, about: str) -> Path:
    """Write a model to its file, one feature a line."""
    lines = [
        "{",
        f'"about": {json.dumps(about)},',
        f'"classes": {json.dumps(list(model.classes))},',
        f'"bias": {json.dumps(list(model.bias))},',
        '"weights": {',
        ",\n".join(f"{json.dumps(f, ensure_ascii=False)}: {json.dumps(list(row))}" for f, row in model.weights.items()),
        "}",
        "}",
    ]
    path = WEIGHTS / f"{name}.json"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Train both models and write them."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    corpus = read_corpus(CORPUS)
    about = f"trained by training/train.py on {len(corpus)} reports, tests/corpus/train"
    for name, model in train(corpus).items():
        print(f"{write(name, model, about).relative_to(ROOT)}: {len(model.weights)} features")


if __name__ == "__main__":
    main()
