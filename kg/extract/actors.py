"""Who a noun phrase stands for: parties, people and sources, pronouns and joint actors included.

An ``Actor`` is somebody who can hold a position. What cannot (analysts, forces, a spokesman of nobody known)
comes back as an actor without parties, so that the clause is known to belong to somebody else; None means
that the phrase is no actor at all, such as "the meeting".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.governments import is_general_secretary
from kg.extract.groups import is_group
from kg.extract.phrases import behind_link, noun_phrases
from kg.extract.verbs import Range, is_noun
from kg.gazetteer import Mention
from kg.lexicon import Lexicon
from kg.model import Entity, Sourcing
from kg.sentences import Token

_SINGULAR = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
_PLURAL = frozenset({"they", "them", "their", "themselves"})
_NEUTER = frozenset({"it", "its", "itself"})
_FIRST = frozenset({"we", "i", "our", "my", "us", "me", "ourselves"})
_BELONGING = frozenset({"of", "from", "for", "at", "with", "in", "to"})
PAPERS = frozenset({"statement", "communique", "communiqué", "declaration", "letter", "memo", "resolution"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who holds or utters something; ``parties`` has several members for "both sides", none for a bystander."""

    parties: tuple[Entity, ...]
    speaker: Entity | None = None
    speaker_text: str | None = None
    sourcing: Sourcing = Sourcing.NARRATIVE
    is_forces: bool = False

    @property
    def party(self) -> Entity | None:
        """The one party, or None for none or several."""
        return self.parties[0] if len(self.parties) == 1 else None


NOBODY = Actor(())


@dataclass
class Discourse:
    """What a report has spoken of so far; pronouns and "the source" are resolved against it."""

    person: Actor | None = None
    body: Actor | None = None
    joint: Actor | None = None
    sources: dict[str, Actor] = field(default_factory=dict)
    bodies: dict[str, Entity] = field(default_factory=dict)

    def remember(self, actor: Actor, head: str | None = None) -> None:
        """Make ``actor`` the most recent of its kind."""
        if not actor.parties:
            return
        if len(actor.parties) > 1:
            self.joint = actor
        elif actor.speaker_text:
            self.person = actor
            if head and actor.sourcing is Sourcing.UNNAMED:
                self.sources[head] = actor
        else:
            self.body = actor


