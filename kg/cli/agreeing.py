"""The command ``agreement``, and how its figures and lists are laid out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Format, settings_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.agreement.codings import Coding
    from kg.agreement.figures import Agreement, Disagreement
    from kg.agreement.units import Unit
    from kg.answers import Table
    from kg.cli.frame import Settings
    from kg.model import Report, Statement

_PEOPLE = ("table", "markdown")


def agreement(
    context: typer.Context,
    codings: Annotated[
        list[str],
        typer.Argument(
            help="Two or more of: a coding sheet or review table, a file that kg import reads, machine, by:NAME."
        ),
    ],
    *,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", help="Only party, act, issue, provision, stance or unit; may be given several times."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--disagreements", help="List where the coders disagree, instead of the figures.")
    ] = False,
    form: Annotated[
        str | None, typer.Option("--from", help="The format of files, where the ending of the name does not tell.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="As of kg import.")] = None,
    output: Format = None,
) -> int:
    """Tell how far coders agree: Krippendorff's alpha, and the list of disagreements.

    Statements of one report whose quotes share 12 characters or more, or the whole of the shorter quote, are one unit.
    Party, act, issue, provision and stance are nominal variables over the units that two coders have; the interval is
    a bootstrap of the units. unit is nominal alpha over characters: each character of the reports has the act by which
    a coder quoted it, or none. It is not Krippendorff's alpha for unitising: long quotes weigh more than short ones,
    and boundaries count by the characters that they are off. machine is what was extracted, before anybody decided.
    """
    from kg.agreement.codings import CodingError, read_coding
    from kg.agreement.figures import ON
    from kg.agreement.units import units_of
    from kg.cli.output import TABLES, choose_format
    from kg.errors import UsageError
    from kg.interchange.lookup import Lookup, read_mapping
    from kg.sources import find_source

    name = choose_format(output, TABLES)
    if len(codings) < 2:
        raise UsageError("name two codings or more, as in: kg agreement mine.csv machine")
    if unknown := [one for one in on or () if one not in ON]:
        raise UsageError(f"--on: there is no variable {unknown[0]!r}; use one of: {', '.join(ON)}")
    settings = settings_of(context)
    words = read_mapping(find_source(str(mapping))) if mapping is not None else {}
    with reading(settings) as store:
        lookup = Lookup(store.rdf, words)
        found: list[Coding] = []
        for one in codings:
            try:
                found.append(read_coding(store.rdf, one, lookup, form))
            except CodingError as error:
                for problem in error.problems:
                    settings.warn(problem)
                raise
        comparison = _compared(store.rdf, found, settings)
    variables = tuple(dict.fromkeys(on or ON))
    units = units_of(comparison.statements)
    if listed:
        _write_disagreements(comparison, units, variables, name)
    else:
        _write_agreement(comparison, units, variables, name)
    return 0


COMMANDS = (agreement,)


@dataclass(frozen=True)
class Comparison:
    """Codings of the same reports: the names of the coders, their statements, and the reports by id."""

    names: tuple[str, ...]
    statements: tuple[tuple[Statement, ...], ...]
    reports: dict[str, Report]


def _compared(rdf: ox.Store, codings: Sequence[Coding], settings: Settings) -> Comparison:
    """Return what codings say of the reports that all of them cover; tell which are left out.

    Raises NotFoundError where there is no such report.
    """
    from kg.errors import NotFoundError
    from kg.interchange.adding import Reports

    shared = frozenset.intersection(*(coding.covered for coding in codings))
    if not shared:
        told = "; ".join(f"{coding.name}: {len(coding.covered)}" for coding in codings)
        raise NotFoundError(f"the codings have no report in common ({told} reports)")
    known = Reports(rdf)
    reports = {one: known.extraction(one).report for one in sorted(shared)}
    left = {one for coding in codings if not coding.whole_store for one in coding.covered} - shared
    for one in sorted(left):
        settings.note(f"left out, not every coder has coded it: {known.extraction(one).report.file_name}")
    names: list[str] = []
    for coding in codings:
        again = sum(name == coding.name or name.startswith(f"{coding.name} (") for name in names)
        names.append(f"{coding.name} ({again + 1})" if again else coding.name)
    statements = tuple(
        tuple(statement for statement in coding.statements if statement.report in shared) for coding in codings
    )
    return Comparison(tuple(names), statements, reports)


def _write_agreement(comparison: Comparison, units: Sequence[Unit], on: Sequence[str], name: str) -> None:
    from kg.agreement.figures import UNIT, agreement_on, agreement_on_characters, disagreements, matched
    from kg.cli.output import screen, table_of, write, write_table
    from kg.render.formats import write_markdown
    from kg.render.terminal import draw_table

    lengths = {one: len(report.text) for one, report in comparison.reports.items()}
    found = [
        agreement_on_characters(lengths, comparison.statements) if variable == UNIT else agreement_on(variable, units)
        for variable in on
    ]
    figures = table_of(
        ("variable", "alpha", "low", "high", "units", "agreement", "note"),
        (
            (one.variable, *map(_figure, (one.alpha, one.low, one.high)), one.units, _figure(one.agreement), one.note)
            for one in found
        ),
    )
    coders = [
        (coder, every, shared, _figure(shared / every) if every else None)
        for coder, (every, shared) in zip(comparison.names, matched(units, len(comparison.names)), strict=True)
    ]
    listed = disagreements(units, on)
    if name == "json":
        write(json.dumps(_as_json(comparison, found, coders, listed), ensure_ascii=False, indent=2) + "\n")
    elif name in _PEOPLE:
        parts = [
            ("Agreement, Krippendorff's alpha, nominal", figures),
            ("Statements with a partner", table_of(("coder", "statements", "matched", "share"), coders)),
            (f"Disagreements ({len(listed)})", _list(comparison, listed)),
        ]
        for at, (title, table) in enumerate(parts):
            heading = f"### {title}\n\n" if name == "markdown" else f"{title}\n\n"
            body = write_markdown(table) if name == "markdown" else draw_table(table, screen())
            write(("\n" if at else "") + heading + body)
    else:
        write_table(figures, name)


def _write_disagreements(comparison: Comparison, units: Sequence[Unit], on: Sequence[str], name: str) -> None:
    from kg.agreement.figures import disagreements
    from kg.cli.output import write_table

    write_table(_list(comparison, disagreements(units, on)), name)


def _list(comparison: Comparison, listed: Sequence[Disagreement]) -> Table:
    from kg.cli.output import table_of

    return table_of(
        ("report", "start", "variable", *comparison.names, "quote"),
        (
            (_called(comparison.reports[one.report]), one.start, one.variable, *one.readings, one.quote)
            for one in listed
        ),
    )


def _as_json(
    comparison: Comparison,
    found: Sequence[Agreement],
    coders: Sequence[tuple[str, int, int, str | None]],
    listed: Sequence[Disagreement],
) -> dict[str, object]:
    return {
        "reports": [
            {"id": one, "file_name": report.file_name, "title": report.title}
            for one, report in comparison.reports.items()
        ],
        "coders": [{"name": coder, "statements": every, "matched": shared} for coder, every, shared, _ in coders],
        "agreement": [
            {
                "variable": one.variable,
                "level": "nominal",
                "over": "characters" if one.variable == "unit" else "matched statements",
                "alpha": one.alpha,
                "low": one.low,
                "high": one.high,
                "units": one.units,
                "agreement": one.agreement,
                "note": one.note or None,
            }
            for one in found
        ],
        "disagreements": [
            {
                "report": one.report,
                "start": one.start,
                "variable": one.variable,
                "readings": dict(zip(comparison.names, one.readings, strict=True)),
                "quote": one.quote,
            }
            for one in listed
        ],
    }


def _called(report: Report) -> str:
    return report.title or report.file_name


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"
