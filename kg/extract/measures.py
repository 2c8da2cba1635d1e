"""What is measured in a row of tokens: numbers with their units, ranges, and the words that make them bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.extract.counting import CountedUnit, plain_number, unit_of, unit_word, with_rate
from kg.extract.numerals import Numeral, numeral_at
from kg.extract.topics import ENDERS, NEGATORS
from kg.extract.verbs import Range
from kg.lexicon import Lexicon
from kg.model import Span
from kg.sentences import Token
from kg.units import base_unit

_APPROXIMATE = frozenset(
    "about around approximately roughly some nearly almost just only exactly precisely another further".split()
)
_REFERRING = frozenset("the these those both its their his her our your other".split())
_PAST = frozenset("last past previous recent".split())
_SINCE = frozenset({"after", "since"})
_NOT_AHEAD = frozenset("ago old earlier later apart".split())
_DAYTIME = frozenset({"am", "pm", "a.m", "p.m", "gmt", "o'clock", "cet"})
_BEFORE_ONE = frozenset("for within by of than least most another".split())
_REACH = 8
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity at ``tokens[start:end]``, the words of its bounds included; None stands for no bound.

    ``people`` is true where a noun for people is counted, ``is_limit`` where the words make it the time left,
    ``is_stray`` of a duration behind "in", which can as well lie in the past.
    """

    start: int
    end: int
    lowest: Decimal | None
    highest: Decimal | None
    unit: str
    people: bool = False
    is_limit: bool = False
    is_stray: bool = False

    @property
    def is_time(self) -> bool:
        """True of a duration."""
        return base_unit(self.unit) == "d"


def find_measures(tokens: Sequence[Token], lexicon: Lexicon, dates: Sequence[Span] = ()) -> list[Measure]:
    """Return the quantities of a sentence in order: no ordinal, age, year, time of day or number in a name.

    ``dates`` are the offsets of calendar dates, whose numbers measure nothing.
    """
    return list(_measures(tokens, lexicon, dates))


def _measures(tokens: Sequence[Token], lexicon: Lexicon, dates: Sequence[Span]) -> Iterator[Measure]:
    at = 0
    while at < len(tokens):
        numeral = numeral_at(tokens, at, len(tokens)) or _single(tokens, at, lexicon)
        if numeral is None:
            at += 1
            continue
        measure = None if _is_none(tokens, numeral, dates) else _measure(tokens, numeral, lexicon, dates)
        if measure is not None:
            yield measure
        at = max(measure.end if measure else 0, numeral.end)