class ActorResolver:
    """Resolves noun phrases of one sentence; made anew for each, with the discourse shared by the whole report."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon, discourse: Discourse, text: str) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.discourse = discourse
        self.mentions = lexicon.names.mentions(tokens)
        self._text = text

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Return the names that lie wholly in a token range."""
        return [m for m in self.mentions if start <= m.start and m.end <= end]

    def resolve(self, phrase: Range, sayer: Actor | None = None) -> Actor | None:
        """Return who the noun phrase at ``phrase`` stands for; ``sayer`` is who utters the clause, if anybody does."""
        start, end = phrase
        tokens = self.tokens[start:end]
        if not tokens:
            return None
        joint = self._joint(start, end)
        if joint is not None:
            return joint
        bases = noun_phrases(self.tokens, start, end)
        first_end = bases[0][1] if bases else end
        # A name can hold more than a base noun phrase: "the Democratic Army of Sarwan".
        first_end = max(first_end, *(m.end for m in self.mentions_in(start, end) if m.start < first_end), 0)
        if tokens[0].tag == "PNP" or (
            tokens[0].lower in _SINGULAR | _PLURAL | _NEUTER | _FIRST and first_end == start + 1
        ):
            return self._pronoun(tokens[0].lower, sayer)
        several = self._coordinated(start, end, sayer)
        if several is not None:
            return several
        return self._single(start, first_end, end, sayer)

    def owner(self, phrase: Range, sayer: Actor | None = None) -> Actor | None:
        """Return who possesses the noun phrase: "Russia's demand", "his demands", "the Russian demand"."""
        start, end = phrase
        for m in self.mentions_in(start, end):
            name = m.of("party", "demonym", "person")
            after = self.tokens[m.end] if m.end < len(self.tokens) else None
            if name is None or name.party is None or after is None:
                continue
            if (
                after.tag == "POS"
                or after.lower in ("'s", "'")
                or name.kind == "demonym"
                or (m.end < end and is_noun(self.tokens[end - 1]))
            ):
                return self._of_mention(m)
        for at in range(start, end):
            if self.tokens[at].tag == "DPS":
                return sayer if sayer is not None and sayer.parties else None
        return None

    def _joint(self, start: int, end: int) -> Actor | None:
        index = self.lexicon.cues["JointNoun"]
        for at in range(start, min(start + 2, end)):
            if index.find_at(self.tokens, at, min(end, at + 4)):
                return self.principals()
        return None

    def principals(self) -> Actor:
        """The two sides: the principals of the case, or else the parties last spoken of together."""
        if self.lexicon.principals:
            return Actor(self.lexicon.principals)
        return self.discourse.joint or NOBODY

    def _pronoun(self, word: str, sayer: Actor | None) -> Actor | None:
        if word in _FIRST or (sayer is NOBODY and word in _SINGULAR | _PLURAL | _NEUTER):
            return sayer
        if word in _SINGULAR:
            if sayer is not None and sayer.speaker_text:
                return sayer
            return self.discourse.person
        if word in _NEUTER:
            if sayer is not None and sayer.parties and not sayer.speaker:
                return sayer
            return None if sayer is None else self.discourse.body
        if word in _PLURAL:
            if sayer is not None and sayer.parties and sayer.sourcing in (Sourcing.UNNAMED, Sourcing.INSTITUTION):
                return sayer
            return self.discourse.joint or self.discourse.body
        return None

    def _coordinated(self, start: int, end: int, sayer: Actor | None) -> Actor | None:
        """As in "Russia and Ukraine", "Russian and Ukrainian negotiators": all members must be parties."""
        cuts = {i: after for i in range(start, end) if (after := behind_link(self.tokens, i)) is not None}
        if not cuts or any(t.tag in ("CJT", "PNQ", "DTQ") for t in self.tokens[start:end]):
            return None
        parts, left = [], start
        for i in range(start, end):
            if i >= left and (i in cuts or self.tokens[i].lower == ","):
                if i > left:
                    parts.append((left, i))
                left = cuts.get(i, i + 1)
        parts.append((left, end))
        parties: list[Entity] = []
        for a, b in parts:
            named = [m for m in self.mentions_in(a, b) if m.of("party", "demonym", "person")]
            if a >= b or not named or not self._stands_alone(a, b, named):
                return None
            name = named[0].of("party", "demonym", "person")
            if name is not None and name.party is not None and name.party not in parties:
                parties.append(name.party)
        return Actor(tuple(parties)) if len(parties) > 1 else None

    def _stands_alone(self, start: int, end: int, named: list[Mention]) -> bool:
        return not self._is_governed(start, named[0].start)

    def _is_governed(self, start: int, at: int) -> bool:
        """True where a preposition stands before a name: "sources close to Kyiv"."""
        return any(t.tag in ("PRP", "PRF") for t in self.tokens[start:at])

    def _single(self, start: int, first_end: int, end: int, sayer: Actor | None) -> Actor | None:
        inside = self.mentions_in(start, first_end)
        # A person's name decides, wherever it stands: "Kremlin spokesman Dmitry Peskov", "Peskov, the spokesman".
        person = next((m for m in self.mentions_in(start, end) if m.of("person")), None)
        if (
            person is not None
            and not self._is_genitive(person)
            and (person.end <= first_end or not self._is_governed(start, person.start))
        ):
            return self._of_mention(person)
        head = self._head(start, first_end)
        if head is None:
            return None
        if self._is("BystanderNoun", head):
            return NOBODY
        last = inside[-1] if inside else None
        if last is not None and last.end - 1 == head:
            post = last.of("post", "party", "demonym")
            return self._of_mention(last) if post is not None else None
        if self._is("ForcesNoun", head):
            owner = self._belonging(start, first_end, end)
            return Actor((owner,), is_forces=True) if owner else NOBODY
        if self.tokens[head].lemma in PAPERS:
            return self._paper(start, first_end, end)
        if self._is("RoleNoun", head):
            return self._role(start, first_end, end, head)
        if self._is("CollectiveNoun", head):
            owner = self._belonging(start, first_end, end)
            if owner is not None:
                self.discourse.bodies[self.tokens[head].lemma] = owner
            owner = owner or self._taken_up(start, head) or self._own_government(start, head, sayer)
            return Actor((owner,), sourcing=Sourcing.INSTITUTION) if owner else None
        if is_group(self.tokens, head, self.lexicon):
            member_of = next((n.party for m in inside if (n := m.of("party")) and n.party is not None), None)
            group = member_of or self.lexicon.heads.get(self.tokens[head].lemma)
            return Actor((group,), sourcing=Sourcing.INSTITUTION) if group else NOBODY
        taken_up = self._taken_up(start, head)
        return Actor((taken_up,), sourcing=Sourcing.INSTITUTION) if taken_up else None

    def _paper(self, start: int, first_end: int, end: int) -> Actor | None:
        """As in "the Kremlin statement", "a statement by Oman", and "the statement said" of the one told of last."""
        owner = self._belonging(start, first_end, end)
        if owner is not None:
            actor = Actor((owner,), sourcing=Sourcing.DOCUMENT)
            self.discourse.sources["statement"] = actor
            return actor
        return self.discourse.sources.get("statement")

    def _own_government(self, start: int, head: int, sayer: Actor | None) -> Entity | None:
        """As in "…, he said the government wants": among several states, that of whoever speaks."""
        of_itself = self.tokens[head].lemma in ("government", "cabinet") and self.tokens[start].lower in ("the", "our")
        return sayer.party if of_itself and sayer is not None else None

    def _taken_up(self, start: int, head: int) -> Entity | None:
        """As in "the union", "management": an organisation named before, or whose government was spoken of."""
        if (
            head - start > 1
            or (self.tokens[head].tag == "NN2" and self.tokens[head].lemma != "employer")
            or self.tokens[start].tag == "DPS"
        ):
            return None
        lemma = self.tokens[head].lemma
        return self.lexicon.heads.get(lemma) or self.discourse.bodies.get(lemma)

    def _head(self, start: int, end: int) -> int | None:
        return next(
            (i for i in range(end - 1, start - 1, -1) if is_noun(self.tokens[i]) or self.tokens[i].tag == "PNI"), None
        )

    def _is(self, kind: str, at: int) -> bool:
        index = self.lexicon.cues[kind]
        return bool(index.find_at(self.tokens, at, at + 1)) or (
            at > 0 and bool(index.find_at(self.tokens, at - 1, at + 1))
        )

    def _is_genitive(self, mention: Mention) -> bool:
        after = self.tokens[mention.end] if mention.end < len(self.tokens) else None
        return after is not None and (after.tag == "POS" or after.lower in ("'s", "'"))

    def _belonging(self, start: int, first_end: int, end: int) -> Entity | None:
        """The party beside a role or body: a demonym or name inside the phrase, else behind of, from, for, close to."""
        for m in self.mentions_in(start, first_end):
            name = m.of("demonym", "party", "person")
            if name is not None and name.party is not None:
                return name.party
        if self.tokens[start].lower in ("its", "their"):
            before = [n.party for m in self.mentions_in(0, start) if (n := m.of("party")) and not self._is_genitive(m)]
            return before[0] if before else self.discourse.body.party if self.discourse.body else None
        for m in self.mentions_in(first_end, end):
            name = m.of("party", "person", "demonym")
            links = {t.lower for t in self.tokens[max(first_end, m.start - 4) : m.start]}
            if name is not None and name.party is not None and links & _BELONGING:
                return name.party
        return None

    def _role(self, start: int, first_end: int, end: int, head: int) -> Actor:
        lemma = self.tokens[head].lemma
        owner = self._belonging(start, first_end, end)
        words = self._text[self.tokens[start].start : self.tokens[end - 1].end]
        unnamed = self._is("UnnamedNoun", head)
        if owner is None:
            owner = next(
                (
                    e
                    for i in range(start, head)
                    if (
                        e := self.lexicon.heads.get(self.tokens[i].lemma)
                        or self.discourse.bodies.get(self.tokens[i].lemma)
                    )
                ),
                None,
            )
        if owner is None and (self.tokens[start].lower == "the" or self.tokens[head].tag == "NN2" or head - start < 3):
            owner = self.lexicon.heads.get(lemma) if not is_general_secretary(self.tokens, head) else None
        if owner is None:
            known = self.discourse.sources.get(lemma) if self.tokens[start].lower in ("the", "this", "that") else None
            return known or NOBODY
        return Actor((owner,), None, words, Sourcing.UNNAMED if unnamed else Sourcing.NAMED)

    def _of_mention(self, mention: Mention) -> Actor | None:
        name = mention.of("person", "post", "party", "demonym")
        if name is None or name.party is None:
            return None
        if name.kind in ("person", "post"):
            return Actor((name.party,), name.entity, name.entity.label, Sourcing.NAMED)
        return Actor((name.party,), sourcing=Sourcing.INSTITUTION)
