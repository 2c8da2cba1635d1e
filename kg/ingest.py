"""Reports into a store and out of it: read, extract, validate, put in, derive.

A report enters whole and valid, or not at all. Into a store that has its findings a few reports go one by one, each
in one transaction with all that follows from it; of many, all are put in first and the findings derived at the end.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.census import take_census
from kg.errors import KgError
from kg.iris import deprecated_graph
from kg.refresh import no_findings, ready, reference_of, refresh_closure, refresh_findings, refresh_reference
from kg.sources import Source
from kg.store import REPORT, Store
from kg.vocab import NEG

if TYPE_CHECKING:
    from kg.digest import Entry
    from kg.lexicon import CaseFile
    from kg.model import Decision, Extraction, Report
    from kg.revise import Reviser
    from kg.validate import Result

    Extract = Callable[[Report, str | CaseFile | None], Extraction]
    """An extractor; None stands for the built-in one."""


ONE_BY_ONE = 50
"""Up to so many reports are put in one by one into a store that has some; for more, all is derived once at the end."""
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
    ``digest`` says what it changes among positions and findings; None where that was not worked out. ``unmatched`` are
    decisions about it whose statement is no longer found, or says something else now.
    """

    source: Source
    fate: Fate
    extraction: Extraction | None = None
    violations: tuple[Result, ...] = ()
    error: KgError | None = None
    digest: tuple[Entry, ...] | None = None
    unmatched: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Ingestion:
    """All readings in order, and what the store holds afterwards (``kg.census``; empty where none was opened).

    ``note`` is one line where the store goes without inferences, else None.
    """

    readings: tuple[Reading, ...]
    census: Mapping[str, int]
    note: str | None


def extract_source(source: Source, case: str | CaseFile | None = None, extract: Extract | None = None) -> Extraction:
    """Read one input and extract from it, by this case or the one that fits best.

    Raises InputError, LimitError or NotFoundError, and what ``extract`` raises; messages begin with the name of the
    input.
    """
    from kg.report import LARGEST_FILE

    return extract_data(source.read(LARGEST_FILE), source, case, extract)


def extract_data(
    data: bytes, source: Source, case: str | CaseFile | None = None, extract: Extract | None = None
) -> Extraction:
    """Extract from the content of an input. Raises as ``extract_source``."""
    from kg.extract import extract_report
    from kg.report import read_report

    report = read_report(data, source.file_name)
    return extract_report(report, case=case) if extract is None else extract(report, case)


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
    sources: Sequence[Source],
    open_store: Callable[[], Store],
    *,
    case: str | CaseFile | None = None,
    digests: bool = False,
    tell: Callable[[Reading], None] = lambda _: None,
    extract: Extract | None = None,
) -> Ingestion:
    """Put reports into a store.

    Args:
        sources: the inputs, read one by one.
        open_store: called once, when the first valid report is there; without one no store is opened or made.
        case: the slug of a bundled case to read by, or a case file; None lets each report choose.
        digests: whether to work out what each report changes; of more than ``ONE_BY_ONE`` it is not.
        tell: is called with each reading as soon as its report is in the store or refused.
        extract: what reads the reports, where that is not the built-in extractor.

    Raises:
        StoreError: the store cannot be opened or written. Reports told of before are in it.
        NotFoundError: there is no such case.
    """
    if case is not None:
        from kg.lexicon import load_lexicon

        load_lexicon(case)  # an unknown case is wrong for every report alike: say so once, and before any is read
    readings: list[Reading] = []
    store: Store | None = None
    reviser: Reviser | None = None
    note = None
    try:
        with collecting_seldom():
            for source in sources:
                reading, quads = _check(source, case, extract)
                if reading.extraction is not None and not reading.violations:
                    if store is None:
                        store = open_store()
                        few = len(sources) <= ONE_BY_ONE and (digests or bool(store.reports()))
                        if few:
                            reviser, note = ready(store, _foreign(case))
                        else:
                            refresh_reference(store, _foreign(case))
                    reading = _put(store, reviser, reading, quads)
                readings.append(reading)
                tell(reading)
        if store is None:
            return Ingestion(tuple(readings), {}, None)
        if reviser is None:
            note = refresh_closure(store)
            refresh_findings(store)
        return Ingestion(tuple(readings), take_census(store), note)
    finally:
        reviser = None  # it holds the database, which closes when nothing does
        if store is not None:
            store.close()


