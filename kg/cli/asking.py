"""Commands that ask a store: ``query``, ``positions``, ``conflicts``, ``overlaps`` and ``show``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Format, Issue, Party, settings_of

if TYPE_CHECKING:
    from kg.cli.output import Layout
    from kg.query import NamedQuery

_LARGEST_QUERY = 1024 * 1024


def query(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="A named query, a file with SPARQL, or - for standard input.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="A parameter, name=value; labels serve as well as IRIs.")
    ] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="List the named queries and their parameters.")] = False,
    output: Annotated[
        str | None,
        typer.Option("--format", "-f", help="table, csv, tsv, json or markdown; ttl, trig, nq or jsonld for CONSTRUCT."),
    ] = None,
) -> int:
    """Ask a named query or one of your own.

    The exit code is 1 where ASK is answered with no, and where a check finds problems.
    """
    from kg.cli.output import GRAPHS, TABLES, choose_format, write, write_graph, write_table
    from kg.errors import UsageError
    from kg.query import Table, available, run, run_text
    from kg.store import Store

    choose_format(output, (*TABLES, *GRAPHS))
    if listed:
        write_table(_catalogue(available()), output)
        return 0
    if name is None:
        raise UsageError("name a query, a file or -; kg query --list names the queries")
    asked = _find_query(name)
    values = _parameters(parameters or [])
    if isinstance(asked, str) and values:
        raise UsageError("a query without a header has no parameters; give it one, or write the values into it")
    settings = settings_of(context)
    with Store.open(settings.store, read_only=True, wait=settings.wait) as store:
        answer = run_text(store.rdf, asked) if isinstance(asked, str) else run(store.rdf, asked, values)
    if isinstance(answer, bool):
        write("true\n" if answer else "false\n")
        return 0 if answer else 1
    if isinstance(answer, Table):
        write_table(answer, output)
        return int(bool(answer.rows) and not isinstance(asked, str) and asked.folder == "checks")
    write_graph(_as_quads(answer), output if output in GRAPHS else "ttl")
    return 0


def positions(context: typer.Context, party: Party = None, issue: Issue = None, output: Format = None) -> int:
    """Show what each party is for and against, by issue, each position in the words of its best statement."""
    from kg.render.cards import draw_positions

    return _named(context, "positions", party, issue, output, draw_positions)


def conflicts(context: typer.Context, party: Party = None, issue: Issue = None, output: Format = None) -> int:
    """Show where positions conflict, each conflict with both quotes and its reason."""
    from kg.render.cards import draw_findings

    return _named(context, "conflicts", party, issue, output, draw_findings)


def overlaps(context: typer.Context, party: Party = None, issue: Issue = None, output: Format = None) -> int:
    """Show where parties want or refuse the same, each overlap with both quotes and its reason."""
    from kg.render.cards import draw_findings

    return _named(context, "overlaps", party, issue, output, draw_findings)


def show(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(help="The id of a statement, meeting, outcome, position, finding or "
                                              "report: whole, or as much of its beginning as names one.", metavar="ID")],
    output: Annotated[
        str | None, typer.Option("--format", "-f", help="table, csv, tsv, json, markdown; or ttl, trig, nq, jsonld.")
    ] = None,
) -> int:  # fmt: skip
    """Show one thing of the store; a statement in its sentence, with report, date, speaker and rule."""
    from kg.cli.output import GRAPHS, TABLES, choose_format, table_of, write_graph, write_table
    from kg.describe import describe, find
    from kg.store import Store

    name = choose_format(output, (*TABLES, *GRAPHS))
    settings = settings_of(context)
    with Store.open(settings.store, read_only=True, wait=settings.wait) as store:
        node = find(store, identifier)
        if name in GRAPHS:
            write_graph(list(store.rdf.quads_for_pattern(node, None, None, None)), name)
        else:
            write_table(table_of(("field", "value"), describe(store, node)), name)
    return 0


COMMANDS = (query, positions, conflicts, overlaps, show)
