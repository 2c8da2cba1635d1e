"""Negotiation-position knowledge graph: who demands, offers, accepts, rejects or denies what, in which verbatim words."""

__version__ = "0.1.0"
