"""The gate: which of a model's records become statements, and why the others do not.

Nothing that a model says is believed for itself. A quote is searched in the text that was shown and cut from there;
party, act, issue, provision and stance are words of closed lists; who utters a statement, how sure its words are and
whether the report limits its trust is read from the text by the program's own rules. Each refusal has a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from kg.extract.actors import Actor
from kg.llm.article import Article, Line, plain
from kg.llm.schema import MOST_RECORDS, Choices
from kg.model import Act, Certainty, Entity, Extractor, Quote, Sourcing, Span, Stance, Statement

RULE = "llm"
"""The rule of every statement that a model found."""
_MOST_SENTENCES = 3
_FEWEST_WORDS = 2
_MOST_PLACES = 50  # with more, nobody can say which is meant
_NEGATIONS = frozenset({"no", "neither", "nor", "without", "nothing", "nobody", "none"})
_REACH = 3
_FIELDS = frozenset({"sentence", "quote", "party", "act", "issue", "stance", "content", "provision"})
_NEEDED = _FIELDS - {"content", "provision", "issue"}
_WEAKEST_LAST = (Certainty.CERTAIN, Certainty.PROBABLE, Certainty.POSSIBLE)


class Reason(StrEnum):
    """Why a record is refused."""

    ABOVE_CAP = "more records than an answer may have"
    ADDRESSED_TO_A_MODEL = "quoted from a paragraph that speaks to a model"
    AMBIGUOUS_QUOTE = "its quote stands in several places, none of them in the sentence named"
    BROKEN_WORD = "its quote or content begins or ends inside a word"
    CONTENT_OUTSIDE = "its content does not stand in its quote"
    CUT_NEGATION = "a negation right before its quote is left out of it"
    DUPLICATE = "the same as another record"
    LONG_QUOTE = "its quote goes over more than three sentences, or over the end of a paragraph"
    NO_MATTER = "neither issue nor content: it is about nothing"
    NOT_A_RECORD = "not a record of the form asked for"
    NOT_LISTED = "a word that is not in the closed lists"
    OTHER_ISSUE = "its provision does not stand under its issue"
    QUOTE_ABSENT = "its quote does not stand in the report"
    SHORT_QUOTE = "its quote is a single word"
    UNNAMED_PARTY = "its party is neither named nor meant in the sentence of its quote"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that does not pass; ``words`` are its quote, or what there is of it, cut short."""

    reason: Reason
    words: str


