"""Which verb of saying a clause depends on: who utters it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.extract.verbs import Form, VerbGroup
from kg.sentences import Token


def governor_of(
    tokens: Sequence[Token], groups: list[VerbGroup], k: int, is_saying: Callable[[VerbGroup], bool]
) -> int | None:
    """Return the index of the verb of saying that group ``k`` depends on; None where nobody is said to utter it."""
    group = groups[k]
    if group.peer is not None and group.form is Form.FINITE:
        return groups[group.peer].governor
    for j in range(k - 1, -1, -1):
        earlier = groups[j]
        if not is_saying(earlier) or earlier.passive or earlier.modal in ("must", "should", "shall", "ought"):
            continue
        between = tokens[earlier.end : group.start]
        if any(t.lower == ";" for t in between):
            return None
        if _opens_new_clause(tokens, groups, j, k):
            return groups[j].governor
        return j
    return None


def _opens_new_clause(tokens: Sequence[Token], groups: list[VerbGroup], j: int, k: int) -> bool:
    """True where ", and/while/but X verb" begins a clause beside that of the saying verb ``j``, not inside it."""
    subject = groups[k].subject
    if subject is None or groups[k].antecedent or groups[k].form is not Form.FINITE:
        return False
    at = subject[0] - 1
    while (
        at > groups[j].end and tokens[at].tag in ("AV0", "ORD", "NN1", "DT0", "NP0", "PRP") and tokens[at].lower != ","
    ):
        at -= 1
    if at <= groups[j].end:
        return False
    mark = tokens[at].lower
    comma = tokens[at - 1].lower == ","
    return (comma and mark in ("while", "whereas", "although", "though", "as", "but", "and")) and not any(
        t.tag == "CJT" for t in tokens[at : subject[0]]
    )
