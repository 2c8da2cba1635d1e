"""One sentence with all that is known about it before cues are read: clauses, names, and who utters which part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kg.extract.actors import NOBODY, Actor, ActorResolver, Discourse
from kg.extract.clauses import attach
from kg.extract.phrases import noun_phrases
from kg.extract.verbs import Form, Range, VerbGroup, find_verb_groups
from kg.lexicon import Lexicon
from kg.model import Span
from kg.sentences import Sentence, Token

if TYPE_CHECKING:
    from kg.extract.units import Unit
    from kg.structure import BlockKind


@dataclass
class Context:
    """A sentence under reading. ``quoted`` maps token ranges inside quotation marks to who utters them.

    ``saying`` are the heads of its verb groups of saying, reporting or thinking.
    ``units`` and ``features`` are for ``kg.extract.units`` to remember its clauses in.
    """

    text: str
    sentence: Sentence
    groups: list[VerbGroup]
    resolver: ActorResolver
    lexicon: Lexicon
    saying: frozenset[int]
    quoted: list[tuple[Range, Actor]] = field(default_factory=list)
    frame_sayer: Actor | None = None
    units: list[Unit] | None = None
    features: dict[tuple[Unit, BlockKind], frozenset[str]] = field(default_factory=dict)
    _actors: dict[int, Actor | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tokens: Sequence[Token] = self.sentence.tokens

    def words(self, start: int, end: int) -> str:
        """Return the verbatim text of a token range."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    @cached_property
    def finite_heads(self) -> frozenset[int]:
        """The heads of the finite verb groups."""
        return frozenset(group.head for group in self.groups if group.form is Form.FINITE)

    def span(self, start: int, end: int) -> Span:
        """Return the offsets of a token range."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def is_saying(self, group: VerbGroup) -> bool:
        """Tell whether a verb group is one of saying, reporting or thinking."""
        return group.head in self.saying

    def add_quotation(self, quoted: Range, speaker: Actor) -> None:
        """Say who utters a token range; whom its pronouns mean is then asked anew."""
        self.quoted.append((quoted, speaker))
        self._actors.clear()
        self.units = None
        self.features.clear()

    def quote_sayer(self, at: int) -> Actor | None:
        """Return who utters the quotation that the token ``at`` stands in, if it stands in one."""
        for (start, end), actor in self.quoted:
            if start <= at < end:
                return actor
        return None

    def sayer(self, k: int) -> Actor | None:
        """Return who utters the clause of verb group ``k``: a quotation's speaker or a verb of saying's subject."""
        quoted = self.quote_sayer(self.groups[k].start)
        if quoted is not None:
            return quoted
        governor = self.groups[k].governor
        if governor is not None and governor != k:
            return self.actor(governor) or NOBODY
        return self.frame_sayer

    def actor(self, k: int) -> Actor | None:
        """Return who the subject of verb group ``k`` is; None where it is nobody who can act."""
        if k not in self._actors:
            self._actors[k] = None
            self._actors[k] = self._resolve_actor(k)
        return self._actors[k]

    def _resolve_actor(self, k: int) -> Actor | None:
        group = self.groups[k]
        if group.subject is None:
            return self._inverted(k)
        sayer = self.sayer(k)
        actor = self.resolver.resolve(group.subject, sayer)
        if actor is None and self.tokens[group.subject[0]].lower == "it" and not group.copula and not group.passive:
            return self.resolver.discourse.body  # "It also wants …": the body that the text spoke of last
        return actor

    def _inverted(self, k: int) -> Actor | None:
        """As in "…," said the minister: the subject behind the verb."""
        group = self.groups[k]
        if not self.is_saying(group) or group.form is not Form.FINITE:
            return None
        before = self.tokens[group.start - 1] if group.start else None
        if before is None or before.lower not in (",", '"', "?", "!"):
            return None
        phrases = noun_phrases(self.tokens, group.end, min(len(self.tokens), group.end + 14))
        if not phrases or phrases[0][0] != group.end:
            return None
        last = phrases[0][1]
        return self.resolver.resolve((phrases[0][0], last), None)

    def subject_words(self, k: int) -> str | None:
        """Return the verbatim subject of verb group ``k``."""
        subject = self.groups[k].subject
        return self.words(*subject) if subject else None


def _heads_of_saying(tokens: Sequence[Token], lexicon: Lexicon) -> frozenset[int]:
    """The heads of the verb groups of saying, by the ontology's saying verbs."""
    heads = [group.head for group in find_verb_groups(tokens)]
    index = lexicon.cues["SayingVerb"]
    return frozenset(at for at in heads if index.find_at(tokens, at, min(len(tokens), at + 3)))


def make_context(text: str, sentence: Sentence, lexicon: Lexicon, discourse: Discourse) -> Context:
    """Return the context of a sentence, with attributions behind or inside the clause they govern put in place."""
    tokens = sentence.tokens
    saying = _heads_of_saying(tokens, lexicon)
    groups = attach(
        tokens,
        lambda group: group.head in saying,
        lambda group: bool(lexicon.cues["VerbCue"].find_at(tokens, group.head, len(tokens))),
    )
    context = Context(text, sentence, groups, ActorResolver(tokens, lexicon, discourse, text), lexicon, saying)
    _apply_insertions(context)
    context.frame_sayer = _according_to(context)
    return context


def _according_to(context: Context) -> Actor | None:
    """The source that "according to" names: it utters what no other verb of saying governs."""
    tokens = context.tokens
    for at in range(len(tokens) - 2):
        if tokens[at].lower == "according" and tokens[at + 1].lower == "to":
            phrases = noun_phrases(tokens, at + 2, len(tokens))
            if phrases and phrases[0][0] == at + 2:
                return context.resolver.resolve((phrases[0][0], phrases[0][1]))
    return None


def _apply_insertions(context: Context) -> None:
    """As in "The talks, Peskov added, would proceed": a verb of saying inside or behind governs what surrounds it."""
    tokens, groups = context.tokens, context.groups
    for k, group in enumerate(groups):
        if (
            group.form is not Form.FINITE
            or not context.is_saying(group)
            or group.governor is not None
            or (k == 0 and group.start < 3)
        ):
            continue
        start = (
            group.subject[0]
            if group.subject and not group.antecedent and group.subject[1] <= group.start
            else group.start
        )
        before = tokens[start - 1].lower if start else ""
        after = tokens[group.end].lower if group.end < len(tokens) else "."
        inserted = before == "," and after in (",", ".", '"', ":")
        trailing = before in (",", '"') and not any(
            g.start > group.end and g.form is Form.FINITE and g.governor == k for g in groups
        )
        if not (inserted or trailing):
            continue
        for j, other in enumerate(groups):
            if (
                j != k
                and (other.governor is None or other.governor == k)
                and not (context.is_saying(other) and other.start < start and other.subject is not None)
            ):
                earlier_peer = other.peer is not None and other.peer == k
                groups[j] = other._replace(governor=k, peer=None if earlier_peer else other.peer)
