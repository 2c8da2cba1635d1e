"""How measurements of extraction are laid out: scores of one system or several, rules, bands of confidence.

CSV and TSV hold one table, so that a program can read it; what a person reads is cut into several with a heading each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.cli.output import screen, table_of, write, write_table

if TYPE_CHECKING:
    from kg.answers import Table
    from kg.evaluate import Evaluation, Score
    from kg.reliability import Reliability, Share

_PEOPLE = ("table", "markdown")


def write_scores(result: Evaluation, name: str) -> None:
    """Write the figures of one system in a format of ``kg.cli.output.TABLES``."""
    if name == "json":
        _write_json(result.as_dict())
    else:
        write_table(table_of(("measure", "of", "value"), _figures(result)), name)


def write_comparison(results: Mapping[str, Evaluation], name: str) -> None:
    """Write the figures of several systems, by name, beside each other."""
    if name == "json":
        _write_json({system: result.as_dict() for system, result in results.items()})
    elif name in _PEOPLE:
        _write_sections(
            [("Scores", _scores(results)), ("By act, lenient", _acts(results)), ("Errors, lenient", _errors(results))],
            name,
        )
    else:
        rows = [(system, *row) for system, result in results.items() for row in _figures(result)]
        write_table(table_of(("system", "measure", "of", "value"), rows), name)


def write_rules(results: Mapping[str, Mapping[str, Share]], name: str) -> None:
    """Write how precise each rule of each system is; a last row for all its rules."""
    from kg.reliability import Share

    rows: list[tuple[str, str, Share]] = []
    for system, shares in results.items():
        whole = Share(sum(s.statements for s in shares.values()), sum(s.right for s in shares.values()))
        rows += [(system, rule, share) for rule, share in (*shares.items(), ("all", whole))]
    if name == "json":
        _write_json([{"system": system, "rule": rule, **share.as_dict()} for system, rule, share in rows])
        return
    columns = ("system", "rule", "statements", "right", "precision")
    write_table(
        table_of(columns, ((system, rule, s.statements, s.right, _figure(s.precision)) for system, rule, s in rows)),
        name,
    )


def write_reliability(result: Reliability, name: str) -> None:
    """Write the bands of confidence; the error in the last row, for all bands, is the expected calibration error."""
    if name == "json":
        _write_json(result.as_dict())
        return
    named = [(f"{band.start:.1f}-{band.end:.1f}", band, band.calibration_error) for band in result.bands]
    rows = [
        (label, band.statements, band.right, _figure(band.precision), _figure(band.mean_confidence), _figure(error))
        for label, band, error in (*named, ("all", result.overall, result.expected_calibration_error))
    ]
    write_table(table_of(("band", "statements", "right", "share_right", "mean_confidence", "error"), rows), name)


def _write_json(figures: Mapping[str, object] | Sequence[object]) -> None:
    write(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")


def _write_sections(sections: Sequence[tuple[str, Table]], name: str) -> None:
    """Write tables, each below its heading."""
    from kg.render.formats import write_markdown
    from kg.render.terminal import draw_table

    for at, (title, table) in enumerate(sections):
        heading = f"### {title}\n\n" if name == "markdown" else f"{title}\n\n"
        body = write_markdown(table) if name == "markdown" else draw_table(table, screen())
        write(("\n" if at else "") + heading + body)


def _figures(result: Evaluation) -> list[tuple[str, str, str]]:
    """Lay an evaluation out as rows of (measure, of, value)."""
    figures = result.as_dict()
    rows = [
        (measure, "all", f"{figures[measure]}")
        for measure in ("reports", "statements", "verbatim_quotes", "distractors_extracted")
    ]
    for level, score in figures["scores"].items():
        rows += [(measure, level, _exact(value)) for measure, value in score.items()]
    for act, score in figures["by_act"].items():
        rows += [(measure, f"lenient, {act}", _exact(value)) for measure, value in score.items() if measure != "iou"]
    rows += [("errors", kind, str(number)) for kind, number in figures["errors"].items()]
    return rows


def _scores(results: Mapping[str, Evaluation]) -> Table:
    columns = (
        "system", "strict P", "strict R", "strict F1", "lenient P", "lenient R", "lenient F1", "party+act F1",
        "party P", "party R", "statements", "verbatim",
    )  # fmt: skip
    return table_of(
        columns,
        (
            (
                system,
                *_three(result.scores["strict"]),
                *_three(result.scores["lenient"]),
                _figure(result.scores["party+act"].f1),
                *_three(result.scores["party"])[:2],
                result.statements,
                result.verbatim,
            )
            for system, result in results.items()
        ),
    )


def _acts(results: Mapping[str, Evaluation]) -> Table:
    """One row for an act and a system; acts that neither gold nor any system knows are left out."""
    acts = sorted({act for result in results.values() for act, score in result.by_act.items() if _counts(score)})
    return table_of(
        ("act", "system", "P", "R", "F1"),
        ((act, system, *_three(result.by_act[act])) for act in acts for system, result in results.items()),
    )


def _errors(results: Mapping[str, Evaluation]) -> Table:
    """One row for a kind of error, one column for a system."""
    kinds = sorted({kind for result in results.values() for kind in result.errors})
    rows: list[tuple[str | int, ...]] = [
        (kind, *(result.errors[kind] for result in results.values())) for kind in kinds
    ]
    rows.append(("distractors extracted", *(result.distractors_extracted for result in results.values())))
    return table_of(("error", *results), rows)


def _counts(score: Score) -> int:
    return score.true_positive + score.false_positive + score.false_negative


def _three(score: Score) -> tuple[str, str, str]:
    return f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}"


def _exact(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"
