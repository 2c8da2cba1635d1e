"""A report as a model is shown it: the sentences of the text proper, numbered, with who is named or meant in each.

What speaks to a model and not to people is found by the ontology's prompt cues; the paragraph in which it stands is
not shown, and nothing is believed that is quoted from it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from kg.extract import choose_case
from kg.extract.actors import Actor
from kg.extract.context import Context
from kg.extract.discover import discover
from kg.extract.reader import Reading, is_read, read_blocks
from kg.lexicon import CaseFile, Lexicon, load_lexicon
from kg.model import Entity, Introduced, Report, Span
from kg.report import behind_dateline, blocks_of
from kg.sentences import Token, normalise, read_sentences

# The marks by which chat formats part the roles; no words of any language, so not in the ontology.
_CHAT_MARK = re.compile(
    r"<\|[^|<>]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:s|system|assistant|user|think|tool_call)>", re.I
)
_DENIED = frozenset({"not", "n't", "never"})


@dataclass(frozen=True, slots=True)
class Voice:
    """Who does and who utters what the verb at the offset ``at`` says, as far as the sentence tells."""

    at: int
    actor: Actor | None
    sayer: Actor | None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that is shown; ``parties`` are those that it names or that its words stand for."""

    number: int
    span: Span
    block: Span
    in_title: bool
    context: Context
    parties: frozenset[Entity]
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A sentence that speaks to a model: where it and its paragraph stand, and the cue that it was known by."""

    span: Span
    block: Span
    cue: str


@dataclass(frozen=True)
class Article:
    """A report ready to be shown. ``plain`` is its text after one-to-one normalisation: equal offsets."""

    report: Report
    plain: str
    lexicon: Lexicon
    introduced: tuple[Introduced, ...]
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [line.span.start for line in self.lines]

    def lines_at(self, span: Span) -> tuple[Line, ...]:
        """Return the lines that a span touches."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        return tuple(line for line in self.lines[first:last] if line.span.overlap(span))

    @cached_property
    def parties(self) -> tuple[Entity, ...]:
        """The parties that some line names or means, by label."""
        return tuple(sorted({party for line in self.lines for party in line.parties}, key=lambda p: (p.label, p.iri)))


def read_article(report: Report, case: str | CaseFile | None = None) -> Article:
    """Return what of a report a model is shown. Raises NotFoundError for an unknown case."""
    blocks = blocks_of(report.text)
    sentences = {
        block: read_sentences(report.text, behind_dateline(report.text, block.span))
        for block in blocks
        if is_read(block)
    }
    flat = [sentence for found in sentences.values() for sentence in found]
    lexicon = load_lexicon(case if case is not None else choose_case(report, flat))
    lexicon, introduced = discover(report, flat, lexicon)
    # Asked while the report is read: later, "they" would mean whoever the last sentence speaks of.
    read = [(reading, *_who(reading)) for reading in read_blocks(report, sentences, lexicon)]
    flags = [flag for reading, _, _ in read if (flag := _flag(reading, lexicon)) is not None]
    withheld = {flag.block for flag in flags}
    lines: dict[Span, Line] = {}
    for reading, parties, voices in read:
        span = reading.context.sentence.span
        if reading.block.span not in withheld and span not in lines:
            title = reading.text == report.title
            number = len(lines) + 1
            lines[span] = Line(number, span, reading.block.span, title, reading.context, parties, voices)
    kept = tuple(dict.fromkeys(flags))
    in_order = tuple(sorted(lines.values(), key=lambda line: line.span))
    return Article(report, plain(report.text), lexicon, tuple(introduced), in_order, kept)


def plain(text: str) -> str:
    """Return ``text`` with typographic marks made plain and white space made spaces: same length, same offsets."""
    return "".join(" " if character.isspace() else character for character in normalise(text))


def parts_of(lines: Sequence[Line], characters: int) -> Iterator[tuple[Line, ...]]:
    """Yield the lines in portions of about so many characters, cut between paragraphs where that is possible."""
    part: list[Line] = []
    size = 0
    for _, paragraph in groupby(lines, key=lambda line: line.block):
        together = [(line, line.span.end - line.span.start) for line in paragraph]
        if part and size + sum(length for _, length in together) > characters:
            yield tuple(part)
            part, size = [], 0
        for line, length in together:
            if part and size + length > characters:
                yield tuple(part)
                part, size = [], 0
            part.append(line)
            size += length
    if part:
        yield tuple(part)


def _who(reading: Reading) -> tuple[frozenset[Entity], tuple[Voice, ...]]:
    """The parties that a sentence names or means, and its voices."""
    context = reading.context
    voices = tuple(
        Voice(context.tokens[group.head].start, context.actor(k), context.sayer(k))
        for k, group in enumerate(context.groups)
    )
    actors = [actor for voice in voices for actor in (voice.actor, voice.sayer)]
    actors += [actor for _, actor in context.quoted]
    actors += [actor for draft in reading.drafts for actor in (draft.holder, draft.sayer)]
    named = {n.party for mention in context.resolver.mentions for n in mention.names if n.party is not None}
    return frozenset(named | {party for actor in actors if actor is not None for party in actor.parties}), voices


def _flag(reading: Reading, lexicon: Lexicon) -> Flag | None:
    """Return a flag where a sentence speaks to a model."""
    context = reading.context
    tokens = context.tokens
    span = context.sentence.span
    if _CHAT_MARK.search(context.text, span.start, span.end):
        return Flag(span, reading.block.span, "mark of a chat format")
    for start, _, pattern, cue in lexicon.cues["PromptCue"].find(tokens, 0, len(tokens)):
        # "ignored earlier instructions" tells of somebody; "did not ignore" is no order.
        if tokens[start].lower in pattern.elements[0].words and not _is_denied(tokens, start):
            return Flag(span, reading.block.span, cue.name)
    return None


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].lower in _DENIED
