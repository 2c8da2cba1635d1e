"""The whole extractor and the simpler ones that it is measured against (docs/evaluation.md)."""

from __future__ import annotations

from enum import StrEnum


class System(StrEnum):
    """Which parts of the extractor read a report."""

    FULL = "full"
    """Rules, the clause model for what they leave, and a confidence for every statement."""
    RULES = "rules"
    """Rules alone."""
    MODEL = "model"
    """The clause model alone, on the clauses and names that the rules' first stages find."""
    CUES = "cues"
    """A cue word in a sentence and the nearest name before it, without clauses."""
