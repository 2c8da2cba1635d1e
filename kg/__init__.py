"""Negotiation-position knowledge graph.

Who demands, offers, accepts, rejects or denies what in a negotiation, in which verbatim words, according to whom.
"""

__version__ = "0.1.0"
