"""Candidates for provisions of a case: statements whose provision is not known, as commented Turtle to be edited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pyoxigraph import NamedNode

from kg import iris
from kg.graphs import reference_quads
from kg.model import Extraction, Report, Span, Statement
from kg.patterns import GAP
from kg.sentences import Token, read_sentences
from kg.suggest import Suggester
from kg.turtle import block, comment, literal
from kg.vocab import SKOS

MARK = "#|"
"""What stands before each line of commented Turtle; without it and the space behind it, the line is Turtle."""
_LONGEST_LABEL = 90
_LONGEST_PHRASE = 4
_CONTENT = ("NN", "VV", "AJ")
_BARRIER = frozenset(";:.?!")
_HOW = (
    "# Statements whose provision is not known, with their verbatim words. To make one a provision, remove the #| and\n"
    "# the space behind it from the lines of its block, word label and definition as a term of an agreement, and see\n"
    "# whether the issue and the phrase are right."
)


def candidate_provisions(case: str, extractions: Sequence[Extraction]) -> list[str]:
    """Return the blocks of text of the section, with its heading remarks; empty where every provision is known.

    Statements with the same phrase make one candidate. ``case`` is the slug of the case that would define them.
    """
    quads = reference_quads()
    taken = {
        iris.slug_of(quad.subject)
        for quad in quads
        if quad.predicate == SKOS.inScheme
        and quad.object == iris.PROVISION_SCHEME
        and isinstance(quad.subject, NamedNode)
    }
    unlinked = [(e.report, s) for e in extractions for s in e.statements if s.provision is None]
    if not unlinked:
        return []
    suggester = Suggester(quads)
    remarks: dict[tuple[str, str], list[str]] = {}
    blocks: dict[tuple[str, str], str] = {}
    for report, statement in unlinked:
        words = " ".join((statement.content or statement.quote.text).split())
        elements = _elements(words)
        guesses = suggester.issues(words)
        issue = statement.issue or (guesses[0].slug if guesses else "")
        key = (" ".join(elements) or words.lower(), issue)
        remarks.setdefault(key, []).append(_remark(report, statement, [str(guess) for guess in guesses]))
        if key not in blocks:
            slug = _free_slug(elements, taken)
            taken.add(slug)
            blocks[key] = _block(case, slug, words, issue, elements, statement.party.label)
    return [_HOW, *("\n".join([*remarks[key], blocks[key]]) for key in blocks)]


def _remark(report: Report, statement: Statement, guesses: Sequence[str]) -> str:
    """Return who said it, where and in which words, and which issues it could be about."""
    quote = statement.quote
    lines = [
        comment(f"{statement.party.label} {statement.act.value}, {report.file_name}, {quote.start} to {quote.end}:"),
        f"# {literal(quote.text).removesuffix('@en')}",
    ]
    if statement.issue is None:
        lines.append(comment(f"issue: {'; '.join(guesses) or 'none of the taxonomy has a word of it; find one'}"))
    return "\n".join(lines)


def _block(case: str, slug: str, words: str, issue: str, elements: Sequence[str], party: str) -> str:
    label = words if len(words) <= _LONGEST_LABEL else words[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
    label = label[:1].upper() + label[1:]
    turtle = block(
        f"provision:{slug}",
        [
            ("a", ["skos:Concept"]),
            ("rdfs:label", [literal(label)]),
            ("skos:prefLabel", [literal(label)]),
            ("skos:notation", [f'"{slug}"']),
            ("skos:definition", [literal(f"A provision of which {party} says: {words.rstrip('.')}.")]),
            ("skos:inScheme", ["scheme:provision"]),
            ("neg:underIssue", [f"issue:{issue}"] if issue else []),
            ("neg:phrase", [literal(" ".join(elements))] if elements else []),
            ("rdfs:isDefinedBy", [f"<https://w3id.org/negotiation-kg/cases/{case}>"]),
        ],
    )
    return "\n".join(f"{MARK} {line}" for line in turtle.split("\n"))


def _elements(words: str) -> list[str]:
    """Return the elements of a pattern that finds these words again: the first few that carry meaning."""
    sentences = read_sentences(words, Span(0, len(words)))
    tokens: list[Token] = list(sentences[0].tokens) if sentences else []
    found: list[str] = []
    last = number = 0
    for at, token in enumerate(tokens):
        if found and token.lower in _BARRIER:
            break
        if not token.tag.startswith(_CONTENT) or not re.fullmatch(r"[\w'-]+", token.lower):
            continue
        if found and at - last > GAP:
            break
        if found and at - last > 1:
            found.append("..")
        found.append(token.lower if token.lower == token.lemma else f"{token.lemma}/{token.lower}")
        last, number = at, number + 1
        if number == _LONGEST_PHRASE:
            break
    return found


def _free_slug(elements: Sequence[str], taken: set[str]) -> str:
    """Return a slug made of the words of a phrase that no provision has."""
    words = "-".join(element.rpartition("/")[2] for element in elements if element != "..")
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "candidate"
    number = 1
    while (slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return slug if number == 1 else f"{slug}-{number}"
