"""Texts on a page: in the reader's language where there is one, and with nothing hidden in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.render.visible import visible

if TYPE_CHECKING:
    from pyoxigraph import Literal


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its language as a BCP 47 tag, empty where it is not known."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        """Return the text alone."""
        return self.text


def choose(literals: Iterable[Literal], languages: Iterable[str] = ("en",)) -> tuple[Wording | None, list[Wording]]:
    """Return the text in the first of the languages that has one, and the texts in other languages, sorted.

    ``de`` is met by ``de-AT`` too. Where no language fits, a text without a language is chosen, else the first of all
    by language. Further texts in the language chosen are left out. Gives None and an empty list for no literal.
    """
    found = sorted({Wording(each.value, each.language or "") for each in literals}, key=_order)
    if not found:
        return None, []
    for wanted in (*languages, ""):
        for each in found:
            if each.language == wanted or (wanted and each.language.startswith(f"{wanted}-")):
                return each, [other for other in found if other.language != each.language]
    return found[0], [other for other in found if other.language != found[0].language]


def readable(text: str) -> str:
    """Return a text with characters that cannot be seen written as escapes; line feeds and tabs stay."""
    return "\t".join(visible(part, lines=True) for part in text.split("\t"))


def _order(wording: Wording) -> tuple[str, str]:
    return (wording.language, wording.text)
