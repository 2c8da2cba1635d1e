"""Which statements print words that others print too."""

from __future__ import annotations

from collections.abc import Mapping


def connected(rows: Mapping[str, set[str]], words: set[str]) -> tuple[set[str], set[str]]:
    """Return what quoted words lead to, where one quotation leads to all that hold it and all that it holds.

    Args:
        rows: the quotations of each statement.
        words: the quotations to begin with.

    Returns:
        The statements found, and all their quotations with those to begin with.
    """
    found: set[str] = set()
    known, todo = set(words), list(words)
    while todo:
        one = todo.pop()
        for statement, own in rows.items():
            if statement not in found and any(one in other or other in one for other in own):
                found.add(statement)
                todo.extend(own - known)
                known |= own
    return found, known
