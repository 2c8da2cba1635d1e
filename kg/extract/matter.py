"""The matter behind a cue: where it ends, and the condition or price that is cut off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.verbs import Form, Range, VerbGroup, is_noun
from kg.sentences import Remembered, Token

CONDITIONALS = ("unless", "until", "if", "provided", "providing", "once", "till")
_CUTS = frozenset(
    {"while", "whereas", "although", "though", "because", "since", "after", "before", "when", "amid", "despite", "as"}
)
_ON_CONDITION = (["condition", "that"], ["the", "condition", "that"])
_DASHES = frozenset({"-", "–", "—", "--"})
_ENDING = frozenset({'"', ";", ",", ".", "?", "!", "so", "in", "on", *CONDITIONALS, *_CUTS, *_DASHES})
# Lemmas that the tagger gives for a bare form it takes for a past tense.
_BARE = {"lie": "lay"}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a cue governs, ``tokens[start:end]``.

    A condition, a price ("in return for …") and the day of the verb are cut off and kept.
    """

    start: int
    end: int
    condition: Range | None = None
    exchange: Range | None = None
    day: Range | None = None


def matter_from(
    tokens: Sequence[Token], groups: Sequence[VerbGroup], k: int | None, start: int, *, clause: bool = False
) -> Matter:
    """Return the matter that begins at ``start`` and belongs to verb group ``k`` (None: a noun's or adjective's).

    ``clause`` is true where the matter is itself a clause, whose own verbs do not end it.
    """
    condition = exchange = None
    limit = len(tokens)
    inner_allowed = clause
    continues = (
        _continues_infinitive if not clause and start < limit and tokens[start].tag == "TO0" else _continues_nothing
    )
    has_own = k is not None and clause and groups[k].form is Form.FINITE and groups[k].peer is None
    own_verb = groups[k].start if k is not None and has_own else start
    places = _places(tokens)
    before = start if k is None else groups[k].start
    mains = {group.start for group in groups if _is_main_verb(group, before)}
    if mains:
        places = sorted({*places, *mains})
    for at in places:
        if at < max(start, own_verb):
            continue  # a clause does not end before its verb: "Russia, he added, must pay"
        token = tokens[at]
        if token.lower == '"' and at > start and tokens[at - 1].lower in {",", ".", "?", "!"}:
            break  # the quotation ends here
        if token.lower == ";" or (token.lower in (".", "?", "!") and at == limit - 1):
            break
        if token.lower in _DASHES and at > start and _is_clause_ahead(tokens, groups, at):
            break
        if at > start and _opens_condition(tokens, at):
            condition = (at, _condition_end(tokens, at, limit))
            break
        if at > start and _opens_exchange(tokens, at):
            exchange = (at + 3, _condition_end(tokens, at + 3, limit))
            break
        if at > start and token.tag == "CJC" and _joins_gerunds(groups, k, at):
            break  # ", rejecting A and demanding B"
        if (
            at > start
            and token.lower in _CUTS
            and _is_clause_ahead(tokens, groups, at)
            and not (token.lower == "as" and tokens[at - 1].lower in ("such", "well"))
        ):
            break
        if not clause and at > start and token.tag == "PNP" and _is_contact_clause(tokens, groups, at):
            break
        if at > start and at in mains:
            break
        if (
            token.lower == ","
            and at + 1 < limit
            and not continues(tokens, groups, at + 1)
            and _ends_at_comma(tokens, groups, k, start, at, inner_allowed)
        ):
            break
        if (
            token.tag == "CJC"
            and at > start
            and not continues(tokens, groups, at)
            and _new_finite(tokens, groups, k, start, at, inner_allowed)
        ):
            break
    else:
        at = max(start, limit)
    end = at
    while end > start and tokens[end - 1].lower in (",", "and", "but", ".", "—", "–", ":"):
        end -= 1
    return Matter(start, max(end, start), condition, exchange)


@Remembered
def _places(tokens: Sequence[Token]) -> list[int]:
    """Where the words and marks stand at which a matter can end, but for the main verb behind a noun's."""
    return [at for at, token in enumerate(tokens) if token.lower in _ENDING or token.tag in ("CJC", "PNP")]


def _opens_condition(tokens: Sequence[Token], at: int) -> bool:
    """As in if, unless, until, "as long as", "so long as", "on condition that"."""
    token = tokens[at]
    if token.lower == "on" and any(
        [t.lower for t in tokens[at + 1 : at + 1 + len(words)]] == words for words in _ON_CONDITION
    ):
        return True
    if token.lower in ("as", "so") and [t.lower for t in tokens[at + 1 : at + 3]] == ["long", "as"]:
        return True
    return token.lower in CONDITIONALS and token.tag[:2] in {"CJ", "VV", "AV"} and tokens[at - 1].lower != "at"


