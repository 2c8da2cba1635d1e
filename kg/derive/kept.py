"""What a store keeps of what was derived: findings in one graph, what they are looked up by in another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from kg.derive.working import GRAPH, graph_of
from kg.iris import DATA, DERIVED_GRAPH, KEYS_GRAPH
from kg.vocab import NEG, OA, PROV, RDF, RDFS

if TYPE_CHECKING:
    from pyoxigraph import Store

COMMENT = NamedNode(RDFS.base + "comment")
STATEMENTS = NamedNode(GRAPH + "statements")
COURSE = "course "
"""How the key begins of those statements of a course that can make a stage."""
SHOWN = (
    RDF.type, NEG.act, NEG.bestAssessment, NEG.bestDenial, NEG.bestQuantity, NEG.bestStatement, NEG.bestWish,
    NEG.earliestWish, NEG.heldFrom, NEG.heldUntil, NEG.issue, NEG.negotiation, NEG.originCount, NEG.party,
    NEG.provision, NEG.reportCount, NEG.stance, NEG.supersededBy,
)  # fmt: skip
"""What a position has beside its statements, which are too many to look through."""
COUNTS = frozenset({NEG.heldFrom, NEG.heldUntil, NEG.originCount, NEG.reportCount, PROV.wasDerivedFrom})
"""What of a position no rule of the second step looks at."""
Nodes: TypeAlias = "dict[NamedNode, frozenset[Quad]]"
"""Derived things with all that is said of them."""

_LOOKED_UP = frozenset({NEG.key, NEG.joinKey, COMMENT, OA.exact})
_POSITION = DATA + "position/"
_RECORDS = tuple(DATA + kind for kind in ("statement/", "meeting/", "outcome/"))


def stored(store: Store, nodes: Iterable[NamedNode]) -> Nodes:
    """Return what a store has of derived things, but for the statements of positions.

    Those that it has nothing of are left out.
    """
    found: Nodes = {}
    for node in nodes:
        read = SHOWN if is_position(node) else (None,)
        quads = {quad for predicate in read for quad in store.quads_for_pattern(node, predicate, None, DERIVED_GRAPH)}
        for predicate in (NEG.key, NEG.joinKey) if quads else ():
            quads.update(store.quads_for_pattern(node, predicate, None, KEYS_GRAPH))
        if quads:
            found[node] = frozenset(quads)
    return found


def derived_under(working: Store, keys: set[str]) -> Nodes:
    """Return the derived things of a working store whose key is one of these."""
    return {
        quad.subject: frozenset(map(placed, working.quads_for_pattern(quad.subject, None, None, DERIVED_GRAPH)))  # type: ignore[misc]
        for quad in working.quads_for_pattern(None, NEG.key, None, DERIVED_GRAPH)
        if text_of(quad) in keys
    }


def row_keys(working: Store) -> list[Quad]:
    """Return what the rows of a working store are looked up by, in the graph of keys.

    That is their join keys, their quoted words, and for each position the lines of its statements.
    """
    return [placed(quad) for quad in graph_of(working, "statements") if _is_kept(quad)]


def _is_kept(quad: Quad) -> bool:
    if quad.predicate == COMMENT:
        return is_position(quad.subject)
    # What can make a stage is told by its line.
    return quad.predicate == OA.exact or (quad.predicate == NEG.joinKey and not text_of(quad).startswith(COURSE))


def placed(quad: Quad) -> Quad:
    """Return a quad of what is derived, or of what rows are looked up by, in the graph where a store keeps it."""
    return Quad(quad.subject, quad.predicate, quad.object, KEYS_GRAPH) if quad.predicate in _LOOKED_UP else quad


def unplaced(quad: Quad) -> Quad:
    """Return a quad that a store keeps in the graph where rules look for it."""
    return Quad(quad.subject, quad.predicate, quad.object, DERIVED_GRAPH) if quad.predicate in _LOOKED_UP else quad


def text_of(quad: Quad) -> str:
    """Return the literal of a quad that has one."""
    assert isinstance(quad.object, Literal)
    return quad.object.value


def is_position(node: object) -> bool:
    """Tell whether something is a position, by its IRI."""
    return isinstance(node, NamedNode) and node.value.startswith(_POSITION)


def is_record(node: object) -> bool:
    """Tell whether something is a statement, meeting or outcome, by its IRI."""
    return isinstance(node, NamedNode) and node.value.startswith(_RECORDS)
