"""From a report to its statements, meetings and outcomes: one engine over the ontology's words.

``extract_report`` is the whole of it; the modules beside it are its stages, in the order of docs/model.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.extract.discover import discover
from kg.extract.grading import grade
from kg.extract.meetings import read_meetings
from kg.extract.outcomes import last_held, read_documents, read_outcomes
from kg.extract.reader import Reading, is_read, read_blocks
from kg.extract.records import make_statements
from kg.extract.systems import System
from kg.lexicon import CaseFile, Lexicon, available_cases, load_lexicon
from kg.model import Entity, Extraction, Introduced, Meeting, Report, Span, Statement
from kg.report import behind_dateline, blocks_of
from kg.sentences import Sentence, all_words, read_sentences

__all__ = ["System", "choose_case", "extract_report", "read_readings"]


def extract_report(report: Report, *, case: str | CaseFile | None = None, system: System = System.FULL) -> Extraction:
    """Return what ``report`` says. ``case`` is or names a case file; None lets ``choose_case`` decide.

    Raises NotFoundError for an unknown case. Every quote stands verbatim at its offsets in ``report.text``.
    Statements have a confidence where ``system`` is the full one.
    """
    lexicon, introduced, readings = read_readings(report, case=case, system=system)
    chosen = lexicon.case
    contexts = [reading.context for reading in readings]
    told = read_meetings(report, chosen, contexts)
    documents = read_documents(report, chosen, contexts, told)
    outcomes, meetings = read_outcomes(report, chosen, contexts, told, documents)
    statements = make_statements(
        report, chosen, readings, documents, last_held(told), grader=grade if system is System.FULL else None
    )
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


def read_readings(
    report: Report, *, case: str | CaseFile | None = None, system: System = System.FULL
) -> tuple[Lexicon, list[Introduced], list[Reading]]:
    """Return the words by which ``report`` is read, the names that it introduces, and the reading of each sentence.

    Raises NotFoundError for an unknown case.
    """
    blocks = blocks_of(report.text)
    sentences = {
        block: read_sentences(report.text, behind_dateline(report.text, block.span))
        for block in blocks
        if is_read(block)
    }
    flat = [s for found in sentences.values() for s in found]
    lexicon = load_lexicon(case if case is not None else choose_case(report, flat))
    lexicon, introduced = discover(report, flat, lexicon)
    return lexicon, introduced, list(read_blocks(report, sentences, lexicon, system))


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


def choose_case(report: Report, sentences: Sequence[Sentence] | None = None) -> str | None:
    """Return the case that a report belongs to: of those whose principals it names, the most often named.

    Two principals or more must be named, and a phrase of the case's own must occur, or, where no party is named more
    often than they, one on any issue of the case: two states meet in many negotiations.
    None where no case fits. ``sentences`` saves reading them anew.
    """
    words = all_words(report.text)
    if sentences is None:
        sentences = read_sentences(report.text, Span(0, len(report.text)))
    scores = []
    for name in available_cases():
        lexicon = load_lexicon(name)
        counts = _party_mentions(words, lexicon)
        named = [counts[party] for party in lexicon.principals if counts[party]]
        if len(named) < 2:
            continue
        lead = {party for party, _ in counts.most_common(len(named))} <= set(lexicon.principals)
        if _speaks_of(sentences, lexicon, issues=lead):
            scores.append((sum(named), name))
    return max(scores, key=lambda s: (s[0], s[1]))[1] if scores else None


def _speaks_of(sentences: Sequence[Sentence], lexicon: Lexicon, *, issues: bool) -> bool:
    """True where a phrase of the case's own stands in the text, or with ``issues`` one on any of its issues."""
    return any(
        topic.of_case or (issues and topic.issue in lexicon.issues and not topic.weak)
        for sentence in sentences
        for _, _, _, topic in lexicon.topics.find(sentence.tokens, 0, len(sentence.tokens))
    )


def _party_mentions(words: list[str], lexicon: Lexicon) -> Counter[Entity]:
    """How often each party is named, by any name of it or of its people."""
    return Counter(
        name.party
        for mention in lexicon.names.find(words)
        if (name := next((n for n in mention.names if n.party is not None), None)) is not None
        and name.party is not None
    )
