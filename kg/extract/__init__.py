"""From a report to its statements, meetings and outcomes: one engine over the ontology's words.

``extract_report`` is the whole of it; the modules beside it are its stages, in the order of docs/model.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.extract.discover import discover
from kg.extract.meetings import read_meetings
from kg.extract.mentions import find_mentions
from kg.extract.outcomes import last_held, read_documents, read_outcomes
from kg.extract.reader import is_read, read_blocks
from kg.extract.records import make_statements
from kg.lexicon import CaseFile, Lexicon, available_cases, load_lexicon
from kg.model import Entity, Extraction, Meeting, Report, Statement
from kg.report import behind_dateline, is_furniture
from kg.sentences import Token, read_sentences, tokenise
from kg.structure import read_structure

__all__ = ["choose_case", "extract_report"]


def extract_report(report: Report, *, case: str | CaseFile | None = None) -> Extraction:
    """Return what ``report`` says. ``case`` is or names a case file; None lets ``choose_case`` decide.

    Raises NotFoundError for an unknown case. Every quote stands verbatim at its offsets in ``report.text``.
    """
    lexicon = load_lexicon(case if case is not None else choose_case(report))
    chosen = lexicon.case
    blocks = read_structure(report.text, is_furniture)
    sentences = {
        block: read_sentences(report.text, behind_dateline(report.text, block.span))
        for block in blocks
        if is_read(block)
    }
    lexicon, introduced = discover(report, [s for found in sentences.values() for s in found], lexicon)
    readings = list(read_blocks(report, sentences, lexicon))
    contexts = [reading.context for reading in readings]
    told = read_meetings(report, chosen, contexts)
    documents = read_documents(report, chosen, contexts, told)
    outcomes, meetings = read_outcomes(report, chosen, contexts, told, documents)
    statements = make_statements(report, chosen, readings, documents, last_held(told))
    used = _entities(statements, meetings)
    used |= {i.party for i in introduced if i.entity in used and i.party is not None}
    return Extraction(
        report,
        chosen,
        tuple(statements),
        tuple(meetings),
        tuple(outcomes),
        tuple(i for i in introduced if i.entity in used),
    )


def _entities(statements: Iterable[Statement], meetings: Iterable[Meeting]) -> set[Entity]:
    """The parties and people that records name."""
    used: set[Entity] = set()
    for s in statements:
        used |= {
            e
            for e in (s.party, s.addressee, s.speaker, *(d.issued_by for d in (s.carried_by, s.concerns) if d))
            if e is not None
        }
    for m in meetings:
        used |= {*m.participants, *m.delegates, *(d.issued_by for d in m.documents)} | ({m.host} if m.host else set())
    return used


def choose_case(report: Report) -> str | None:
    """Return the case of which the report names two principals or more, the most often named; None where none is."""
    tokens = [
        Token(a, b, report.text[a:b], form.lower(), form.lower(), "")
        for a, b, form in tokenise(report.text, 0, len(report.text))
    ]
    scores = []
    for name in available_cases():
        counts = _principal_mentions(tokens, load_lexicon(name))
        if sum(count > 0 for count in counts) >= 2:
            scores.append((sum(counts), name))
    return max(scores, key=lambda s: (s[0], s[1]))[1] if scores else None


def _principal_mentions(tokens: list[Token], lexicon: Lexicon) -> list[int]:
    counts = dict.fromkeys(lexicon.principals, 0)
    for mention in find_mentions(tokens, lexicon):
        for name in mention.names:
            if name.party in counts:
                counts[name.party] += 1
                break
    return list(counts.values())
