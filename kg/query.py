"""Asking the store: the named queries that come with the package, and a user's own.

A named query is a file in ``queries/questions`` (what users ask) or ``queries/checks`` (rows are problems).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.answers import Table
from kg.errors import InputError, LimitError, NotFoundError, StoreError, UsageError
from kg.headers import Parameter, QueryFile, parse_query, query_files
from kg.names import resolve
from kg.sparql import bind, parameters, refuse_unsafe, unreadable

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

    from kg.answers import Readable, Term

FOLDERS = ("questions", "checks")
KEYS = frozenset({"summary", "description", "tags", "returns"})
MAX_ROWS = 1_000_000
"""Rows or triples that a user's own query may return."""

_XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with a header; ``folder`` is ``questions``, ``checks``, or empty for a file of the user's."""

    name: str
    folder: str
    summary: str
    description: str
    tags: tuple[str, ...]
    params: tuple[Parameter, ...]
    returns: tuple[str, ...]
    text: str


def available() -> list[NamedQuery]:
    """Return all named queries, questions before checks, each sorted by name.

    Raises InputError for a file whose header or text is wrong, and for a name that stands in both folders.
    """
    queries = [_named(file, folder) for folder in FOLDERS for file in query_files(folder, KEYS)]
    names = [query.name for query in queries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"query {twice[0]} stands in both folders of queries; rename one")
    return queries


def load(name: str) -> NamedQuery:
    """Return the query so named. Raises NotFoundError, with near misses, where there is none."""
    for folder in FOLDERS:
        for file in query_files(folder, KEYS):
            if file.name == name:
                return _named(file, folder)
    near = difflib.get_close_matches(name, [query.name for query in available()], n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; kg query --list names them all"
    raise NotFoundError(f"there is no query {name!r}{hint}")


def parse(name: str, text: str) -> NamedQuery:
    """Return a query of the user's from a file with a header.

    Header and text are held against each other, except for the columns: the engine sees no foreign text in this
    process. ``check_columns`` does that when the answer is there.
    Raises InputError for a wrong header, and as ``refuse_unsafe``.
    """
    refuse_unsafe(text, may_choose_graphs=True)
    return _named(parse_query(name, text, KEYS), "")


def check_columns(query: NamedQuery, answer: object) -> None:
    """Raise InputError unless the answer is a table with the columns that the query's header names."""
    if not isinstance(answer, Table):
        raise InputError(f"query {query.name}: a named query must be a SELECT")
    if answer.columns != query.returns:
        returns, columns = ", ".join(query.returns), ", ".join(answer.columns)
        raise InputError(f"query {query.name}: 'returns' says {returns}, SELECT says {columns}")


def _named(file: QueryFile, folder: str) -> NamedQuery:
    """Check that header and text say the same."""
    declared = [parameter.name for parameter in file.parameters]
    used = parameters(file.text)
    if sorted(declared) != sorted(used):
        wrong = sorted(set(declared) ^ set(used))
        raise InputError(
            f"query {file.name}: {', '.join(wrong)} must stand both in the header (#+ param) "
            "and in the text (VALUES ?_name { UNDEF })"
        )
    returns = _words(file.values["returns"])
    tags = _words(file.values["tags"])
    summary, description = file.values["summary"], file.values["description"]
    query = NamedQuery(file.name, folder, summary, description, tags, file.parameters, returns, file.text)
    if folder:
        check_columns(query, _empty(query))
    return query


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(","))


def _empty(query: NamedQuery) -> object:
    """Return what a query of ours answers where there is no data. Raises InputError where it is no query."""
    from pyoxigraph import QuerySolutions, Store

    try:
        results = Store().query(query.text)
    except SyntaxError as error:
        raise InputError(f"query {query.name}: {_one_line(error)}") from None
    return Table(_columns(results), ()) if isinstance(results, QuerySolutions) else None


