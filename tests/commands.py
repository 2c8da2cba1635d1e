"""What the tests of the command line share: two small reports, and a call of ``kg`` as a value."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

FIRST = """Published July 3, 2025

ISTANBUL: Ukraine demanded an immediate ceasefire on Wednesday. Russia rejected an immediate ceasefire.

Russia proposed a prisoner exchange. Ukraine agreed to a prisoner exchange.
"""
SECOND = """Published July 4, 2025

MOSCOW: Russia demanded that Ukraine limit the size of its military, Kremlin spokesman Dmitry Peskov told reporters.

Ukraine rejected any limit on the size of its military.
"""
PARTY = "https://w3id.org/negotiation-kg/data/party/"
NEG = "https://w3id.org/negotiation-kg/ontology#"


class Answer:
    """What a call of ``kg`` gave back."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[dict[str, str]]:
        """The output, read as CSV with a header."""
        return list(csv.DictReader(io.StringIO(self.out, newline="")))


Kg = Callable[..., Answer]
"""Takes the words of a call, and ``stdin``; see the fixture ``kg``."""
