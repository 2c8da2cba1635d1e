"""SPARQL 1.1 Query Results JSON, read strictly: a whole table or truth, or a StoreError; never a part of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

import pyoxigraph as ox

from kg.answers import Table, plain
from kg.errors import StoreError
from kg.remote.terms import canonical

if TYPE_CHECKING:
    from kg.answers import Term

JSON = "application/sparql-results+json"
_VIRTUOSO = "__ASK_RETVAL"
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


class _MalformedError(ValueError):
    """The document is no answer."""


def read_table(body: bytes, source: str) -> Table:
    """Return the rows of an answer, its terms in the forms of the embedded store. Raises StoreError."""
    try:
        document = _document(body)
        names = _names(document)
        found = document.get("results")
        bindings = found.get("bindings") if isinstance(found, dict) else None
        if not isinstance(bindings, list) or "boolean" in document:
            raise _MalformedError("it has no list of rows")
        blanks: dict[str, ox.BlankNode] = {}
        return Table(names, tuple(_row(names, each, blanks) for each in bindings))
    except (ValueError, RecursionError) as error:
        _fail(source, error)


def read_truth(body: bytes, source: str) -> bool:
    """Return what an answer to ASK says. Raises StoreError."""
    try:
        document = _document(body)
        if not isinstance(document.get("head"), dict):
            raise _MalformedError("it has no head")
        if "results" in document:
            return _truth_of_rows(body, source)
        return _truth(document.get("boolean"))
    except (ValueError, RecursionError) as error:
        _fail(source, error)


def _truth(found: object) -> bool:
    # Some write 1 and 0, and some a text.
    if isinstance(found, (bool, int, str)) and str(found).lower() in _TRUTHS:
        return _TRUTHS[str(found).lower()]
    raise _MalformedError("it says neither true nor false")


def _truth_of_rows(body: bytes, source: str) -> bool:
    """Read the truth from a table: Virtuoso's is a row with a 1, or no row."""
    table = read_table(body, source)
    if table.columns != (_VIRTUOSO,) or len(table.rows) > 1:
        raise _MalformedError("it is a table, and no answer to ASK")
    return any(_truth(plain(cell)) for row in table.rows for cell in row)


def write_json(table: Table) -> bytes:
    """Return a table as results JSON."""
    rows = [
        {name: _written(term) for name, term in zip(table.columns, row, strict=True) if term is not None}
        for row in table.rows
    ]
    return json.dumps({"head": {"vars": list(table.columns)}, "results": {"bindings": rows}}).encode("ascii")


def _document(body: bytes) -> dict[str, Any]:
    document = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    if not isinstance(document, dict):
        raise _MalformedError("it is no object")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names stand there once: of two values one would be lost."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _MalformedError("a name stands twice in an object")
    return found


def _no_number(value: str) -> NoReturn:
    raise _MalformedError(f"{value} is no JSON")


def _names(document: dict[str, Any]) -> tuple[str, ...]:
    head = document.get("head")
    names = head.get("vars") if isinstance(head, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise _MalformedError("its head names no variables")
    if len(set(names)) != len(names):
        raise _MalformedError("its head names a variable twice")
    return tuple(names)


def _row(names: tuple[str, ...], binding: object, blanks: dict[str, ox.BlankNode]) -> tuple[Term | None, ...]:
    if not isinstance(binding, dict):
        raise _MalformedError("a row is no object")
    if not binding.keys() <= set(names):
        raise _MalformedError("a row has a variable that the head does not name")
    return tuple(_term(binding[name], blanks) if name in binding else None for name in names)


def _term(found: object, blanks: dict[str, ox.BlankNode]) -> Term:
    if not isinstance(found, dict):
        raise _MalformedError("a value is no object")
    kind, value = found.get("type"), found.get("value")
    if not isinstance(value, str):
        raise _MalformedError(f"a value of the type {kind!r} cannot be read")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _MalformedError("a value holds half a character")
    match kind:
        case "uri":
            return ox.NamedNode(value)
        case "bnode":
            return blanks.setdefault(value, ox.BlankNode())
        case "literal" | "typed-literal":  # the second is Virtuoso's
            return _literal(value, found)
        case _:
            raise _MalformedError(f"a value of the type {kind!r} cannot be read")


def _literal(value: str, found: dict[str, Any]) -> ox.Literal:
    language, datatype = found.get("xml:lang"), found.get("datatype")
    if language is not None:
        if not isinstance(language, str):
            raise _MalformedError("a language is no text")
        return ox.Literal(value, language=language)
    if datatype is None:
        return ox.Literal(value)
    if not isinstance(datatype, str):
        raise _MalformedError("a datatype is no text")
    return canonical(ox.Literal(value, datatype=ox.NamedNode(datatype)))


def _written(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    assert isinstance(term, ox.Literal)
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _fail(source: str, error: Exception) -> NoReturn:
    why = " ".join(str(error).split())[:120] or type(error).__name__
    raise StoreError(f"{source}: the answer is not whole, or no SPARQL results in JSON: {why}") from None
