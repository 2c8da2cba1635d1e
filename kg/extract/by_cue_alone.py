"""The simplest system, to measure against: a cue word, the nearest name before it, the topic of the sentence."""

from __future__ import annotations

from kg.extract.actors import Actor
from kg.extract.context import Context
from kg.extract.draft import Draft
from kg.extract.topics import best_topic
from kg.lexicon import Cue
from kg.model import Entity

_KINDS = ("VerbCue", "AdjectiveCue", "NounCue")


def read_cues(context: Context) -> list[Draft]:
    """Return one draft for each act that a cue word of the sentence signals and a named party stands before."""
    size = len(context.tokens)
    hit = best_topic(context.tokens, 0, size, context.lexicon)
    if hit is None or hit.topic.issue is None:
        return []
    cues: list[tuple[int, Cue]] = []
    for kind in _KINDS:
        cues += [(start, cue) for start, _, _, cue in context.lexicon.cues[kind].find(context.tokens, 0, size)]
    drafts: dict[tuple[str, Entity], Draft] = {}
    for start, cue in sorted(cues, key=lambda found: (found[0], found[1].name)):
        party = _party_before(context, start)
        if cue.act is not None and party is not None:
            drafts.setdefault(
                (cue.act, party),
                Draft(f"cue:{cue.name}", cue.act, cue.stance, Actor((party,)), (0, size), (0, size), hit),
            )
    return list(drafts.values())


def _party_before(context: Context, at: int) -> Entity | None:
    names = [m.of("party", "demonym", "person") for m in context.resolver.mentions if m.end <= at]
    known = [name.party for name in names if name is not None and name.party is not None]
    return known[-1] if known else None
