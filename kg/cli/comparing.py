"""Commands that ask what a change would change: ``diff`` and ``whatif``. The store stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Case, Format, case_of, settings_of

if TYPE_CHECKING:
    from kg.cli.frame import Settings
    from kg.store import Store


def diff(
    context: typer.Context,
    reports: Annotated[list[str], typer.Argument(help="Reports, folders of them, or - for standard input.")],
    case: Case = None,
    output: Format = None,
) -> int:
    """Say what each report would add, repeat and contradict, without adding it.

    Each by itself, not one after the other. The exit code is 1 where one of them would change something or is refused.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.cli.writing import contents
    from kg.ingest import Fate, preview
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.revise import Reviser
    from kg.sources import find_reports

    choose_format(output, TABLES)
    settings = settings_of(context)
    sources, by = find_reports(reports), case_of(case)
    rows: list[tuple[str, ...]] = []
    code, differs = 0, False
    with reading(settings) as store:
        _require_findings(settings, store)
        reviser = Reviser(store.rdf)
        for source in sources:
            previewed = preview(store.rdf, source, by, reviser)
            if previewed.error:
                settings.warn(str(previewed.error))
                code = max(code, previewed.error.exit_code)
            for violation in previewed.violations:
                settings.warn(f"{source.name} would be refused: {violation}")
            if previewed.extraction is None:
                continue
            differs = differs or previewed.fate is not Fate.UNCHANGED
            fate = previewed.fate.value if previewed.fate is Fate.UNCHANGED else f"would be {previewed.fate.value}"
            found = previewed.extraction
            rows += rows_of(source.name, fate, found.report.id, contents(found), previewed.digest or ())
        del reviser  # it holds the database, which closes when nothing does
    if rows:
        write_table(table_of(COLUMNS, rows), output, draw_digest)
    return code or int(differs)


def whatif(
    context: typer.Context,
    without: Annotated[
        list[str], typer.Option("--without", help="A report (id, file name, title) or an origin (id, label).")
    ],
    output: Format = None,
) -> int:
    """Say what would be gone without a report, or without an origin and all reports that print it."""
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.digest import digest_of, report_name
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.revise import Reviser
    from kg.whatif import reports_of

    choose_format(output, TABLES)
    settings = settings_of(context)
    with reading(settings) as store:
        _require_findings(settings, store)
        names = sorted({name for words in without for name in reports_of(store.rdf, words)})
        delta = Reviser(store.rdf).revise(dict.fromkeys(names, ()))
        files = ", ".join(sorted(report_name(store.rdf, name) for name in names))
        rows = rows_of("", "without", "", files, digest_of(store.rdf, delta))
    write_table(table_of(COLUMNS, rows), output, draw_digest)
    return 0


COMMANDS = (diff, whatif)


def _require_findings(settings: Settings, store: Store) -> None:
    """Raise StoreError where a store has no findings to compare with, or those of another version."""
    from kg.errors import StoreError
    from kg.refresh import is_current

    if not is_current(store):
        raise StoreError(
            f"the findings of {settings.place} are missing or of another version; derive them with: kg build"
        )
