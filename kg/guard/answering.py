"""The work of a child that answers queries: open the store, evaluate, serialise whole, count."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import LimitError, StoreError, UsageError
from kg.guard.asked import GRAPH_FORMATS, SOLUTION_FORMATS
from kg.guard.inside import Message, Work, live, too_large
from kg.sparql import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Buffer

_SORTED_TRIPLES = 100_000
"""So many triples are put in order; the order of more would cost more than the query."""
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_JSON_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_CSV_STRING = re.compile(rb'"[^"]*+"')


class _Sink(io.BytesIO):
    """Keeps what is written, up to a limit; says afterwards whether it was reached."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.full = False
        self._left = most

    def write(self, data: Buffer, /) -> int:
        size = memoryview(data).nbytes
        if size > self._left:
            self.full = True
            raise OSError("the answer is too large")
        self._left -= size
        return super().write(data)


def main() -> None:
    """Be the child."""
    live(_prepare)


def _prepare(settings: dict[str, Any]) -> Work:
    """Open the store. Raises as ``kg.store.Store.open``."""
    from kg.store import Store

    store = Store.open(Path(settings["path"]), read_only=True, wait=settings["wait"])
    store.rdf.query("ASK { GRAPH ?g { ?s ?p ?o } }")  # warm: what the engine allocates once is not the question's

    def work(task: dict[str, Any], _data: bytes) -> Message:
        return _answer(store.rdf, task, settings["rows"], settings["answer_bytes"])

    return work


def _answer(store: ox.Store, task: dict[str, Any], rows: int, answer_bytes: int) -> Message:
    """Evaluate and serialise. Raises UsageError, StoreError, LimitError."""
    try:
        results = store.query(task["text"], base_iri=task["base"], **_dataset(task))
        if isinstance(results, ox.QueryTriples):
            return _graph(results, _fitting(task, GRAPH_FORMATS, "triples"), rows, answer_bytes)
        name = _fitting(task, SOLUTION_FORMATS, "rows or a truth")
        if isinstance(results, ox.QueryBoolean):
            data = results.serialize(format=_RESULTS[name])
            assert data is not None  # it is None only where a file to write to is given
            return {"kind": "boolean", "media_type": SOLUTION_FORMATS[name], "rows": 0}, data
        return _solutions(results, name, rows, answer_bytes)
    except SyntaxError as error:
        raise UsageError(unreadable(task["text"], error)) from None
    except OSError as error:
        raise StoreError(f"the store cannot be read: {_one_line(error)}") from error
    except (RuntimeError, ValueError, UnicodeError) as error:
        raise UsageError(f"the query cannot be answered: {_one_line(error)}") from error


def _dataset(task: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that say which graphs are asked."""
    if task["default_graphs"] is None:
        return {"use_default_graph_as_union": task["union"]}
    return {
        "default_graph": [ox.NamedNode(graph) for graph in task["default_graphs"]],
        "named_graphs": [ox.NamedNode(graph) for graph in task["named_graphs"]],
    }


def _fitting(task: dict[str, Any], formats: dict[str, str], what: str) -> str:
    """Return the first format asked for that can hold the answer. Raises UsageError."""
    for name in task["formats"]:
        if name in formats:
            return str(name)
    raise UsageError(
        f"the query returns {what}, which {task['formats'][0]} cannot hold; use one of: {', '.join(formats)}"
    )


def _solutions(results: ox.QuerySolutions, name: str, rows: int, answer_bytes: int) -> Message:
    variables = [variable.value for variable in results.variables]
    sink = _Sink(answer_bytes)
    try:
        results.serialize(sink, _RESULTS[name])
    except OSError:
        if sink.full:
            raise too_large(answer_bytes) from None
        raise
    data = sink.getvalue()
    count = _count(name, data, variables)
    if count > rows:
        raise _too_many(rows)
    return {"kind": "solutions", "media_type": SOLUTION_FORMATS[name], "rows": count}, data


def _count(name: str, data: bytes, variables: list[str]) -> int:
    """Count the rows of a serialised answer; to count them on their way would make each of them a Python object."""
    match name:
        case "tsv":
            return data.count(b"\n") - 1
        case "csv":
            return _CSV_STRING.sub(b"", data).count(b"\n") - 1
        case "xml":
            return data.count(b"<result>") + data.count(b"<result/>")
        case _:
            return _count_json(data, variables)


def _count_json(data: bytes, variables: list[str]) -> int:
    """Count the objects in ``results.bindings``.

    A quotation mark inside a string is escaped, so that what begins a row, ``,{"name":{"type":"``, stands nowhere else.
    Rows without any binding, ``{}``, need a closer look, strings taken out.
    """
    start = data.index(b'"bindings":[{') if b'"bindings":[{' in data else -1
    if start < 0:
        return 0
    if b"[{}" in data or b",{}" in data:
        return _JSON_STRING.sub(b"", data[start:]).count(b"},{") + 1
    return sum(
        data.count(b',{"%b":{"type":"' % name.encode(), start) + data.count(b'[{"%b":{"type":"' % name.encode(), start)
        for name in variables
    )


def _graph(results: ox.QueryTriples, name: str, rows: int, answer_bytes: int) -> Message:
    found: dict[ox.Triple, None] = {}
    for triple in results:
        found[triple] = None
        if len(found) > rows:
            raise _too_many(rows)
    triples: Iterable[ox.Triple] = sorted(found, key=str) if len(found) <= _SORTED_TRIPLES else found
    sink = _Sink(answer_bytes)
    try:
        ox.serialize(triples, sink, _GRAPHS[name])
    except OSError:
        if sink.full:
            raise too_large(answer_bytes) from None
        raise
    return {"kind": "graph", "media_type": GRAPH_FORMATS[name], "rows": len(found)}, sink.getvalue()


def _too_many(rows: int) -> LimitError:
    return LimitError(f"the query returns more than {rows} rows; narrow it or add a LIMIT")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
