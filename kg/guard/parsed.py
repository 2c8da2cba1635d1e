"""A reply as rows, a truth or triples again: what comes out of a child, for those who work on in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers import Table

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.guard.asked import Reply

ROWS, TRIPLES = "json", "nt"
"""The formats to ask for, ``format`` and ``otherwise``, of a reply that is to be parsed; no term is changed by them."""


def parsed(reply: Reply) -> Table | bool | list[Triple]:
    """Return a reply in the formats ``ROWS`` and ``TRIPLES`` as what it says."""
    import pyoxigraph as ox

    if reply.kind == "graph":
        return [quad.triple for quad in ox.parse(reply.data, format=ox.RdfFormat.N_TRIPLES)]
    results = ox.parse_query_results(reply.data, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    return Table(tuple(variable.value for variable in results.variables), tuple(tuple(row) for row in results))
