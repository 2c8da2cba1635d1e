"""Commands that put reports into a store and take them out: ``build``, ``add`` and ``remove``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.extractors import (
    BUILT_IN,
    CACHE,
    BaseUrl,
    CacheFolder,
    CallSeconds,
    Choice,
    ExtractorName,
    ModelName,
    Parameters,
    PriceIn,
    PriceOut,
    Seconds,
    Stream,
    extract_with,
)
from kg.cli.frame import Settings
from kg.cli.options import Case, Format, case_of, settings_of

if TYPE_CHECKING:
    from kg.ingest import Ingestion, Reading
    from kg.model import Extraction

_COLUMNS = ("file", "fate", "report", "statements", "candidates", "meetings", "outcomes")


def build(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(help="Reports, or folders of them; the bundled seeds where none is given.")
    ] = None,
    case: Case = None,
    output: Format = None,
    *,
    extractor: ExtractorName = BUILT_IN,
    model: ModelName = None,
    base_url: BaseUrl = None,
    parameter: Parameters = None,
    stream: Stream = False,
    cache: CacheFolder = CACHE,
    timeout: Seconds = 600,
    call_timeout: CallSeconds = 180,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
) -> int:
    """Build a store from reports; the bundled seeds by default.

    It also holds the ontology, the cases and all findings. Reports that are already in the store stay; building twice
    changes nothing.
    """
    choice = Choice(
        extractor, model, base_url, tuple(parameter or ()), stream, cache, timeout, call_timeout, price_in, price_out
    )
    return _ingest(settings_of(context), paths or [_seeds()], case, output, choice)


def add(
    context: typer.Context,
    reports: Annotated[list[str], typer.Argument(help="Reports, folders of them, or - for standard input.")],
    case: Case = None,
    output: Format = None,
    *,
    extractor: ExtractorName = BUILT_IN,
    model: ModelName = None,
    base_url: BaseUrl = None,
    parameter: Parameters = None,
    stream: Stream = False,
    cache: CacheFolder = CACHE,
    timeout: Seconds = 600,
    call_timeout: CallSeconds = 180,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
) -> int:
    """Add reports to the store, each whole and valid or not at all, and say what each changed.

    What it added, repeated and contradicted among positions, and which findings appeared or went. Of more than 50
    reports at once that is left out.
    """
    choice = Choice(
        extractor, model, base_url, tuple(parameter or ()), stream, cache, timeout, call_timeout, price_in, price_out
    )
    return _ingest(settings_of(context), reports, case, output, choice, digests=True)


def remove(
    context: typer.Context,
    reports: Annotated[list[str], typer.Argument(help="Reports by id, file name, path or title.")],
    output: Format = None,
) -> int:
    """Take reports out of the store, with exactly what rested on them.

    All of them or, where one is not in the store, none.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.curation import decisions_of
    from kg.digest import Entry, report_name
    from kg.ingest import remove as remove_reports
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.store import Store
    from kg.whatif import report_of

    choose_format(output, TABLES)
    settings = settings_of(context)
    rows: list[tuple[str, ...]] = []
    with Store.open(settings.store, read_only=True, wait=settings.wait) as store:
        names = list(dict.fromkeys(report_of(store.rdf, words) for words in reports))
        files = {name: report_name(store.rdf, name) for name in names}
        decided = {name: len(decisions_of(store.rdf, name.rpartition("/")[2])) for name in names}

    def tell(name: str, digest: tuple[Entry, ...]) -> None:
        rows.extend(rows_of(files[name], "removed", name.rpartition("/")[2], "", digest))
        if decided[name]:
            kept = "1 decision about it stays" if decided[name] == 1 else f"{decided[name]} decisions about it stay"
            settings.note(f"{files[name]}: {kept} and will be applied when it comes back")

    with Store.open(settings.store, wait=settings.wait) as store:
        remove_reports(store, names, tell)
    write_table(table_of(COLUMNS, rows), output, draw_digest)
    return 0


COMMANDS = (build, add, remove)


def _seeds() -> str:
    """Return the folder of bundled reports. Raises NotFoundError in an installation that has none."""
    from kg.bundle import bundle_path
    from kg.errors import NotFoundError

    try:
        seeds = bundle_path("seeds")
    except FileNotFoundError as error:
        raise NotFoundError("this installation carries no reports; name some: kg build REPORT…") from error
    here = Path.cwd()
    return str(seeds.relative_to(here) if seeds.is_relative_to(here) else seeds)


def _ingest(
    settings: Settings, names: list[str], case: str | None, output: str | None, choice: Choice, *, digests: bool = False
) -> int:
    """Put reports in and say what became of each. Returns 0, 1 where one was refused, or the code of a failure."""
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.ingest import ingest
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.sources import find_reports
    from kg.store import Store

    choose_format(output, TABLES)
    place = settings.store
    sources = find_reports(names)
    told = 0

    def tell(reading: Reading) -> None:
        nonlocal told
        told += 1
        settings.progress(f"{told} of {len(sources)}: {reading.source.name} {reading.fate.value}")
        if reading.error:
            settings.warn(str(reading.error))
        if reading.unmatched:
            number = len(reading.unmatched)
            lost = (
                "1 decision about it no longer finds its" if number == 1 else f"{number} decisions no longer find their"
            )
            settings.warn(f"{reading.source.name}: {lost} statement as it was; see: kg review list --unmatched")
        for violation in reading.violations:
            settings.warn(f"{reading.source.name} is refused: {violation}")

    done = ingest(
        sources,
        lambda: Store.open(place, wait=settings.wait),
        case=case_of(case),
        digests=digests,
        tell=tell,
        extract=extract_with(settings, choice),
    )
    read = [(reading, reading.extraction) for reading in done.readings if reading.extraction]
    if digests and read:
        told_rows = [
            row
            for reading, found in read
            for row in rows_of(
                reading.source.name, reading.fate.value, found.report.id, contents(found), reading.digest or ()
            )
        ]
        write_table(table_of(COLUMNS, told_rows), output, draw_digest)
    elif read:
        write_table(table_of(_COLUMNS, [_row(reading) for reading, _ in read]), output)
    _summarise(settings, done)
    refused = any(reading.violations for reading in done.readings)
    return max((reading.error.exit_code for reading in done.readings if reading.error), default=int(refused))


def contents(found: Extraction) -> str:
    """Say in a few words what was read out of a report."""
    candidates = sum(statement.is_candidate for statement in found.statements)
    counts = (
        (len(found.statements) - candidates, "statement"),
        (candidates, "candidate"),
        (len(found.meetings), "meeting"),
        (len(found.outcomes), "outcome"),
    )
    told = [f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counts if number]
    return ", ".join(told) or "nothing"


def _row(reading: Reading) -> tuple[str | int, ...]:
    found = reading.extraction
    assert found is not None
    candidates = sum(statement.is_candidate for statement in found.statements)
    numbers = len(found.statements) - candidates, candidates, len(found.meetings), len(found.outcomes)
    return (reading.source.name, reading.fate.value, found.report.id, *numbers)


def _summarise(settings: Settings, done: Ingestion) -> None:
    if done.note:
        settings.note(done.note)
    if done.census:
        shown = ("reports", "statements", "candidates", "positions", "conflicts", "overlaps")
        counts = [(done.census[name], name) for name in shown]
        told = ", ".join(f"{number} {name.removesuffix('s') if number == 1 else name}" for number, name in counts)
        settings.note(f"{settings.store}: {told}")
