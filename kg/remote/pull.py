"""A store made of what a store behind an endpoint holds: whole and checked, or not at all.

What cannot be worked out is fetched: cases, reports, what was set aside of them, decisions. Each graph is held against
its count and checksum, and passes ``kg.remote.admission``. Ontology and bundled cases are this program's own, and
what follows from all is derived here; a note says where the server has it otherwise. It is put together in a
directory beside, so that however many reports there are, few are held at once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError, StoreError
from kg.iris import CURATION_GRAPH, DATA, DERIVED_GRAPH, INDEX_GRAPHS, ONTOLOGY_GRAPH, ORIGINS_GRAPH
from kg.refresh import CLOSURE_GRAPH, refresh_closure, refresh_findings, refresh_reference
from kg.remote.checksums import Checksum, checksum, remote_checksums, remote_counts
from kg.remote.comparison import CASE, DEPRECATED, OURS, quads_of, sending_order
from kg.store import REPORT, Store

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.lexicon import CaseFile
    from kg.remote.wire import Wire

FETCHED, MADE, OTHERWISE, UNKNOWN = "fetched", "made here, the same", "made here, another there", "unknown, left out"
_GRAPHS_A_BATCH = 100
_MADE = frozenset(
    (
        ONTOLOGY_GRAPH.value,
        CLOSURE_GRAPH.value,
        DERIVED_GRAPH.value,
        ORIGINS_GRAPH.value,
        *(graph.value for graph in INDEX_GRAPHS),
    )
)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of each graph of the server's: its name, one of the words above, its number of triples there.

    ``notes`` are lines for the user.
    """

    graphs: tuple[tuple[str, str, int], ...]
    notes: tuple[str, ...]


def pull(
    wire: Wire, path: Path, *, wait: float = 30.0, delete: bool = False, tell: Callable[[str], None] = lambda _: None
) -> Pulled:
    """Make the store in a directory hold what a store behind an endpoint holds.

    Args:
        wire: where from.
        path: the directory; a store that is there is changed in one transaction, where there is none it is made.
        wait: seconds to wait for another process that uses the store.
        delete: whether reports, cases and decisions that only the store here has are lost.
        tell: is told now and then how far it is.

    Raises:
        StoreError: the server does not answer or not whole, holds no negotiation graph, or the store here holds what
            would be lost. Nothing was written.
        InputError: the server has a graph that may not enter. Nothing was written.
    """
    with _beside(path) as fresh:
        with Store.open(fresh / "store") as store:
            try:
                pulled = _fill(store, wire, fresh, tell)
            except InputError as error:
                raise InputError(f"{error}; nothing was written") from error
            if path.exists() and any(path.iterdir() if path.is_dir() else [path]):
                with Store.open(path, wait=wait) as there:
                    gone = set(there.graph_names()) - set(store.graph_names())
                    if not delete:
                        _require_kept(there, store, gone)
                    there.put_graphs(
                        {name: quads_of(store, name) for name in store.graph_names()} | dict.fromkeys(gone, ())
                    )
                return pulled
        try:
            (fresh / "store").rename(path)
        except OSError as error:
            raise StoreError(f"{path} cannot be made: {error.strerror}") from error
        return pulled


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Make a directory beside a store, to be taken out again; those of processes that are no more go too."""
    start = f".{path.name}.pulling-"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f"{start}*"):
            number = left.name.removeprefix(start)
            if number.isdecimal() and not _runs(int(number)):
                shutil.rmtree(left, ignore_errors=True)
        fresh = path.with_name(f"{start}{os.getpid()}")
        fresh.mkdir()
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror}") from error
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _runs(process: int) -> bool:
    """Tell whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True


