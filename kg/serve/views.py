"""The pages that tell people of one thing: what it is, in which words, by which report, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.answers import Readable
from kg.iris import DERIVED_GRAPH
from kg.render.formats import percent
from kg.serve.addresses import local_address
from kg.serve.markup import Content, Markup, foreign, link, quoted, rows, tag, together
from kg.serve.shell import section
from kg.serve.things import (
    RESTING,
    Brief,
    bearers,
    brief_of,
    classes,
    fields_of,
    is_there,
    name_of,
    node_of,
    nodes_of,
    passage_of,
    report_name,
    short,
    text_of,
    words_of,
)
from kg.vocab import DCTERMS, NEG, OA, PROV, RDF, RDFS, SKOS

# More values than these of one property are folded away.
_AT_A_GLANCE = 6
# The fields that say what a thing is come first, where it is from last.
_FIRST = (
    NEG.party, NEG.act, NEG.stance, NEG.issue, NEG.provision, NEG.findingKind, NEG.reason, NEG.firstStatement,
    NEG.secondStatement, NEG.bestStatement, SKOS.definition, NEG.meetingStatus, NEG.outcomeStatus, NEG.heldOn,
    DCTERMS.title, DCTERMS.publisher, DCTERMS.issued, NEG.quote, NEG.alsoAt, NEG.content,
)  # fmt: skip
_GRAVEST = (NEG.Conflict, NEG.SelfContradiction, NEG.Discrepancy, NEG.Overlap, NEG.ApparentConflict, None, NEG.Shift)
_BROAD = frozenset({NEG.Statement, NEG.Finding, SKOS.Concept})
_LAST = (NEG.rule, NEG.confidence, NEG.candidate, NEG.report, PROV.wasGeneratedBy, PROV.wasDerivedFrom, PROV.used)


def title_of(rdf: Readable, node: ox.NamedNode) -> str:
    """Return what a page about a thing is called."""
    kinds = classes(rdf, node)
    if NEG.Statement in kinds:
        brief = brief_of(rdf, node)
        return " ".join(name_of(rdf, one) for one in (brief.party, brief.act) if one) or short(node)
    if NEG.Position in kinds:
        party, matter, stance = (
            node_of(rdf, node, NEG.party),
            node_of(rdf, node, NEG.provision) or node_of(rdf, node, NEG.issue),
            node_of(rdf, node, NEG.stance),
        )
        if party and matter and stance:
            return f"{name_of(rdf, party)} is {name_of(rdf, stance)}: {name_of(rdf, matter)}"
    if NEG.Finding in kinds:
        kind, issue = node_of(rdf, node, NEG.findingKind), node_of(rdf, node, NEG.issue)
        return ": ".join(name_of(rdf, one) for one in (kind, issue) if one) or short(node)
    if NEG.Quote in kinds:
        return "Quote"
    return name_of(rdf, node)


def thing(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return the content of the page about a thing (a report has one of its own)."""
    kinds = classes(rdf, node)
    return together(
        tag("p", _kind(rdf, node, kinds), class_="kind"),
        tag("h1", foreign(title_of(rdf, node))),
        _lead(rdf, node, kinds),
        _analysis(rdf, node),
        section("All that is said of it", fields(rdf, node)),
        _narrower(rdf, node),
        resting(rdf, node),
    )


