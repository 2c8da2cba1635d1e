"""The clauses of a sentence by which somebody could take a position, and the features by which a model judges them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.context import Context
from kg.extract.matter import Matter, matter_from
from kg.extract.topics import find_topics
from kg.extract.verbs import Form
from kg.sentences import Token
from kg.structure import BlockKind

_CUES = ("VerbCue", "AdjectiveCue", "EvaluationCue", "NounCue")
_PLAIN = {"we": "first", "i": "first"}
_PRONOUNS = frozenset({"they", "it", "he", "she", "there", "this", "that", "you"})


@dataclass(frozen=True, slots=True)
class Unit:
    """The clause of verb group ``k``: ``tokens[start:end]``, subject to the end of its matter."""

    k: int
    start: int
    end: int
    matter: Matter


def find_units(context: Context) -> list[Unit]:
    """Return the clauses of finite verbs and gerunds, but for those that only say that somebody says something.

    They are found once a sentence, when its quotations have their speakers.
    """
    if context.units is None:
        context.units = list(_units(context))
    return context.units


def _units(context: Context) -> Iterator[Unit]:
    governed = {g.governor for g in context.groups if g.form is Form.FINITE and g.governor is not None}
    for k, group in enumerate(context.groups):
        if context.tokens[group.head].tag == "VM0":
            continue  # "should the talks fail"
        if group.form is Form.PARTICIPLE or (group.form is Form.INFINITIVE and not group.raised):
            continue
        if context.is_saying(group) and (context.quoted or k in governed):
            continue
        own = group.subject is not None and not group.antecedent and group.subject[0] < group.start
        start = group.subject[0] if own and group.subject is not None else group.start
        matter = matter_from(context.tokens, context.groups, k, start, clause=True)
        yield Unit(k, start, max(matter.end, group.end), matter)


def features_of(context: Context, unit: Unit, kind: BlockKind) -> frozenset[str]:
    """Return the features of a clause: words, lemmas, tags, verb group, who speaks of whom, cues and topics.

    Names are left out, so that nothing is learned about single parties. They are put together once a clause.
    """
    key = (unit, kind)
    if key not in context.features:
        context.features[key] = _features(context, unit, kind)
    return context.features[key]


def _features(context: Context, unit: Unit, kind: BlockKind) -> frozenset[str]:
    tokens, group = context.tokens, context.groups[unit.k]
    found = {f"form:{group.form.value}", f"v:{group.lemma}", f"tag:{tokens[group.head].tag}", f"block:{kind.value}"}
    found |= _speaker_features(context, unit)
    if group.negated:
        found |= {"neg", f"neg+v:{group.lemma}"}
    if group.passive:
        found.add("passive")
    if group.governor is not None:
        found.add(f"said by:{context.groups[group.governor].lemma}")
    if group.opened_by:
        found.add(f"open:{group.opened_by}")
    if unit.matter.condition:
        found.add(f"if:{tokens[unit.matter.condition[0]].lower}")
    lemmas = [_plain(token) for token in tokens[unit.start : unit.end]]
    found |= {f"l:{lemma}" for lemma in lemmas}
    found |= {f"b:{first} {second}" for first, second in itertools.pairwise(lemmas)}
    found.add(f"length:{min(6, (unit.end - unit.start) // 5)}")
    return frozenset(found | _cue_features(context, unit) | _topic_features(context, unit))


def _plain(token: Token) -> str:
    if token.tag == "NP0" or (token.is_capitalised and token.tag.startswith("N")):
        return "<name>"
    return "<number>" if token.text[0].isdigit() else token.lemma


def _speaker_features(context: Context, unit: Unit) -> set[str]:
    group = context.groups[unit.k]
    sayer = context.sayer(unit.k)
    subject = context.actor(unit.k) if group.subject else None
    word = context.tokens[group.subject[0]].lower if group.subject else ""
    if group.subject is None:
        kind = "none"
    elif word in _PLAIN:
        kind = _PLAIN[word]
    elif word in _PRONOUNS:
        kind = word
    elif subject is None:
        kind = "thing"
    else:
        kind = "party" if subject.parties else "bystander"
    found = {f"subject:{kind}", f"v+subject:{group.lemma}:{kind}"}
    found.add("quoted" if context.quote_sayer(group.start) is not None else "not quoted")
    found.add("sayer:none" if sayer is None else "sayer:party" if sayer.parties else "sayer:bystander")
    if sayer is not None and subject is not None and subject.parties:
        found.add("of itself" if subject.parties == sayer.parties else "of another")
    if group.modal:
        found |= {f"modal:{group.modal}", f"modal+subject:{group.modal}:{kind}"}
    return found


def _cue_features(context: Context, unit: Unit) -> set[str]:
    head = context.groups[unit.k].head
    found = set()
    for kind in _CUES:
        for start, _, _, cue in context.lexicon.cues[kind].find(context.tokens, unit.start, unit.end):
            act = cue.act.value if cue.act else "none"
            found.add(f"cue:{kind}:{act}")
            if start == head:
                found.add(f"head:{act}")
    return found


def _topic_features(context: Context, unit: Unit) -> set[str]:
    hits = find_topics(context.tokens, unit.start, unit.end, context.lexicon)
    if not hits:
        return {"topic:none"}
    best = hits[0].topic
    if best.issue is None:
        return {"topic:out of scope"}
    return {"topic:weak" if best.weak else "topic:strong", f"issue:{best.issue}"}
