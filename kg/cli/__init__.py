"""The command ``kg``. One module for each kind of command; everything heavy is imported when a command needs it."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kg import __version__
from kg.cli import (
    agreeing,
    asking,
    coding,
    comparing,
    documenting,
    drafting,
    reading,
    remoting,
    reporting,
    reviewing,
    serving,
    timeline,
    upkeep,
    writing,
)
from kg.cli.frame import DEFAULT_STORE, Settings, guarded
from kg.errors import UsageError

app = typer.Typer(
    name="kg",
    help="A negotiation as a graph: who demands, offers, accepts, rejects or denies what, in which verbatim words.",
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Global options may also stand after the command. Exit codes: 0 done; 1 done, and the answer is no; "
    "2 wrong usage; 3 unreadable input; 4 not found; 5 store, disk or network; 6 a limit was reached; "
    "70 a bug of ours; 130 interrupted.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: rich would double the time to show it.
    rich_markup_mode=None,
)
for module in (
    writing,
    comparing,
    reading,
    asking,
    timeline,
    drafting,
    coding,
    agreeing,
    upkeep,
    remoting,
    serving,
    documenting,
    reporting,
):
    for command in module.COMMANDS:
        app.command()(command)
app.add_typer(drafting.case, name="case")
app.add_typer(reviewing.review, name="review")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def settings(
    context: typer.Context,
    *,
    store: Annotated[
        Path, typer.Option(help="The directory of the store.", envvar="KG_STORE", show_default=True)
    ] = DEFAULT_STORE,
    endpoint: Annotated[
        str | None, typer.Option(help="Read this SPARQL endpoint instead of a store.", envvar="KG_ENDPOINT")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(help="What the endpoint is, as oxigraph, fuseki, virtuoso or sparql; without it, it is asked."),
    ] = None,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait for another process that uses the store, or for an endpoint.")
    ] = 30.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on standard error but failures.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Keep the global options for the command; its own help is that of the program."""
    del debug, version  # read from the arguments before this function is reached
    if not 0 <= wait < math.inf:
        raise UsageError(f"--wait takes a number of seconds, not {wait:g}")
    given = {name: getattr(context.get_parameter_source(name), "name", "") for name in ("store", "endpoint")}
    if endpoint is not None and given["store"] == given["endpoint"]:
        raise UsageError("--store and --endpoint, or KG_STORE and KG_ENDPOINT, are two places to read; give one")
    if given["store"] == "COMMANDLINE":
        endpoint = None  # it is from the environment, and the nearer word counts
    context.obj = Settings(directory=store, endpoint=endpoint, layout=layout, wait=wait, quiet=quiet)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; ``argv`` is without the program's name. Returns the exit code and raises nothing."""
    return guarded(
        lambda arguments: app(args=arguments, prog_name="kg", standalone_mode=False) or 0,
        sys.argv[1:] if argv is None else argv,
    )
