"""What is chosen of a store to be written for other tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from kg.errors import NotFoundError
from kg.graphs import canonical_order
from kg.interchange.adding import Reports
from kg.interchange.lookup import Lookup
from kg.iris import ORIGINS_GRAPH, slug_of
from kg.model import Extraction
from kg.store import REPORT
from kg.vocab import NEG
from kg.whatif import report_of


@dataclass(frozen=True)
class Choice:
    """Reports with the statements chosen of each, in the order of their ids.

    ``candidates`` is the number of statements left out because they are too doubtful to count; ``origins`` gives the
    origin of each report that shares its text with others, by id.
    """

    extractions: tuple[Extraction, ...]
    candidates: int = 0
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def statements(self) -> int:
        """How many statements were chosen."""
        return sum(len(extraction.statements) for extraction in self.extractions)


def choose(
    rdf: ox.Store,
    lookup: Lookup,
    *,
    report: str | None = None,
    party: str | None = None,
    issue: str | None = None,
    candidates: bool = False,
) -> Choice:
    """Return what counts of the store's reports.

    Args:
        rdf: the store.
        lookup: its names.
        report: only of this report: id, file name, title or IRI.
        party: only of this party: a name or IRI.
        issue: only on this issue: label, slug or IRI.
        candidates: also what is too doubtful to count.

    Raises:
        NotFoundError: one of the names means nothing in the store, or the store has no report.
        UsageError: a name means several things.
    """
    wanted = [report_of(rdf, report).removeprefix(REPORT)] if report is not None else sorted(_reports(rdf))
    if not wanted:
        raise NotFoundError("there is no report in the store; add some with: kg add REPORT")
    of_party = None if party is None else lookup.node("party", party).value
    on_issue = None if issue is None else slug_of(lookup.node("issue", issue))
    reports = Reports(rdf)
    found, left = [], 0
    for one in wanted:
        extraction = canonical_order(reports.extraction(one))
        chosen = [
            statement
            for statement in extraction.statements
            if of_party in (None, statement.party.iri) and on_issue in (None, statement.issue)
        ]
        counting = [statement for statement in chosen if candidates or not statement.is_candidate]
        left += len(chosen) - len(counting)
        found.append(replace(extraction, statements=tuple(counting)))
    return Choice(tuple(found), left, _origins(rdf))


def _origins(rdf: ox.Store) -> dict[str, str]:
    return {
        slug_of(quad.subject): slug_of(quad.object)
        for quad in rdf.quads_for_pattern(None, NEG.origin, None, ORIGINS_GRAPH)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }


def _reports(rdf: ox.Store) -> Iterator[str]:
    for graph in rdf.named_graphs():
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(REPORT):
            yield graph.value.removeprefix(REPORT)
