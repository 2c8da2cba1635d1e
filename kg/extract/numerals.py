"""Numbers in a row of tokens, in digits and in words: "1,200", "€40m", "two dozen", "three-quarters", "50-day"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.sentences import Token

_SMALL = {
    word: Decimal(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: Decimal(10 * n) for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "dozen": Decimal(12), "hundred": Decimal(100), "thousand": Decimal(1000), "k": Decimal(1000),
    "million": Decimal(10**6), "mn": Decimal(10**6), "m": Decimal(10**6), "billion": Decimal(10**9),
    "bn": Decimal(10**9), "trillion": Decimal(10**12), "tn": Decimal(10**12),
}  # fmt: skip
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_DIGITS = re.compile(r"(?P<sign>[$€£¥]?)(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<rest>\.\d+)?(?P<scale>bn|m|k)?")
_LARGEST = Decimal(10) ** 15
_HUNDREDTHS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at ``tokens[start:end]``.

    ``sign`` is a currency sign written with it, ``behind`` what a hyphen joins to its last token ("day" of "50-day"),
    ``scaled`` whether a word such as "million" is part of it, ``written`` its digits as they stand, "" where it is
    in words. ``share`` is true of a fraction of something, whose value is in percent.
    """

    start: int
    end: int
    value: Decimal
    sign: str = ""
    behind: tuple[str, ...] = ()
    scaled: bool = False
    written: str = ""
    share: bool = False


def numeral_at(tokens: Sequence[Token], at: int, end: int) -> Numeral | None:
    """Return the longest number that begins with the token ``at`` and ends before ``end``, or None."""
    return _share(tokens, at, end) or _digits(tokens, at, end) or _words(tokens, at, end)


def _digits(tokens: Sequence[Token], at: int, end: int) -> Numeral | None:
    token = tokens[at]
    head, *behind = token.lower.split("-")
    match = _DIGITS.fullmatch(head)
    if match is None:
        return None
    written = match["number"] + (match["rest"] or "")
    value = Decimal(written.replace(",", ""))
    stop = at + 1
    if not behind and not match["scale"] and not match["rest"] and len(match["number"]) <= 3:
        while stop < end and _is_thousands(tokens[stop - 1], tokens[stop]):  # "1 000"
            value = value * 1000 + Decimal(tokens[stop].lower)
            stop += 1
    scaled = False
    if match["scale"] and not (match["scale"] != "bn" and _is_glued(tokens, at, end)):
        value, scaled = value * _SCALES[match["scale"]], True
    while not behind and stop < end and tokens[stop].lower in _SCALES and _is_scale(tokens, stop, match["sign"]):
        value, scaled, stop = value * _SCALES[tokens[stop].lower], True, stop + 1
    if not behind and stop < end:
        joined = tokens[stop].lower.split("-")
        if joined[0] in _SCALES and len(joined) > 1:  # "6 billion-dollar"
            value, scaled, behind, stop = value * _SCALES[joined[0]], True, joined[1:], stop + 1
    return _checked(Numeral(at, stop, value, match["sign"], tuple(behind), scaled, written))


def _is_thousands(before: Token, token: Token) -> bool:
    return len(token.text) == 3 and token.text.isdigit() and token.start - before.end == 1 and token.text == "000"


def _is_scale(tokens: Sequence[Token], at: int, sign: str) -> bool:
    """A lone "m" is a million only of money: "500 m" is a distance."""
    return tokens[at].lower not in ("m", "k") or bool(sign)


def _is_glued(tokens: Sequence[Token], at: int, end: int) -> bool:
    """True where what looks like "k" or "m" for a scale belongs to a unit: "300kg", "500km", "200m"."""
    token = tokens[at]
    if token.text[0] in "$€£¥":
        return False
    if at + 1 < end and tokens[at + 1].start == token.end and tokens[at + 1].text[0].isalpha():
        return True
    return token.lower.endswith("m") and not (at + 1 < end and tokens[at + 1].tag.startswith(("N", "AJ")))


def glued_unit(tokens: Sequence[Token], numeral: Numeral, end: int) -> tuple[str, int] | None:
    """Return the letters of a unit written together with digits, as "kg" of "300kg", and where they end."""
    token = tokens[numeral.end - 1]
    if (
        not numeral.written
        or numeral.behind
        or numeral.end - numeral.start != 1
        or numeral.scaled
        or not token.text[-1].isalpha()
    ):
        return None
    letters = token.lower.lstrip("$€£¥0123456789.,")
    following = numeral.end
    if following < end and tokens[following].start == token.end and tokens[following].text[0].isalpha():
        return letters + tokens[following].lower, following + 1
    return letters, following


