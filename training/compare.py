"""How kinds of linear model do on the clauses of the training part, each negotiation judged by models without it.

``PYTHONPATH=. python training/compare.py`` prints the table of docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from kg.extract.by_model import NONE
from training.train import CORPUS, Annotated, clause_rows, folds, matrix_of, read_corpus


def compare(corpus: Sequence[Annotated]) -> None:
    """Print what each kind of linear model reaches on unseen negotiations: is it a position, and which act."""
    rows = clause_rows(corpus)
    kinds: dict[str, Callable[[], Any]] = {
        "logistic regression, C=0.1": lambda: LogisticRegression(C=0.1, max_iter=2000),
        "logistic regression, C=0.5": lambda: LogisticRegression(C=0.5, max_iter=2000),
        "logistic regression, C=2": lambda: LogisticRegression(C=2, max_iter=2000),
        "linear support vectors, C=0.05, Platt-scaled": lambda: CalibratedClassifierCV(LinearSVC(C=0.05), cv=3),
        "complement naive Bayes": lambda: ComplementNB(alpha=0.5),
    }
    print(f"{len(rows.labels)} clauses, {sum(label != NONE for label in rows.labels)} of them positions")
    print(f"{'':46s} avg. precision  log loss  act right")
    for name, make in kinds.items():
        truth, chances, acts, losses = [], [], [], []
        for rest, held in folds(rows.groups):
            inside, outside = rows.of(rest), rows.of(held)
            vectorizer = DictVectorizer()
            known = matrix_of(vectorizer, [dict.fromkeys(f, 1.0) for f in inside.features], fit=True)
            model = make().fit(known, inside.labels)
            found = model.predict_proba(matrix_of(vectorizer, [dict.fromkeys(f, 1.0) for f in outside.features]))
            classes = [str(c) for c in model.classes_]
            none = classes.index(NONE)
            truth += [label != NONE for label in outside.labels]
            chances += list(1 - found[:, none])
            losses.append(log_loss(outside.labels, found, labels=classes) * len(outside.labels))
            found[:, none] = 0
            best = [classes[i] for i in found.argmax(axis=1)]
            acts += [b == label for b, label in zip(best, outside.labels, strict=True) if label != NONE]
        print(
            f"{name:46s} {average_precision_score(truth, chances):14.3f} {sum(losses) / len(truth):9.3f}"
            f" {sum(acts) / len(acts):10.3f}"
        )


if __name__ == "__main__":
    compare(read_corpus(CORPUS))
