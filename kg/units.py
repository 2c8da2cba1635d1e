"""Units of quantities, and the one unit of each dimension in which quantities are compared.

A unit is a UCUM code (``d``, ``km``, ``%``, ``[mi_i]``), an ISO 4217 code for money (``EUR``), ``{noun}`` for counted
things, ``1`` for a plain number, or a rate of two of these (``{barrel}/d``). A whole number before a code multiplies
it: ``10.a`` is a decade. pint converts: a year has 365.25 days, a month is a twelfth of that, 30.4375 days. Money of
two currencies is of two dimensions, and what this module does not know is a dimension of its own.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import cache

from kg.model import Quantity

# UCUM code → what pint calls it, the base unit of each dimension first.
_DIMENSIONS = (
    {"d": "day", "s": "second", "min": "minute", "h": "hour", "wk": "week", "mo": "month", "a": "year"},
    {"km": "kilometer", "m": "meter", "[mi_i]": "mile", "[nmi_i]": "nautical_mile", "[ft_i]": "foot"},
    {"km2": "kilometer**2", "m2": "meter**2", "har": "hectare", "[acr_us]": "acre", "[smi_us]": "mile**2"},
    {"t": "metric_ton", "kg": "kilogram", "g": "gram", "[lb_av]": "pound"},
    {"m3": "meter**3", "L": "liter"},
    {"MW": "megawatt", "kW": "kilowatt", "GW": "gigawatt"},
    {"MW.h": "megawatt_hour", "kW.h": "kilowatt_hour", "GW.h": "gigawatt_hour", "TW.h": "terawatt_hour"},
)
_PINT = {code: name for dimension in _DIMENSIONS for code, name in dimension.items()}
_BASE = {code: next(iter(dimension)) for dimension in _DIMENSIONS for code in dimension}
_MULTIPLE = re.compile(r"(?P<factor>[1-9][0-9]{0,5})\.(?P<code>[^\d.].*)")
_DIGITS = Decimal("0.000000001")
"""Converted values are kept to nine decimals, as many as the shapes let a bound have."""

PEOPLE = "{person}"
"""The base unit of all nouns for people: prisoners and detainees are counted alike."""


def base_unit(unit: str) -> str:
    """Return the base unit of a unit's dimension; a unit that is not known is its own."""
    return _converted(unit)[0]


def to_base(value: Decimal, unit: str) -> Decimal:
    """Return ``value`` in the base unit of ``unit``, to nine decimals."""
    factor = _converted(unit)[1]
    with localcontext(prec=60):  # enough for the largest number of the largest unit
        return value if factor == 1 else (value * factor).quantize(_DIGITS).normalize()


def make_quantity(
    lowest: Decimal | None, highest: Decimal | None, unit: str, text: str, *, people: bool = False
) -> Quantity:
    """Return the quantity with its bounds converted; ``people`` says that the noun of ``unit`` is one for people.

    Raises ValueError where neither bound is given, or the lowest is above the highest.
    """
    if lowest is None and highest is None:
        raise ValueError(f"a quantity without a bound: {text!r}")
    if lowest is not None and highest is not None and lowest > highest:
        raise ValueError(f"the lowest value is above the highest: {text!r}")
    counted, slash, time = unit.partition("/")
    compared = PEOPLE + slash + time if people and counted.startswith("{") else unit
    return Quantity(
        lowest=lowest,
        highest=highest,
        unit=unit,
        base_lowest=None if lowest is None else to_base(lowest, compared),
        base_highest=None if highest is None else to_base(highest, compared),
        base_unit=base_unit(compared),
        text=text,
    )


@cache
def _converted(unit: str) -> tuple[str, Decimal]:
    """The base unit of a unit, and how much of it one of the unit is."""
    above, slash, below = unit.partition("/")
    if slash and above and below and "{" not in below:
        (top, more), (bottom, less) = _converted(above), _converted(below)
        return f"{top}/{bottom}", more / less
    multiple = _MULTIPLE.fullmatch(unit)
    if multiple is not None:
        base, factor = _converted(multiple["code"])
        return base, factor * int(multiple["factor"])
    base = _BASE.get(unit, unit)
    return base, Decimal(1) if base == unit else _factor(unit, base)


def _factor(unit: str, base: str) -> Decimal:
    # pint takes half a second to load; most quantities are in a base unit already and do without it.
    registry = _registry()
    factor = registry.Quantity(Decimal(1), _PINT[unit]).to(_PINT[base]).magnitude
    return Decimal(factor)


@cache
def _registry():  # type: ignore[no-untyped-def]  # noqa: ANN202 - pint's registry has no plain type
    from pint import UnitRegistry

    return UnitRegistry(non_int_type=Decimal)
