"""The command ``serve``."""

from __future__ import annotations

import importlib.util
import math
import os
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import settings_of


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on; nobody is asked for a password.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 8000,
    timeout: Annotated[float, typer.Option(help="Seconds that a query may take.")] = 30.0,
    memory: Annotated[int, typer.Option(help="MiB that a query may take.")] = 2048,
    rows: Annotated[int, typer.Option(help="Rows or triples that a query may return.")] = 1_000_000,
    size: Annotated[int, typer.Option("--size", help="MiB that an answer may have.")] = 64,
    workers: Annotated[
        int | None, typer.Option(help="Queries at the same time; one for each processor, and two at least.", min=1)
    ] = None,
    connections: Annotated[int, typer.Option(help="Connections at the same time.", min=1)] = 256,
    patience: Annotated[float, typer.Option(help="Seconds within which a request must have arrived.", min=0.1)] = 10.0,
    queue: Annotated[float, typer.Option(help="Seconds that a query waits for a place.", min=0)] = 10.0,
    cors: Annotated[
        list[str] | None,
        typer.Option("--cors", metavar="ORIGIN", help="Let scripts of this origin read answers, as https://example.org;"
                                                      " * lets all."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A further name that the server may be called by."),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", help="The address that people reach it at, behind a proxy.")
    ] = None,
    yasgui: Annotated[
        Path | None, typer.Option("--yasgui", metavar="DIR", help="The files of YASGUI, for the query page.")
    ] = None,
    *,
    log: Annotated[bool, typer.Option("--log", help="Write a line for every request to standard error.")] = False,
) -> int:  # fmt: skip
    """Serve the store as a SPARQL endpoint, for reading.

    It follows the store as it changes, and does not keep others from writing. Ctrl-C ends it.
    """
    from kg.errors import UsageError

    if not all(importlib.util.find_spec(name) for name in ("starlette", "uvicorn")):
        raise UsageError("kg serve needs starlette and uvicorn; install them with: pip install 'negotiation-kg[serve]'")
    from kg.guard import Limits
    from kg.serve.server import Settings, run

    hosts = _checked(list(allow_host or ()), list(cors or ()), url, {"--patience": patience, "--queue": queue})
    settings = settings_of(context)
    run(
        Settings(
            settings.store, host, port, workers or min(8, max(2, os.cpu_count() or 2)),
            Limits(timeout, memory, rows, size * 2**20), settings.wait, connections, patience, queue, tuple(cors or ()),
            hosts, url, yasgui, log, settings.note,
        )
    )  # fmt: skip
    return 0


def _checked(names: list[str], origins: list[str], url: str | None, seconds: dict[str, float]) -> tuple[str, ...]:
    """Return the names that the server may be called by, with that of ``--url``. Raises UsageError."""
    from urllib.parse import urlsplit

    from kg.errors import UsageError
    from kg.serve.doorway import HOST

    for option, value in seconds.items():
        if not value < math.inf:
            raise UsageError(f"{option} takes a number of seconds, not {value:g}")
    for origin in origins:
        scheme, _, host = origin.partition("://")
        if origin != "*" and (scheme not in {"http", "https"} or not HOST.fullmatch(host)):
            raise UsageError(f"--cors: {origin!r} is not an origin such as https://example.org, or *")
    if url is not None:
        try:
            place = urlsplit(url)
            names = [*names, place.hostname or ""]
        except ValueError:
            names = [*names, ""]
        if not names[-1] or place.scheme not in {"http", "https"} or place.query or place.fragment:
            raise UsageError(f"--url: {url!r} is not an address such as https://example.org/kg")
    for name in names:
        match = HOST.fullmatch(name)
        if match is None or match[1] != name:
            raise UsageError(f"--allow-host: {name!r} is not the name of a host; it has no port and no path")
    return tuple(names)


COMMANDS = (serve,)
