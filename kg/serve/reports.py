"""The page about a report: its text with every quote marked, and what is read out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pyoxigraph as ox

from kg.answers import Readable
from kg.serve.addresses import local_address
from kg.serve.markup import Content, Markup, foreign, link, quoted, tag, together
from kg.serve.shell import section
from kg.serve.things import brief_of, classes, name_of, report_name, spans_of, text_of, words_of
from kg.serve.views import fields, named, side
from kg.vocab import DCTERMS, NEG, PROV

Span = tuple[int, int]


def report(rdf: Readable, node: ox.NamedNode, here: Span | None = None) -> Markup:
    """Return the content of the page about a report; what lies in the span ``here`` is marked more strongly."""
    text = text_of(rdf, node, NEG.text) or ""
    spans = spans_of(rdf, node)
    title = text_of(rdf, node, DCTERMS.title) or report_name(rdf, node)
    told = [text_of(rdf, node, each) for each in (DCTERMS.publisher, DCTERMS.issued, NEG.fileName)]
    entries = [_entry(rdf, node, span, text[slice(*span)], spans[span]) for span in sorted(spans)]
    return together(
        tag("p", "report", class_="kind"),
        tag("h1", foreign(title)),
        tag("p", foreign(", ".join(filter(None, told))), class_="source"),
        tag("p", link("#read", f"{sum(map(len, spans.values()))} records read out of it"), " · ",
            link("#said-of-it", "what is known of the report")),
        tag("div", marked(text, spans, here), class_="text", dir="auto"),
        section("Read out of it", tag("ol", entries), id_="read"),
        section("Known of the report", fields(rdf, node), _resting(rdf, node), id_="said-of-it"),
    )  # fmt: skip


def marked(text: str, spans: Mapping[Span, Sequence[ox.NamedNode]], here: Span | None = None) -> Markup:
    """Return a text cut where quotes begin and end, each piece within one marked and leading to its entry."""
    edges = {0, len(text), *(offset for span in spans for offset in span), *(here or ())}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    pieces: list[Content] = []
    seen = False
    for start, end in pairwise(cuts):
        inside = [span for span in spans if span[0] <= start and end <= span[1]]
        strongly = here is not None and here[0] <= start and end <= here[1]
        piece = text[start:end]
        if not inside and not strongly:
            pieces.append(piece)
            continue
        # The innermost of several quotes is the one that a reader means by pointing at these words.
        entry = min(inside, key=lambda span: (span[1] - span[0], span), default=None)
        id_ = "here" if strongly and not seen else None
        seen = seen or strongly
        mark = tag("mark", piece, class_="here" if strongly else None, id=id_)
        pieces.append(link(f"#{_anchor(entry)}", mark) if entry else mark)
    return together(pieces)


def _entry(rdf: Readable, node: ox.NamedNode, span: Span, text: str, records: Sequence[ox.NamedNode]) -> Markup:
    address = local_address(node.value)
    told = [tag("li", _record(rdf, one)) for one in records]
    back = link(f"{address}.html?from={span[0]}&to={span[1]}#here", f"in the text ({span[0]}–{span[1]})")
    return tag("li", tag("p", quoted(text), " ", back), tag("ul", told), id=_anchor(span))


def _record(rdf: Readable, node: ox.NamedNode) -> Markup:
    if NEG.Statement in classes(rdf, node):
        brief = brief_of(rdf, node)
        who = " ".join(name_of(rdf, one) for one in (brief.party, brief.act) if one)
        about = [named(rdf, one) for one in _matter(rdf, node)]
        mark = tag("span", brief.mark, class_="chip") if brief.mark else None
        return together(
            link(local_address(node.value), foreign(who)), " ", side(rdf, brief.stance), " ", about, " ", mark
        )
    kind = next((words_of(one).strip() for one in (NEG.Meeting, NEG.Outcome) if one in classes(rdf, node)), "record")
    content = text_of(rdf, node, NEG.content) or text_of(rdf, node, NEG.heldText) or text_of(rdf, node, NEG.heldOn)
    return together(link(local_address(node.value), kind), ": ", foreign(content or "no more is known"))


def _matter(rdf: Readable, node: ox.NamedNode) -> Iterator[ox.NamedNode]:
    for predicate in (NEG.provision, NEG.issue):
        found = sorted(
            (quad.object for quad in rdf.quads_for_pattern(node, predicate, None, None)
             if isinstance(quad.object, ox.NamedNode)), key=str,
        )  # fmt: skip
        if found:
            yield found[0]
            return


def _resting(rdf: Readable, node: ox.NamedNode) -> Markup | None:
    """Return what was derived from the report as a whole; what it carries stands in its text."""
    found = {quad.subject for quad in rdf.quads_for_pattern(None, PROV.wasDerivedFrom, node, None)}
    items = [tag("li", named(rdf, one)) for one in sorted(found, key=str) if isinstance(one, ox.NamedNode)]
    return tag("ul", items) if items else None


def _anchor(span: Span) -> str:
    return f"q{span[0]}-{span[1]}"
