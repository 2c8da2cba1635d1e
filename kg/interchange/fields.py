"""What of a statement a format can hold, and what is lost in it, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import MISSING, dataclass, field, fields

from kg.model import Statement

ORIGIN = frozenset(
    "rule confidence rank decision decided_by revises extractor also_found_by".split(),
)
"""How a statement came about. What is imported is the word of who imports it, so no format brings these back."""
CODED = frozenset(one.name for one in fields(Statement)) - ORIGIN
"""What a statement says."""

Loss = tuple[str, str]
"""A field, and why what a statement has in it cannot be held."""


@dataclass
class Losses:
    """What a file does not hold of the statements written into it, counted."""

    statements: int = 0
    counts: Counter[Loss] = field(default_factory=Counter)

    def count(self, statement: Statement, held: Collection[str], more: Iterable[Loss] = ()) -> None:
        """Take a statement in.

        Args:
            statement: one that is written.
            held: the fields that the format holds.
            more: what is lost of it in fields that are held otherwise.
        """
        self.statements += 1
        self.counts.update((name, "") for name in said(statement) if name not in held)
        self.counts.update(more)

    def lines(self, file: str) -> list[str]:
        """Return one line for each field and reason, with the number of statements."""
        every = f"{self.statements} statement{'' if self.statements == 1 else 's'}"
        return [
            f"{file} does not hold {name.replace('_', ' ')} of {number} of {every}{why and ': ' + why}"
            for (name, why), number in sorted(self.counts.items())
        ]


def said(statement: Statement) -> list[str]:
    """Return the fields in which a statement has something that is not there by default."""
    found = []
    for one in fields(statement):
        value = getattr(statement, one.name)
        default = () if one.default_factory is not MISSING else one.default
        if value is not None and value != default:
            found.append(one.name)
    return found