def _single(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Numeral | None:
    """As in "within a year", "a month-long truce"; elsewhere "a year" is a rate or a thing."""
    head, *behind = tokens[at].lower.split("-")
    if behind == ["long"] and (unit := unit_word([head], lexicon)) is not None and base_unit(unit) == "d":
        return Numeral(at, at + 1, Decimal(1), "", (head,))
    if tokens[at].lower not in ("a", "an") or at == 0 or tokens[at - 1].lower not in _BEFORE_ONE:
        return None
    hits = lexicon.cues["UnitNoun"].find_at(tokens, at + 1, len(tokens)) if at + 1 < len(tokens) else []
    return Numeral(at, at + 1, Decimal(1)) if hits and base_unit(hits[0][3].unit or "") == "d" else None


def _is_none(tokens: Sequence[Token], numeral: Numeral, dates: Sequence[Span]) -> bool:
    """True of a number that measures nothing: in a date, a time of day, a score, a title; an age."""
    first, last = tokens[numeral.start], tokens[numeral.end - 1]
    if any(date.start < last.end and first.start < date.end for date in dates):
        return True
    before = tokens[numeral.start - 1] if numeral.start else None
    following = tokens[numeral.end] if numeral.end < len(tokens) else None
    if before is not None and (
        before.lower in ("no.", "aged", "#", "/") or (before.lower, before.end) == (":", first.start)
    ):
        return True
    if following is not None and (
        following.lower in _DAYTIME or (following.lower == "/" and following.start == last.end)
    ):
        return True
    return "old" in numeral.behind


def _measure(tokens: Sequence[Token], numeral: Numeral, lexicon: Lexicon, dates: Sequence[Span]) -> Measure | None:
    """The measure of a number, of a range that begins with it, or None."""
    first = second = numeral
    found = _range_end(tokens, numeral, lexicon)
    if found is not None:
        if _is_none(tokens, found, dates):
            return None  # "16 and 17 May"
        is_change = numeral.start > 0 and tokens[numeral.start - 1].lower == "from"
        first, second = found if is_change else _same_scale(numeral, found), found
    after, bound = _bound_behind(tokens, second.end, lexicon)
    unit = unit_of(tokens, first if first.sign else second, after, lexicon)
    start, said = _bound_before(tokens, _opening(tokens, first, lexicon), lexicon, unit)
    bound = bound or said
    unit = unit or plain_number(tokens, second, has_bound=bound is not None)
    if unit is None or _is_year(second, unit, has_bound=bound is not None) or not _may_count(tokens, first, unit):
        return None
    end = unit.end
    if bound is None:
        end, bound = _bound_behind(tokens, end, lexicon)
    unit = with_rate(tokens, unit, lexicon) if end == unit.end else unit
    measure = Measure(start, max(end, unit.end), first.value, second.value, unit.code, unit.people)
    if measure.is_time and _is_past(tokens, first.start, start, measure.end):
        return None
    following = tokens[measure.end].lower if measure.end < len(tokens) else ""
    if measure.is_time and bound != "limit" and following in ("before", "after"):
        return None  # "two days before the talks"
    if measure.is_time and following == "of" and _is_uncounted(tokens, measure.end + 1, lexicon):
        return None  # "three days of talks"
    is_limit = measure.is_time and (bound == "limit" or _beside_deadline(tokens, measure, lexicon))
    measure = replace(
        measure, is_limit=is_limit, is_stray=measure.is_time and start > 0 and tokens[start - 1].lower == "in"
    )
    if bound == "lowest":
        return replace(measure, highest=None)
    return replace(measure, lowest=None) if bound or is_limit else measure


def _range_end(tokens: Sequence[Token], first: Numeral, lexicon: Lexicon) -> Numeral | None:
    """The second number of "30-40", "30 to 40", "between 30 and 40", "two or three"; of "from 30 to 40" too."""
    at = first.end
    if first.behind:
        return None
    hits = [] if at >= len(tokens) else lexicon.cues["UnitNoun"].find_at(tokens, at, len(tokens))
    at = hits[0][1] if hits else at
    if at + 1 >= len(tokens):
        return None
    link = tokens[at].lower
    if link == "and":
        opening = first.start - 1
        while opening >= 0 and tokens[opening].lower in _APPROXIMATE:
            opening -= 1
        if opening < 0 or tokens[opening].lower != "between":
            return None
    elif link not in ("-", "–", "—", "to", "or"):
        return None
    second = numeral_at(tokens, at + 1, len(tokens))
    if second is None or second.share != first.share or (link == "or" and second.value > 2 * first.value + 1):
        return None
    return second if _same_scale(first, second).value < second.value else None


def _same_scale(first: Numeral, second: Numeral) -> Numeral:
    """As in "30 to 40 million", where the scale is that of both."""
    if first.scaled or not second.scaled or not second.written or not second.value:
        return first
    scale = second.value / Decimal(second.written.replace(",", ""))
    return replace(first, value=first.value * scale) if first.value * scale < second.value else first


def _opening(tokens: Sequence[Token], first: Numeral, lexicon: Lexicon) -> int:
    """Where a number begins with what belongs to it: "US" of "US$40", "between"."""
    start = first.start
    if start and first.sign and unit_word([tokens[start - 1].lower, first.sign], lexicon):
        start -= 1
    elif start and unit_word([tokens[start - 1].lower], lexicon) and tokens[start - 1].text.isupper():
        start -= 1  # "EUR 40 million"
    if start and tokens[start - 1].lower == "between":
        start -= 1
    return start


def _bound_before(
    tokens: Sequence[Token], start: int, lexicon: Lexicon, unit: CountedUnit | None
) -> tuple[int, str | None]:
    """Where a measure begins with the words that bound it, and which bound they make."""
    at = start
    while at and tokens[at - 1].lower in _APPROXIMATE:
        at -= 1
    is_time = unit is not None and base_unit(unit.code) == "d"
    for first in range(max(0, at - _REACH), at):
        for kind, bound in (("TimeLimitCue", "limit"), ("HighestCue", "highest"), ("LowestCue", "lowest")):
            for _, after, pattern, _ in lexicon.cues[kind].find_at(tokens, first, at):
                if after != at or (is_time and pattern.source == "over"):
                    continue  # "over ten years" is mostly the time that something takes
                if bound != "limit" and _is_turned(tokens, first):
                    bound = "highest" if bound == "lowest" else "lowest"
                return start if ".." in pattern.source else first, bound
    return start, None


def _is_turned(tokens: Sequence[Token], at: int) -> bool:
    """True of "must not be allowed to exceed 40", "a halt to enrichment above 5 percent"."""
    for token in reversed(tokens[max(0, at - _NEAR) : at]):
        if token.tag in ("PUN", "CJC", "CJS", "CJT"):
            return False
        if token.lower in NEGATORS or token.lemma in ENDERS:
            return True
    return False


def _bound_behind(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, str | None]:
    """As in "30 or more prisoners", "30 days at most"."""
    if at < len(tokens) and tokens[at].lower in ("or", "at"):
        for kind, bound in (("HighestCue", "highest"), ("LowestCue", "lowest")):
            for _, after, _, _ in lexicon.cues[kind].find_at(tokens, at, len(tokens)):
                return after, bound
    return at, None


def _is_year(numeral: Numeral, unit: CountedUnit, *, has_bound: bool) -> bool:
    """True of 1900 to 2099 before a noun or nothing: "the 2015 limits"."""
    bare = unit.code == "1" or unit.code.startswith("{")
    digits = numeral.written
    return bare and len(digits) == 4 and "1900" <= digits <= "2099" and (unit.code == "1" or not has_bound)


def _may_count(tokens: Sequence[Token], first: Numeral, unit: CountedUnit) -> bool:
    """False of things that are only referred to, "the two ships", and of names, "the Five Powers"."""
    if not unit.code.startswith("{"):
        return True
    before = tokens[first.start - 1].lower if first.start else ""
    if before in _REFERRING and not (unit.people and before != "both"):
        return False
    return not (first.start and tokens[first.start].is_capitalised and tokens[unit.end - 1].is_capitalised)


def _is_uncounted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    return at < len(tokens) and bool(lexicon.cues["UncountedNoun"].find_at(tokens, at, len(tokens)))


def _is_past(tokens: Sequence[Token], numeral: int, start: int, end: int) -> bool:
    """True of a duration that lies behind: "three years ago", "the last two weeks", "five years old"."""
    for at in (numeral, start):
        before = tokens[at - 1].lower if at else ""
        # "the filling last ten years": the verb has no article before it.
        if before in _SINCE or (before in _PAST and at > 1 and tokens[at - 2].tag in ("AT0", "DPS", "DT0", "PRP")):
            return True
    return end < len(tokens) and tokens[end].lower in _NOT_AHEAD


def _beside_deadline(tokens: Sequence[Token], measure: Measure, lexicon: Lexicon) -> bool:
    """As in "a 50-day deadline", "an ultimatum of ten days"."""
    index = lexicon.cues["DeadlineNoun"]
    if any(index.find_at(tokens, at, len(tokens)) for at in range(measure.end, min(measure.end + 2, len(tokens)))):
        return True
    reach: Range = (max(0, measure.start - 3), measure.start)
    return (
        tokens[measure.start - 1].lower in ("of", "in", "for")
        and any(after >= measure.start - 1 for _, after, _, _ in index.find(tokens, *reach))
        if measure.start
        else False
    )
