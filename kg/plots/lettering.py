"""How wide text will be, without the reader's font: estimates on the wide side, and wrapping and cutting by them."""

from __future__ import annotations

import re
import unicodedata

from kg.render.visible import visible

# What XML cannot hold beside what is made visible already.
_NO_XML = re.compile("[\ufffe\uffff]")
_ELLIPSIS = "…"
_BOLD = 1.14
_WIDE, _OTHER = 1.3, 0.86
# Widths in ems of DejaVu Sans, which is wider than the sans-serif fonts that most readers have.
_EMS = {
    0.30: "ijl'I J",
    0.36: ".,:;|!/\\·-rtf",
    0.46: '()[]{}"`°',
    0.53: "s?z*_c",
    0.60: "kvxyaeoTLF–“”$",
    0.64: "0123456789bdghnpqunPE£€",
    0.70: "ABKRSVXYZ&äöü",
    0.80: "CDGHNOQUÄÖÜ",
    0.84: "w#+=<>~^×",
    1.00: "mMW@%—…",
}
_WIDTHS = {character: width for width, characters in _EMS.items() for character in characters}


def shown(text: str) -> str:
    """Return a text as it may stand in a picture: on one line, with nothing hidden, and nothing XML cannot hold."""
    return _NO_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", visible(" ".join(text.split("\n"))))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is at a font size, rather too much than too little."""
    return size * (_BOLD if bold else 1) * sum(map(_ems, text))


def cut(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return a text that fits the room: itself, or its beginning and an ellipsis."""
    if width_of(text, size, bold=bold) <= room:
        return text
    return _beginning(text, size, room - width_of(_ELLIPSIS, size, bold=bold), bold=bold).rstrip() + _ELLIPSIS


def wrap(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """Return a text on at most so many lines, broken between words; what is too long ends in an ellipsis."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines - 1:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size, bold=bold) <= room:
            line += " " + words.pop(0)
        if width_of(line, size, bold=bold) > room:  # one word, longer than a line
            begun = _beginning(line, size, room, bold=bold) or line[0]
            words[:0] = [line[len(begun) :]]
            line = begun
        found.append(line)
    if words:
        found.append(cut(" ".join(words), size, room, bold=bold))
    return found or [""]


def _beginning(text: str, size: float, room: float, *, bold: bool) -> str:
    used, factor = 0.0, size * (_BOLD if bold else 1)
    for at, character in enumerate(text):
        used += factor * _ems(character)
        if used > room:
            # An accent stays with its letter.
            while at and unicodedata.combining(text[at]):
                at -= 1
            return text[:at]
    return text


def _ems(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER
