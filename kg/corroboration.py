"""What two extractors found in one report: what both found counts as the one's and bears the mark of the other."""

from __future__ import annotations

from dataclasses import replace

from kg.model import Extraction, Statement


def corroborate(built_in: Extraction, other: Extraction) -> Extraction:
    """Return what the built-in extractor found and, beside it, what another found alone in the same report.

    A statement that both found is the built-in's, with its confidence, and names the other in ``also_found_by``; the
    agreement makes it no more and no less likely, since nobody has measured what it is worth. What the other found
    alone keeps its ``extractor``. That neither mark is there says that the built-in found a statement alone.
    """
    found = [
        replace(
            statement,
            also_found_by=tuple(
                dict.fromkeys(
                    one.extractor for one in other.statements if one.extractor is not None and _is_same(statement, one)
                )
            ),
        )
        for statement in built_in.statements
    ]
    alone = [one for one in other.statements if not any(_is_same(statement, one) for statement in found)]
    return replace(
        built_in,
        statements=tuple(sorted([*found, *alone], key=lambda s: (s.quote.start, s.quote.end, s.id))),
        introduced=tuple(dict.fromkeys([*built_in.introduced, *other.introduced])),
        extractors=tuple(dict.fromkeys([*built_in.extractors, *other.extractors])),
    )


def _is_same(one: Statement, other: Statement) -> bool:
    """Tell whether two statements say one thing in overlapping words; an issue that only one names is no difference."""
    places = [one.quote, *one.also_at]
    return (
        (one.party, one.act, one.stance) == (other.party, other.act, other.stance)
        and (one.issue == other.issue or one.issue is None or other.issue is None)
        and (one.provision == other.provision or one.provision is None or other.provision is None)
        and any(place.span.overlap(other.quote.span) for place in places)
    ) or one.id == other.id
