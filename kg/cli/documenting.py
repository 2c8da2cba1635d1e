"""``kg docs``: the ontology's own page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import settings_of
from kg.cli.output import write, write_file


def docs(
    context: typer.Context,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, not to standard output.")
    ] = None,
) -> None:
    """Write the ontology's own page, one HTML file: classes, properties, issues, cases, shapes and named queries."""
    from kg.render.ontology_page import ontology_page

    page = ontology_page()
    if output is None:
        write(page)
        return
    write_file(page.encode("utf-8"), output)
    settings_of(context).note(f"{output}: {len(page.encode('utf-8')) // 1024} KiB; open it in a browser")


COMMANDS = (docs,)
