"""Commands that ask a store: ``query``, ``positions``, those for the kinds of findings, ``findings`` and ``show``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.guarding import MEBIBYTES, SECONDS, Mebibytes, Seconds, ask_own
from kg.cli.opening import asking, reading
from kg.cli.options import AsOf, By, Format, Issue, Party, Raw, as_read, settings_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.answers import Readable, Table
    from kg.cli.frame import Settings
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
        typer.Option(
            "--format", "-f", help="table, csv, tsv, json or markdown; ttl, trig, nq or jsonld for CONSTRUCT."
        ),
    ] = None,
    raw: Raw = False,
    timeout: Seconds = SECONDS,
    memory: Mebibytes = MEBIBYTES,
) -> int:
    """Ask a named query or one of your own.

    Your own is worked on by a process that has no network and ends at its limits of time and memory. FROM and FROM
    NAMED mean graphs of the store; without them all graphs count as one. The exit code is 1 where ASK is answered with
    no, and where a check finds problems.
    """
    from kg.answers import Table
    from kg.cli.output import GRAPHS, TABLES, choose_format, write, write_graph, write_table
    from kg.errors import UsageError
    from kg.guard import Limits
    from kg.query import available, run, run_text

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
    if settings.endpoint is not None and not raw:
        if memory != MEBIBYTES:
            raise UsageError("--memory is for a query that is worked on here; an endpoint has limits of its own")
        if timeout != SECONDS:
            settings = replace(settings, wait=timeout)
        with asking(settings, own=isinstance(asked, str) or not asked.folder) as remote:
            answer = run_text(remote, asked) if isinstance(asked, str) else run(remote, asked, values)
    elif isinstance(asked, str) or not asked.folder:
        answer = ask_own(settings, asked, values, Limits(timeout, memory), raw=raw)
    else:
        with reading(settings) as store:
            answer = run(as_read(settings, store.rdf, raw=raw), asked, values)
    if isinstance(answer, bool):
        write("true\n" if answer else "false\n")
        return 0 if answer else 1
    if isinstance(answer, Table):
        write_table(answer, output)
        return int(bool(answer.rows) and not isinstance(asked, str) and asked.folder == "checks")
    write_graph(_as_quads(answer), output if output in GRAPHS else "ttl")
    return 0


def positions(
    context: typer.Context,
    party: Party = None,
    issue: Issue = None,
    as_of: AsOf = None,
    by: By = None,
    *,
    raw: Raw = False,
    output: Format = None,
) -> int:
    """Show what each party is for and against, by issue.

    Each position stands in the words of its best statement.
    """
    from kg.render.cards import draw_positions

    return _named(context, "positions", party, issue, output, draw_positions, (as_of, by), raw=raw)


def conflicts(
    context: typer.Context,
    party: Party = None,
    issue: Issue = None,
    as_of: AsOf = None,
    by: By = None,
    *,
    raw: Raw = False,
    output: Format = None,
) -> int:
    """Show where positions conflict, with both quotes and why.

    What conflicted on the day of --as-of need not conflict today; kg show knows only what does.
    """
    from kg.render.cards import draw_findings

    return _named(context, "conflicts", party, issue, output, draw_findings, (as_of, by), raw=raw)


def overlaps(
    context: typer.Context, party: Party = None, issue: Issue = None, *, raw: Raw = False, output: Format = None
) -> int:
    """Show where parties want, or refuse, the same."""
    from kg.render.cards import draw_findings

    return _named(context, "overlaps", party, issue, output, draw_findings, raw=raw)


def discrepancies(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Only other-speaker, other-object, lost-caveat, other-date or "
                                                "headline-body.")
    ] = None,
    party: Party = None,
    report: Annotated[
        str | None, typer.Option("--report", help="Only with this report: its id, file name, title or IRI.")
    ] = None,
    *,
    raw: Raw = False,
    output: Format = None,
) -> int:  # fmt: skip
    """Show where reports disagree on what was said, with both accounts side by side.

    By whom, about what, when, with which caveat; or a headline with its own report.
    """
    from kg.render.cards import draw_discrepancies

    more = {"kind": kind, "report": report}
    return _named(context, "discrepancies", party, None, output, draw_discrepancies, more=more, raw=raw)


def findings(context: typer.Context, *, raw: Raw = False, output: Format = None) -> int:
    """Show all findings as SHACL validation results.

    A warning for what parties or reports disagree on, an info for all else; the message names parties, quotes and
    reports.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.findings import analyse

    choose_format(output, TABLES)
    settings = settings_of(context)
    with reading(settings) as store:
        verdict = analyse(as_read(settings, store.rdf, raw=raw))
    rows = [(found.severity, found.shape, found.focus, found.message) for found in verdict.results]
    write_table(table_of(("severity", "shape", "focus", "message"), rows), output)
    return 0


