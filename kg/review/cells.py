"""Words in cells and what they mean in one store: names of parties and people, labels of issues and provisions, days.

What a cell of an export holds is read back as what it was made of, and means nothing else.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable
from datetime import date

import pyoxigraph as ox

from kg import iris
from kg.errors import KgError
from kg.model import Entity, Statement
from kg.names import resolve
from kg.review.columns import EDITABLE, Column, Kind
from kg.vocab import NEG, RDF, RDFS, SKOS

_PARAMETERS = {Kind.PARTY: "party", Kind.PERSON: "speaker", Kind.ISSUE: "issue", Kind.PROVISION: "provision"}
_CALLED = {Kind.PARTY: "party", Kind.PERSON: "person", Kind.ISSUE: "issue", Kind.PROVISION: "provision"}
LISTED = {
    Kind.PARTY: (RDF.type, NEG.Party),
    Kind.PERSON: (RDF.type, NEG.Person),
    Kind.ISSUE: (SKOS.inScheme, iris.ISSUE_SCHEME),
    Kind.PROVISION: (SKOS.inScheme, iris.PROVISION_SCHEME),
}
"""What is said of everything that can stand in a column of the kind."""
_MAKERS: dict[Kind, Callable[[str], ox.NamedNode]] = {
    Kind.ISSUE: iris.issue_iri,
    Kind.PROVISION: iris.provision_iri,
}


class Names:
    """What is called how in a store. Remembers what it has looked up, so the store must not change meanwhile."""

    def __init__(self, rdf: ox.Store) -> None:
        self._rdf = rdf
        self._meant: dict[tuple[Kind, str], ox.NamedNode | ValueError] = {}
        self._cells: dict[tuple[Kind, str], str] = {}
        self._proper: dict[Kind, dict[str, set[ox.NamedNode]]] = {}

    def entity(self, kind: Kind, words: str) -> Entity:
        """Return the party or person that a cell names. Raises ValueError where none or several are called so."""
        node = self._node(kind, words)
        return Entity(node.value, self.label(node))

    def slug(self, kind: Kind, words: str) -> str:
        """Return the slug of the issue or provision that a cell names. Raises as ``entity``."""
        return iris.slug_of(self._node(kind, words))

    def issue_of(self, provision: str) -> str | None:
        """Return the slug of the issue that a provision is under."""
        for quad in self._rdf.quads_for_pattern(iris.provision_iri(provision), NEG.underIssue, None, None):
            if isinstance(quad.object, ox.NamedNode):
                return iris.slug_of(quad.object)
        return None

    def cell(self, kind: Kind, node: ox.NamedNode) -> str:
        """Return the words for a thing: its label where that means nothing else, else its slug, else its IRI."""
        key = kind, node.value
        if key not in self._cells:
            words = [self.label(node), *([iris.slug_of(node)] if kind in _MAKERS else [])]
            self._cells[key] = next((one for one in words if self._means(kind, one, node)), node.value)
        return self._cells[key]

    def label(self, node: ox.NamedNode) -> str:
        """Return the English label of a thing, the first in order as everywhere, else what stands last in its IRI."""
        labels = (quad.object for quad in self._rdf.quads_for_pattern(node, RDFS.label, None, None))
        english = (one.value for one in labels if isinstance(one, ox.Literal) and one.language in (None, "en"))
        return min(english, default=iris.slug_of(node))

    def _means(self, kind: Kind, words: str, node: ox.NamedNode) -> bool:
        return self._named(kind).get(_folded(words)) == {node}

    def _named(self, kind: Kind) -> dict[str, set[ox.NamedNode]]:
        """Return what bears each proper name, as ``kg.names`` has them; gathered once, for there are many cells."""
        if kind not in self._proper:
            found: defaultdict[str, set[ox.NamedNode]] = defaultdict(set)
            for listed in self._rdf.quads_for_pattern(None, *LISTED[kind], None):
                for name in (RDFS.label, SKOS.prefLabel, SKOS.notation):
                    for quad in self._rdf.quads_for_pattern(listed.subject, name, None, None):
                        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                            found[_folded(quad.object.value)].add(quad.subject)
            self._proper[kind] = dict(found)
        return self._proper[kind]

    def _node(self, kind: Kind, words: str) -> ox.NamedNode:
        found = self._meant.get((kind, words))
        if found is None:
            try:
                found = self._resolved(kind, words)
            except ValueError as error:
                found = error
            self._meant[kind, words] = found
        if isinstance(found, ValueError):
            raise found
        return found

    def _resolved(self, kind: Kind, words: str) -> ox.NamedNode:
        bearers = self._named(kind).get(_folded(words), set())
        if len(bearers) == 1:
            return next(iter(bearers))
        parameter = _PARAMETERS[kind]
        try:
            node = resolve(self._rdf, parameter, words)
        except KgError as error:
            raise ValueError(str(error).removeprefix(f"{parameter}: ")) from None
        # An IRI is taken by its word: it may be one of something else.
        if next(iter(self._rdf.quads_for_pattern(node, *LISTED[kind], None)), None) is None:
            raise ValueError(f"{words!r} is no {_CALLED[kind]}")
        return node


def cells_of(statement: Statement, names: Names) -> dict[str, str]:
    """Return what stands of a statement in the columns that can be changed; an absent value is an empty cell."""
    return {column.name: _cell(column, statement, names) for column in EDITABLE}


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def day(words: str) -> date:
    """Return the day that a cell names. Raises ValueError where it names none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ValueError(f"{words!r} is not a day such as 2025-07-23") from None


def _cell(column: Column, statement: Statement, names: Names) -> str:
    match column.name:
        case "quote":
            return statement.quote.text
        case "start":
            return str(statement.quote.start)
        case "said_from" | "said_until" | "due_from" | "due_until":
            what, _, side = column.name.partition("_")
            days = statement.said_on if what == "said" else statement.due
            return "" if days is None else (days.start if side == "from" else days.end).isoformat()
    value = getattr(statement, column.name)
    if value is None:
        return ""
    if isinstance(value, Entity):
        return names.cell(column.kind, ox.NamedNode(value.iri))
    if column.kind in _MAKERS:
        return names.cell(column.kind, _MAKERS[column.kind](value))
    return str(value)