def _words(tokens: Sequence[Token], at: int, end: int) -> Numeral | None:
    """As in "twenty-five thousand", "one hundred and twenty", "two and a half million", "a dozen", "half a million"."""
    first = tokens[at].lower
    if first in ("a", "an") and at + 1 < end and tokens[at + 1].lower.split("-")[0] in _SCALES.keys() - {"m", "k"}:
        start, at, total, current = at, at + 1, Decimal(0), Decimal(1)
    elif first == "half" and at + 2 < end and tokens[at + 1].lower in ("a", "an") and tokens[at + 2].lower in _SCALES:
        start, at, total, current = at, at + 2, Decimal(0), Decimal("0.5")
    elif first.split("-")[0] in _SMALL or first.split("-")[0] in _TENS:
        start, total, current = at, Decimal(0), Decimal(0)
    else:
        return None
    behind: tuple[str, ...] = ()
    scaled = False
    stop = at
    while stop < end and not behind:
        parts = tokens[stop].lower.split("-")
        taken = 0
        for part in parts:
            if part in _TENS or part in _SMALL:
                if stop > start and taken == 0 and not _may_follow(tokens[stop - 1].lower):
                    break
                current += _TENS.get(part, _SMALL.get(part, Decimal(0)))
            elif part in _SCALES and len(part) > 2:
                scaled = True
                if _SCALES[part] > 100:
                    total, current = total + (current or 1) * _SCALES[part], Decimal(0)
                else:
                    current = (current or 1) * _SCALES[part]
            elif part in ("and", "a") and len(parts) > 2 and "half" in parts:
                pass
            elif part == "half" and taken and "and" in parts:
                current += Decimal("0.5")
            else:
                break
            taken += 1
        if taken == 0:
            if not _goes_on(tokens, stop, end):
                break
            if tokens[stop + 1].lower == "a":  # "two and a half"
                current, stop = current + Decimal("0.5"), stop + 3
            else:
                stop += 1
            continue
        behind, stop = tuple(parts[taken:]), stop + 1
    return _checked(Numeral(start, stop, total + current, "", behind, scaled)) if stop > start else None


def _may_follow(before: str) -> bool:
    """A small number follows a scale or "and", as in "two hundred five"; "two three" are two numbers."""
    return before in _SCALES or before == "and"


def _goes_on(tokens: Sequence[Token], at: int, end: int) -> bool:
    """True of the "and" of "one hundred and twenty" and of "two and a half"."""
    if tokens[at].lower != "and" or at + 1 >= end:
        return False
    if [t.lower for t in tokens[at + 1 : at + 3]] == ["a", "half"]:
        return at + 2 < end
    following = tokens[at + 1].lower.split("-")[0]
    return tokens[at - 1].lower in ("hundred", "thousand", "million") and (following in _SMALL or following in _TENS)


def _share(tokens: Sequence[Token], at: int, end: int) -> Numeral | None:
    """A fraction of something: "half of", "a third of", "two-thirds of", "three quarters of the"."""
    words = [t.lower for t in tokens[at : min(at + 2, end)]]
    joined = words[0].split("-")
    if len(joined) == 2 and joined[1].removesuffix("s") in _PARTS and joined[0] in _SMALL:
        over, under, stop = _SMALL[joined[0]], joined[1].removesuffix("s"), at + 1
    elif words[0] == "half":
        over, under, stop = Decimal(1), "half", at + 1
    elif len(words) == 2 and words[1].removesuffix("s") in _PARTS and (words[0] in _SMALL or words[0] in ("a", "an")):
        over, under, stop = _SMALL.get(words[0], Decimal(1)), words[1].removesuffix("s"), at + 2
    else:
        return None
    following = tokens[stop].lower if stop < end else ""
    # "a third party" and "half an hour" are no shares of anything.
    if (
        following != "of"
        and not (words[0] == "half" and following in ("the", "its", "their", "his", "all"))
        and not (len(joined) == 2 and following in ("majority", "share", "stake", "cut"))
    ):
        return None
    value = (over * 100 / _PARTS[under]).quantize(_HUNDREDTHS).normalize()
    return Numeral(at, stop, Decimal(format(value, "f")), share=True)


def _checked(numeral: Numeral) -> Numeral | None:
    """None for what is too large to be a number of anything."""
    return numeral if numeral.value < _LARGEST else None
