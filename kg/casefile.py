"""Case files that lie outside the package: found by their path, and checked before anything is read by them."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import NoReturn

from pyoxigraph import NamedNode, Quad

from kg import iris
from kg.bundle import bundle_path
from kg.errors import InputError
from kg.gate import MAX_BYTES, parse_rdf
from kg.lexicon import CaseFile, available_cases, load_lexicon
from kg.sources import Source, find_source
from kg.vocab import DCTERMS, NEG, ORG, OWL, RDF, RDFS, SKOS

_CLASSES = frozenset(
    {OWL.Ontology, NEG.Negotiation, NEG.Party, NEG.Person, NEG.Place, NEG.AllegedFact, ORG.Membership, SKOS.Concept}
)
# Of our own terms, those that say what is known before a report is read. All others are for reports, whose statements
# need quotes that a case file has no text for.
_TERMS = frozenset(
    "demonym excludes host phrase phraseAgainst postTitle presupposes principal process requires statusQuo "
    "statusQuoHighest statusQuoLowest thirdParty underIssue unit weakPhrase".split()
)
_REUSED = (*(v.base for v in (DCTERMS, ORG, OWL, RDF, RDFS, SKOS)), "http://purl.org/vocab/vann/")
_MAKERS = {iris.ISSUE_SCHEME: iris.issue_iri, iris.PROVISION_SCHEME: iris.provision_iri}


def find_case(name: str) -> str | CaseFile:
    """Return the case that ``--case`` means: a path, which ends in .ttl or has a slash, or the name of a bundled case.

    A name is returned as it is. Raises as ``read_case``, and NotFoundError where the path leads nowhere.
    """
    is_path = name.endswith(".ttl") or any(mark in name for mark in (os.sep, os.altsep) if mark)
    return read_case(find_source(name)) if is_path else name


def read_case(source: Source) -> str | CaseFile:
    """Return a case file, or the name of the bundled case where it is a copy of that.

    Raises InputError where it is no Turtle, is not about one negotiation, holds what only reports can hold, has a
    provision or a phrase that cannot be used, or takes the name of a bundled case; LimitError where it is too large.
    """
    data = source.read(MAX_BYTES)
    quads = parse_rdf(data, format="turtle", source=source.name)
    slug = _slug(quads, source.name)
    if slug in available_cases():
        if (bundle_path("ontology") / "cases" / f"{slug}.ttl").read_bytes() == data:
            return slug
        _refuse(source.name, f"its negotiation is called {slug}, like a bundled case; give it an IRI of its own")
    _check_terms(quads, source.name)
    _check_concepts(quads, source.name)
    case = CaseFile(slug, data)
    try:
        load_lexicon(case)
    except ValueError as error:
        _refuse(source.name, f"a phrase cannot be used: {error}")
    return case


def _refuse(name: str, reason: str) -> NoReturn:
    raise InputError(f"{name}: {reason}") from None


def _slug(quads: list[Quad], name: str) -> str:
    """Return the slug of the one negotiation that the file is about."""
    found = {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == NEG.Negotiation}
    if len(found) != 1:
        _refuse(name, f"a case file has one neg:Negotiation, this one has {len(found)}; see: kg case new --help")
    (node,) = found
    slug = iris.slug_of(node) if isinstance(node, NamedNode) else ""
    try:
        made = iris.negotiation_iri(slug)
    except ValueError:
        made = None
    if made != node:
        _refuse(name, f"{node} does not name a negotiation; its IRI is {iris.DATA}negotiation/NAME, of letters, digits "
                      "and hyphens")  # fmt: skip
    return slug


def _check_terms(quads: list[Quad], name: str) -> None:
    """Refuse classes and properties that a case file has no use for, and things of no class."""
    typed = {quad.subject for quad in quads if quad.predicate == RDF.type}
    for quad in quads:
        property_iri = quad.predicate.value
        if quad.predicate == RDF.type and quad.object not in _CLASSES:
            _refuse(name, f"{quad.subject} is of class {quad.object}, which has no place in a case file")
        if quad.subject not in typed:
            _refuse(name, f"{quad.subject} has no class; say what it is with rdf:type, or remove it")
        if property_iri.removeprefix(NEG.base) not in _TERMS and not property_iri.startswith(_REUSED):
            _refuse(name, f"{quad.subject} has {quad.predicate}, which has no place in a case file")


def _check_concepts(quads: list[Quad], name: str) -> None:
    """Refuse issues and provisions whose IRI no statement could carry, and provisions that are not under one issue."""
    issues: dict[object, list[object]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == NEG.underIssue:
            issues[quad.subject].append(quad.object)
    for quad in quads:
        if quad.predicate != SKOS.inScheme or not isinstance(quad.object, NamedNode) or quad.object not in _MAKERS:
            continue
        _check_iri(quad.subject, quad.object, name)
        if quad.object == iris.PROVISION_SCHEME:
            under = issues[quad.subject]
            if len(under) != 1:
                _refuse(name, f"{quad.subject} is under {len(under)} issues; give it one neg:underIssue")
            _check_iri(under[0], iris.ISSUE_SCHEME, name)


def _check_iri(node: object, scheme: NamedNode, name: str) -> None:
    try:
        made = _MAKERS[scheme](iris.slug_of(node)) if isinstance(node, NamedNode) else None
    except ValueError:
        made = None
    if made != node:
        _refuse(name, f"{node} is no IRI of its scheme: {scheme.value}/NAME, of letters, digits and hyphens")
