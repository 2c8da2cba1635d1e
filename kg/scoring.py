"""Gathers what ``kg.evaluate`` scores: gold, the reports that it annotates, and what was extracted from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.bundle import bundle_path
from kg.errors import InputError, NotFoundError
from kg.evaluate import GoldReport, check_offsets, read_gold
from kg.lexicon import CaseFile
from kg.records import statement_record
from kg.sources import Source, find_source

LARGEST_GOLD = 64 * 2**20

Prediction = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """One annotated report: the gold, the predicted statement records, the report's text."""

    gold: GoldReport
    predictions: Sequence[Prediction]
    text: str


def gather(
    gold: Source,
    *,
    predictions: Path | None = None,
    reports: Path | None = None,
    case: str | CaseFile | None = None,
    splits: frozenset[str] = frozenset(),
    system: str = "full",
    candidates: bool = False,
) -> tuple[list[Trial], list[str]]:
    """Read gold and reports, and extract or read predictions.

    Args:
        gold: the gold file.
        predictions: a folder of NAME.jsonl, NAME being the stem of a report's file or its id; None to extract now.
        reports: the folder of the reports; None to look beside the gold file and among the bundled seeds.
        case: as in extraction.
        splits: only the reports of these splits; empty for all.
        system: the ``kg.extract.System`` that reads, where nothing was predicted before.
        candidates: whether predictions of type candidate are scored too, or passed over.

    Returns:
        The trials, in the order of the gold, and one line for each gold quote that is not found at its offsets.

    Raises:
        InputError: gold or predictions cannot be read.
        NotFoundError: a report or the predictions for it are missing, or no report is of the splits.
    """
    from kg.extract import System, extract_report
    from kg.report import LARGEST_FILE, read_report

    trials: list[Trial] = []
    problems: list[str] = []
    kinds = frozenset({"statement", "candidate"} if candidates else {"statement"})
    for item in read_gold(_decode(gold), gold.name):
        if splits and item.split not in splits:
            continue
        file = _find_report(item.file, gold, reports)
        report = read_report(Source(str(file), file).read(LARGEST_FILE), file.name)
        problems += check_offsets(item, report.text)
        if predictions is None:
            statements = extract_report(report, case=case, system=System(system)).statements
            found = [record for record in map(statement_record, statements) if record["type"] in kinds]
        else:
            found = _read_predictions(predictions, item, kinds)
        trials.append(Trial(item, found, report.text))
    if not trials:
        raise NotFoundError(f"{gold.name}: no report{' of these splits' if splits else ''} to evaluate")
    return trials, problems


def gold_files(name: str) -> list[Source]:
    """Return the gold file called ``name``, or all files gold.json below the folder called so, sorted by path.

    Raises NotFoundError where there is none, and as ``find_source``.
    """
    folder = Path(name)
    if not folder.is_dir():
        return [find_source(name)]
    found = [Source(str(path), path) for path in sorted(folder.rglob("gold.json"))]
    if not found:
        raise NotFoundError(f"{name}: no file gold.json is in the folder; name a gold file")
    return found


def _decode(source: Source) -> str:
    try:
        return source.read(LARGEST_GOLD).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{source.name}: not UTF-8 at byte {error.start}; gold is JSON in UTF-8") from error


def _find_report(name: str, gold: Source, reports: Path | None) -> Path:
    """Return the file of a report. Raises NotFoundError, naming the folders that were searched."""
    if reports is not None:
        folders = [reports]
    else:
        beside = gold.path.resolve().parent if gold.path else Path.cwd()
        folders = [beside, beside.parent / "seeds"]
        with suppress(FileNotFoundError):  # an installed package carries no seeds
            folders.append(bundle_path("seeds"))
    for folder in folders:
        # Only the name counts: gold cannot lead out of the folders.
        candidate = folder / Path(name).name
        if candidate.is_file():
            return candidate
    looked = ", ".join(map(str, folders))
    raise NotFoundError(f"{gold.name}: the report {name} is in none of: {looked}; name its folder with --reports")


def _read_predictions(folder: Path, item: GoldReport, kinds: frozenset[str]) -> list[Prediction]:
    """Return the records of one report that are of these types.

    Raises NotFoundError without a file, InputError for a bad one.
    """
    names = (f"{Path(item.file).stem}.jsonl", f"{item.id}.jsonl")
    file = next((folder / name for name in names if (folder / name).is_file()), None)
    if file is None:
        raise NotFoundError(
            f"{folder}: neither {names[0]} nor {names[1]} is there; write them with kg extract -f jsonl"
        )
    found = []
    for number, line in enumerate(_decode(find_source(str(file))).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if record["type"] in kinds:
                found.append({**record, "start": int(record["start"]), "end": int(record["end"])})
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{file}, line {number}: not a record of kg extract -f jsonl ({error!r})") from error
    return found
