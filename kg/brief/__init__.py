"""A brief: the content behind every form of a report about a negotiation, out of a store."""

from __future__ import annotations

from kg.brief.content import Brief
from kg.brief.gather import gather

__all__ = ["Brief", "gather"]
