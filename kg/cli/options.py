"""Options and arguments that several commands have, each in one form and with one text of help."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.frame import Settings

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.lexicon import CaseFile

Format = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table, csv, tsv, json or markdown; table on a terminal, csv elsewhere."),
]
Case = Annotated[
    str | None,
    typer.Option("--case", help="Read by this case, a name or the path of a case file; without it, by the bundled one "
                 "that fits best."),
]  # fmt: skip
Party = Annotated[str | None, typer.Option("--party", help="Only of this party: a label, alias or IRI.")]
Issue = Annotated[str | None, typer.Option("--issue", help="Only on this issue: a label, slug or IRI.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="As it stood on this day, derived from what counts by then."),
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="said|published|read", help="What must have been by the day of --as-of; else: said."),
]

Raw = Annotated[bool, typer.Option("--raw", help="As the program read it, before anybody corrected anything.")]


def settings_of(context: typer.Context) -> Settings:
    """Return the global options."""
    assert isinstance(context.obj, Settings)
    return context.obj


def day_of(option: str, words: str) -> date:
    """Return the day that the value of an option names. Raises UsageError where it names none."""
    from kg.errors import UsageError

    try:
        return date.fromisoformat(words)
    except ValueError:
        raise UsageError(f"{option}: {words!r} is not a date such as 2025-07-23") from None


def as_read(settings: Settings, rdf: ox.Store, *, raw: bool) -> ox.Store:
    """Return the store to ask: with ``raw`` as if nobody had decided anything, in memory."""
    if not raw:
        return rdf
    from kg.curation import as_extracted

    settings.progress("deriving what follows without anybody's decisions")
    return as_extracted(rdf)


def case_of(name: str | None) -> str | CaseFile | None:
    """Return the case that ``--case`` means; a case file is read and checked. Raises as ``kg.casefile.find_case``."""
    if name is None:
        return None
    from kg.casefile import find_case

    return find_case(name)
