"""Courses of parties over several days, on the made-up harbour: from a line of text to what is derived of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from harbour import Said, said
from pyoxigraph import NamedNode, Quad, Store

from kg.derive import derive
from kg.iris import DATA, slug_of
from kg.model import Entity, Interval, Quantity
from kg.vocab import NEG, RDF

SHIFTS = frozenset({"new", "repeated", "hardened", "softened", "withdrawn", "superseded"})


def course(text: str) -> list[Said]:
    """Read ``0602 aland demands fee; 0601-0607 boria rejects fee against``; every sentence in a report of its own.

    The day is month and day of 2025, or an interval of two, or ``-``: then the day of the report counts. Beside what
    ``harbour.said`` reads there are ``range=30..40``, ``firm=yes`` and ``speaker=ada``.
    """
    found = []
    for number, sentence in enumerate(text.split(";")):
        day, _, words = sentence.strip().partition(" ")
        more: dict[str, object] = {}
        if day != "-":
            start, _, end = day.partition("-")
            more["said_on"] = Interval(day_of(start), day_of(end or start))
        kept = []
        for word in words.split():
            name, _, value = word.partition("=")
            if name == "range":
                low, dots, high = value.partition("..")
                bounds = [Decimal(one) if one else None for one in (low, high if dots else low)]
                more["quantity"] = Quantity(bounds[0], bounds[1], "km", bounds[0], bounds[1], "km", value)
            elif name == "firm":
                more["non_negotiable"] = True
            elif name == "speaker":
                more["speaker"] = Entity(f"{DATA}person/{value}", value.title())
            else:
                kept.append(word)
        report = "" if any(word.startswith("report=") for word in kept) else f" report=r{number}"
        found += said(" ".join(kept) + report, **more)
    return found


def day_of(text: str) -> date:
    """Return the day of 2025 that ``0602`` stands for."""
    return date(2025, int(text[:2]), int(text[2:]))


Things = dict[NamedNode, dict[NamedNode, list[str]]]


def things(quads: Iterable[Quad]) -> Things:
    """Return what is said of each thing, by predicate, as text; concepts and the like by their slugs."""
    found: Things = {}
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        value = slug_of(quad.object) if isinstance(quad.object, NamedNode) else getattr(quad.object, "value", "")
        found.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(value)
    return found


def derived(store: Store) -> set[str]:
    """Derive, and return each finding as ``kind: party matter stance day, party matter stance day``."""
    known = things(derive(store))
    told = {slug_of(node): values for node, values in things(store).items() if "/statement/" in node.value}
    positions = {slug_of(node): values for node, values in known.items() if "/position/" in node.value}

    def side(finding: dict[NamedNode, list[str]], which: str) -> str:
        position, statement = (finding.get(getattr(NEG, which + part), [None])[0] for part in ("Position", "Statement"))
        if position is None or statement is None:
            return "-"
        about, words = positions[position], told[statement]
        matter = about.get(NEG.provision, about[NEG.issue])[0]
        day = words.get(NEG.saidUntil, ["2025-07-23"])[0]
        return f"{about[NEG.party][0]} {matter} {about[NEG.stance][0]} {day[5:7]}{day[8:]}"

    found = set()
    for node, values in known.items():
        if "/finding/" in node.value:
            # Whatever the kind: one kind, one reason, one pair of statements, one issue, two classes.
            for predicate in (NEG.findingKind, NEG.reason, NEG.secondStatement, NEG.issue, NEG.negotiation):
                assert len(values[predicate]) == 1, (node, predicate, values[predicate])
            assert len(values[RDF.type]) == 2
            found.add(f"{values[NEG.findingKind][0]}: {side(values, 'first')}, {side(values, 'second')}")
    return found


def of(kinds: Iterable[str], store: Store) -> set[str]:
    """Derive, and return the findings of these kinds as ``derived`` does."""
    return {one for one in derived(store) if one.partition(":")[0] in kinds}
