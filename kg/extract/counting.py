"""The unit of a number: written with it, joined to it by a hyphen, the noun behind it, and per which time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.numerals import Numeral, glued_unit
from kg.extract.verbs import is_noun
from kg.lexicon import Lexicon
from kg.sentences import Token
from kg.units import PEOPLE, base_unit

_RATES = {"annually": "a", "yearly": "a", "monthly": "mo", "weekly": "wk", "daily": "d"}
_NOT_A_RATE = frozenset("ago earlier later apart before after".split())
_NOUN = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """The unit of a number, and where its words end."""

    code: str
    end: int
    people: bool = False


def unit_of(tokens: Sequence[Token], numeral: Numeral, after: int, lexicon: Lexicon) -> CountedUnit | None:
    """Return the unit of a number: written with it, joined to it by a hyphen, or behind it at ``after``; or None."""
    if numeral.share:
        return CountedUnit("%", numeral.end)
    before = tokens[numeral.start - 1] if numeral.start else None
    if numeral.sign:
        code = unit_word([before.lower, numeral.sign], lexicon) if before is not None else None
        code = code or unit_word([numeral.sign], lexicon)
        return CountedUnit(code, after) if code else None
    if numeral.behind:
        if numeral.behind[0] == "strong":
            return CountedUnit(PEOPLE, after, people=True)
        code = unit_word([word for word in numeral.behind if word != "long"], lexicon)
        if code == "h" and after < len(tokens) and (per := unit_word([tokens[after].lower], lexicon)) in ("d", "wk"):
            return CountedUnit(f"h/{per}", after + 1)  # "a 35-hour week"
        return CountedUnit(code, after) if code else None
    glued = glued_unit(tokens, numeral, len(tokens))
    if glued is not None:
        code = unit_word([glued[0]], lexicon)
        return CountedUnit(code, glued[1]) if code else None
    if before is not None and before.text.isupper() and (code := unit_word([before.lower], lexicon)):
        return CountedUnit(code, after)
    for at in (after, after + 1):  # "60 more days", "three full years"
        hits = lexicon.cues["UnitNoun"].find_at(tokens, at, len(tokens)) if at < len(tokens) else []
        if hits and hits[0][3].unit:
            return CountedUnit(hits[0][3].unit, hits[0][1])
        if at >= len(tokens) or not (tokens[at].tag[:2] in ("AJ", "DT") or tokens[at].lower == "more"):
            break
    return _counted(tokens, numeral, after, lexicon)


def _counted(tokens: Sequence[Token], numeral: Numeral, after: int, lexicon: Lexicon) -> CountedUnit | None:
    """The noun that a number counts: "1,200 Ukrainian prisoners", "20 of its ships"; a plural."""
    at = after
    if at + 1 < len(tokens) and tokens[at].lower == "of":
        at += 1
        while at < len(tokens) and tokens[at].tag in ("AT0", "DPS", "DT0", "CRD"):
            at += 1
    head = None
    for here in range(at, min(at + 5, len(tokens))):
        tag = tokens[here].tag
        if is_noun(tokens[here]) and tag != "NP0":
            head = here
        elif head is not None or not (tag[:2] in ("AJ", "NP") or tag in ("VVN", "VVG", "AV0", "ORD")):
            break
    if head is None or numeral.value <= 1 or not _NOUN.fullmatch(tokens[head].lemma):
        return None
    if tokens[head].tag == "NN1" and tokens[head].lemma == tokens[head].lower:
        return None
    people = any(
        first <= head < last
        for start in range(max(at, head - 1), head + 1)
        for first, last, _, _ in lexicon.cues["PeopleNoun"].find_at(tokens, start, len(tokens))
    )
    if not people and any(
        lexicon.cues[kind].find_at(tokens, head, len(tokens)) for kind in ("UncountedNoun", "MediumNoun")
    ):
        return None
    noun = tokens[head].lemma
    return CountedUnit(PEOPLE if noun == "people" else "{" + noun + "}", head + 1, people)


def plain_number(tokens: Sequence[Token], numeral: Numeral, *, has_bound: bool) -> CountedUnit | None:
    """Return the unit of a bare number, where a bound or "to" before it shows that it is one: "cut it to 300"."""
    before = tokens[numeral.start - 1].lower if numeral.start else ""
    following = tokens[numeral.end] if numeral.end < len(tokens) else None
    if (
        not numeral.written
        or numeral.behind
        or (following is not None and (is_noun(following) or following.tag == "CRD"))
    ):
        return None
    return CountedUnit("1", numeral.end) if has_bound or before in ("to", "at") else None


def with_rate(tokens: Sequence[Token], unit: CountedUnit, lexicon: Lexicon) -> CountedUnit:
    """Return the unit with what it is counted by: "a year", "per day", "annually" behind a quantity."""
    at = unit.end
    if at + 2 < len(tokens) and tokens[at].lower == "of" and is_noun(tokens[at + 1]):
        at += 2  # "20 million barrels of oil a day"
    if at < len(tokens) and tokens[at].lower in _RATES and unit.code != "%":
        return replace(unit, code=f"{unit.code}/{_RATES[tokens[at].lower]}", end=at + 1)
    if at + 1 >= len(tokens) or tokens[at].lower not in ("a", "an", "per", "each", "every", "/"):
        return unit
    hits = lexicon.cues["UnitNoun"].find_at(tokens, at + 1, len(tokens))
    if not hits or base_unit(hits[0][3].unit or "") != "d" or "/" in unit.code:
        return unit
    end = hits[0][1]
    if end < len(tokens) and tokens[end].lower in _NOT_A_RATE:
        return unit
    return replace(unit, code=f"{unit.code}/{hits[0][3].unit}", end=end)


def unit_word(words: Sequence[str], lexicon: Lexicon) -> str | None:
    """Return the code of the unit that these words alone spell, or None."""
    spelt = [Token(0, 0, word, word, word.removesuffix("s") or word, "") for word in words]
    hits = lexicon.cues["UnitNoun"].find_at(spelt, 0, len(spelt)) if spelt else []
    return next((cue.unit for _, after, _, cue in hits if after == len(spelt)), None)
