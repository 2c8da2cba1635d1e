"""A statement in the making: token ranges of one sentence, before text, times and identifiers are filled in."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.actors import Actor
from kg.extract.topics import Hit
from kg.extract.verbs import Range
from kg.model import Act, Certainty, Entity, Stance


@dataclass(frozen=True, slots=True)
class Draft:
    """Who (``holder``), by whose words (``sayer``), which act, about what, and where in the sentence that stands.

    ``evidence`` is the range of the quote, ``content`` that of the matter, ``condition`` that of an if, unless or
    until clause. ``stance`` is turned by the side that the hit's phrase takes, but for a judgement, whose words
    themselves are the hit.
    """

    rule: str
    act: Act
    stance: Stance
    holder: Actor
    evidence: Range
    content: Range
    hit: Hit | None
    issue: str | None = None
    sayer: Actor | None = None
    condition: Range | None = None
    addressee: Entity | None = None
    certainty: Certainty | None = None
    incomplete: bool = False
    is_judgement: bool = False
