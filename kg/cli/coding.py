"""Commands for coded data: ``code``, ``import`` and ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.opening import reading
from kg.cli.options import Format, Issue, Party, settings_of

if TYPE_CHECKING:
    from kg.cli.frame import Settings
    from kg.model import Act

_LONGEST_NAME = 200
_FORMATS = "web-annotation, dna, brat, graphml or gexf"


def code(
    context: typer.Context,
    reports: Annotated[list[str], typer.Argument(help="Reports by id, file name, path or title.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet to write, .csv or .xlsx.")],
    force: Annotated[bool, typer.Option("--force", help="Write over the file, if there is one.")] = False,
) -> int:
    """Start coding by hand: write an empty sheet of reports of the store, one row a sentence.

    Nothing of what was extracted is in it. Where a sentence states something, write add into the column decision, fill
    in party, act, stance, what it is about (issue, provision or content) and what else you know, and shorten the
    quote; for a second statement, copy the row. Then: kg review apply SHEET --by NAME
    """
    from kg.cli.output import write_file
    from kg.errors import NotFoundError, UsageError
    from kg.interchange.adding import Reports
    from kg.interchange.empty_sheet import empty_rows
    from kg.review.lists import lists_for
    from kg.review.sheets import suffix_of, write_csv
    from kg.review.workbooks import write_workbook
    from kg.store import REPORT
    from kg.whatif import report_of

    suffix = suffix_of(output.name)
    if output.exists() and not force:
        raise UsageError(f"{output} is there already; give another name, or --force to write over it")
    settings = settings_of(context)
    with reading(settings) as store:
        try:
            ids = dict.fromkeys(report_of(store.rdf, words).removeprefix(REPORT) for words in reports)
        except NotFoundError as error:
            raise NotFoundError(f"{error}; put reports into the store first: kg add") from None
        known = Reports(store.rdf)
        rows = empty_rows(known.extraction(one) for one in ids)
        lists = lists_for(store.rdf, rows) if suffix == ".xlsx" else {}
    write_file(write_workbook(rows, lists) if suffix == ".xlsx" else write_csv(rows, mark=True).encode(), output)
    settings.note(f"{output}: {_number(len(rows), 'sentence')} of {_number(len(ids), 'report')}; fill it in, then: "
                  f"kg review apply {output} --by NAME")  # fmt: skip
    return 0


def import_(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="Coded files; a folder for the files of brat in it.")],
    *,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", envvar="KG_CURATOR", help="Whose word it is; needed.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--from", help="web-annotation, dna or brat, where the ending of the name does not tell."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="A CSV of two columns without a header: a word of the files, and our slug for it."),
    ] = None,
    act: Annotated[
        str, typer.Option("--act", help="The act of statements whose file says none, as those of DNA.")
    ] = "asserts",
    unmapped: Annotated[
        str, typer.Option("--unmapped", help="refuse or keep concepts that are not known; kept, they have no issue.")
    ] = "refuse",
    output: Format = None,
) -> int:
    """Add statements coded with other tools, all of them or, where one is wrong, none.

    Reads event lists of Discourse Network Analyzer (CSV), brat standoff and W3C Web Annotations. A quote must stand in
    its report, which must be in the store. What was extracted in the same words with the same codes is accepted as it
    stands. The same file a second time adds nothing.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.curation import decide
    from kg.errors import InputError
    from kg.interchange.adding import decisions_for, placed, read_all
    from kg.interchange.files import read_coded
    from kg.interchange.lookup import Lookup, read_mapping
    from kg.model import DecisionKind
    from kg.render.digests import COLUMNS, draw_digest, rows_of
    from kg.sources import find_source
    from kg.store import Store

    choose_format(output, TABLES)
    settings, name = settings_of(context), _name_of(by)
    place = settings.store
    keep, usual = _kept(unmapped), _act_of(act)
    words = read_mapping(find_source(str(mapping))) if mapping is not None else {}
    reading = read_coded(files, form)
    # Opening for writing makes a store where there is none; there is nothing to add to in that.
    Store.open(place, read_only=True, wait=settings.wait).close()
    with Store.open(place, wait=settings.wait) as store:
        read = read_all(store.rdf, reading.statements, Lookup(store.rdf, words), act=usual, keep=keep)
        if problems := (*reading.problems, *read.problems):
            for problem in problems:
                settings.warn(problem)
            raise InputError(f"{_number(len(problems), 'problem')} in {', '.join(files)}; nothing was written")
        decisions = decisions_for(store.rdf, read, name)
        try:
            changes = decide(store, [decision for decision, _ in decisions])
        except InputError as error:
            raise placed(error, decisions) from None
    _tell(settings, reading.passed_over, read.without_act, usual)
    there = len(read.statements) - len(decisions)
    accepted = sum(decision.kind is DecisionKind.ACCEPT for decision, _ in decisions)
    told = f"{_number(len(decisions) - accepted, 'statement')} added"
    told += f", {accepted} accepted as extracted" if accepted else ""
    told += f", {there} there already" if there else ""
    fate = "imported" if decisions else "unchanged"
    write_table(table_of(COLUMNS, rows_of(", ".join(files), fate, name, told, changes)), output, draw_digest)
    return 0


