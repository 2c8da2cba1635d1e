"""Commands that read and change nothing: ``extract``, ``validate`` and ``evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.extractors import (
    BUILT_IN,
    CACHE,
    BaseUrl,
    CacheFolder,
    CallSeconds,
    Choice,
    ExtractorName,
    ModelName,
    Parameters,
    PriceIn,
    PriceOut,
    Seconds,
    Stream,
    extract_with,
)
from kg.cli.guarding import MEBIBYTES, SECONDS
from kg.cli.options import Case, Format, case_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Quad

    from kg.guard import Limits
    from kg.lexicon import CaseFile
    from kg.scoring import Trial
    from kg.sources import Source
    from kg.validate import Verdict

    Check = Callable[[list[Quad], list[Quad], str], Verdict]

_STATEMENT_COLUMNS = (
    "party", "act", "stance", "issue", "provision", "quote", "speaker", "addressee", "said_on", "condition",
    "certainty", "caveat", "start", "end", "rule", "confidence", "type", "id", "extractor", "also_found_by",
)  # fmt: skip


def extract(
    context: typer.Context,
    reports: Annotated[list[str], typer.Argument(help="Reports, or - for standard input.", metavar="REPORT...")],
    case: Case = None,
    output: Annotated[
        str | None,
        typer.Option("--format", "-f", help="jsonl (all records), ttl, trig, nq, jsonld, or a table of statements: "
                     "table, csv, tsv, json, markdown."),
    ] = None,
    *,
    extractor: ExtractorName = BUILT_IN,
    model: ModelName = None,
    base_url: BaseUrl = None,
    parameter: Parameters = None,
    stream: Stream = False,
    cache: CacheFolder = CACHE,
    timeout: Seconds = 600,
    call_timeout: CallSeconds = 180,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
) -> int:  # fmt: skip
    """Show what is read out of reports, without a store.

    What was read is shown even where another report fails. A model is asked only with --extractor llm or both.
    """
    from kg.cli.output import GRAPHS, TABLES, choose_format, write, write_graph, write_table
    from kg.errors import KgError
    from kg.graphs import extraction_quads
    from kg.ingest import extract_source
    from kg.records import to_jsonl
    from kg.sources import find_reports

    name = choose_format(output, (*TABLES, *GRAPHS, "jsonl"))
    settings = settings_of(context)
    chosen = case_of(case)
    choice = Choice(
        extractor, model, base_url, tuple(parameter or ()), stream, cache, timeout, call_timeout, price_in, price_out
    )
    read = extract_with(settings, choice)
    found = []
    codes = [0]
    sources = find_reports(reports)
    for source in sources:
        settings.progress(f"reading {source.name}")
        try:
            extraction = extract_source(source, chosen, read)
        except KgError as error:
            if len(sources) == 1:
                raise
            settings.warn(str(error))
            codes.append(error.exit_code)
            continue
        if not (extraction.statements or extraction.meetings or extraction.outcomes):
            settings.note(f"{source.name}: nothing was read out of it")
        found.append(extraction)
    if not found:
        return max(codes)
    if name == "jsonl":
        write("".join(map(to_jsonl, found)))
    elif name in GRAPHS:
        write_graph((quad for extraction in found for quad in extraction_quads(extraction)), name)
    else:
        from kg.cli.output import table_of
        from kg.records import statement_record
        from kg.render.formats import percent

        records = [statement_record(statement) for extraction in found for statement in extraction.statements]
        for record in records:
            record["also_found_by"] = ", ".join(record["also_found_by"]) or None
            if record["confidence"] is not None and name in ("table", "markdown"):
                record["confidence"] = percent(record["confidence"])
        write_table(table_of(_STATEMENT_COLUMNS, ([record[c] for c in _STATEMENT_COLUMNS] for record in records)), name)
    return max(codes)


def validate(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="Reports, or RDF in any common syntax; - for standard input.")],
    case: Case = None,
    syntax: Annotated[
        str | None,
        typer.Option(help="What the files are: report, turtle, trig, ntriples, nquads, rdfxml or jsonld; "
                     "without it, their names and beginnings tell."),
    ] = None,
    shapes: Annotated[
        Path | None, typer.Option(help="Check against the SHACL shapes of this file instead of the integrity shapes.")
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long the check of a file against --shapes may "
                            "take.")
    ] = SECONDS,
    memory: Annotated[
        int, typer.Option("--memory", metavar="MIB", help="How much memory that check may take, in MiB.")
    ] = MEBIBYTES,
    output: Format = None,
) -> int:  # fmt: skip
    """Check reports or RDF against the integrity shapes, or against shapes of your own.

    Your own (SHACL Core and SHACL-SPARQL) are applied by a process that has no network and ends at its limits of time
    and memory. What they import is not read.
    """
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.errors import KgError
    from kg.guard import Limits
    from kg.sources import find_reports

    choose_format(output, TABLES)
    settings = settings_of(context)
    rows: list[tuple[str, ...]] = []
    codes = [0]
    chosen = case_of(case)
    check = _foreign_check(shapes, Limits(timeout, memory)) if shapes is not None else None
    for source in find_reports(files):
        try:
            verdict = _verdict(source, chosen, syntax, check)
        except KgError as error:
            settings.warn(str(error))
            codes.append(error.exit_code)
            continue
        if verdict.conforms:
            settings.note(f"{source.name}: conforms")
        else:
            codes.append(1)
        rows += [
            (source.name, found.severity, found.shape, found.focus, found.path, found.value, found.message)
            for found in verdict.results
        ]
    if rows:
        columns = ("file", "severity", "shape", "focus", "path", "value", "message")
        write_table(table_of(columns, rows), output)
    return max(codes)


def evaluate(
    context: typer.Context,
    gold: Annotated[str, typer.Argument(help="A gold file, or a folder with files gold.json.")],
    predictions: Annotated[
        Path | None, typer.Option("--pred", help="Score NAME.jsonl of this folder instead of extracting now.")
    ] = None,
    reports: Annotated[Path | None, typer.Option(help="The folder of the annotated reports.")] = None,
    split: Annotated[str | None, typer.Option(help="Only reports of these splits, commas between them.")] = None,
    case: Case = None,
    system: Annotated[
        str | None,
        typer.Option(help="What reads: full, rules, model or cues; all sets the four side by side. Full by default."),
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="Instead of scores, how precise each rule is.")] = False,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Instead of scores, how many are right by band of confidence.")
    ] = False,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Score also what is too doubtful to count; --reliability always does.")
    ] = False,
    output: Format = None,
) -> int:
    """Score extraction against gold.

    Precision, recall and F1, strict and lenient, whole and by act; quotes; and what kinds of errors were made.
    """
    from kg.cli import measures
    from kg.cli.output import TABLES, choose_format
    from kg.evaluate import evaluate as score
    from kg.reliability import by_confidence, by_rule
    from kg.scoring import gather, gold_files

    name = choose_format(output, TABLES)
    systems = _systems(system, rules=rules, reliability=reliability, predicted=predictions is not None)
    settings = settings_of(context)
    splits = frozenset(split.split(",")) if split else frozenset()
    chosen = case_of(case)
    trials: dict[str, list[Trial]] = {each: [] for each in systems}
    for source in gold_files(gold):
        for at, each in enumerate(systems):
            settings.progress(f"scoring {source.name}, {each}")
            found, problems = gather(
                source, predictions=predictions, reports=reports, case=chosen, splits=splits, system=each,
                candidates=candidates or reliability,
            )  # fmt: skip
            trials[each] += found
            for problem in problems if at == 0 else ():  # the gold is the same for every system
                settings.warn(f"{source.name}: {problem}")
    judged = {each: [(trial.gold, trial.predictions) for trial in found] for each, found in trials.items()}
    if reliability:
        measures.write_reliability(by_confidence(judged[systems[0]]), name)
    elif rules:
        measures.write_rules({each: by_rule(found) for each, found in judged.items()}, name)
    else:
        results = {each: score((t.gold, t.predictions, t.text) for t in found) for each, found in trials.items()}
        if len(systems) == 1:
            measures.write_scores(results[systems[0]], name)
        else:
            measures.write_comparison(results, name)
    return 0


COMMANDS = (extract, validate, evaluate)


def _foreign_check(path: Path, limits: Limits) -> Check:
    """Read the shapes of the user's and return what holds data, and what it mentions, against them.

    Raises NotFoundError, InputError, LimitError; what is returned does so too.
    """
    from kg.errors import NotFoundError
    from kg.gate import MAX_BYTES, format_of, parse_rdf
    from kg.guard.shaping import hold_against
    from kg.shacl import check_foreign_shapes
    from kg.sources import find_source

    if not path.exists():
        raise NotFoundError(f"{path}: there is no such file")
    name = str(path)
    quads = parse_rdf(find_source(name).read(MAX_BYTES), format=format_of(name) or "turtle", source=name)
    check_foreign_shapes(quads, name)

    def check(data: list[Quad], context: list[Quad], source: str) -> Verdict:
        return hold_against(quads, data, context, limits=limits, name=name, source=source)

    return check


def _verdict(source: Source, case: str | CaseFile | None, syntax: str | None, check: Check | None) -> Verdict:
    """Validate one input, by ``check`` if it is given.

    Raises InputError, LimitError, NotFoundError; UsageError for a syntax that is none.
    """
    from kg.errors import UsageError
    from kg.gate import FORMATS, MAX_BYTES, parse_rdf
    from kg.graphs import extraction_quads
    from kg.ingest import extract_data
    from kg.sniff import REPORT, guess_syntax
    from kg.validate import looked_up, validate_dataset, validate_report

    if syntax is not None and syntax not in (REPORT, *FORMATS):
        raise UsageError(f"there is no syntax {syntax!r}; use one of: {', '.join((REPORT, *FORMATS))}")
    data = source.read(MAX_BYTES)
    syntax = syntax or guess_syntax(source, data)
    file = None if isinstance(case, str) else case
    if syntax == REPORT:
        quads = extraction_quads(extract_data(data, source, case))
    else:
        quads = parse_rdf(data, format=syntax, source=source.name)
    if check is not None:
        return check(quads, looked_up(quads, case=file), source.name)
    if syntax == REPORT:
        return validate_report(quads, case=file)
    return validate_dataset(quads, source=source.name)


def _systems(asked: str | None, *, rules: bool, reliability: bool, predicted: bool) -> list[str]:
    """Return the names of the systems that are to read. Raises UsageError where the options contradict each other."""
    from kg.errors import UsageError
    from kg.extract import System

    names = [system.value for system in System]
    if asked not in (None, "all", *names):
        raise UsageError(f"there is no system {asked!r}; use one of: {', '.join((*names, 'all'))}")
    if predicted and (asked is not None or rules or reliability):
        raise UsageError("--pred scores what was extracted before; leave out --system, --rules and --reliability")
    if rules and reliability:
        raise UsageError("--rules and --reliability are two tables; ask for one at a time")
    if reliability and asked not in (None, System.FULL.value):
        raise UsageError("--reliability is of the full system, the only one with confidences; leave out --system")
    return names if asked == "all" else [asked or System.FULL.value]
