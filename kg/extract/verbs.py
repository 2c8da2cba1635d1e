"""Verb groups: auxiliaries and main verb of a clause, with form, modal, negation and voice.

Tags are those of CLAWS C5, as ``kg.sentences`` gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from kg.sentences import Remembered, Token

Range = tuple[int, int]
_VERBS = frozenset({"VV", "VB", "VD", "VH", "VM"})
NOUNS = frozenset({"NN", "NP"})
_COPULAS = {"be", "remain", "seem", "become", "appear", "stay", "stand"}


class Form(StrEnum):
    """The form of a verb group."""

    FINITE = "finite"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    PARTICIPLE = "participle"


class VerbGroup(NamedTuple):
    """Auxiliaries and main verb: ``start`` to ``end`` (exclusive), the main verb at ``head``.

    ``subject`` is the token range of the subject's first noun phrase with what follows it up to the verb;
    ``antecedent`` is true where the subject stands before a relative pronoun. ``peer`` is the index of the group
    this one is coordinated with, ``governor`` that of the verb of saying it depends on. ``raised`` is true of an
    infinitive behind "is expected", "continues" and the like, whose subject is the matrix verb's. ``opened_by`` is the
    word that opens the clause: "that", "if", "which", "and" …, or nothing.
    """

    start: int
    end: int
    head: int
    lemma: str
    form: Form
    modal: str | None = None
    negated: bool = False
    passive: bool = False
    perfect: bool = False
    copula: bool = False
    subject: Range | None = None
    antecedent: bool = False
    peer: int | None = None
    governor: int | None = None
    raised: bool = False
    opened_by: str = ""


def is_verb(token: Token) -> bool:
    """Tell whether a token is tagged as a verb or modal."""
    return token.tag[:2] in _VERBS


def is_noun(token: Token) -> bool:
    """Tell whether a token is tagged as a common or proper noun."""
    return token.tag[:2] in NOUNS


@Remembered
def noun_places(tokens: Sequence[Token]) -> list[int]:
    """Where the nouns of a sentence stand; the list is shared, and must not be changed."""
    return [at for at, token in enumerate(tokens) if token.tag[:2] in NOUNS]


def find_verb_groups(tokens: Sequence[Token]) -> list[VerbGroup]:
    """Return the verb groups of a sentence in order, without subjects."""
    return list(_verb_groups(tokens))


@Remembered
def _verb_groups(tokens: Sequence[Token]) -> list[VerbGroup]:
    groups: list[VerbGroup] = []
    for at in [at for at, token in enumerate(tokens) if token.tag[:2] in _VERBS or token.tag == "TO0"]:
        if not groups or at >= groups[-1].end:
            group = _group_at(tokens, at)
            if group is not None:
                groups.append(group)
    return groups


def _group_at(tokens: Sequence[Token], at: int) -> VerbGroup | None:
    token = tokens[at]
    infinitive = token.tag == "TO0"
    start, position = at, at + infinitive
    modal, negated, passive, perfect = None, False, False, False
    last_auxiliary = None
    while position < len(tokens):
        current = tokens[position]
        if current.tag == "VM0":
            modal, last_auxiliary = current.lemma, "modal"
            negated = negated or current.lower == "cannot"
        elif current.tag.startswith(("VB", "VH", "VD")):
            last_auxiliary = current.tag[:2]
        elif current.tag == "XX0":
            negated = True
        elif current.lower == "," and last_auxiliary is not None and (skip := _aside(tokens, position)):
            position = skip  # "cannot, however, commit"
            continue
        elif not (current.tag in ("AV0", "AVP") and _verb_follows(tokens, position)):
            break
        position += 1
    main = tokens[position] if position < len(tokens) else None
    if main is not None and main.tag.startswith("VV"):
        if last_auxiliary is None and not infinitive and _is_adjectival(tokens, position):
            return None
        if main.lemma == "go" and last_auxiliary == "VB" and _is_going_to(tokens, position):
            position += 2  # "is not going to sign" will not sign
            main, modal, last_auxiliary = tokens[position], modal or "will", "modal"
        passive = last_auxiliary == "VB" and main.tag in ("VVN", "VVD")
        perfect = last_auxiliary == "VH"
        form = Form.INFINITIVE if infinitive else _form(main.tag, last_auxiliary)
        return VerbGroup(
            start, position + 1, position, main.lemma, form, modal, negated, passive, perfect, main.lemma in _COPULAS
        )
    if last_auxiliary is None:
        return None
    head = position - 1
    while head > start and tokens[head].tag in ("XX0", "AV0", "AVP"):
        head -= 1
    lemma = tokens[head].lemma
    form = Form.INFINITIVE if infinitive else Form.GERUND if tokens[head].tag.endswith("G") else Form.FINITE
    return VerbGroup(start, position, head, lemma, form, modal, negated, copula=lemma in _COPULAS)


def _is_going_to(tokens: Sequence[Token], at: int) -> bool:
    """True of "going" before "to" and a full verb."""
    return (
        at + 2 < len(tokens)
        and tokens[at].tag == "VVG"
        and tokens[at + 1].tag == "TO0"
        and tokens[at + 2].tag.startswith("VV")
    )


def _aside(tokens: Sequence[Token], comma: int) -> int | None:
    """Behind ", however," where a verb goes on: the index after the second comma."""
    end = comma + 1
    while end < len(tokens) and end - comma <= 3 and tokens[end].tag in ("AV0", "PRP", "NN1"):
        end += 1
    if (
        end > comma + 1
        and end + 1 < len(tokens)
        and tokens[end].lower == ","
        and tokens[end + 1].tag in ("VVI", "VVB", "VVN", "XX0")
    ):
        return end + 1
    return None


def _verb_follows(tokens: Sequence[Token], at: int) -> bool:
    position = at + 1
    while position < len(tokens) and tokens[position].tag in ("AV0", "XX0"):
        position += 1
    return position < len(tokens) and (is_verb(tokens[position]) or tokens[position].tag == "XX0")


def _is_adjectival(tokens: Sequence[Token], at: int) -> bool:
    """A bare participle before a noun qualifies it: "abducted children", "face intensified sanctions"."""
    if tokens[at].tag not in ("VVN", "VVD", "VVG") or at + 1 >= len(tokens):
        return False
    following, before = tokens[at + 1], tokens[at - 1] if at else None
    if not (is_noun(following) or following.tag.startswith("AJ")):
        return False
    if before is None:
        return tokens[at].tag == "VVN"
    if tokens[at].tag == "VVD" and before.tag == "CJC" and any(t.tag in {"VVD", "VBD", "VHD"} for t in tokens[:at]):
        return False  # "rejected the plan and offered short truces"
    return (
        before.tag.startswith(("AT", "DPS", "AJ", "PR", "CJC", "POS", "VV", "CRD", "DT0", "ORD"))
        and tokens[at].tag != "VVG"
    )


def _form(tag: str, auxiliary: str | None) -> Form:
    if auxiliary is not None or tag in ("VVD", "VVZ", "VVB"):
        return Form.FINITE
    return {"VVG": Form.GERUND, "VVN": Form.PARTICIPLE}.get(tag, Form.FINITE)