def _fill(store: Store, wire: Wire, folder: Path, tell: Callable[[str], None]) -> Pulled:
    """Fetch, check and derive. Raises as ``pull``."""
    from kg.lexicon import available_cases
    from kg.remote.admission import admit_case, admit_curation, admit_report

    counts = {name: count for name, count in remote_counts(wire, DATA).items() if name.startswith(OURS)}
    if ONTOLOGY_GRAPH.value not in counts:
        raise StoreError(f"{wire.layout.query_url} holds no negotiation graph; put one there with: kg push")
    bundled = {CASE + name for name in available_cases()}
    names = sorted(counts, key=sending_order)
    sums = remote_checksums(wire, {name: counts[name] for name in names})
    fetched = [name for name in names if name not in bundled and _is_fetched(name)]
    cases: dict[str, CaseFile] = {}
    batch: dict[str, list[ox.Quad]] = {}
    for done, name in enumerate(fetched):
        quads = _fetch(wire, name, sums.get(name, Checksum()))
        if name.startswith(CASE):
            case = admit_case(name, quads, folder)
            cases[case.slug] = case
        batch[name] = quads
        if len(batch) == _GRAPHS_A_BATCH or done + 1 == len(fetched):
            store.put_graphs(batch)
            batch = {}
            tell(f"{done + 1} of {len(fetched)} graphs fetched")
    refresh_reference(store)
    admit_curation(store.rdf)
    reports = store.reports()
    for name in fetched:
        if name.startswith(DEPRECATED) and name.removeprefix(DEPRECATED) not in set(reports):
            raise InputError(f"{name} does not enter: its report is not there")
    for done, report in enumerate(reports):
        admit_report(store.rdf, report, cases.get(_case_of(store, report)))
        if (done + 1) % _GRAPHS_A_BATCH == 0:
            tell(f"{done + 1} of {len(reports)} reports checked")
    tell("deriving what follows")
    notes = [note] if (note := refresh_closure(store)) else []
    refresh_findings(store)
    return _judged(store, names, counts, sums, set(fetched), notes)


def _is_fetched(name: str) -> bool:
    return name == CURATION_GRAPH.value or name.startswith((CASE, REPORT, DEPRECATED))


def _fetch(wire: Wire, name: str, wanted: Checksum) -> list[ox.Quad]:
    """Return a graph there, complete. Raises StoreError where it is not what was counted and summed up."""
    import pyoxigraph as ox

    from kg.gate import parse_rdf

    graph = ox.NamedNode(name)
    read = parse_rdf(wire.get_graph(name), format="ntriples", source=name)
    quads = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read]
    blank = any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
    if blank:
        raise InputError(f"{name} does not enter: it contains a blank node")
    if not checksum(quads).is_that_of(wanted):
        raise StoreError(f"{name} came with {len(quads)} of {wanted.count} triples, or others; nothing was written")
    return quads


def _case_of(store: Store, report: str) -> str:
    """Return the slug of the negotiation that a report is of; empty where it is of none."""
    import pyoxigraph as ox

    from kg.vocab import NEG

    node = ox.NamedNode(REPORT + report)
    found = next(iter(store.rdf.quads_for_pattern(node, NEG.negotiation, None, node)), None)
    return found.object.value.rpartition("/")[2] if found and isinstance(found.object, ox.NamedNode) else ""


def _judged(
    store: Store,
    names: list[str],
    counts: dict[str, int],
    sums: dict[str, Checksum],
    fetched: set[str],
    notes: list[str],
) -> Pulled:
    """Say of each graph there what became of it."""
    graphs = []
    for name in names:
        if name in fetched:
            fate = FETCHED
        elif name not in _MADE and not name.startswith(CASE):
            fate = UNKNOWN
        else:
            fate = MADE if checksum(quads_of(store, name)).is_that_of(sums.get(name)) else OTHERWISE
            if fate == OTHERWISE:
                notes.append(f"{name} is another there than what this version has or derives; this one was put in")
        graphs.append((name, fate, counts[name]))
    return Pulled(tuple(graphs), tuple(notes))


def _require_kept(old: Store, new: Store, gone: set[str]) -> None:
    """Raise StoreError where an existing store holds what people put in and the server does not have."""
    lost = sorted(name.removeprefix(DATA) for name in gone if name.startswith((REPORT, CASE)))
    if set(quads_of(old, CURATION_GRAPH.value)) - set(quads_of(new, CURATION_GRAPH.value)):
        lost.append("decisions of people")
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        raise StoreError(
            f"{old.path} holds what the server does not: {', '.join(lost[:3])}{more}; nothing was written: pull into "
            "another store with -o, or give --delete to lose it"
        )
