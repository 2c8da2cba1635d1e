"""Commands by which people decide about statements: ``review`` and what stands below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Format, Issue, Party, day_of, settings_of

if TYPE_CHECKING:
    from kg.review.desk import Desk, Entered

_COLUMNS = ("id", "decision", "when", "by", "about", "state", "note", "statement", "report")
_DONE = {"accept": "accepted", "reject": "rejected", "correct": "corrected", "split": "split", "add": "added"}
_LONGEST_NAME = 200
_LONGEST_NUMBER = 3

By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", envvar="KG_CURATOR", help="The name of who decides; needed.")
]
OfReport = Annotated[str | None, typer.Option("--report", help="Only of this report: an id, file name or title.")]
Candidates = Annotated[
    bool, typer.Option("--candidates", help="Only those that are too doubtful to count until somebody accepts them.")
]

review = typer.Typer(rich_markup_mode=None)


@review.callback(invoke_without_command=True)
def walk(
    context: typer.Context,
    *,
    by: By = None,
    report: OfReport = None,
    party: Party = None,
    issue: Issue = None,
    candidates: Candidates = False,
) -> int:
    """Decide about statements: one after the other here, or in a table with export and apply.

    Without one of the commands below, goes through what nobody has decided about, candidates first. One key each:
    a accept, r reject, e edit, s skip, u undo, q quit, ? help; where standard input is no terminal, one line each.
    Every decision is kept at once; the next kg review goes on with the rest.
    """
    from kg.cli.output import screen, write
    from kg.errors import UsageError
    from kg.review.keys import keys_of
    from kg.review.rows import Wanted
    from kg.review.walk import Walk, in_order

    if context.invoked_subcommand is not None:
        if report or party or issue or candidates:
            raise UsageError(f"options stand behind the command: kg review {context.invoked_subcommand} …")
        return 0
    desk = _desk(context, by)
    found = desk.show(Wanted(report, party, issue, candidates=candidates, undecided=True))
    if not found:
        settings_of(context).note("nothing is left to decide about; kg review list shows what has been decided")
        return 0
    Walk(desk, in_order(found), keys_of(write), write, screen()).run()
    return 0


@review.command()
def export(
    context: typer.Context,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write, .csv or .xlsx; without it, CSV on standard output."),
    ] = None,
    report: OfReport = None,
    party: Party = None,
    issue: Issue = None,
    candidates: Candidates = False,
    decided: Annotated[
        bool, typer.Option("--decided", help="Only what people decided about, with what they set aside.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Only of reports issued on this day or later.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over the file, if there is one.")] = False,
) -> int:
    """Write statements as a table to be filled in, one a row; kg review apply takes it back."""
    import sys

    from kg.cli.output import write, write_file
    from kg.errors import UsageError
    from kg.render.visible import visible
    from kg.review.lists import lists_for
    from kg.review.rows import Wanted, shown_statements
    from kg.review.sheets import suffix_of, write_csv
    from kg.review.workbooks import write_workbook

    suffix = ".csv" if output is None else suffix_of(output.name)
    if output is not None and output.exists() and not force:
        raise UsageError(f"{output} is there already; give another name, or --force to write over it")
    settings = settings_of(context)
    first = None if since is None else day_of("--since", since)
    with reading(settings) as store:
        wanted = Wanted(report, party, issue, candidates=candidates, decided=decided, since=first)
        rows = shown_statements(store.rdf, wanted)
        lists = lists_for(store.rdf, rows) if suffix == ".xlsx" else {}
    if output is None:
        text = write_csv(rows)
        write(visible(text, lines=True) if sys.stdout.isatty() else text)
        return 0
    data = write_workbook(rows, lists) if suffix == ".xlsx" else write_csv(rows, mark=True).encode("utf-8")
    write_file(data, output)
    settings.note(
        f"{output}: {len(rows)} statement{'' if len(rows) == 1 else 's'}; fill in the column decision, then: "
        f"kg review apply {output} --by NAME"
    )
    return 0


@review.command()
def apply(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="The filled-in table, .csv or .xlsx; or - for CSV from standard input.")],
    by: By = None,
    output: Format = None,
) -> int:
    """Take the decisions of a filled-in table, all of them or, where one row is wrong, none.

    Every row is checked first, and all that is wrong is told at once. Applying a table again changes nothing.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.errors import InputError
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.review.desk import RowsError
    from kg.review.sheets import MAX_BYTES, read_table, suffix_of
    from kg.sources import find_source

    choose_format(output, TABLES)
    desk = _desk(context, by)
    source = find_source(table)
    suffix = ".csv" if source.path is None else suffix_of(source.path.name)
    rows = read_table(source.read(MAX_BYTES), source.name, suffix)
    settings = settings_of(context)
    try:
        entered = desk.enter(rows)
    except RowsError as error:
        for fault in error.faults:
            settings.warn(f"{source.name}, {fault}")
        raise InputError(f"{source.name}: {error}") from None
    except InputError as error:
        raise InputError(f"{source.name}, {error}") from None
    told = _told(entered)
    fate = "applied" if entered.decisions else "unchanged"
    write_table(
        table_of(COLUMNS, rows_of(source.name, fate, "", told, entered.changes)),
        output,
        draw_digest,
    )
    if not entered.decisions:
        settings.note(f"nothing new: {told}")
    return 0


