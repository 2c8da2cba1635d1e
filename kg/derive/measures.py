"""What provisions are measured in, and how their matters stand today, so that rules can compare quantities with it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.vocab import NEG, XSD

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

_WORDS = {"d": "days", "wk": "weeks", "mo": "months", "a": "years", "h": "hours", "%": "percent", "{person}": "people"}


def measures(store: Store, concepts: NamedNode, target: NamedNode) -> list[Quad]:
    """Return, for each provision with a unit, its base unit and, where it has one, its status quo.

    Args:
        store: holds the ontology and the cases.
        concepts: the graph in which they stand.
        target: the graph that the quads shall be in.

    Returns:
        ``neg:baseUnit``; of the status quo ``neg:baseLowest`` and ``neg:baseHighest``, in that unit, and
        ``neg:quantityText``, in words and in the provision's own unit.

    Raises InputError where a status quo is no number.
    """
    from pyoxigraph import Literal, NamedNode, Quad

    from kg.units import base_unit, to_base

    found: dict[Quad, None] = {}
    for unit in store.quads_for_pattern(None, NEG.unit, None, concepts):
        provision, code = unit.subject, unit.object
        if not isinstance(provision, NamedNode) or not isinstance(code, Literal):
            continue
        found[Quad(provision, NEG.baseUnit, Literal(base_unit(code.value)), target)] = None
        lowest = _number(store, provision, NEG.statusQuoLowest, concepts)
        highest = _number(store, provision, NEG.statusQuoHighest, concepts)
        for predicate, value in ((NEG.baseLowest, lowest), (NEG.baseHighest, highest)):
            if value is not None:
                written = format(to_base(value, code.value), "f")
                found[Quad(provision, predicate, Literal(written, datatype=XSD.decimal), target)] = None
        words = _words(lowest, highest, code.value)
        if words:
            found[Quad(provision, NEG.quantityText, Literal(words), target)] = None
    return list(found)


def _number(store: Store, provision: NamedNode, predicate: NamedNode, graph: NamedNode) -> Decimal | None:
    """Return the one value of a property, the smallest where there are several, so that the order is of no account."""
    from pyoxigraph import Literal

    values = []
    for quad in store.quads_for_pattern(provision, predicate, None, graph):
        try:
            values.append(Decimal(quad.object.value) if isinstance(quad.object, Literal) else Decimal("NaN"))
        except InvalidOperation:
            values.append(Decimal("NaN"))
        if not values[-1].is_finite():
            raise InputError(f"{provision.value}: {quad.object} is no number; give a status quo as a decimal")
    return min(values, default=None)


def _words(lowest: Decimal | None, highest: Decimal | None, unit: str) -> str:
    """Return a range for people: ``5,060 centrifuges``, ``20 to 30 days``, ``at least 3 km``; empty without a bound."""
    low, high = ("" if value is None else f"{value:,f}" for value in (lowest, highest))
    if not low and not high:
        return ""
    noun = unit.replace("{", "").replace("}", "")
    if unit.startswith("{") and unit.endswith("}") and not noun.endswith("s"):
        noun += "s"
    name = "" if unit == "1" else " " + _WORDS.get(unit, noun)
    if not high:
        return f"at least {low}{name}"
    if not low:
        return f"at most {high}{name}"
    return f"{low}{name}" if low == high else f"{low} to {high}{name}"