def show(
    context: typer.Context,
    identifier: Annotated[
        str,
        typer.Argument(metavar="ID", help="The id of a statement, meeting, outcome, position, finding or report, "
                                          "whole or as much of its beginning as names one."),
    ],
    output: Annotated[
        str | None, typer.Option("--format", "-f", help="table, csv, tsv, json, markdown; or ttl, trig, nq, jsonld.")
    ] = None,
) -> int:  # fmt: skip
    """Show one statement, finding or other thing in full.

    A statement stands in its sentence, its quote between ⟦ and ⟧, with report, date, speaker and rule.
    """
    from kg.cli.output import GRAPHS, TABLES, choose_format, table_of, write_graph, write_table
    from kg.describe import describe, find, shown_quads

    name = choose_format(output, (*TABLES, *GRAPHS))
    settings = settings_of(context)
    with asking(settings) as rdf:
        node = find(rdf, identifier)
        if name in GRAPHS:
            write_graph(shown_quads(rdf, node), name)
        else:
            write_table(table_of(("field", "value"), describe(rdf, node)), name)
    return 0


COMMANDS = (query, positions, conflicts, overlaps, discrepancies, findings, show)


def _named(
    context: typer.Context,
    name: str,
    party: str | None,
    issue: str | None,
    output: str | None,
    layout: Layout,
    moment: tuple[str | None, str | None] = (None, None),
    more: Mapping[str, str | None] | None = None,
    *,
    raw: bool = False,
) -> int:
    """Run one of the queries that have a command of their own; ``moment`` is ``--as-of`` and ``--by``.

    ``more`` are further parameters of the query, by name.
    """
    from kg.cli.output import TABLES, choose_format, write_table
    from kg.cli.timeline import as_it_stood, moment_of
    from kg.query import load, run

    choose_format(output, TABLES)
    settings = settings_of(context)
    when = moment_of(*moment)
    given = {"party": party, "issue": issue, **(more or {})}
    values = {key: value for key, value in given.items() if value is not None}
    if raw or when:
        with reading(settings) as store:
            _tell_of_lacks(settings, store.rdf)
            rdf = as_read(settings, store.rdf, raw=raw)
            table = run(as_it_stood(settings, rdf, *when) if when else rdf, load(name), values)
    else:
        with asking(settings) as asked:
            _tell_of_lacks(settings, asked)
            table = run(asked, load(name), values)
    write_table(table, output, layout)
    return 0


def _tell_of_lacks(settings: Settings, rdf: Readable) -> None:
    """Warn where nothing can follow from what a store holds, or what follows has not been derived."""
    from kg.census import lacks_case, lacks_findings

    if lacks_findings(rdf):
        settings.warn(f"{settings.place} has reports but no findings: a run was interrupted; mend it with: kg build")
    elif lacks_case(rdf):
        settings.warn(
            f"no statement in {settings.place} belongs to a negotiation, so nothing follows: draft a case file "
            "with kg case new, then build with --case"
        )


def _find_query(name: str) -> NamedQuery | str:
    """Return a named query, a file's query with its header, or the text of one without. Raises NotFoundError."""
    from kg.errors import InputError, NotFoundError
    from kg.query import load, parse
    from kg.sources import STANDARD_INPUT, find_source

    path = Path(name)
    if name != STANDARD_INPUT and not (path.suffix in {".rq", ".sparql"} or path.is_file()):
        return load(name)
    source = find_source(name)
    if source.path is not None and not path.exists():
        raise NotFoundError(f"{name}: there is no such file")
    try:
        text = source.read(_LARGEST_QUERY).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{source.name}: not UTF-8 at byte {error.start}; a query is UTF-8") from error
    if text.startswith("#+"):
        return parse(
            "".join(c if c.isalnum() else "_" for c in path.stem.lower()).lstrip("_0123456789") or "query", text
        )
    return text


def _parameters(words: list[str]) -> dict[str, str]:
    """Return the values by name. Raises UsageError for a word that is not ``name=value``, or a name given twice."""
    from kg.errors import UsageError

    values: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise UsageError(f"a parameter is written name=value, not {word!r}")
        if name in values:
            raise UsageError(f"the parameter {name} is given twice")
        values[name] = value
    return values


def _catalogue(queries: list[NamedQuery]) -> Table:
    """Lay the named queries out as rows of (name, parameters, summary)."""
    from kg.cli.output import table_of

    rows = [(query.name, ", ".join(parameter.name for parameter in query.params), query.summary) for query in queries]
    return table_of(("name", "parameters", "summary"), rows)


def _as_quads(triples: list[ox.Triple]) -> list[ox.Quad]:
    """Put triples into the default graph, to be written like any others."""
    import pyoxigraph as ox

    return [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples]