@review.command(name="list")
def list_decisions(
    context: typer.Context,
    *,
    unmatched: Annotated[
        bool,
        typer.Option(
            "--unmatched", help="Only those whose statement is no longer there as it was, or whose report is gone."
        ),
    ] = False,
    output: Format = None,
) -> int:
    """List what has been decided, and how each decision fares.

    In effect; superseded by a later one about the same statement, or about what it wrote; target gone, which is no
    longer read out of the report; drifted, which is now read otherwise; report gone, which is not in the store. What a
    person stated counts all the same.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.review.ledger import State, ledger

    choose_format(output, TABLES)
    settings = settings_of(context)
    with reading(settings) as store:
        entries = ledger(store.rdf)
    rows = [
        (
            entry.decision.id,
            entry.decision.kind.value,
            entry.decision.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            entry.decision.by,
            entry.about,
            entry.state.value,
            entry.decision.note,
            (entry.decision.target or entry.decision.results[0]).id,
            entry.decision.report,
        )
        for entry in entries
        if not unmatched or entry.state in (State.TARGET_GONE, State.DRIFTED, State.REPORT_GONE)
    ]
    write_table(table_of(_COLUMNS, rows), output)
    return 0


@review.command(name="undo")
def undo_decisions(
    context: typer.Context,
    decisions: Annotated[
        list[str] | None, typer.Argument(help="Ids of decisions, or their beginnings; behind --last, how many.")
    ] = None,
    *,
    last: Annotated[
        bool, typer.Option("--last", help="The last decision that was taken, by anybody; with a number, so many.")
    ] = False,
    output: Format = None,
) -> int:
    """Take decisions back as if they had never been taken, all of them or none, and say what that changed."""
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.curation import decisions_of, undo
    from kg.errors import NotFoundError, UsageError
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.review.ledger import brief, chosen
    from kg.store import Store

    choose_format(output, TABLES)
    names = decisions or []
    if last == bool(names) and not (last and _number(names)):
        raise UsageError("name decisions by their ids, as kg review list shows them, or give --last, or --last 3")
    settings = settings_of(context)
    with Store.open(settings.store, read_only=True, wait=settings.wait) as store:
        taken = decisions_of(store.rdf)
    gone = taken[-(_number(names) or 1) :] if last else chosen(taken, names)
    if not gone:
        raise NotFoundError("nothing has been decided in this store; there is nothing to take back")
    with Store.open(settings.store, wait=settings.wait) as store:
        changes = undo(store, [decision.id for decision in gone])
    told = f"{gone[0].kind} by {gone[0].by}: {brief(gone[0].target or gone[0].results[0])}"
    if len(gone) > 1:
        told = f"{len(gone)} decisions: {_counted(decision.kind for decision in gone)}"
    write_table(table_of(COLUMNS, rows_of("", "undone", "", told, changes)), output, draw_digest)
    return 0


def _number(names: list[str]) -> int:
    """Return the number that stands alone behind ``--last``, or 0: an id is longer."""
    alone = len(names) == 1 and names[0].isascii() and names[0].isdigit() and len(names[0]) <= _LONGEST_NUMBER
    return int(names[0]) if alone else 0


def _desk(context: typer.Context, by: str | None) -> Desk:
    """Return where decisions are taken. Raises UsageError where nobody is named who takes them."""
    from kg.errors import UsageError
    from kg.render.visible import visible
    from kg.review.desk import Desk

    name = (by or "").strip()
    if not name:
        raise UsageError("say who decides: --by NAME, or set KG_CURATOR")
    if len(name) > _LONGEST_NAME or visible(name) != name:
        raise UsageError(f"--by takes a name of at most {_LONGEST_NAME} characters that can all be seen")
    settings = settings_of(context)
    return Desk(settings.store, settings.wait, name)


def _told(entered: Entered) -> str:
    told = [_counted(decision.kind for decision in entered.decisions)] if entered.decisions else []
    told += [f"{entered.repeated} applied before"] if entered.repeated else []
    return ", ".join(told) or "no decision in it"


def _counted(kinds: Iterable[str]) -> str:
    counts = Counter(kinds)
    return ", ".join(f"{counts[kind]} {word}" for kind, word in _DONE.items() if counts[kind])
