"""Words that want to be more than words on a page, and a store in which they are names, titles and quotes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.iris import DATA
from kg.store import Store
from kg.vocab import ACT, BASE, DCTERMS, FINDING_KIND, NEG, OA, PROV, RDF, RDFS, SKOS, STANCE

WORDS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><style>@import 'http://x.invalid/'</style>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>press</a>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "<base href=//x.invalid/>",
    "<meta http-equiv=refresh content=0;url=//x.invalid>",
    "<form action=//x.invalid><input name=q>",
    "<!-- not closed",
    "--><script>alert(1)</script><!--",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "&amp;amp;",
    "<<script>script>alert(1)<</script>/script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<img\nsrc=x\nonerror=alert(1)\n>",
    "<img/src='x'onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//x.invalid/x.css>",
    "<object data=//x.invalid>",
    "<mark id=here>false mark</mark>",
    "<q>false quote</q>",
    "</bdi></q></main>",
    "\u202egnirts desrever",
    "left \u2066 isolate \u2069 right",
    "zero\u200bwidth\u2060joined",
    "\ufeffmark of order",
    "bell \x07 and escape \x1b[31m",
    "line\u2028separator\u2029paragraph",
    "tag \U000e0041 characters",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "`${alert(1)}` \\u003cscript\\u003e",
    "a < b && c > d \"quoted\" 'single'",
    "<" * 300,
)


def hostile_store(path: Path) -> Path:
    """Make a store in which every one of ``WORDS`` is a title, a file's name, a name, a definition and a quote."""
    a = RDF.type
    with Store.open(path) as store:
        for number, words in enumerate(WORDS):
            key = f"{number:016x}"
            report, statement, position, finding = (
                ox.NamedNode(f"{DATA}{kind}/{key}") for kind in ("report", "statement", "position", "finding")
            )
            party, issue = ox.NamedNode(f"{DATA}party/p{number}"), ox.NamedNode(f"{BASE}scheme/issue/i{number}")
            before, after = "They said: ", ". No more was said.\n"
            start, end = len(before), len(before) + len(words)
            quote = ox.NamedNode(f"{DATA}quote/{key}-{start}-{end}")
            text = ox.Literal(words)
            integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
            said: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
                (report, a, NEG.Report),
                (report, DCTERMS.title, text),
                (report, DCTERMS.publisher, text),
                (report, NEG.fileName, text),
                (report, NEG.text, ox.Literal(before + words + after)),
                (quote, a, NEG.Quote),
                (quote, OA.exact, text),
                (quote, OA.start, ox.Literal(str(start), datatype=integer)),
                (quote, OA.end, ox.Literal(str(end), datatype=integer)),
                (quote, PROV.wasQuotedFrom, report),
                (statement, a, NEG.Statement),
                (statement, NEG.party, party),
                (statement, NEG.act, ACT["demands"]),
                (statement, NEG.stance, STANCE["for"]),
                (statement, NEG.issue, issue),
                (statement, NEG.quote, quote),
                (statement, NEG.report, report),
                (statement, NEG.content, text),
                (statement, NEG.speakerText, text),
                (statement, NEG.confidence, text),
                (party, a, NEG.Party),
                (party, RDFS.label, text),
                (party, RDFS.seeAlso, ox.NamedNode("javascript:alert(1)")),
                (party, SKOS.exactMatch, ox.NamedNode("data:text/html,x")),
                (party, SKOS.altLabel, ox.Literal(words, language="en")),
                (issue, a, SKOS.Concept),
                (issue, RDFS.label, text),
                (issue, SKOS.definition, text),
                (issue, SKOS.inScheme, ox.NamedNode(BASE + "scheme/issue")),
            ]
            derived: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
                (position, a, NEG.Position),
                (position, NEG.party, party),
                (position, NEG.issue, issue),
                (position, NEG.stance, STANCE["for"]),
                (position, NEG.bestStatement, statement),
                (position, NEG.reportCount, text),
                (position, PROV.wasDerivedFrom, statement),
                (finding, a, NEG.Finding),
                (finding, a, NEG.Conflict),
                (finding, NEG.findingKind, FINDING_KIND["opposed"]),
                (finding, NEG.issue, issue),
                (finding, NEG.reason, text),
                (finding, NEG.firstStatement, statement),
                (finding, NEG.secondStatement, statement),
            ]
            graph, made = report, ox.NamedNode(DATA + "graph/derived")
            quads = [ox.Quad(*triple, graph) for triple in said] + [ox.Quad(*triple, made) for triple in derived]
            store.change([], quads)
    return path
