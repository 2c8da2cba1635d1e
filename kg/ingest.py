"""Reports into a store: read, extract, validate, put in, derive. A report enters whole and valid, or not at all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.census import take_census
from kg.errors import KgError
from kg.iris import DERIVED_GRAPH
from kg.refresh import refresh_closure, refresh_findings, refresh_reference
from kg.sources import Source
from kg.store import REPORT, Store
from kg.vocab import NEG

if TYPE_CHECKING:
    from kg.lexicon import CaseFile
    from kg.model import Extraction
    from kg.validate import Result


_SELDOM = 10_000  # new containers between two rounds of the collector; Python's own number is some 700


class Fate(StrEnum):
    """What became of one input."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Reading:
    """One input and what became of it.

    ``extraction`` is None where it could not be read; ``error`` says why. ``violations`` are those it was refused for.
    """

    source: Source
    fate: Fate
    extraction: Extraction | None = None
    violations: tuple[Result, ...] = ()
    error: KgError | None = None


@dataclass(frozen=True)
class Ingestion:
    """All readings in order, and what the store holds afterwards (``kg.census``; empty where none was opened).

    ``note`` is one line where the store goes without inferences, else None.
    """

    readings: tuple[Reading, ...]
    census: Mapping[str, int]
    note: str | None


def extract_source(source: Source, case: str | CaseFile | None = None) -> Extraction:
    """Read one input and extract from it, by this case or the one that fits best.

    Raises InputError, LimitError or NotFoundError; messages begin with the name of the input.
    """
    from kg.report import LARGEST_FILE

    return extract_data(source.read(LARGEST_FILE), source, case)


def extract_data(data: bytes, source: Source, case: str | CaseFile | None = None) -> Extraction:
    """Extract from the content of an input. Raises as ``extract_source``."""
    from kg.extract import extract_report
    from kg.report import read_report

    return extract_report(read_report(data, source.file_name), case=case)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let Python look for cyclic garbage seldom for as long as the block runs; for who reads many reports.

    What is read out of a report holds no cycles, but is enough to set off a search through all words of the ontology.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(_SELDOM, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def ingest(
    sources: Iterable[Source],
    open_store: Callable[[], Store],
    *,
    case: str | CaseFile | None = None,
    tell: Callable[[Reading], None] = lambda _: None,
) -> Ingestion:
    """Put reports into a store.

    Args:
        sources: the inputs, read one by one.
        open_store: called once, when the first valid report is there; without one no store is opened or made.
        case: the slug of a bundled case to read by, or a case file; None lets each report choose.
        tell: is called with each reading as soon as its report is in the store or refused.

    Raises:
        StoreError: the store cannot be opened or written. Reports told of before are in it.
        NotFoundError: there is no such case.
    """
    if case is not None:
        from kg.lexicon import load_lexicon

        load_lexicon(case)  # an unknown case is wrong for every report alike: say so once, and before any is read
    readings: list[Reading] = []
    store: Store | None = None
    try:
        with collecting_seldom():
            for source in sources:
                reading, quads = _check(source, case)
                if reading.extraction is not None and not reading.violations:
                    if store is None:
                        store = open_store()
                        refresh_reference(store, _foreign(case))
                    reading = replace(reading, fate=_put(store, reading.extraction.report.id, quads))
                readings.append(reading)
                tell(reading)
        if store is None:
            return Ingestion(tuple(readings), {}, None)
        note = refresh_closure(store)
        refresh_findings(store)
        return Ingestion(tuple(readings), take_census(store), note)
    finally:
        if store is not None:
            store.close()


def _check(source: Source, case: str | CaseFile | None) -> tuple[Reading, list[ox.Quad]]:
    """Read, extract and validate one input. Returns also the quads of its graph, none where it could not be read."""
    from kg.graphs import extraction_quads
    from kg.validate import validate_report

    try:
        extraction = extract_source(source, case)
    except KgError as error:
        return Reading(source, Fate.UNREADABLE, error=error), []
    quads = extraction_quads(extraction)
    verdict = validate_report(quads, case=_foreign(case))
    if verdict.conforms:
        return Reading(source, Fate.ADDED, extraction), quads
    return Reading(source, Fate.REFUSED, extraction, verdict.results), quads


def _foreign(case: str | CaseFile | None) -> CaseFile | None:
    """Return the case file where it is not a bundled one, which every store has anyway."""
    return None if isinstance(case, str) else case


def _put(store: Store, report_id: str, quads: list[ox.Quad]) -> Fate:
    """Put one valid report in and drop the findings, in one step.

    The same text under another file name is the same report: it keeps the name under which it was first read.
    """
    name = REPORT + report_id
    old = set(store.graph(name))
    if old and _nameless(old) == _nameless(quads):
        return Fate.UNCHANGED
    store.put_graphs({name: quads, DERIVED_GRAPH.value: []})
    return Fate.REPLACED if old else Fate.ADDED


def _nameless(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    return {quad for quad in quads if quad.predicate != NEG.fileName}