def remove(store: Store, reports: Iterable[str], tell: Callable[[str, tuple[Entry, ...]], None]) -> None:
    """Take reports out of a store, with exactly what rested on them, each in one transaction.

    Args:
        store: open for writing.
        reports: the IRIs of reports that it holds.
        tell: is called with the IRI and the digest of each as soon as it is gone.
    """
    from kg.digest import digest_of

    reviser, _ = ready(store)
    for name in reports:
        delta = reviser.revise({name: ()}, {deprecated_graph(name.removeprefix(REPORT)).value: ()})
        digest = tuple(digest_of(store.rdf, delta))
        store.change(delta.removed, delta.added)
        tell(name, digest)


def preview(
    rdf: ox.Store, source: Source, case: str | CaseFile | None = None, reviser: Reviser | None = None
) -> Reading:
    """Read one input and work out what it would change in a store, which stays as it is.

    Args:
        rdf: a store that is current (``kg.refresh.is_current``).
        source: the input.
        case: as for ``ingest``.
        reviser: one of this store, where several inputs are previewed.
    """
    from kg.digest import digest_of
    from kg.revise import Reviser

    reading, quads = _check(source, case)
    if reading.extraction is None or reading.violations:
        return reading
    name = REPORT + reading.extraction.report.id
    reading, quads, beside = _curated(rdf, reading, quads)
    if reading.violations:
        return reading
    old = set(rdf.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    if old and _nameless(old) == _nameless(quads) and _is_there(rdf, beside):
        return replace(reading, fate=Fate.UNCHANGED, digest=())
    delta = (reviser or Reviser(rdf)).revise({name: quads}, beside)
    return replace(reading, fate=Fate.REPLACED if old else Fate.ADDED, digest=tuple(digest_of(rdf, delta)))


def _check(
    source: Source, case: str | CaseFile | None, extract: Extract | None = None
) -> tuple[Reading, list[ox.Quad]]:
    """Read, extract and validate one input. Returns also the quads of its graph, none where it could not be read."""
    from kg.graphs import extraction_quads
    from kg.validate import validate_report

    try:
        extraction = extract_source(source, case, extract)
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


def _put(store: Store, reviser: Reviser | None, reading: Reading, quads: list[ox.Quad]) -> Reading:
    """Put one valid report in; with all that follows from it, or else without any findings, in one step.

    The same text under another file name is the same report: it keeps the name under which it was first read.
    """
    from kg.digest import digest_of

    assert reading.extraction is not None
    name = REPORT + reading.extraction.report.id
    reading, quads, beside = _curated(store.rdf, reading, quads)
    if reading.violations:
        return reading
    old = set(store.graph(name))
    if old and _nameless(old) == _nameless(quads) and _is_there(store.rdf, beside):
        return replace(reading, fate=Fate.UNCHANGED, digest=() if reviser else None)
    fate = Fate.REPLACED if old else Fate.ADDED
    if reviser is None:
        store.put_graphs({name: quads, **beside, **no_findings()})
        return replace(reading, fate=fate)
    delta = reviser.revise({name: quads}, beside)
    digest = tuple(digest_of(store.rdf, delta))
    store.change(delta.removed, delta.added)
    return replace(reading, fate=fate, digest=digest)


def _curated(
    rdf: ox.Store, reading: Reading, quads: list[ox.Quad]
) -> tuple[Reading, list[ox.Quad], dict[str, list[ox.Quad]]]:
    """Apply what people decided about a report to what was extracted from it anew.

    Returns also the quads of its graph, and of the graph beside it. It is refused where a person's statement names
    what the ontology or the case has no more.
    """
    from kg.curation import broken_by_hand, curate, decisions_of

    assert reading.extraction is not None
    report = reading.extraction.report.id
    decisions = decisions_of(rdf, report)
    if not decisions:
        return reading, quads, {deprecated_graph(report).value: []}
    curated = curate(reading.extraction, decisions)
    ((_, settled_quads),) = curated.report.items()
    settled = curated.settled
    if broken := broken_by_hand(settled.extraction, reference_of(Store(rdf, None))):
        return replace(reading, fate=Fate.REFUSED, violations=broken), [], {}
    reading = replace(reading, extraction=settled.extraction, unmatched=(*settled.unmatched, *settled.drifted))
    return reading, list(settled_quads), {name: list(found) for name, found in curated.beside.items()}


def _is_there(rdf: ox.Store, graphs: Mapping[str, Iterable[ox.Quad]]) -> bool:
    """Tell whether graphs hold exactly these quads already."""
    return all(
        set(quads) == set(rdf.quads_for_pattern(None, None, None, ox.NamedNode(name))) for name, quads in graphs.items()
    )


def _nameless(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    return {quad for quad in quads if quad.predicate != NEG.fileName}
