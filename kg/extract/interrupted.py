"""What stands between a subject and its verb: an inserted clause, and the clause of the subject's own noun."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.verbs import Form, VerbGroup, is_noun
from kg.sentences import Token


def inserted_at(tokens: Sequence[Token], groups: Sequence[VerbGroup], k: int) -> int | None:
    """Return the comma before "Russia says" in "Ukraine, Russia says, wants a truce", for ``k`` the verb behind it.

    None where nothing is inserted right before that verb.
    """
    finite = [group for group in groups[:k] if group.form is Form.FINITE]
    subject = finite[0].subject if len(finite) == 1 and not finite[0].antecedent else None
    if subject is None or finite[0].end != groups[k].start - 1 or tokens[finite[0].end].lower != ",":
        return None
    comma = subject[0] - 1
    return comma if comma > 0 and tokens[comma].lower == "," else None


def noun_clause_start(tokens: Sequence[Token], groups: Sequence[VerbGroup], j: int, until: int) -> int | None:
    """Return the noun whose "that" opens group ``j``, as in "Russia's demand that Kyiv sign was dismissed".

    None where the verb at ``until`` may belong to another clause.
    """
    if any(group.form is Form.FINITE for group in groups[:j]) or any(
        t.lower == "," or t.tag in ("CJC", "CJS", "CJT") for t in tokens[groups[j].end : until]
    ):
        return None
    that = next((i for i in range(groups[j].start - 1, 0, -1) if tokens[i].tag == "CJT"), 0)
    return that - 1 if that and is_noun(tokens[that - 1]) else None