# The word is Python's own: the function cannot be called so, the command is.
import_.__name__ = "import"


def export(
    context: typer.Context,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write, for brat a folder; else standard output, with --to."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--to", help=f"{_FORMATS}; without it, as the ending of the name tells.")
    ] = None,
    network: Annotated[
        str | None,
        typer.Option("--network", help="For graphml and gexf: two-mode (the usual), congruence, conflict or subtract."),
    ] = None,
    report: Annotated[str | None, typer.Option("--report", help="Only of this report: id, file name or title.")] = None,
    party: Party = None,
    issue: Issue = None,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Also what is too doubtful to count as a statement.")
    ] = False,
) -> int:
    """Write statements for other tools, and say on standard error what the format cannot hold.

    .jsonld is W3C Web Annotation, .csv an event list as Discourse Network Analyzer writes it, a folder brat; .graphml
    and .gexf are networks for Gephi, visone and NetworkX: two-mode of parties and provisions, or of parties tied by
    the provisions on which they take the same side (congruence) or opposite sides (conflict), or the difference.
    """
    import sys

    from kg.cli.output import write, write_file
    from kg.errors import UsageError
    from kg.interchange.export import choose
    from kg.interchange.files import NETWORKS, Form, form_of, write_folder
    from kg.interchange.lookup import Lookup
    from kg.interchange.networks import Kind
    from kg.interchange.written import written
    from kg.render.visible import visible

    if output is None and form is None:
        raise UsageError("name the file with -o, or the format of standard output with --to")
    chosen = form_of(output or Path("-"), form, "--to")
    if network is not None and chosen not in NETWORKS:
        raise UsageError(f"--network is for graphml and gexf, not for {chosen}")
    if network is not None and network not in set(Kind):
        raise UsageError(f"--network: there is no network {network!r}; use one of: {', '.join(Kind)}")
    if chosen is Form.BRAT and output is None:
        raise UsageError("brat is a folder of files; name it with -o")
    settings = settings_of(context)
    with reading(settings) as store:
        lookup = Lookup(store.rdf)
        found = choose(store.rdf, lookup, report=report, party=party, issue=issue, candidates=candidates)
        files, losses = written(found, lookup, chosen, Kind(network or Kind.TWO_MODE))
    if chosen is Form.BRAT:
        assert output is not None
        write_folder(files, output)
    elif output is not None:
        write_file(files[""], output)
    else:
        text = files[""].decode("utf-8")
        write(visible(text, lines=True) if sys.stdout.isatty() else text)
    for line in losses.lines(str(output or chosen)):
        settings.note(line)
    if found.candidates:
        settings.note(f"{_number(found.candidates, 'candidate')} left out; --candidates writes them as well")
    settings.note(f"{output or 'standard output'}: {_number(found.statements, 'statement')} as {chosen}")
    return 0


COMMANDS = (code, import_, export)


def _name_of(by: str | None) -> str:
    from kg.errors import UsageError
    from kg.render.visible import visible

    name = (by or "").strip()
    if not name:
        raise UsageError("say whose word it is: --by NAME, or set KG_CURATOR")
    if len(name) > _LONGEST_NAME or visible(name) != name:
        raise UsageError(f"--by takes a name of at most {_LONGEST_NAME} characters that can all be seen")
    return name


def _kept(unmapped: str) -> bool:
    from kg.errors import UsageError

    if unmapped not in ("refuse", "keep"):
        raise UsageError(f"--unmapped is refuse or keep, not {unmapped!r}")
    return unmapped == "keep"


def _act_of(words: str) -> Act:
    from kg.errors import UsageError
    from kg.model import Act

    if words not in set(Act):
        raise UsageError(f"--act: there is no act {words!r}; use one of: {', '.join(Act)}")
    return Act(words)


def _tell(settings: Settings, passed_over: tuple[str, ...], without_act: int, act: Act) -> None:
    for line in passed_over:
        settings.note(f"passed over: {line}")
    if without_act:
        settings.note(f"{_number(without_act, 'statement')} without an act in the file: taken as {act} (--act)")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
