"""Commands that read and change nothing: ``extract``, ``validate`` and ``evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Case, Format, case_of, settings_of

if TYPE_CHECKING:
    from kg.evaluate import Evaluation
    from kg.lexicon import CaseFile
    from kg.query import Table
    from kg.scoring import Trial
    from kg.sources import Source
    from kg.validate import Verdict

_STATEMENT_COLUMNS = (
    "party", "act", "stance", "issue", "provision", "quote", "speaker", "addressee", "said_on", "condition",
    "certainty", "caveat", "start", "end", "rule", "id",
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
) -> int:  # fmt: skip
    """Show what is read out of reports, without a store."""
    from kg.cli.output import GRAPHS, TABLES, choose_format, write, write_graph, write_table
    from kg.graphs import extraction_quads
    from kg.ingest import extract_source
    from kg.records import to_jsonl
    from kg.sources import find_reports

    name = choose_format(output, (*TABLES, *GRAPHS, "jsonl"))
    settings = settings_of(context)
    chosen = case_of(case)
    found = []
    for source in find_reports(reports):
        settings.progress(f"reading {source.name}")
        extraction = extract_source(source, chosen)
        if not (extraction.statements or extraction.meetings or extraction.outcomes):
            settings.note(f"{source.name}: nothing was read out of it")
        found.append(extraction)
    if name == "jsonl":
        write("".join(map(to_jsonl, found)))
    elif name in GRAPHS:
        write_graph((quad for extraction in found for quad in extraction_quads(extraction)), name)
    else:
        from kg.cli.output import table_of
        from kg.records import statement_record

        records = [statement_record(statement) for extraction in found for statement in extraction.statements]
        write_table(table_of(_STATEMENT_COLUMNS, ([record[c] for c in _STATEMENT_COLUMNS] for record in records)), name)
    return 0


def validate(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="Reports, or RDF in any common syntax; - for standard input.")],
    case: Case = None,
    syntax: Annotated[
        str | None,
        typer.Option(help="What the files are: report, turtle, trig, ntriples, nquads, rdfxml or jsonld; "
                     "without it, their names and beginnings tell."),
    ] = None,
    output: Format = None,
) -> int:  # fmt: skip
    """Check reports or RDF against the integrity shapes."""
    from kg.cli.output import TABLES, choose_format, table_of, write_table
    from kg.errors import KgError
    from kg.sources import find_reports

    choose_format(output, TABLES)
    settings = settings_of(context)
    rows: list[tuple[str, ...]] = []
    codes = [0]
    chosen = case_of(case)
    for source in find_reports(files):
        try:
            verdict = _verdict(source, chosen, syntax)
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
    output: Format = None,
) -> int:
    """Score extraction against gold.

    Precision, recall and F1, strict and lenient, whole and by act; quotes; and what kinds of errors were made.
    """
    import json

    from kg.cli.output import TABLES, choose_format, write, write_table
    from kg.evaluate import evaluate as score
    from kg.scoring import gather, gold_files

    name = choose_format(output, TABLES)
    settings = settings_of(context)
    splits = frozenset(split.split(",")) if split else frozenset()
    chosen = case_of(case)
    trials: list[Trial] = []
    for source in gold_files(gold):
        settings.progress(f"scoring {source.name}")
        found, problems = gather(source, predictions=predictions, reports=reports, case=chosen, splits=splits)
        trials += found
        for problem in problems:
            settings.warn(f"{source.name}: {problem}")
    result = score((trial.gold, trial.predictions, trial.text) for trial in trials)
    if name == "json":
        write(json.dumps(result.as_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        write_table(_figures(result), name)
    return 0


COMMANDS = (extract, validate, evaluate)


def _verdict(source: Source, case: str | CaseFile | None, syntax: str | None) -> Verdict:
    """Validate one input. Raises InputError, LimitError, NotFoundError; UsageError for a syntax that is none."""
    from kg.errors import UsageError
    from kg.gate import FORMATS, MAX_BYTES, parse_rdf
    from kg.graphs import extraction_quads
    from kg.ingest import extract_data
    from kg.sniff import REPORT, guess_syntax
    from kg.validate import validate_dataset, validate_report

    if syntax is not None and syntax not in (REPORT, *FORMATS):
        raise UsageError(f"there is no syntax {syntax!r}; use one of: {', '.join((REPORT, *FORMATS))}")
    data = source.read(MAX_BYTES)
    syntax = syntax or guess_syntax(source, data)
    if syntax == REPORT:
        quads = extraction_quads(extract_data(data, source, case))
        return validate_report(quads, case=None if isinstance(case, str) else case)
    return validate_dataset(parse_rdf(data, format=syntax, source=source.name), source=source.name)


def _figures(result: Evaluation) -> Table:
    """Lay an evaluation out as rows of (measure, of, value)."""
    from kg.cli.output import table_of

    figures = result.as_dict()
    rows = [
        (measure, "all", f"{figures[measure]}")
        for measure in ("reports", "statements", "verbatim_quotes", "distractors_extracted")
    ]
    for level, score in figures["scores"].items():
        rows += [(measure, level, _figure(value)) for measure, value in score.items()]
    for act, score in figures["by_act"].items():
        rows += [(measure, f"lenient, {act}", _figure(value)) for measure, value in score.items() if measure != "iou"]
    rows += [("errors", kind, str(number)) for kind, number in figures["errors"].items()]
    return table_of(("measure", "of", "value"), rows)


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
