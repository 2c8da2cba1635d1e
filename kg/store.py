"""The embedded store: an Oxigraph database in a directory, in which every change happens whole or not at all.

One named graph per report, one each for the ontology, every case, the closure of exclusions and the findings.
Many processes may read at the same time, or one may write; the others wait.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from kg.errors import InputError, NotFoundError, StoreError
from kg.iris import DATA
from kg.lock import acquire_shared, holder

REPORT = DATA + "report/"
# RocksDB needs room for its log and for the files it rewrites; a store that ran full cannot be opened for writing.
_SPARE_BYTES = 64 * 2**20
_BYTES_PER_QUAD = 1024
_POLL_SECONDS = 0.1
# To a database that nobody else refers to: the store's own, and the one made by asking.
_REFERENCES = 2
# What is left behind when the making of a store was cut short: such a directory may be taken up again.
_UNBORN = re.compile(r"LOCK|LOG.*|IDENTITY|MANIFEST-\d+|OPTIONS-\d+|\d+\.(log|dbtmp)")


# The stores that this process has open for writing. RocksDB's lock is of the kind that a process loses when it closes
# any handle of the lock file, so a process that has it must not look at that file again.
_written_here: set[Path] = set()


class Store:
    """An open store; use as a context manager. ``rdf`` is the Oxigraph store itself, for queries.

    Made by ``Store.open`` on disk, or by ``Store.in_memory``.
    """

    def __init__(self, rdf: ox.Store, path: Path | None, *, read_only: bool = False, lock: int | None = None) -> None:
        self.rdf = rdf
        self.path = path
        self.read_only = read_only
        self._lock = lock

    @classmethod
    def in_memory(cls) -> Store:
        """Return an empty store that vanishes with the process."""
        return cls(ox.Store(), None)

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False, wait: float = 30.0) -> Store:
        """Open the store in the directory ``path``; for writing, make it where there is none.

        ``wait`` is for how many seconds to wait for another process that uses it.
        Raises NotFoundError where there is no store to read, StoreError where something else stands at ``path``,
        where the store is damaged, or where another process still holds it at the end of the wait.
        """
        path = Path(path)
        born = _looks_like_a_store(path)
        if read_only and not born:
            raise NotFoundError(f"there is no store at {path}; make one with: kg build")
        if not born:
            _require_space(path, 0)
        deadline = time.monotonic() + wait
        while True:
            try:
                return cls._open_once(path, read_only=read_only)
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise StoreError(
                        f"the store {path} is in use by {holder(path / 'LOCK')} (waited {wait:g} s); "
                        "try again when it has finished, or name another with --store"
                    ) from error
            time.sleep(_POLL_SECONDS)

    @classmethod
    def _open_once(cls, path: Path, *, read_only: bool) -> Store:
        """Open without waiting. Raises BlockingIOError while another process is in the way."""
        if path.resolve() in _written_here:
            raise StoreError(f"the store {path} is already open for writing in this process")
        try:
            if read_only:
                lock = acquire_shared(path / "LOCK")
                try:
                    return cls(ox.Store.read_only(str(path)), path, read_only=True, lock=lock)
                except BaseException:
                    if lock is not None:
                        os.close(lock)
                    raise
            path.parent.mkdir(parents=True, exist_ok=True)
            store = cls(ox.Store(str(path)), path)
            _written_here.add(path.resolve())
            return store
        except BlockingIOError:
            raise
        except OSError as error:
            if "lock file" in str(error):
                raise BlockingIOError(str(error)) from error
            raise StoreError(f"{path} cannot be opened as a store: {_one_line(error)}") from error
        except RuntimeError as error:
            raise StoreError(
                f"the store {path} is damaged; delete it and build it again: {_one_line(error)}"
            ) from error

    def close(self) -> None:
        """Write out what is buffered and let others in. The store cannot be used afterwards."""
        try:
            if self.path is not None and not self.read_only:
                self.rdf.flush()
        except (OSError, RuntimeError) as error:
            raise StoreError(f"the store {self.path} could not be written out: {_one_line(error)}") from error
        finally:
            # Oxigraph closes a database when the last reference to it goes; one may wait in a circle of garbage.
            if sys.getrefcount(self.rdf) > _REFERENCES:
                gc.collect()
            self.rdf = ox.Store()
            if self.path is not None and not self.read_only:
                _written_here.discard(self.path.resolve())
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None
            self.path = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put_graphs(self, graphs: Mapping[str, Iterable[ox.Quad]]) -> frozenset[str]:
        """Make each named graph hold exactly the quads given for it, all graphs in one transaction.

        An empty graph is removed. Returns the names of the graphs that were changed; what is already there is not
        written again. Raises InputError for a quad of another graph or with a blank node, StoreError where the disk
        refuses; the store is as before then.
        """
        added: list[ox.Quad] = []
        removed: list[ox.Quad] = []
        dropped: list[ox.NamedNode] = []
        changed = set()
        for name, quads in graphs.items():
            graph = ox.NamedNode(name)
            new = set(quads)
            for quad in new:
                _check(quad, graph)
            if not new:
                if self.rdf.contains_named_graph(graph):
                    changed.add(name)
                    dropped.append(graph)
                continue
            old = set(self.rdf.quads_for_pattern(None, None, None, graph))
            if new != old:
                changed.add(name)
                added.extend(new - old)
                removed.extend(old - new)
        if changed:
            self._write(added, removed, dropped)
        return frozenset(changed)

    def put_graph(self, iri: str, quads: Iterable[ox.Quad]) -> bool:
        """Make the named graph ``iri`` hold exactly these quads; tell whether that changed anything."""
        return bool(self.put_graphs({iri: quads}))

    def change(self, removed: Collection[ox.Quad], added: Collection[ox.Quad]) -> None:
        """Take out some quads and put in others, in one transaction.

        Raises InputError for a quad with a blank node or without a graph, StoreError where the disk refuses; the
        store is as before then.
        """
        for quad in added:
            if not isinstance(quad.graph_name, ox.NamedNode):
                raise InputError(f"the quad {quad} stands in no named graph")
            _check(quad, quad.graph_name)
        if removed or added:
            emptied = self._emptied(set(removed), {quad.graph_name for quad in added})
            self._write(list(added), [quad for quad in removed if quad.graph_name not in emptied], emptied)

    def put_report(self, quads: Iterable[ox.Quad]) -> bool:
        """Put in, or replace, one report: the quads of one graph whose name is the report's IRI.

        Returns whether that changed anything. Raises InputError where the quads are not of one report.
        """
        quads = list(quads)
        names = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
        if len(names) != 1 or not (name := names.pop()).startswith(REPORT):
            raise InputError("these are not the quads of one report; add reports one at a time")
        return self.put_graph(name, quads)

    def _emptied(self, removed: set[ox.Quad], filled: Collection[object]) -> list[ox.NamedNode]:
        """Return the graphs of which a change would leave nothing: they are to go, not to stay as names of nothing."""
        graphs = {quad.graph_name for quad in removed}
        return sorted(
            (
                graph
                for graph in graphs
                if isinstance(graph, ox.NamedNode)
                and graph not in filled
                and all(quad in removed for quad in self.rdf.quads_for_pattern(None, None, None, graph))
            ),
            key=str,
        )

    def _write(self, added: list[ox.Quad], removed: list[ox.Quad], dropped: list[ox.NamedNode]) -> None:
        """Add and remove quads and drop whole graphs, in one transaction."""
        if self.path is not None:
            _require_space(self.path, len(added) + len(removed))
        try:
            if removed or dropped:
                # One update is one transaction. Its text is written by Oxigraph's own serializer from typed terms,
                # which its parser reads back as the same terms whatever they contain (there is a property test).
                steps = [f"DROP GRAPH {graph}" for graph in dropped]
                steps += [f"DELETE DATA {{ {_as_sparql(removed)} }}"] if removed else []
                steps += [f"INSERT DATA {{ {_as_sparql(added)} }}"] if added else []
                self.rdf.update(" ; ".join(steps))
            else:
                self.rdf.extend(added)
        except (OSError, RuntimeError) as error:
            # The disk ran full, the store is damaged, or it was opened for reading only.
            why = _one_line(error)
            raise StoreError(f"the store {self.path} refused the change, nothing was written: {why}") from error

    def graph(self, iri: str) -> list[ox.Quad]:
        """Return the quads of one named graph; empty where there is none."""
        return list(self.rdf.quads_for_pattern(None, None, None, ox.NamedNode(iri)))

    def reports(self) -> list[str]:
        """Return the ids of all reports, sorted."""
        return sorted(name.removeprefix(REPORT) for name in self.graph_names() if name.startswith(REPORT))

    def has_report(self, report_id: str) -> bool:
        """Tell whether the report with this id is in the store."""
        return self.rdf.contains_named_graph(ox.NamedNode(REPORT + report_id))

    def graph_names(self) -> list[str]:
        """Return the IRIs of all named graphs, sorted."""
        return sorted(name.value for name in self.rdf.named_graphs() if isinstance(name, ox.NamedNode))

    def size_on_disk(self) -> int:
        """Return the bytes that the store's files take; 0 in memory."""
        return sum(file.stat().st_size for file in self.path.iterdir() if file.is_file()) if self.path else 0