class _RefusedError(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of the form asked for, with words of the lists."""

    sentence: int
    quote: str
    party: Entity
    act: Act
    stance: Stance
    issue: str | None
    provision: str | None
    content: str | None


def judge(
    article: Article, choices: Choices, answers: Iterable[Sequence[object]], extractor: Extractor
) -> tuple[list[Statement], list[Refusal]]:
    """Return the statements that pass, in order of the text, and every record that does not, with the reason.

    Args:
        article: what was shown.
        choices: the closed lists that were given.
        answers: the records of each answer, as the JSON has them.
        extractor: the model as it was asked.
    """
    passed: list[Statement] = []
    refused: list[Refusal] = []
    for records in answers:
        for number, record in enumerate(records):
            try:
                if number >= MOST_RECORDS:
                    raise _RefusedError(Reason.ABOVE_CAP)
                statement = _statement(article, _read(record, choices), extractor)
                if any(_is_same(statement, earlier) or statement.id == earlier.id for earlier in passed):
                    raise _RefusedError(Reason.DUPLICATE)
            except _RefusedError as refusal:
                refused.append(Refusal(refusal.reason, _shown(record)))
            else:
                passed.append(statement)
    return sorted(passed, key=lambda s: (s.quote.start, s.quote.end, s.id)), refused


def _read(record: object, choices: Choices) -> _Record:
    """Hold a record against the form and the lists; what a server made of the schema counts for nothing."""
    if not isinstance(record, dict) or not record.keys() <= _FIELDS or not record.keys() >= _NEEDED:
        raise _RefusedError(Reason.NOT_A_RECORD)
    sentence, quote, content = record["sentence"], record["quote"], record.get("content")
    words = [record[name] for name in ("party", "act", "stance")]
    words += [word for name in ("issue", "provision") if (word := record.get(name)) is not None]
    if type(sentence) is not int or not isinstance(quote, str) or not all(isinstance(word, str) for word in words):
        raise _RefusedError(Reason.NOT_A_RECORD)
    if content is not None and not isinstance(content, str):
        raise _RefusedError(Reason.NOT_A_RECORD)
    issue, provision = record.get("issue"), record.get("provision")
    provisions = {concept.slug: concept for concept in choices.provisions}
    if (
        record["party"] not in choices.parties
        or record["act"] not in {concept.slug for concept in choices.acts}
        or record["stance"] not in {concept.slug for concept in choices.stances}
        or (issue is not None and issue not in {concept.slug for concept in choices.issues})
        or (provision is not None and provision not in provisions)
    ):
        raise _RefusedError(Reason.NOT_LISTED)
    if provision is not None and provisions[provision].issue != issue:
        raise _RefusedError(Reason.OTHER_ISSUE)
    content = content if content and content.strip() else None
    if issue is None and content is None:
        raise _RefusedError(Reason.NO_MATTER)
    party, act, stance = choices.parties[record["party"]], Act(record["act"]), Stance(record["stance"])
    return _Record(sentence, quote.strip(), party, act, stance, issue, provision, content)


def _statement(article: Article, record: _Record, extractor: Extractor) -> Statement:
    """Return the statement of a record; all words in it are cut from the report."""
    quote = _locate(article, record)
    lines = article.lines_at(quote.span)
    content = _content(article, quote, record.content) if record.content is not None else None
    if not any(record.party in line.parties for line in lines):
        raise _RefusedError(Reason.UNNAMED_PARTY)
    actor, sayer = _source(lines, quote.span, record.party)
    source = sayer or actor or Actor(())
    return Statement(
        report=article.report.id,
        party=record.party,
        act=record.act,
        stance=record.stance,
        quote=quote,
        rule=RULE,
        issue=record.issue,
        provision=record.provision,
        content=content,
        speaker=source.speaker,
        speaker_text=source.speaker_text,
        sourcing=source.sourcing,
        attribution=_attribution(source, is_sayer=sayer is not None and sayer != actor),
        certainty=_certainty(lines, quote.span),
        caveat=_caveat(article, lines),
        negotiation=article.lexicon.case,
        in_headline=any(line.in_title for line in lines),
        extractor=extractor,
    )


def _locate(article: Article, record: _Record) -> Quote:
    """Cut the quote from the report where it stands, after one-to-one normalisation of both."""
    wanted = plain(record.quote)
    if not wanted:
        raise _RefusedError(Reason.QUOTE_ABSENT)
    if len(wanted.split()) < _FEWEST_WORDS:
        raise _RefusedError(Reason.SHORT_QUOTE)
    found = _found(article, wanted, record.sentence)
    withheld = {span for span in found if any(span.overlap(flag.block) for flag in article.flags)}
    touching = {s: lines for s in found if s not in withheld and (lines := article.lines_at(s))}
    if not touching:
        raise _RefusedError(Reason.ADDRESSED_TO_A_MODEL if withheld else Reason.QUOTE_ABSENT)
    whole = [span for span in touching if _is_whole(article.plain, span)]
    if not whole:
        raise _RefusedError(Reason.BROKEN_WORD)
    inside = [s for s in whole if touching[s][0].block.contains(s) and len(touching[s]) <= _MOST_SENTENCES]
    if not inside:
        raise _RefusedError(Reason.LONG_QUOTE)
    there = [span for span in inside if any(line.number == record.sentence for line in touching[span])]
    if not there and len(inside) > 1:
        raise _RefusedError(Reason.AMBIGUOUS_QUOTE)
    place = (there or inside)[0]
    if any(_is_negated(line, place) for line in touching[place]):
        raise _RefusedError(Reason.CUT_NEGATION)
    return article.report.quote(place.start, place.end)


def _found(article: Article, wanted: str, sentence: int) -> list[Span]:
    """Return the places of words in the paragraph of the sentence named if they touch it there, else the first few."""
    if 0 < sentence <= len(article.lines):
        named = article.lines[sentence - 1]
        near = list(_places(article.plain, wanted, named.block))
        if any(named.span.overlap(span) for span in near):
            return near
    return list(islice(_places(article.plain, wanted), _MOST_PLACES))


def _content(article: Article, quote: Quote, words: str) -> str:
    """Cut the content from the quote."""
    wanted = plain(words.strip())
    found = [span for span in _places(article.plain, wanted, quote.span) if _is_whole(article.plain, span)]
    if not found:
        absent = wanted not in article.plain[quote.start : quote.end]
        raise _RefusedError(Reason.CONTENT_OUTSIDE if absent else Reason.BROKEN_WORD)
    return article.report.text[found[0].start : found[0].end]


def _places(text: str, wanted: str, inside: Span | None = None) -> Iterator[Span]:
    """Yield where words stand in a text, or in a part of it."""
    start, end = (inside.start, inside.end) if inside is not None else (0, len(text))
    at = text.find(wanted, start, end)
    while at >= 0:
        yield Span(at, at + len(wanted))
        at = text.find(wanted, at + 1, end)


def _is_whole(text: str, span: Span) -> bool:
    """Tell whether a span neither begins nor ends inside a word: "acceptable" is no quote of "unacceptable"."""
    opens = span.start > 0 and text[span.start - 1].isalnum() and text[span.start].isalnum()
    closes = span.end < len(text) and text[span.end - 1].isalnum() and text[span.end].isalnum()
    return not (opens or closes)


def _is_negated(line: Line, span: Span) -> bool:
    """Tell whether a negation right before a quote was left out of it: "accept" cut from "did not accept"."""
    before = [token for token in line.context.tokens if token.end <= span.start][-_REACH:]
    return any(token.tag == "XX0" or token.lower in _NEGATIONS for token in before)


def _source(lines: Sequence[Line], span: Span, party: Entity) -> tuple[Actor | None, Actor | None]:
    """Return who acts for the party in the words of a quote, and who utters them, as far as the text tells."""
    voices = [voice for line in lines for voice in line.voices]
    inside = [voice for voice in voices if span.start <= voice.at < span.end]
    # The verb that says whose it is may stand before the quote: "Norway demands that | the port stay open".
    acting = next((v for v in [*inside, *voices] if v.actor is not None and party in v.actor.parties), None)
    if acting is not None:
        return acting.actor, _speaking(acting.sayer)
    return None, next((sayer for voice in inside or voices if (sayer := _speaking(voice.sayer)) is not None), None)


def _speaking(sayer: Actor | None) -> Actor | None:
    return sayer if sayer is not None and (sayer.parties or sayer.speaker_text) else None


def _attribution(source: Actor, *, is_sayer: bool) -> str | None:
    if source.sourcing is Sourcing.UNNAMED:
        return source.speaker_text
    if not is_sayer:
        return None
    return source.speaker_text or (source.parties[0].label if source.parties else None)


def _certainty(lines: Sequence[Line], span: Span) -> Certainty:
    """The weakest hedge inside the quote."""
    found = [
        cue.certainty
        for line in lines
        for start, end, _, cue in line.context.lexicon.cues["Hedge"].find(
            line.context.tokens, 0, len(line.context.tokens)
        )
        if cue.certainty is not None and span.contains(line.context.span(start, end))
    ]
    return max(found, key=_WEAKEST_LAST.index, default=Certainty.CERTAIN)


def _caveat(article: Article, lines: Sequence[Line]) -> str | None:
    """The sentence of a quote, or the one behind it in the paragraph, where it limits the report's trust."""
    last = lines[-1]
    for line in (*lines, *article.lines[last.number : last.number + 1]):
        context = line.context
        if line.block == last.block and context.lexicon.cues["CaveatCue"].find(context.tokens, 0, len(context.tokens)):
            return context.words(0, len(context.tokens))
    return None


def _is_same(one: Statement, other: Statement) -> bool:
    """Tell whether two records say one thing: the same position in words that overlap."""
    return _position(one) == _position(other) and one.quote.span.overlap(other.quote.span) > 0


def _position(statement: Statement) -> tuple[Any, ...]:
    return (statement.party, statement.act, statement.issue, statement.provision, statement.stance)


def _shown(record: object) -> str:
    quote = record.get("quote") if isinstance(record, dict) else record
    words = " ".join(quote.split()) if isinstance(quote, str) else f"({type(quote).__name__})"
    return words if len(words) <= 100 else f"{words[:99]}…"