def prepare(store: Readable, query: NamedQuery, params: Mapping[str, str]) -> str:
    """Return the text of a named query with its parameters bound; it can be sent to any SPARQL endpoint.

    Args:
        store: where labels are looked up for parameters of type iri.
        query: what is asked.
        params: value by parameter name, as the user wrote it.

    Raises:
        UsageError: the query has no such parameter, or a value is not of its type or can mean several things.
        NotFoundError: a value names nothing in the store.
    """
    unknown = sorted(params.keys() - {parameter.name for parameter in query.params})
    if unknown:
        known = ", ".join(parameter.name for parameter in query.params) or "none"
        raise UsageError(f"the query {query.name} has no parameter {unknown[0]!r}; it has: {known}")
    terms = {}
    for parameter in query.params:
        value = params.get(parameter.name, parameter.default)
        if value is not None:
            terms[parameter.name] = _term(store, parameter, value)
    return bind(query.text, terms)


def _term(store: Readable, parameter: Parameter, value: str) -> NamedNode | Literal:
    """Return the value as a term of the parameter's type."""
    from pyoxigraph import Literal, NamedNode

    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UsageError(f"{parameter.name}: the value holds half a character (a lone surrogate)")
    try:
        match parameter.type:
            case "iri":
                return resolve(store, parameter.name, value)
            case "date":
                return Literal(date.fromisoformat(value).isoformat(), datatype=NamedNode(_XSD + "date"))
            case "integer":
                return Literal(str(int(value)), datatype=NamedNode(_XSD + "integer"))
            case _:
                return Literal(value)
    except ValueError:
        example = "a date such as 2025-07-23" if parameter.type == "date" else "a whole number"
        raise UsageError(f"{parameter.name}: {value!r} is not {example}") from None


def run(store: Readable, query: NamedQuery, params: Mapping[str, str] | None = None) -> Table:
    """Ask a named query: one of ours anywhere, one of a user's where ``run_text`` may ask.

    Raises as ``prepare``, for a user's also as ``run_text`` and ``check_columns``.
    """
    if not query.folder:
        refuse_unsafe(query.text)
    table = _evaluate(store, prepare(store, query, params or {}))
    if not query.folder:
        check_columns(query, table)
    if not isinstance(table, Table):
        raise InputError(f"query {query.name}: a named query must be a SELECT")
    return table


def run_text(store: Readable, sparql: str) -> Table | bool | list[Triple]:
    """Ask a query of the user's: rows for SELECT, truth for ASK, triples (sorted) for CONSTRUCT and DESCRIBE.

    It is for stores that answer elsewhere, behind an endpoint: in this process nothing would stop a query that takes
    too long or too much. A store of this machine is asked by ``kg.guard``. Named graphs are seen, and without GRAPH
    all of them together. The text is checked before it is run.

    Raises:
        UsageError: it is no query, calls SERVICE, or chooses graphs with FROM.
        LimitError: it is too long or too deep, or returns more than a million rows.
    """
    refuse_unsafe(sparql)
    return _evaluate(store, sparql)


def _evaluate(store: Readable, sparql: str) -> Table | bool | list[Triple]:
    from pyoxigraph import QueryBoolean, QuerySolutions

    try:
        results = store.query(sparql, use_default_graph_as_union=True)
        if isinstance(results, QueryBoolean):
            return bool(results)
        if isinstance(results, QuerySolutions):
            columns = _columns(results)
            rows: list[tuple[Term | None, ...]] = []
            for row in results:
                rows.append(tuple(row))
                _count(rows)
            return Table(columns, tuple(rows))
        triples: list[Triple] = []
        for triple in results:
            triples.append(triple)
            _count(triples)
        return sorted(triples, key=str)
    except SyntaxError as error:
        raise UsageError(unreadable(sparql, error)) from None
    except OSError as error:
        raise StoreError(f"the store cannot be read: {_one_line(error)}") from error
    except (RuntimeError, ValueError, UnicodeError) as error:
        raise UsageError(f"the query cannot be answered: {_one_line(error)}") from error


def _columns(results: QuerySolutions) -> tuple[str, ...]:
    return tuple(variable.value for variable in results.variables)


def _count(found: list[tuple[Term | None, ...]] | list[Triple]) -> None:
    if len(found) > MAX_ROWS:
        raise LimitError(f"the query returns more than {MAX_ROWS} rows; narrow it or add a LIMIT")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
