"""How much of everything a store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.iris import DATA, DERIVED_GRAPH
from kg.model import Rank
from kg.store import Store
from kg.vocab import NEG, RANK, RDF

if TYPE_CHECKING:
    from kg.answers import Readable

# What people call it, and its class; in the order in which the text, the negotiation and the analysis come.
_COUNTED = (
    ("reports", NEG.Report),
    ("statements", NEG.Statement),
    ("meetings", NEG.Meeting),
    ("outcomes", NEG.Outcome),
    ("parties", NEG.Party),
    ("people", NEG.Person),
    ("positions", NEG.Position),
    ("conflicts", NEG.Conflict),
    ("overlaps", NEG.Overlap),
    ("decisions", NEG.Decision),
)
_CASE = DATA + "graph/case/"
_DEPRECATED = RANK[Rank.DEPRECATED]
_TRUE = ox.Literal(True)
_REPORT = f"ASK {{ GRAPH ?g {{ ?report a {NEG.Report} }} }}"
_GROUNDS = f"""\
ASK {{
  GRAPH ?g {{ ?statement {NEG.negotiation} ?negotiation ; {NEG.act} ?act }}
  FILTER NOT EXISTS {{ GRAPH ?h {{ ?statement {NEG.candidate} true }} }}
}}"""


def take_census(store: Store) -> dict[str, int]:
    """Return the numbers of things by name: reports, statements, candidates, …, decisions, cases, graphs, quads.

    A statement that is a candidate counts as a candidate alone, and one that was set aside as deprecated.
    """
    counts = {name: _count(store.rdf, kind) for name, kind in _COUNTED}
    candidates = len({quad.subject for quad in store.rdf.quads_for_pattern(None, NEG.candidate, _TRUE, None)})
    set_aside = len({quad.subject for quad in store.rdf.quads_for_pattern(None, NEG.rank, _DEPRECATED, None)})
    names = store.graph_names()
    return {
        "reports": counts.pop("reports"),
        "statements": counts.pop("statements") - candidates - set_aside,
        "candidates": candidates,
        "deprecated": set_aside,
        **counts,
        "cases": sum(name.startswith(_CASE) for name in names),
        "graphs": len(names),
        "quads": len(store.rdf),
    }


def lacks_findings(rdf: Readable) -> bool:
    """Tell whether a store holds what positions could rest on but none, as after a run that was interrupted."""
    return not rdf.contains_named_graph(DERIVED_GRAPH) and _has_grounds(rdf)


def lacks_case(rdf: Readable) -> bool:
    """Tell whether a store holds reports of which no statement belongs to a negotiation, so that nothing follows."""
    return bool(rdf.query(_REPORT)) and not _has_grounds(rdf)


def _has_grounds(rdf: Readable) -> bool:
    """True where a statement that is no candidate belongs to a negotiation."""
    return bool(rdf.query(_GROUNDS))


def _count(rdf: ox.Store, kind: ox.NamedNode) -> int:
    """Return how many different things are of a class, in any graph: what two reports mention is one thing."""
    return len({quad.subject for quad in rdf.quads_for_pattern(None, RDF.type, kind, None)})
