"""What keys stand for: labels in all languages, definitions, and the tree of issues and provisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING

from kg.brief.records import Group, Issue, Name, Provision
from kg.vocab import NEG, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed import DataclassInstance

    from kg.brief.columns import Columns
    from kg.brief.records import Key, Order

_DEEPEST = 50


class Names:
    """The labels of a store by key."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._labels: dict[Key, list[tuple[str | None, str]]] = defaultdict(list)
        for predicate in (RDFS.label, SKOS.prefLabel):
            for key, language, label in columns.literals(predicate):
                if (language, label) not in self._labels[key]:
                    self._labels[key].append((language, label))
        self._definitions: dict[Key, dict[str | None, str]] = defaultdict(dict)
        for key, language, words in columns.literals(SKOS.definition):
            self._definitions[key].setdefault(language, words)
        self._known: dict[Key, Name] = {}
        self._orders: dict[Key | None, tuple[str, str]] = {}

    def name(self, key: Key) -> Name:
        """Return the name of a key: its English label, else one without a language, else any, else its last part."""
        if key not in self._known:
            labels = self._labels.get(key, [])
            best = min(labels, key=lambda one: (_rank(one[0]), one[0] or "", one[1]), default=(None, _last(key)))
            told = self._definitions.get(key, {})
            self._known[key] = Name(
                key=key,
                iri=self._columns.iri(key),
                label=best[1],
                others=tuple(
                    sorted((language, label) for language, label in labels if _rank(language) == 2 and language)
                ),
                definition=min(told.items(), key=lambda one: (_rank(one[0]), one[0] or ""), default=(None, None))[1],
            )
        return self._known[key]

    def label(self, key: Key | None) -> str:
        """Return the English label of a key; the empty string for None."""
        return "" if key is None else self.name(key).label

    def order(self, key: Key | None) -> tuple[str, str]:
        """Return what sorts a key by its label, without regard to case, and then by itself."""
        known = self._orders.get(key)
        if known is None:
            known = self._orders[key] = self.label(key).casefold(), key or ""
        return known

    def of(self, records: Iterable[DataclassInstance]) -> dict[Key, Name]:
        """Return the names of all keys that stand in fields of dataclasses, in order."""
        keys: set[Key] = set()
        wanted: dict[type, list[str]] = {}
        for record in records:
            kind = type(record)
            if kind not in wanted:
                wanted[kind] = [one.name for one in fields(record) if "Key" in str(one.type)]
            for name in wanted[kind]:
                value = getattr(record, name)
                if isinstance(value, tuple):
                    keys.update(value)
                elif value:
                    keys.add(value)
        return {key: self.name(key) for key in sorted(keys)}


def build_taxonomy(columns: Columns, used: Mapping[Key, Iterable[Key]], order: Order) -> tuple[Group, ...]:
    """Return groups, their issues and provisions, in the given order inside each.

    Args:
        columns: the store.
        used: the issues of the brief, and the provisions of each.
        order: what sorts keys.
    """
    broader, excludes = columns.one(SKOS.broader), columns.many(NEG.excludes)
    facts = columns.is_a(NEG.AllegedFact)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for issue in used:
        groups[_top(issue, broader)].append(issue)
    return tuple(
        Group(
            group,
            tuple(
                Issue(
                    issue,
                    tuple(
                        Provision(provision, issue, provision in facts, tuple(excludes.get(provision, ())))
                        for provision in sorted(set(used[issue]), key=order)
                    ),
                )
                for issue in sorted(groups[group], key=order)
            ),
        )
        for group in sorted(groups, key=order)
    )


def _top(issue: Key, broader: Mapping[Key, Key]) -> Key:
    """Return the group of an issue. A circle, which no shape lets in, ends somewhere on it."""
    for _ in range(_DEEPEST):
        if issue not in broader:
            break
        issue = broader[issue]
    return issue


def _rank(language: str | None) -> int:
    if language is None:
        return 1
    return 0 if language.lower().split("-")[0] == "en" else 2


def _last(key: Key) -> str:
    return key.rstrip("/").rpartition("/")[2].replace("-", " ") or key
