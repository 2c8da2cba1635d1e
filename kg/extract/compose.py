"""How negation and modals change an act: the composition table.

Rows are tried in order; the first that fits decides. ``None`` as the resulting act means that nothing is stated.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Act, Stance

OBLIGATION = frozenset({"shall", "should", "must", "ought"})
_FUTURE = frozenset({"will", "would", "can", "could"})
_POSSIBLE = frozenset({"may", "might"})


@dataclass(frozen=True, slots=True)
class Composition:
    """One row: an act met with a negation (or not) and one of some modals becomes another act."""

    act: Act
    negated: bool
    modals: frozenset[str] | None
    becomes: Act | None
    flips: bool


_ANY = None
TABLE = (
    # negated, whatever the modal: "does not want", "will not accept", "cannot agree to"
    Composition(Act.DEMANDS, True, _ANY, Act.REJECTS, True),
    Composition(Act.ACCEPTS, True, _ANY, Act.REJECTS, True),
    Composition(Act.OFFERS, True, _ANY, Act.REJECTS, True),
    Composition(Act.REJECTS, True, _ANY, None, False),  # "did not rule out": no side is taken
    Composition(Act.DENIES, True, _ANY, Act.ASSERTS, True),
    Composition(Act.EXPECTS, True, _ANY, Act.EXPECTS, True),
    Composition(Act.ASSERTS, True, _ANY, Act.ASSERTS, True),
    Composition(Act.CONDITIONS, True, _ANY, Act.ASSERTS, False),
    Composition(Act.THREATENS, True, _ANY, None, False),
    # with a modal: "would accept" offers, "might accept" expects
    Composition(Act.ACCEPTS, False, _FUTURE, Act.OFFERS, False),
    Composition(Act.ACCEPTS, False, _POSSIBLE, Act.EXPECTS, False),
    Composition(Act.OFFERS, False, _POSSIBLE, Act.EXPECTS, False),
    Composition(Act.REJECTS, False, _POSSIBLE, Act.THREATENS, False),
    Composition(Act.DEMANDS, False, _POSSIBLE, Act.EXPECTS, False),
)


def compose(act: Act, stance: Stance, *, negated: bool, modal: str | None) -> tuple[Act, Stance] | None:
    """Return the act and stance that a cue has under a negation and a modal, or None where nothing is stated."""
    for row in TABLE:
        if row.act is act and row.negated == negated and (row.modals is None or modal in row.modals):
            if row.becomes is None:
                return None
            return row.becomes, stance.opposite() if row.flips else stance
    return act, stance
