"""What a statement carries beside party, act and matter: its quantity, its limit of time, its package, its firmness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.context import Context
from kg.extract.deadlines import Deadline, choose_deadline, find_deadlines
from kg.extract.draft import Draft
from kg.extract.measures import Measure, find_measures
from kg.extract.packages import find_packages
from kg.extract.quantities import choose_quantity
from kg.extract.reader import Reading
from kg.extract.verbs import Range
from kg.model import Act, Interval, Package, Report, Span, Statement
from kg.sentences import normalise
from kg.times import find_dates

_LIMITED = frozenset({Act.ACCEPTS, Act.CONDITIONS, Act.DEMANDS, Act.OFFERS, Act.THREATENS})
_TAKING_UP = frozenset({"that", "this", "it", "these", "those"})
_REACH = 8


@dataclass(frozen=True)
class Particulars:
    """What one sentence measures, limits in time, binds together and calls non-negotiable."""

    context: Context
    drafts: tuple[Draft, ...]
    measures: Sequence[Measure]
    deadlines: Sequence[Deadline]
    packages: dict[int, Package]
    firm: Sequence[Range]

    def added_to(self, statement: Statement, number: int, since: Interval | None) -> Statement:
        """Return the statement of the draft ``number`` with its particulars.

        ``since`` are the days on one of which it was said, else the day of the report, else None.
        """
        draft = self.drafts[number]
        others = [d.content for d in self.drafts if not _overlap(d.content, draft.content)]
        quantity = choose_quantity(self.context, self.measures, draft, statement.provision, others)
        statement = replace(
            statement,
            quantity=quantity if quantity is not None and quantity.text in statement.quote.text else None,
            non_negotiable=self._is_firm(draft),
            package=self.packages.get(number),
        )
        if statement.act not in _LIMITED or draft.incomplete:
            return statement
        own = [draft.content, *([draft.condition] if draft.condition else [])]
        deadline = choose_deadline(self.context, self.deadlines, own, others, draft.evidence)
        if deadline is None:
            return statement
        due = deadline.due(since)
        if due is not None and since is not None and due.end < since.start:
            return statement  # "prisoners taken before 2014"
        return replace(statement, due=due, due_text=self.context.text[deadline.start : deadline.end])

    def _is_firm(self, draft: Draft) -> bool:
        """True where the words that say so stand in the evidence of the draft, or right behind it and in no other's."""
        first, last = draft.evidence
        rest = [d.evidence for d in self.drafts if d.evidence != draft.evidence]
        return any(
            first <= cue[0] < last
            or (last <= cue[0] < last + _REACH and not any(_overlap(cue, other) for other in rest))
            for cue in self.firm
        )


def read_particulars(report: Report, reading: Reading) -> Particulars:
    """Return the particulars of a sentence that has drafts."""
    context = reading.context
    text = normalise(context.text[context.sentence.start : context.sentence.end])
    start = context.sentence.start
    dates = [Span(start + found.start, start + found.end) for found in find_dates(text, None)]
    measures = find_measures(context.tokens, context.lexicon, dates)
    return Particulars(
        context,
        reading.drafts,
        measures,
        find_deadlines(context, measures),
        find_packages(report, context, reading.drafts),
        firm_words(context),
    )


def firm_words(context: Context) -> list[Range]:
    """Return where a sentence calls something non-negotiable; not "no longer a red line"."""
    tokens = context.tokens
    return [
        (first, after)
        for first, after, pattern, _ in context.lexicon.cues["FirmnessCue"].find(tokens, 0, len(tokens))
        if pattern.source.startswith(("not", "no/", "never"))
        or not any(t.lower in ("not", "n't", "no", "never") for t in tokens[max(0, first - 3) : first])
    ]


def takes_up_firmly(reading: Reading, statement: Statement) -> bool:
    """True of "That is non-negotiable" behind a statement: the words are about it, and of no other party's mouth."""
    tokens = reading.context.tokens
    if not tokens or tokens[0].lower not in _TAKING_UP or not firm_words(reading.context):
        return False
    if reading.drafts:
        return any(statement.party in draft.holder.parties for draft in reading.drafts)
    named = reading.context.lexicon.names.find([token.text for token in tokens])
    return all(name.party in (None, statement.party) for mention in named for name in mention.names)


def _overlap(a: Range, b: Range) -> bool:
    return max(a[0], b[0]) < min(a[1], b[1])