def named(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return the name of a thing, with a link to where it is told of: here, or on the web."""
    if not node.value.startswith("http"):
        return foreign(node.value)
    local = local_address(node.value)
    if local is not None and not is_there(rdf, node) and "#" not in local:
        local = None
    return link(local or (None if _is_ours(node) else node.value), foreign(name_of(rdf, node)))


def statement_card(rdf: Readable, brief: Brief) -> Markup:
    """Return who says what in which words, and where."""
    who = together(
        named(rdf, brief.party) if brief.party else None, " ", name_of(rdf, brief.act) if brief.act else None
    )
    source = link(local_address(brief.report.value), foreign(report_name(rdf, brief.report))) if brief.report else None
    return tag(
        "article",
        tag("p", tag("strong", who), " ", side(rdf, brief.stance), class_="who"),
        tag("p", link(local_address(brief.node.value), quoted(brief.words)), class_="words"),
        tag(
            "p",
            tag("span", brief.mark, class_="chip") if brief.mark else None,
            source or "no report",
            " · ",
            tag("code", short(brief.node)),
            class_="source",
        ),
        class_="card",
    )


def side(rdf: Readable, stance: ox.NamedNode | None) -> Markup | None:
    """Return a stance as a coloured word."""
    if stance is None:
        return None
    word = name_of(rdf, stance)
    return tag("span", word, class_=f"stance {word}" if word in {"for", "against", "neutral"} else "stance")


def positions(rdf: Readable, nodes: Iterable[ox.NamedNode]) -> Markup:
    """Return positions as a table: party, stance, matter, words, number of reports."""
    lines = []
    for node in nodes:
        matter = node_of(rdf, node, NEG.provision) or node_of(rdf, node, NEG.issue)
        party, best = node_of(rdf, node, NEG.party), node_of(rdf, node, NEG.bestStatement)
        brief = brief_of(rdf, best) if best else None
        cells: list[Content] = [
            named(rdf, party) if party else None,
            side(rdf, node_of(rdf, node, NEG.stance)),
            named(rdf, matter) if matter else None,
            link(local_address(brief.node.value), quoted(brief.words)) if brief else None,
            text_of(rdf, node, NEG.reportCount),
            link(local_address(node.value), "position"),
        ]
        lines.append(
            ((name_of(rdf, party) if party else "", name_of(rdf, matter) if matter else "", short(node)), cells)
        )
    ordered = [cells for _, cells in sorted(lines, key=lambda line: line[0])]
    return rows(("party", "stance", "what", "in which words", "reports", ""), ordered)


def findings(rdf: Readable, nodes: Iterable[ox.NamedNode]) -> Markup:
    """Return findings as a list: kind, issue, and the reason, which leads to both sides."""
    lines = []
    for node in nodes:
        kind, issue = node_of(rdf, node, NEG.findingKind), node_of(rdf, node, NEG.issue)
        cells: list[Content] = [
            tag("span", name_of(rdf, kind), class_="chip") if kind else None,
            named(rdf, issue) if issue else None,
            link(local_address(node.value), foreign(text_of(rdf, node, NEG.reason) or short(node))),
        ]
        name = name_of(rdf, kind) if kind else ""
        lines.append(((_rank(classes(rdf, node)), name, name_of(rdf, issue) if issue else "", short(node)), cells))
    return rows(("kind", "issue", "why"), [cells for _, cells in sorted(lines, key=lambda line: line[0])])


def passage(rdf: Readable, quote: ox.NamedNode) -> Markup:
    """Return a quote marked in its sentence, with its offsets, and the way to it in the report."""
    found = passage_of(rdf, quote)
    if found.report is None:
        return tag("p", quoted(found.exact), f" (not found at {found.start}–{found.end} of its report)")
    address = local_address(found.report.value)
    there = f"{address}.html?from={found.start}&to={found.end}#here" if address else None
    shown = tag("bdi", found.before, tag("mark", found.exact), found.after)
    return tag(
        "blockquote",
        tag("p", shown),
        tag("p", link(there, f"in the text of the report ({found.start}–{found.end})"), class_="source"),
    )


def fields(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return all that is said of a thing, field by field."""
    found = {predicate: values for predicate, values in fields_of(rdf, node) if predicate != RDF.type}
    order = sorted(found, key=_place)
    entries = []
    for predicate in order:
        shown = [tag("div", _value(rdf, predicate, value)) for value in found[predicate]]
        if len(shown) > _AT_A_GLANCE:
            told: Content = tag("details", tag("summary", f"{len(shown)} values"), shown)
        else:
            told = shown
        entries.append(tag("div", tag("dt", words_of(predicate), title=predicate.value), tag("dd", told)))
    entries.append(tag("div", tag("dt", "IRI"), tag("dd", tag("code", foreign(node.value)))))
    return tag("dl", entries, class_="fields")


def resting(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return what follows from a thing, and what a report carries."""
    parts = []
    for predicate, heading in RESTING:
        items: list[Content] = []
        for one in bearers(rdf, predicate, node):
            kinds = classes(rdf, one)
            if NEG.Statement in kinds:
                items.append(statement_card(rdf, brief_of(rdf, one)))
            else:
                items.append(tag("p", link(local_address(one.value), foreign(title_of(rdf, one))), " ", _id(one)))
        if items:
            parts.append(section(heading.capitalize(), items))
    return together(parts)


def _lead(rdf: Readable, node: ox.NamedNode, kinds: set[ox.NamedNode]) -> Markup | None:
    """Return the words themselves, before all that is said about them."""
    if NEG.Quote in kinds:
        return passage(rdf, node)
    quote = node_of(rdf, node, NEG.quote)
    if quote is not None:
        report = node_of(rdf, node, NEG.report)
        source = (
            tag("p", "in ", link(local_address(report.value), foreign(report_name(rdf, report)))) if report else None
        )
        return together(passage(rdf, quote), source)
    if NEG.Finding in kinds:
        reason = text_of(rdf, node, NEG.reason)
        sides = [one for each in (NEG.firstStatement, NEG.secondStatement) for one in nodes_of(rdf, node, each)]
        cards = [statement_card(rdf, brief_of(rdf, one)) for one in sides if is_there(rdf, one)]
        return together(
            tag("p", foreign(reason), class_="reason") if reason else None, tag("div", cards, class_="pair")
        )
    if NEG.Position in kinds:
        said = [brief_of(rdf, one) for one in nodes_of(rdf, node, PROV.wasDerivedFrom) if is_there(rdf, one)]
        return section("Said in these words", [statement_card(rdf, brief) for brief in said])
    definition = text_of(rdf, node, SKOS.definition)
    return tag("p", foreign(definition), class_="definition") if definition else None


def _analysis(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return the positions and findings that are about a party, an issue, a provision or a negotiation."""
    about: set[ox.NamedNode] = set()
    for predicate in (NEG.party, NEG.issue, NEG.provision, NEG.negotiation):
        found = rdf.quads_for_pattern(None, predicate, node, DERIVED_GRAPH)
        about |= {quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)}
    held = [one for one in about if NEG.Position in classes(rdf, one)]
    sides = {one for position in held for each in (NEG.firstPosition, NEG.secondPosition)
             for one in bearers(rdf, each, position)}  # fmt: skip
    found_here = [one for one in about | sides if NEG.Finding in classes(rdf, one)]
    return together(
        section("Positions", positions(rdf, held)) if held else None,
        section("What follows", findings(rdf, found_here)) if found_here else None,
    )


def _narrower(rdf: Readable, node: ox.NamedNode) -> Markup:
    """Return the provisions of an issue, and the concepts that are narrower than this one or in this scheme."""
    parts = []
    for predicate, heading in ((NEG.underIssue, "Provisions"), (SKOS.broader, "Narrower"), (SKOS.inScheme, "Concepts")):
        below = bearers(rdf, predicate, node)
        items = sorted((name_of(rdf, one), one.value, one) for one in below)
        if items:
            parts.append(section(heading, tag("ul", [tag("li", named(rdf, one)) for _, _, one in items])))
    return together(parts)


def _value(rdf: Readable, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> Content:
    if isinstance(value, ox.Literal):
        if predicate == NEG.confidence and _is_share(value.value):
            return percent(float(value.value))
        if predicate == NEG.candidate:
            return "too doubtful to count as a position"
        return foreign(value.value, lines=True)
    kinds = classes(rdf, value)
    if NEG.Quote in kinds:
        return together(
            quoted(text_of(rdf, value, OA.exact) or ""), " ", link(local_address(value.value), "in its sentence")
        )
    if NEG.Statement in kinds:
        brief = brief_of(rdf, value)
        who = " ".join(name_of(rdf, one) for one in (brief.party, brief.act) if one)
        return together(foreign(who), ": ", link(local_address(value.value), quoted(brief.words)))
    if NEG.Report in kinds:
        return link(local_address(value.value), foreign(report_name(rdf, value)))
    if kinds & {NEG.Position, NEG.Finding}:
        return link(local_address(value.value), foreign(title_of(rdf, value)))
    return named(rdf, value)


def _kind(rdf: Readable, node: ox.NamedNode, kinds: set[ox.NamedNode]) -> str:
    """Return what a thing is, in a word: its closest class, or for concepts the folder of its IRI."""
    folder = (local_address(node.value) or "//").split("/")[1]
    if not kinds or kinds <= _BROAD:
        return folder.replace("-", " ") or "thing"
    return ", ".join(sorted((text_of(rdf, one, RDFS.label) or words_of(one)).strip() for one in kinds - _BROAD))


def _rank(kinds: set[ox.NamedNode]) -> int:
    """Return the place of a finding in a list: what divides first, what merely moved last."""
    return min((at for at, kind in enumerate(_GRAVEST) if kind in kinds), default=_GRAVEST.index(None))


def _place(predicate: ox.NamedNode) -> tuple[int, int, str]:
    if predicate in _FIRST:
        return 0, _FIRST.index(predicate), ""
    return (2, _LAST.index(predicate), "") if predicate in _LAST else (1, 0, predicate.value)


def _id(node: ox.NamedNode) -> Markup:
    return tag("code", foreign(short(node)))


def _is_ours(node: ox.NamedNode) -> bool:
    return local_address(node.value) is not None


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
