"""From the IRIs of the graph to addresses of this server, and back.

The IRI of a thing begins with ``https://w3id.org/negotiation-kg/``; its local address is what follows, without the
``data/`` or ``scheme/`` that most have: ``/statement/…``, ``/issue/…``, ``/ontology``. Whoever redirects the whole of
that namespace here needs one rule, because the addresses with ``/data/`` and ``/scheme/`` lead on to the short ones.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from kg.iris import DATA, GENID
from kg.vocab import BASE

SCHEME = BASE + "scheme/"
ONTOLOGY = BASE + "ontology"
# Folders of ``data/`` and of ``scheme/``; no name stands in both.
DATA_KINDS = (
    "activity", "curator", "decision", "deprecated", "document", "extractor", "finding", "graph", "meeting",
    "membership", "negotiation", "origin", "outcome", "package", "package-term", "party", "person", "place",
    "position", "precondition", "quantity", "quote", "report", "round", "software", "statement", "text-reuse",
)  # fmt: skip
SCHEME_KINDS = (
    "act", "certainty", "cue", "date-basis", "decision-kind", "finding-kind", "issue", "meeting-status",
    "origin-basis", "out-of-scope", "outcome-status", "package-kind", "provision", "rank", "sourcing", "stance",
)  # fmt: skip
FILES = ("cases", "cues", "issues", "ontology", "parties", "schemes")
"""Ontologies by the first part of their IRIs: those of the package, and the case files."""


def local_address(iri: str) -> str | None:
    """Return the path at which this server tells of an IRI, or None where it is not one of ours."""
    if iri.startswith(ONTOLOGY + "#"):
        return "/ontology.html#" + quote(iri.removeprefix(ONTOLOGY + "#"), safe="-_.")
    if iri.startswith(GENID):
        return "/genid/" + _safe(iri.removeprefix(GENID))
    rest = iri.removeprefix(BASE)
    if rest == iri or not rest:
        return None
    for folder, kinds in (("data/", DATA_KINDS), ("scheme/", SCHEME_KINDS)):
        kind, slash, name = rest.removeprefix(folder).partition("/")
        if rest.startswith(folder) and slash and name and kind in kinds:
            return f"/{kind}/{_safe(name)}"
    first = rest.partition("/")[0]
    return "/" + _safe(rest) if first in {*FILES, "scheme"} else None


def iri_at(path: str) -> str | None:
    """Return the IRI that is told of at a path (without an ending such as ``.ttl``), or None where none can be."""
    rest = unquote(path).removeprefix("/")
    for folder, kinds in ((DATA, DATA_KINDS), (SCHEME, SCHEME_KINDS)):
        kind, slash, name = rest.partition("/")
        if slash and name and kind in kinds:
            return folder + rest
    if rest.startswith("genid/"):
        return GENID + rest.removeprefix("genid/")
    return BASE + rest if rest.partition("/")[0] in {*FILES, "scheme"} else None


def _safe(path: str) -> str:
    return quote(path, safe="/-_.~:,;=!@")
