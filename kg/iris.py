"""The IRIs of instances, graphs and open schemes, each made in one place.

All functions return nodes. Slugs and ids come from case files, from ``kg.model`` or from a foreign graph;
one that is not made of letters, digits and hyphens would change the meaning of an IRI and is a ValueError.
"""

from __future__ import annotations

import re
from datetime import date

from pyoxigraph import NamedNode

from kg.model import Quote, digest
from kg.vocab import BASE

DATA = BASE + "data/"
GENID = "https://w3id.org/.well-known/genid/negotiation-kg/"
"""What stands before the name given to a blank node of a bundled file (RDF 1.1, section 3.5)."""

_SLUG = re.compile(r"[0-9A-Za-z]+(?:[-_][0-9A-Za-z]+)*")


def _node(base: str, slug: str) -> NamedNode:
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"not a name for an IRI: {slug!r}; use letters, digits and hyphens")
    return NamedNode(base + slug)


def report_iri(report_id: str) -> NamedNode:
    """Return the IRI of a report, which is also the name of its graph."""
    return _node(DATA + "report/", report_id)


def quote_iri(report_id: str, quote: Quote) -> NamedNode:
    """Return the IRI of a quote from where it stands."""
    return _node(DATA + "quote/", f"{report_id}-{quote.start}-{quote.end}")


def statement_iri(statement_id: str) -> NamedNode:
    """Return the IRI of the statement with this ``Statement.id``."""
    return _node(DATA + "statement/", statement_id)


def meeting_iri(meeting_id: str) -> NamedNode:
    """Return the IRI of the meeting with this ``Meeting.id``."""
    return _node(DATA + "meeting/", meeting_id)


def outcome_iri(outcome_id: str) -> NamedNode:
    """Return the IRI of the outcome with this ``Outcome.id``."""
    return _node(DATA + "outcome/", outcome_id)


def document_iri(document_id: str) -> NamedNode:
    """Return the IRI of the document with this ``Document.id``."""
    return _node(DATA + "document/", document_id)


def quantity_iri(quantity_id: str) -> NamedNode:
    """Return the IRI of the quantity with this id."""
    return _node(DATA + "quantity/", quantity_id)


def package_iri(package_id: str) -> NamedNode:
    """Return the IRI of the package with this ``Package.id``."""
    return _node(DATA + "package/", package_id)


def activity_iri(activity_id: str) -> NamedNode:
    """Return the IRI of the activity, an extraction or a derivation, with this id."""
    return _node(DATA + "activity/", activity_id)


def software_iri(version: str) -> NamedNode:
    """Return the IRI of a version of this program."""
    return NamedNode(f"{DATA}software/negotiation-kg-{version}")


def extractor_iri(extractor_id: str) -> NamedNode:
    """Return the IRI of a model or plug-in with this ``Extractor.id``."""
    return _node(DATA + "extractor/", extractor_id)


def position_iri(position_id: str) -> NamedNode:
    """Return the IRI of the position with this id."""
    return _node(DATA + "position/", position_id)


def finding_iri(finding_id: str) -> NamedNode:
    """Return the IRI of the finding with this id."""
    return _node(DATA + "finding/", finding_id)


def origin_iri(origin_id: str) -> NamedNode:
    """Return the IRI of the origin with this id."""
    return _node(DATA + "origin/", origin_id)


def text_reuse_iri(reuse_id: str) -> NamedNode:
    """Return the IRI of the text reuse with this id."""
    return _node(DATA + "text-reuse/", reuse_id)


def precondition_iri(precondition_id: str) -> NamedNode:
    """Return the IRI of the precondition with this id."""
    return _node(DATA + "precondition/", precondition_id)


def package_term_iri(term_id: str) -> NamedNode:
    """Return the IRI of the package term with this id."""
    return _node(DATA + "package-term/", term_id)


def negotiation_iri(slug: str) -> NamedNode:
    """Return the IRI of a negotiation."""
    return _node(DATA + "negotiation/", slug)


def round_iri(negotiation: str, held_on: date) -> NamedNode:
    """Return the IRI of the round of a negotiation held on a day."""
    return _node(DATA + "round/", f"{negotiation}-{held_on.isoformat()}")


def decision_iri(decision_id: str) -> NamedNode:
    """Return the IRI of the decision with this ``Decision.id``."""
    return _node(DATA + "decision/", decision_id)


def curator_iri(name: str) -> NamedNode:
    """Return the IRI of a person who decides about statements, from the name that the person goes by."""
    return _node(DATA + "curator/", digest("curator", name))


def deprecated_graph(report_id: str) -> NamedNode:
    """Return the name of the graph that holds what was extracted from a report and does not count."""
    return _node(DATA + "deprecated/", report_id)


def issue_iri(slug: str) -> NamedNode:
    """Return the IRI of an issue."""
    return _node(BASE + "scheme/issue/", slug)


def provision_iri(slug: str) -> NamedNode:
    """Return the IRI of a provision."""
    return _node(BASE + "scheme/provision/", slug)


def case_graph(slug: str) -> NamedNode:
    """Return the name of the graph that holds a case file."""
    return _node(DATA + "graph/case/", slug)


ONTOLOGY_GRAPH = NamedNode(DATA + "graph/ontology")
DERIVED_GRAPH = NamedNode(DATA + "graph/derived")
ORIGINS_GRAPH = NamedNode(DATA + "graph/origins")
CURATION_GRAPH = NamedNode(DATA + "graph/curation")
KEYS_GRAPH = NamedNode(DATA + "graph/keys")
FINGERPRINTS_GRAPH = NamedNode(DATA + "graph/fingerprints")
INDEX_GRAPHS = (FINGERPRINTS_GRAPH, KEYS_GRAPH)
"""Graphs by which a store finds again what a change touches. They say nothing of the negotiation and are not shown."""

ISSUE_SCHEME = NamedNode(BASE + "scheme/issue")
PROVISION_SCHEME = NamedNode(BASE + "scheme/provision")


def slug_of(node: NamedNode) -> str:
    """Return what follows the last slash of an IRI: the slug or id that one of the functions above put there."""
    return node.value.rpartition("/")[2]