def _joins_gerunds(groups: Sequence[VerbGroup], k: int | None, at: int) -> bool:
    is_gerund = k is not None and groups[k].form is Form.GERUND
    return is_gerund and any(g.start == at + 1 and g.form is Form.GERUND for g in groups)


def _opens_exchange(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].lower == "in" and [t.lower for t in tokens[at : at + 3]] in (
        ["in", "exchange", "for"],
        ["in", "return", "for"],
    )


def _condition_end(tokens: Sequence[Token], at: int, limit: int) -> int:
    end = at + 1
    while (
        end < limit
        and tokens[end].lower not in (";", ".", "?", "!")
        and not (tokens[end].lower == "," and end > at + 3)
    ):
        end += 1
    return end


def _is_clause_ahead(tokens: Sequence[Token], groups: Sequence[VerbGroup], at: int) -> bool:
    """True where a finite verb follows before the next comma, so that the word opens a clause and no mere phrase."""
    if tokens[at].lower in ("amid", "despite", "because"):
        return True
    comma = next((i for i in range(at + 1, len(tokens)) if tokens[i].lower in (",", ";")), len(tokens))
    return any(at < g.start < comma and g.form is Form.FINITE for g in groups)


def _continues_nothing(tokens: Sequence[Token], groups: Sequence[VerbGroup], at: int) -> bool:
    return False


def _continues_infinitive(tokens: Sequence[Token], groups: Sequence[VerbGroup], at: int) -> bool:
    """True where behind a comma or "and" a bare verb goes on with the infinitive: "to secure X, stop Y and lay Z"."""
    while at < len(tokens) and tokens[at].tag in ("CJC", "AV0", "PUN"):
        at += 1
    return any(
        g.start == at and g.modal is None and g.head == at and tokens[at].lower in (g.lemma, _BARE.get(g.lemma))
        for g in groups
    )


def _is_main_verb(group: VerbGroup, start: int) -> bool:
    """True of the verb whose own subject holds what begins at ``start``: "the deadline to agree | is being met"."""
    return (
        group.form is Form.FINITE
        and group.peer is None
        and group.start > start
        and group.subject is not None
        and group.subject[0] < start
    )


def _is_contact_clause(tokens: Sequence[Token], groups: Sequence[VerbGroup], at: int) -> bool:
    """True of "it" in "the goals it set at the start"."""
    return is_noun(tokens[at - 1]) and any(g.form is Form.FINITE and g.start == at + 1 for g in groups)


def _ends_at_comma(
    tokens: Sequence[Token], groups: Sequence[VerbGroup], k: int | None, start: int, at: int, inner: bool
) -> bool:
    following = tokens[at + 1]
    if (
        k is not None
        and groups[k].opened_by in _CUTS
        and any(g.form is Form.FINITE and g.subject is not None and g.subject[0] == at + 1 for g in groups)
    ):
        return True  # "While A wants X, B wants Y"
    if following.tag in ("DTQ", "PNQ", "AVQ") or following.lower in (
        "while",
        "but",
        "although",
        "though",
        "whereas",
        "with",
        "who",
        "which",
        "as",
        "after",
        "when",
        "despite",
    ):
        return True
    if following.lower in ("according", "adding", "saying"):
        return True
    group = next((g for g in groups if g.start == at + 1), None)
    if group is not None:
        return group.form is Form.GERUND or (group.form is Form.FINITE and not inner)
    if following.tag == "CJC":
        return _new_finite(tokens, groups, k, start, at + 1, inner)
    return _has_saying_tail(tokens, groups, at)


def _has_saying_tail(tokens: Sequence[Token], groups: Sequence[VerbGroup], at: int) -> bool:
    """As in ", the minister said" at the end of a sentence."""
    later = [g for g in groups if g.start > at and g.form is Form.FINITE]
    return (
        len(later) >= 1
        and later[0].start - at <= 8
        and len(tokens) - later[0].end <= 6
        and later[0].lemma in ("say", "add", "tell", "state", "report")
    )


def _new_finite(
    tokens: Sequence[Token], groups: Sequence[VerbGroup], k: int | None, start: int, at: int, inner: bool
) -> bool:
    """True where behind "and" at ``at`` a clause begins that continues the cue's own clause and not its matter."""
    following = next((g for g in groups if g.start > at and g.form is Form.FINITE), None)
    if following is None or any(_opens_condition(tokens, i) for i in range(at + 1, following.start)):
        return False  # "Fordow and Natanz until the agency condemned …"
    if following.start == at + 1 or (following.peer is not None and following.start - at <= 3):
        peer = following.peer
        if peer is None:
            return not inner
        if inner and groups[peer].start >= start:
            return False
        return peer == k or k is None or peer < k
    subject = following.subject
    own_subject = subject is not None and at < subject[0] < following.start
    return (
        own_subject
        and not inner
        and subject is not None
        and not any(t.lower == "," or t.tag == "CJC" for t in tokens[at + 1 : subject[0]])
    )
