"""Origins from pairs: reports that print one text, directly or by way of others, have one origin."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import ORIGINS_GRAPH, origin_iri, report_iri, text_reuse_iri
from kg.model import OriginBasis
from kg.origins.evidence import TextReuse, compare, is_candidate
from kg.origins.prints import Fingerprint, fingerprint
from kg.origins.texts import ReportText
from kg.vocab import NEG, ORIGIN_BASIS, RDF, RDFS, XSD

Link = tuple[str, str, OriginBasis]
"""Two reports, by id, and what shows that they print one text."""

_STRENGTH = {basis: rank for rank, basis in enumerate(OriginBasis)}


def origin_quads(texts: Iterable[ReportText]) -> list[Quad]:
    """Return all quads of the graph of origins from all reports, sorted; their order does not matter."""
    prints = {one.id: fingerprint(one) for one in texts}
    found = list(reuses(prints))
    quads = {quad for reuse in found for quad in reuse_quads(reuse)}
    quads.update(group_quads(prints, [(reuse.first, reuse.second, reuse.basis) for reuse in found]))
    return sorted(quads, key=str)


def reuses(prints: Mapping[str, Fingerprint]) -> Iterator[TextReuse]:
    """Yield how reports, given by their ids, reuse each other."""
    holders: dict[str, list[str]] = defaultdict(list)
    sizes: dict[str, int] = {}
    for report, print_ in sorted(prints.items()):
        keys = print_.keys()
        sizes[report] = sum(map(is_gram, keys))
        for other in candidates(keys, lambda key: holders.get(key, ()), sizes.__getitem__):
            reuse = compare(print_, prints[other])
            if reuse is not None:
                yield reuse
        for key in keys:
            holders[key].append(report)


def is_gram(key: str) -> bool:
    """Tell whether a key of the index is that of a sequence of words."""
    return key.startswith("gram ")


def candidates(keys: Iterable[str], holders: Callable[[str], Iterable[str]], size: Callable[[str], int]) -> list[str]:
    """Return the reports that share enough keys with one that has ``keys``, sorted.

    ``holders`` gives the reports under a key, ``size`` the number of sampled sequences of a report. Keys that very
    many reports hold are no exception: a text that hundreds print has no others.
    """
    grams = [key for key in keys if is_gram(key)]
    shared: Counter[str] = Counter()
    for key in grams:
        shared.update(holders(key))
    found = {report for report, count in shared.items() if is_candidate(count, len(grams), size(report))}
    for key in keys:
        if not is_gram(key):
            found.update(holders(key))
    return sorted(found)


def reuse_quads(reuse: TextReuse) -> Iterator[Quad]:
    """Yield what the graph of origins says of one text reuse."""
    node = text_reuse_iri(reuse.id)
    yield _quad(node, RDF.type, NEG.TextReuse)
    yield _quad(node, NEG.firstReport, report_iri(reuse.first))
    yield _quad(node, NEG.secondReport, report_iri(reuse.second))
    yield _quad(node, NEG.reuseBasis, ORIGIN_BASIS[reuse.basis])
    yield _quad(node, NEG.sharedShare, Literal(format(reuse.share, "f"), datatype=XSD.decimal))
    yield _quad(node, NEG.reason, Literal(reuse.reason))


def group_quads(prints: Mapping[str, Fingerprint], links: Iterable[Link]) -> Iterator[Quad]:
    """Yield what the graph of origins says of the origins of all these reports, given all links between them."""
    links = list(links)
    basis: dict[str, OriginBasis] = {}
    origin = _components(prints, links)
    for first, _, found in links:
        known = basis.setdefault(origin[first], found)
        basis[origin[first]] = min(known, found, key=_STRENGTH.__getitem__)
    members: dict[str, list[Fingerprint]] = defaultdict(list)
    for report, group in origin.items():
        members[group].append(prints[report])
    for group, printed in members.items():
        node = origin_iri(group)
        yield _quad(node, RDF.type, NEG.Origin)
        yield _quad(node, RDFS.label, Literal(_label(printed)))
        yield _quad(node, NEG.originBasis, ORIGIN_BASIS[basis.get(group, OriginBasis.SINGLE)])
        yield _quad(node, NEG.reportCount, Literal(str(len(printed)), datatype=XSD.integer))
        for one in printed:
            yield _quad(report_iri(one.id), NEG.origin, node)


def _components(reports: Iterable[str], links: Iterable[Link]) -> dict[str, str]:
    """Return for each report the smallest id among those that are linked with it, near or far."""
    beside: dict[str, set[str]] = defaultdict(set)
    for first, second, _ in links:
        beside[first].add(second)
        beside[second].add(first)
    origin: dict[str, str] = {}
    for report in sorted(reports):
        if report in origin:
            continue
        reached = [report]
        origin[report] = report
        for one in reached:
            new = beside[one] - origin.keys()
            origin.update(dict.fromkeys(new, report))
            reached.extend(new)
    return origin


def _label(printed: Sequence[Fingerprint]) -> str:
    """Return the agency that the earliest report credits, else what the earliest report is called by; and the day."""
    first = min(printed, key=lambda one: (one.agency is None, one.date is None, str(one.date), one.id))
    name = first.agency or first.name
    return f"{name}, {first.date.day} {first.date:%B %Y}" if first.date else name


def _quad(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, ORIGINS_GRAPH)