def _looks_like_a_store(path: Path) -> bool:
    """Tell a store (True) from a place where one can be made (False). Raises StoreError for anything else."""
    try:
        if not path.exists():
            return False
        if not path.is_dir():
            raise StoreError(f"{path} is a file, not a store; name a directory with --store")
        names = [entry.name for entry in path.iterdir()]
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    if "CURRENT" in names:
        return True
    if all(_UNBORN.fullmatch(name) for name in names):
        return False
    raise StoreError(f"{path} is a directory with other files in it, not a store; name another with --store")


def _require_space(path: Path, quads: int) -> None:
    """Raise StoreError unless the disk under ``path`` has room for so many quads more."""
    needed = _SPARE_BYTES + quads * _BYTES_PER_QUAD
    place = path.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < needed:
        raise StoreError(
            f"the disk under {path} has {free // 2**20} MiB free and {needed // 2**20} MiB are needed; "
            "nothing was written, make room or name another place with --store"
        )


def _check(quad: ox.Quad, graph: ox.NamedNode) -> None:
    """Raise InputError unless the quad is of this graph and free of blank nodes."""
    if quad.graph_name != graph:
        raise InputError(f"a quad of the graph {quad.graph_name} cannot be put into {graph}")
    if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
        raise InputError(f"the graph {graph} contains a blank node; stored things have IRIs")


def _as_sparql(quads: list[ox.Quad]) -> str:
    """Write quads as the body of DELETE DATA or INSERT DATA."""
    return " ".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)


def _one_line(error: BaseException) -> str:
    """Return the first line of an error's message."""
    return (str(error).splitlines() or [type(error).__name__])[0]
