"""Where the words of a coded file stand in a report: at their offsets, else at the one place that holds them."""

from __future__ import annotations

from kg.interchange.coded import Passage
from kg.model import Quote, Report

_SHOWN = 60


def find(report: Report, passage: Passage) -> Quote:
    """Return the quote that a passage means; its characters are the report's own.

    What stands at the offsets is taken where it is what the file says. Otherwise the words are looked for: of several
    places the one with the words before and behind, else the one nearest to the offset.

    Raises ValueError, which says why, where there is no such place or nothing tells several apart.
    """
    text = report.text
    start, end = _offset(text, passage.start, passage.unit), _offset(text, passage.end, passage.unit)
    if passage.text is None:
        if start is None or end is None or not 0 <= start < end <= len(text):
            raise ValueError(f"the offsets {passage.start}..{passage.end} do not lie in the report")
        return report.quote(start, end)
    words, source = _folded(passage.text, passage), _folded(text, passage)
    if not words:
        raise ValueError("the quote is empty")
    if start is not None and source[start : start + len(words)] == words:
        return report.quote(start, start + len(words))
    places = _places(source, words)
    shown = passage.text if len(passage.text) <= _SHOWN else passage.text[:_SHOWN] + "…"
    if not places:
        raise ValueError(f"“{shown}” does not stand in the report {report.file_name}")
    if len(places) > 1 and (passage.before or passage.after):
        before, after = _folded(passage.before, passage), _folded(passage.after, passage)
        told = [at for at in places if source[:at].endswith(before) and source[at + len(words) :].startswith(after)]
        places = told or places
    if len(places) > 1 and start is None:
        raise ValueError(f"“{shown}” stands {len(places)} times in the report {report.file_name}; give its offset")
    at = places[0] if start is None else min(places, key=lambda place: (abs(place - start), place))
    return report.quote(at, at + len(words))


def utf16(text: str, at: int) -> int:
    """Return the offset in UTF-16 units of the code point at ``at``."""
    return at + sum(character > "\uffff" for character in text[:at])


def _offset(text: str, at: int | None, unit: str) -> int | None:
    """Return an offset in code points; None where it lies outside of the text."""
    if at is None or at < 0:
        return None
    if unit == "code point":
        return at if at <= len(text) else None
    units = text[:at].encode("utf-16-le", "surrogatepass")[: 2 * at]
    return None if len(units) < 2 * at else len(units.decode("utf-16-le", "ignore"))


def _folded(text: str, passage: Passage) -> str:
    return text.translate({ord(one): other for one, other in passage.replaced.items()})


def _places(source: str, words: str) -> list[int]:
    places, at = [], source.find(words)
    while at >= 0:
        places.append(at)
        at = source.find(words, at + 1)
    return places
