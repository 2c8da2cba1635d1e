"""Why a graph is inconsistent, in words: the nodes that are of two classes which the ontology declares disjoint.

HermiT says that a graph is inconsistent, not where. This finds the common case, by the types that are asserted or that
follow from the domain or range of a property.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import pyoxigraph as ox

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SHOWN = 5

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Links = dict[Term, list[Term]]


def explain_clashes(triples: Iterable[tuple[Term, ox.NamedNode, Term]]) -> list[str]:
    """Return one sentence for each node with two disjoint types, sorted; after five, how many more there are."""
    triples = list(triples)
    by_predicate: dict[str, list[tuple[Term, Term]]] = defaultdict(list)
    for subject, predicate, value in triples:
        by_predicate[predicate.value].append((subject, value))
    parents = _links(by_predicate[_RDFS + "subClassOf"])
    disjoint = _disjoint_pairs(by_predicate)
    sentences = []
    for node, reasons in _types(triples, by_predicate).items():
        inherited: dict[Term, str] = {}
        for kind, why in reasons.items():
            for ancestor in _upwards(kind, parents):
                inherited.setdefault(ancestor, why)
        clashing = [pair for pair in combinations(sorted(inherited, key=str), 2) if frozenset(pair) in disjoint]
        if clashing:
            one, other = clashing[0]
            sentences.append(
                f"{_name(node)} is both a {_local(one)} ({inherited[one]}) and a {_local(other)} ({inherited[other]}), "
                "which nothing can be"
            )
    sentences.sort()
    more = len(sentences) - _SHOWN
    return sentences[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])


def _types(
    triples: list[tuple[Term, ox.NamedNode, Term]], by_predicate: dict[str, list[tuple[Term, Term]]]
) -> dict[Term, dict[Term, str]]:
    """Return for each node its classes, each with the reason why it is one."""
    found: dict[Term, dict[Term, str]] = defaultdict(dict)
    for node, kind in by_predicate[_RDF + "type"]:
        found[node][kind] = "so typed"
    domains, ranges = _links(by_predicate[_RDFS + "domain"]), _links(by_predicate[_RDFS + "range"])
    for subject, predicate, value in triples:
        for kind in domains.get(predicate, ()):
            found[subject].setdefault(kind, f"it has {_local(predicate)}")
        if not isinstance(value, ox.Literal):
            for kind in ranges.get(predicate, ()):
                found[value].setdefault(kind, f"it is the {_local(predicate)} of {_name(subject)}")
    return found


def _disjoint_pairs(by_predicate: dict[str, list[tuple[Term, Term]]]) -> set[frozenset[Term]]:
    """Return the unordered pairs of classes declared disjoint, one by one or by a list."""
    pairs = {frozenset(pair) for pair in by_predicate[_OWL + "disjointWith"]}
    first, rest = dict(by_predicate[_RDF + "first"]), dict(by_predicate[_RDF + "rest"])
    groups = {node for node, kind in by_predicate[_RDF + "type"] if _name(kind) == _OWL + "AllDisjointClasses"}
    for group, cell in by_predicate[_OWL + "members"]:
        members: list[Term] = []
        seen: set[Term] = set()
        while group in groups and cell in first and cell not in seen:
            seen.add(cell)
            members.append(first[cell])
            cell = rest.get(cell, cell)
        pairs |= {frozenset(pair) for pair in combinations(members, 2)}
    return pairs


def _upwards(kind: Term, parents: Links) -> set[Term]:
    """Return a class and all its superclasses."""
    found, waiting = {kind}, [kind]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _links(pairs: Iterable[tuple[Term, Term]]) -> Links:
    links: Links = defaultdict(list)
    for left, right in pairs:
        links[left].append(right)
    return links


def _name(term: Term) -> str:
    return term.value


def _local(term: Term) -> str:
    """Return the last part of an IRI, as people say it."""
    return term.value.rpartition("#")[2].rpartition("/")[2]
