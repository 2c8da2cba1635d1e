"""Options and arguments that several commands have, each in one form and with one text of help."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.frame import Settings

Format = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table, csv, tsv, json or markdown; table on a terminal, csv elsewhere."),
]
Case = Annotated[str | None, typer.Option("--case", help="Read by this case; without it, by the one that fits best.")]
Party = Annotated[str | None, typer.Option("--party", help="Only of this party: a label, alias or IRI.")]
Issue = Annotated[str | None, typer.Option("--issue", help="Only on this issue: a label, slug or IRI.")]


def settings_of(context: typer.Context) -> Settings:
    """Return the global options."""
    assert isinstance(context.obj, Settings)
    return context.obj
