"""Queries of the user's own: asked in a guarded child, within the limits of the command line."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import as_read

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.answers import Table
    from kg.cli.frame import Settings
    from kg.guard import Limits
    from kg.query import NamedQuery

SECONDS, MEBIBYTES = 60.0, 2048

Seconds = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="How long a query of your own may take.")]
Mebibytes = Annotated[
    int, typer.Option("--memory", metavar="MIB", help="How much memory a query of your own may take, in MiB.")
]


def ask_own(
    settings: Settings, asked: NamedQuery | str, values: Mapping[str, str], limits: Limits, *, raw: bool
) -> Table | bool | list[ox.Triple]:
    """Ask a query of the user's, with or without a header, in a guarded child.

    With ``raw`` the child is given a store of its own, what was decided taken back.
    Raises as ``kg.guard.ask_once``, ``kg.query.prepare`` and ``kg.query.check_columns``.
    """
    from kg.guard import Question, ask_once
    from kg.guard.parsed import ROWS, TRIPLES, parsed
    from kg.query import check_columns, prepare

    with tempfile.TemporaryDirectory(prefix="kg-query-") as folder:
        path, text = settings.store, asked if isinstance(asked, str) else asked.text
        if raw or not isinstance(asked, str):
            with reading(settings) as store:
                if not isinstance(asked, str):
                    text = prepare(store.rdf, asked, values)
                if raw:
                    path = Path(folder) / "store"
                    _write(as_read(settings, store.rdf, raw=True), path)
        answer = parsed(ask_once(path, Question(text, ROWS, otherwise=TRIPLES), limits, wait=settings.wait))
    if not isinstance(asked, str):
        check_columns(asked, answer)
    return answer


def _write(rdf: ox.Store, path: Path) -> None:
    """Make a store on disk of one in memory."""
    from kg.store import Store

    with Store.open(path) as written:
        written.rdf.bulk_extend(rdf)
