"""Terms as the embedded store would give them back, whatever spelling a server prefers."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN = frozenset({_XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_NODE = ox.NamedNode("urn:x")


def canonical(literal: ox.Literal) -> ox.Literal:
    """Return a literal in the form in which the embedded store writes it: 50.0 as 50, 1 (a boolean) as true."""
    kind = literal.datatype.value
    return literal if kind in _PLAIN or not kind.startswith(_XSD) else _stored(literal.value, kind)


@lru_cache(maxsize=4096)
def _stored(value: str, datatype: str) -> ox.Literal:
    """Put a literal into a store and read it back: the one place that knows the store's forms is the store."""
    store = ox.Store()
    store.add(ox.Quad(_NODE, _NODE, ox.Literal(value, datatype=ox.NamedNode(datatype))))
    found = next(iter(store)).object
    assert isinstance(found, ox.Literal)
    return found


def canonical_triple(triple: ox.Triple) -> ox.Triple:
    """Return a triple with its object in the store's form."""
    value = triple.object
    return ox.Triple(triple.subject, triple.predicate, canonical(value)) if isinstance(value, ox.Literal) else triple
