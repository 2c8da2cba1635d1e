"""Terms into the queries and updates of this package: each where ``<placed:NAME>`` stands, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.sparql import tokens

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


def placed(sparql: str, terms: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
    """Return a query or an update with the terms of each name in the places of ``<placed:NAME>``.

    They are written by the RDF library; the result is cut into tokens again, and must be the old ones with one token
    for each term. Raises UsageError where it is not, as for a term that is no IRI and no plain string.
    """
    pieces: list[str] = []
    expected: list[tuple[str, str]] = []
    position = 0
    for token in tokens(sparql):
        name = token.text[len("<placed:") : -1] if token.text.startswith("<placed:") else None
        written = [token.text] if name is None else [str(term) for term in terms[name]]
        expected += [(token.kind, token.text)] if name is None else [(_kind(text), text) for text in written]
        pieces += [sparql[position : token.start], " ".join(written)]
        position = token.start + len(token.text)
    text = "".join(pieces) + sparql[position:]
    if [(token.kind, token.text) for token in tokens(text)] != expected:
        raise UsageError("a name would change the query around it; nothing was sent")
    return text


def _kind(written: str) -> str:
    return "iri" if written.startswith("<") else "string"
