"""Values as plain JSON data and back, without loss; what is empty is left out.

A frozen dataclass becomes an object by field, a day its ISO form, an exact number a string, a word of a closed
vocabulary its notation. The JSON Lines of ``kg.records`` are for readers and give labels alone; this keeps everything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def plain(value: object) -> Any:  # noqa: ANN401 - JSON data has no narrower type
    """Return a value of ``kg.model`` as JSON data; fields that are as by default are left out."""
    if is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        defaults = {field.name: field.default for field in fields(value) if field.default is not MISSING}
        return {
            name: plain(part)
            for name, part in given.items()
            if part is not None and part != () and not (name in defaults and part == defaults[name])
        }
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def written(value: object) -> str:
    """Return a value as JSON text, in the one form that the same value always has."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unplain(kind: type[Value], data: object) -> Value:
    """Return the value of this dataclass that ``plain`` made the data from.

    Raises ValueError where the data are not of that form; the message names the field.
    """
    return _dataclass(kind, data, kind.__name__)  # type: ignore[no-any-return]


def _dataclass(kind: type, data: object, place: str) -> Any:  # noqa: ANN401
    if not isinstance(data, Mapping):
        raise ValueError(f"{place} must be an object, not {data!r}")
    hints = _hints(kind)
    if unknown := sorted(str(name) for name in data if name not in hints):
        raise ValueError(f"{place} has no field {unknown[0]!r}")
    given = {name: _value(hints[name], part, f"{place}.{name}") for name, part in data.items()}
    for field in fields(kind):
        if field.name in given or field.default is not MISSING or field.default_factory is not MISSING:
            continue
        if type(None) not in get_args(hints[field.name]):
            raise ValueError(f"{place} lacks the field {field.name!r}")
        given[field.name] = None
    try:
        return kind(**given)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, data: object, place: str) -> Any:  # noqa: ANN401
    if get_origin(hint) in (Union, UnionType):
        if data is None:
            return None
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(data, list):
            raise ValueError(f"{place} must be a list, not {data!r}")
        return tuple(_value(get_args(hint)[0], part, place) for part in data)
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return _dataclass(hint, data, place)
    return _scalar(hint, data, place)


def _scalar(hint: Any, data: object, place: str) -> Any:  # noqa: ANN401
    try:
        if hint is date and isinstance(data, str):
            return date.fromisoformat(data)
        if hint is Decimal and isinstance(data, str):
            return Decimal(data)
        if isinstance(data, str) and issubclass(hint, StrEnum):
            return hint(data)
        if hint is float and isinstance(data, (int, float)) and not isinstance(data, bool):
            return float(data)
        if type(data) is hint:
            return data
    except (ValueError, InvalidOperation):
        pass
    raise ValueError(f"{place} cannot be {data!r}")
