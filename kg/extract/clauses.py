"""Clauses: each verb group of a sentence with its subject, what it is coordinated with, and who governs it.

No tree is built. A verb group knows the token range of its subject where it has one of its own, the group it is
coordinated with, and the group of saying that it depends on; that is what attribution needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.extract.governors import governor_of
from kg.extract.interrupted import inserted_at, noun_clause_start
from kg.extract.phrases import behind_link, has_phrase, is_time_phrase, noun_phrases, phrase_before
from kg.extract.verbs import Form, Range, VerbGroup, find_verb_groups, is_noun, is_verb
from kg.sentences import Token

_WH = {"DTQ", "PNQ", "AVQ"}
_STOPS = {";", ":", "(", ")", "[", "]", "—", "–", "--", "-", '"'}
_RAISING = frozenset({"expect", "say", "report", "believe", "understand", "think", "schedule", "know", "predict"})
_ASPECTUAL = frozenset({"continue", "begin", "start", "come", "go", "keep"})
_SUBORDINATORS = frozenset(
    {
        "as",
        "than",
        "after",
        "before",
        "since",
        "because",
        "when",
        "while",
        "if",
        "unless",
        "until",
        "till",
        "although",
        "though",
        "once",
        "whether",
        "whereas",
    }
)


def attach(
    tokens: Sequence[Token], is_saying: Callable[[VerbGroup], bool], is_act: Callable[[VerbGroup], bool]
) -> list[VerbGroup]:
    """Return the verb groups of a sentence with subjects, peers and governors.

    ``is_saying`` and ``is_act`` tell verbs of saying and verbs that are cues.
    """
    groups = find_verb_groups(tokens)
    for k in range(len(groups)):
        groups[k] = _with_subject(tokens, groups, k)
        peer = groups[k].peer
        if peer is not None and groups[k].form is Form.FINITE and (is_act(groups[k]) or is_saying(groups[k])):
            outer = _sayer_of(tokens, groups, peer, k, is_saying)
            if outer is not None:
                groups[k] = groups[k]._replace(
                    peer=outer, subject=groups[outer].subject, antecedent=groups[outer].antecedent
                )
    for k in range(len(groups)):
        governor = governor_of(tokens, groups, k, is_saying)
        if governor != groups[k].governor:
            groups[k] = groups[k]._replace(governor=governor)
    return groups


def _with_subject(tokens: Sequence[Token], groups: list[VerbGroup], k: int) -> VerbGroup:
    group = groups[k]
    if group.form in (Form.GERUND, Form.PARTICIPLE):
        return _participle_subject(tokens, groups, k)
    if group.form is Form.INFINITIVE:
        before = groups[k - 1] if k else None
        raising = before is not None and (
            (before.passive and before.lemma in _RAISING) or (before.form is Form.FINITE and before.lemma in _ASPECTUAL)
        )
        if before is not None and raising and group.start - before.end <= 1:
            return group._replace(
                subject=before.subject,
                antecedent=before.antecedent,
                raised=True,
                opened_by=before.opened_by,
                negated=group.negated != before.negated,
            )
        if not any(g.form is Form.FINITE for g in groups):
            # a headline: "X, Y to hold talks"
            return group._replace(subject=_first_phrase(tokens, groups, 0, group.start))
        return group
    start, reason = _clause_start(tokens, groups, k)
    opener = tokens[start - 1].lower if start and reason in ("subordinate", "wh", "and") else ""
    if opener:
        group = group._replace(opened_by=opener)
    until = inserted_at(tokens, groups, k)
    subject = (
        _first_phrase(tokens, groups, 0, until)
        if until is not None
        else _behind_comma(tokens, groups, start, group.start) or _first_phrase(tokens, groups, start, group.start)
    )
    if subject is not None:
        return group._replace(subject=subject)
    opening = tokens[start - 1] if start else None
    if reason == "wh" and opening is not None and opening.tag in ("DTQ", "PNQ"):
        antecedent = phrase_before(tokens, start - 1)
        return group._replace(subject=antecedent, antecedent=True)
    if reason in ("and", "comma"):
        peer = _peer(tokens, groups, k)
        if peer is not None:
            return group._replace(peer=peer, subject=groups[peer].subject, antecedent=groups[peer].antecedent)
    return group


def _clause_start(tokens: Sequence[Token], groups: list[VerbGroup], k: int) -> tuple[int, str]:
    """Walk left to where the clause of group ``k`` begins; say what stands there."""
    group = groups[k]
    finite_ends = {g.end - 1: j for j, g in enumerate(groups[:k]) if g.form is Form.FINITE}
    at = group.start - 1
    while at >= 0:
        token = tokens[at]
        if at in finite_ends:
            relative = _relative_start(tokens, groups, finite_ends[at], at, group.start)
            if relative is None:
                relative = noun_clause_start(tokens, groups, finite_ends[at], group.start)
            if relative is None:
                return at + 1, "verb"
            at = relative
            continue
        if token.lower in ("]", ")"):
            opening = next(
                (i for i in range(at - 1, -1, -1) if tokens[i].lower == {"]": "[", ")": "("}[token.lower]), None
            )
            if opening is not None:
                at = opening - 1
                continue
        if (
            token.lower in ("as", "than", "after", "before")
            and tokens[at - 1].lower != "well"
            and has_phrase(tokens, at + 1, group.start)
            and not _is_comma_between(tokens, at, group.start)
        ):
            return at + 1, "subordinate"
        if token.tag in ("CJT", "CJS") and token.lower not in ("as", "than"):
            return at + 1, "subordinate"
        if token.tag in _WH:
            return at + 1, "wh"
        if token.lower in _STOPS:
            return at + 1, "stop"
        if token.tag == "CJC" and any(g.form is Form.FINITE and g.end <= at for g in groups[:k]):
            return at + 1, "and"
        if token.lower == "," and at == group.start - 1 and not _closes_insertion(tokens, groups, k):
            return at + 1, "comma"
        at -= 1
    return 0, "start"


def _relative_start(tokens: Sequence[Token], groups: list[VerbGroup], j: int, at: int, until: int) -> int | None:
    """Where group ``j`` stands in a relative clause closed by a comma, return the index before its pronoun."""
    if not any(t.lower == "," for t in tokens[at + 1 : until]):
        return None
    left = groups[j].start - 1
    while left >= 0 and tokens[left].lower not in (",", ";", ":"):
        if tokens[left].tag in ("DTQ", "PNQ") or (tokens[left].lower == "that" and tokens[left].tag == "CJT"):
            left -= tokens[left - 1].tag == "PRP"  # ", for whom"
            return left - 1 if left and tokens[left - 1].lower == "," else None
        left -= 1
    return None


def _closes_insertion(tokens: Sequence[Token], groups: list[VerbGroup], k: int) -> bool:
    """True where the comma before group ``k`` closes an insertion: "Putin, unfazed, would keep on"."""
    comma = groups[k].start - 1
    last = next((j for j in range(k - 1, -1, -1) if groups[j].form is Form.FINITE), None)
    if last is None:
        return True
    if _relative_start(tokens, groups, last, groups[last].end - 1, groups[k].start) is not None:
        return True
    start = groups[last].end
    opening = next((i for i in range(comma - 1, start - 1, -1) if tokens[i].lower == ","), None)
    return (
        opening is not None
        and has_phrase(tokens, start, opening)
        and any(t.tag in ("CJT", "CJS", "CJC") for t in tokens[start:opening])
    )


def _is_comma_between(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(t.lower == "," for t in tokens[start:end])


def _first_phrase(tokens: Sequence[Token], groups: list[VerbGroup], start: int, end: int) -> Range | None:
    """The first noun phrase that is not governed by a preposition, not the object of a participle and not a time."""
    nonfinite_ends = {g.end for g in groups if g.form is not Form.FINITE}
    opens_clause = start > 0 and tokens[start - 1].lower in _SUBORDINATORS
    for first, last, preposition in noun_phrases(tokens, start, end, opens_clause=opens_clause):
        is_name = last == end and tokens[first].text == "May"  # right before its verb, no month
        if preposition is not None or first in nonfinite_ends or (is_time_phrase(tokens, first, last) and not is_name):
            continue
        if tokens[first].lower == "there":
            return None
        return first, _phrase_end(tokens, groups, first, last, end)
    return None


def _behind_comma(tokens: Sequence[Token], groups: list[VerbGroup], start: int, end: int) -> Range | None:
    """The subject between the last comma and the verb, as in "The talks, Peskov added"; None for "A, B and C"."""
    comma = next((i for i in range(end - 1, start, -1) if tokens[i].lower == ","), None)
    if comma is None or comma == end - 1 or _continues_list(tokens, comma, end):
        return None
    return _first_phrase(tokens, groups, comma + 1, end)


def _phrase_end(tokens: Sequence[Token], groups: list[VerbGroup], first: int, last: int, end: int) -> int:
    """Extend a noun phrase over "of", "from", "close to" … and over "and" with a further noun phrase."""
    stop = last
    while stop < end:
        token = tokens[stop]
        if token.lower == "(" and (closing := _closing(tokens, stop, end)) is not None:
            stop = closing + 1  # "the Rail Workers (RWU) union"
            continue
        link = behind_link(tokens, stop + (token.lower == ","))
        if link is not None and tokens[link - 1].lower not in ("and", "nor"):
            stop = link  # "the union, as well as the council, …"
            continue
        if token.lower == "," or token.tag in ("CJT", "CJS") or token.tag in _WH or token.lower in _STOPS:
            if token.lower == "," and _continues_list(tokens, stop, end):
                stop += 1
                continue
            break
        if any(g.start == stop for g in groups):
            break
        stop += 1
    while stop > last and not (
        is_noun(tokens[stop - 1]) or tokens[stop - 1].tag in ("PNP", "CRD") or tokens[stop - 1].is_capitalised
    ):
        stop -= 1
    return max(stop, last)


def _closing(tokens: Sequence[Token], opening: int, end: int) -> int | None:
    """The bracket that closes the one at ``opening``, where a few words stand between them."""
    return next((i for i in range(opening + 1, min(end - 1, opening + 6)) if tokens[i].lower == ")"), None)


def _continues_list(tokens: Sequence[Token], comma: int, end: int) -> bool:
    """True of "A, B and C": a capitalised phrase follows, and an "and" before the verb with only names between."""
    rest = tokens[comma + 1 : end]
    if not rest or not any(t.is_capitalised for t in rest[:2]) or rest[-1].lower == ",":
        return False
    at = next((i for i, t in enumerate(rest[:24]) if t.lower == "and"), None)
    return at is not None and (at < 8 or all(t.is_capitalised or t.tag in ("AT0", "PUN") for t in rest[:at]))


def _peer(tokens: Sequence[Token], groups: list[VerbGroup], k: int) -> int | None:
    """The earlier finite group that an "and" without a subject continues: of the same tense, else the nearest."""
    finite = [j for j in range(k) if groups[j].form is Form.FINITE]
    candidates = [j for j in finite if groups[j].opened_by not in _SUBORDINATORS] or finite
    same = [j for j in candidates if _tense(tokens, groups[j]) == _tense(tokens, groups[k])]
    return (same or candidates or [None])[-1]  # type: ignore[list-item]


def _sayer_of(
    tokens: Sequence[Token], groups: list[VerbGroup], peer: int, k: int, is_saying: Callable[[VerbGroup], bool]
) -> int | None:
    """As in "X said that Y was arming and called on Z": a new act is coordinated with the saying, not with the said."""
    inner = groups[peer]
    if inner.opened_by != "that" or inner.peer is not None or _tense(tokens, groups[k]) != "past":
        return None
    j = next((j for j in range(peer - 1, -1, -1) if groups[j].form is Form.FINITE), None)
    if j is None or not is_saying(groups[j]) or _tense(tokens, groups[j]) != "past":
        return None
    own = inner.subject is not None and tokens[inner.subject[0]].tag == "PNP"
    return None if own else j


def _tense(tokens: Sequence[Token], group: VerbGroup) -> str:
    if group.modal:
        return "modal"
    first = next((t for t in tokens[group.start : group.end] if is_verb(t)), tokens[group.start])
    return "past" if first.tag.endswith(("D", "N")) else "present"


def _participle_subject(tokens: Sequence[Token], groups: list[VerbGroup], k: int) -> VerbGroup:
    group = groups[k]
    at = group.start - 1
    while at > 0 and tokens[at].tag == "AV0":
        at -= 1
    before = tokens[at] if at >= 0 else None
    if before is None:
        main = next((g for g in groups[k + 1 :] if g.form is Form.FINITE), None)
        if main is None:
            return group
        comma = next((i for i in range(group.end, main.start) if tokens[i].lower == ","), None)
        return (
            group._replace(subject=_first_phrase(tokens, groups, comma + 1, main.start)) if comma is not None else group
        )
    if is_noun(before) or before.tag == "PNP":
        phrase = phrase_before(tokens, at + 1)
        return group._replace(subject=phrase, antecedent=True)
    if before.tag == "CJC" and k and groups[k - 1].form is group.form:
        return group._replace(peer=k - 1, subject=groups[k - 1].subject, antecedent=groups[k - 1].antecedent)
    if before.lower == "," or before.tag in ("CJC", "AV0", "CJS", "PRP"):
        last = next((j for j in range(k - 1, -1, -1) if groups[j].form is Form.FINITE), None)
        if last is not None and before.lower == "as" and groups[last].lemma in ("quote", "cite"):
            return group._replace(subject=_first_phrase(tokens, groups, groups[last].end, at))  # "cited X as saying"
        if last is not None:
            return group._replace(peer=last, subject=groups[last].subject, antecedent=groups[last].antecedent)
    return group
