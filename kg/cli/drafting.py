"""Commands for those who write a case file: ``case new`` and ``unlinked``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Case, Format, case_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import Quad

    from kg.cli.frame import Settings
    from kg.lexicon import CaseFile

_COLUMNS = ("party", "act", "issue", "content", "quote", "report", "statement", "suggested")
_LONGEST_NAME = 60

case = typer.Typer(help="Work on case files.", no_args_is_help=True, rich_markup_mode=None)


@case.callback()
def _group() -> None:
    """Work on case files."""


@case.command()
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the case is called: small letters, digits and hyphens.")],
    reports: Annotated[list[str], typer.Argument(help="Reports, folders of them, or - for standard input.")],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write; it appears whole.")] = None,
    label: Annotated[str | None, typer.Option(help="What people call the negotiation; made of NAME if absent.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the draft; else today.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over the file, if there is one.")] = False,
) -> int:
    """Draft a case file from reports, to be edited.

    It names parties, people and places of the reports. Statements whose provision is not known follow as candidates,
    in comments. Read by it at once: kg extract --case FILE REPORT
    """
    from kg.cli.output import write, write_file
    from kg.draftcase import draft_case
    from kg.errors import UsageError
    from kg.ingest import extract_source
    from kg.lexicon import NO_CASE
    from kg.render.visible import visible
    from kg.sources import find_reports

    _check_name(name)
    if label is not None and not label.strip():
        raise UsageError("--label is empty; say what people call the negotiation, or leave it out")
    if output is not None and output.exists() and not force:
        raise UsageError(f"{output} is there already; give another name, or --force to write over it")
    settings = settings_of(context)
    extractions = []
    for source in find_reports(reports):
        settings.progress(f"reading {source.name}")
        extractions.append(extract_source(source, NO_CASE))
    if not any(extraction.statements for extraction in extractions):
        settings.note("no statement was read out of the reports: name the parties yourself")
    drafted = day.date() if day else datetime.now(UTC).date()
    text = draft_case(name, label or _as_label(name), extractions, drafted)
    if output is not None:
        write_file(text.encode("utf-8"), output)
        settings.note(f"{output}: a draft; edit it, then read reports by it: kg build --case {output} REPORT…")
    else:
        write(visible(text, lines=True) if _on_terminal() else text)
    return 0


def unlinked(
    context: typer.Context,
    reports: Annotated[
        list[str] | None, typer.Argument(help="Reports, folders of them, or -; without one, the store's.")
    ] = None,
    case: Case = None,
    output: Format = None,
) -> int:
    """List statements whose issue or provision is not known.

    Where no issue is known, up to three are suggested, with the words in common and a score from 0 to 1. Suggestions
    are for people who edit a case file; no graph ever holds them.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.errors import UsageError

    name = choose_format(output, TABLES)
    settings = settings_of(context)
    if reports:
        rows = _of_reports(settings, reports, case_of(case))
    elif case is not None:
        raise UsageError(
            "--case is for reports, those of a store have been read already; name reports, or leave it out"
        )
    else:
        rows = _of_store(settings)
    write_table(table_of(_COLUMNS, rows), name)
    return 0


COMMANDS = (unlinked,)

Row = tuple[str | None, ...]


def _check_name(name: str) -> None:
    """Raise UsageError for a name that is none, or is that of a bundled case."""
    import re

    from kg.errors import UsageError
    from kg.lexicon import available_cases

    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) or len(name) > _LONGEST_NAME:
        raise UsageError(
            f"{name!r} cannot be the name of a case; use small letters, digits and single hyphens between them, as in "
            f"harbour-fees-2025, at most {_LONGEST_NAME} characters"
        )
    if name in available_cases():
        raise UsageError(f"there is a case {name} already; choose another name")


def _as_label(name: str) -> str:
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def _on_terminal() -> bool:
    import sys

    return sys.stdout.isatty()


def _of_reports(settings: Settings, names: Sequence[str], case: str | CaseFile | None) -> list[Row]:
    """Return the rows of the statements that reports hold, in the order of the texts."""
    from kg import iris
    from kg.graphs import reference_quads
    from kg.ingest import extract_source
    from kg.render.formats import text_of
    from kg.sources import find_reports
    from kg.vocab import ACT, SKOS

    quads = reference_quads(None if isinstance(case, str) else case)
    labels = {quad.subject: text_of(quad.object) for quad in quads if quad.predicate == SKOS.prefLabel}
    rows: list[Row] = []
    for source in find_reports(names):
        settings.progress(f"reading {source.name}")
        extraction = extract_source(source, case)
        report = extraction.report
        for statement in extraction.statements:
            if statement.provision is None:
                issue = None if statement.issue is None else labels[iris.issue_iri(statement.issue)]
                rows.append(
                    (statement.party.label, labels[ACT[statement.act]], issue, statement.content, statement.quote.text,
                     report.title or report.file_name, statement.id)
                )  # fmt: skip
    return _with_suggestions(rows, quads)


def _of_store(settings: Settings) -> list[Row]:
    """Return the rows of the statements that the store holds: those of the query unlinked_statements."""
    from kg.iris import DATA, ONTOLOGY_GRAPH
    from kg.query import load, run
    from kg.render.formats import text_of

    with reading(settings) as store:
        table = run(store.rdf, load("unlinked_statements"))
        names = [n for n in store.graph_names() if n == ONTOLOGY_GRAPH.value or n.startswith(f"{DATA}graph/case/")]
        quads = [quad for name in names for quad in store.graph(name)]
    assert table.columns == _COLUMNS[:-1]
    rows = [tuple(None if value is None else text_of(value) for value in row) for row in table.rows]
    return _with_suggestions(rows, quads)


def _with_suggestions(rows: list[Row], quads: Sequence[Quad]) -> list[Row]:
    """Add to each row of unknown issue the issues that its words could be about."""
    from kg.suggest import Suggester

    suggester: Suggester | None = None
    found: list[Row] = []
    for row in rows:
        _, _, issue, content, quote, _, _ = row
        suggested = None
        if issue is None:
            suggester = suggester or Suggester(quads)
            suggested = "; ".join(map(str, suggester.issues(content or quote or ""))) or None
        found.append((*row, suggested))
    return found
