"""What cells of a review table can be chosen from: parties and people of the case, issues and provisions."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.iris import ONTOLOGY_GRAPH, case_graph
from kg.review.cells import LISTED, Names
from kg.review.columns import Kind
from kg.review.rows import Shown


def lists_for(rdf: ox.Store, rows: Sequence[Shown]) -> dict[Kind, list[str]]:
    """Return by kind of column the words to choose from, sorted.

    Issues and provisions are those of the ontology and of the cases of the rows, parties and people those of the cases
    and of the rows themselves: the ontology knows every state.
    """
    names = Names(rdf)
    slugs = {row.statement.negotiation for row in rows}
    cases = [case_graph(slug) for slug in sorted(slug for slug in slugs if slug is not None)]
    offered: dict[Kind, list[str]] = {}
    for kind, said in LISTED.items():
        graphs = cases if kind in (Kind.PARTY, Kind.PERSON) else [ONTOLOGY_GRAPH, *cases]
        found = {quad.subject for graph in graphs for quad in rdf.quads_for_pattern(None, *said, graph)}
        words = {names.cell(kind, node) for node in found if isinstance(node, ox.NamedNode)}
        columns = {Kind.PARTY: ("party", "addressee"), Kind.PERSON: ("speaker",)}.get(kind, ())
        words |= {row.cells[column] for row in rows for column in columns if row.cells[column]}
        offered[kind] = sorted(words, key=lambda word: (word.casefold(), word))
    return offered
