"""The first step of a change: what shares a join key with what changes, or of a long course what bears on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.derive.courses import Line, Reading, parse_line, reading, whole
from kg.derive.kept import COMMENT, COURSE, STATEMENTS, Nodes, derived_under, stored, text_of
from kg.derive.rows import Rows
from kg.derive.rules import Step
from kg.derive.sayings import connected
from kg.derive.slices import with_join_key, with_key
from kg.derive.working import clear, run
from kg.iris import DERIVED_GRAPH, KEYS_GRAPH
from kg.vocab import NEG, OA, PROV

MATTER, ROUND, WORDS = "matter ", "round ", "words "
"""How the keys begin of statements of one party on one matter, of accounts of one round, of quotations on one issue."""


@dataclass(frozen=True, slots=True)
class _Course:
    """A party's course on a matter: its name, which is its key without the family, and its lines before and now."""

    name: str
    old: list[Line]
    new: list[Line]


class FirstStep:
    """Derives again what the first step derives under some keys.

    ``lost`` and ``gained`` are the lines of statements that the graph of keys loses and gains.
    """

    def __init__(self, rows: Rows, keys: set[str]) -> None:
        self._rows, self._store, self._working = rows, rows.store, rows.working
        self._keys = keys
        self._courses = [self._course(key.removeprefix(MATTER)) for key in sorted(keys) if key.startswith(MATTER)]
        self.lost = {_quad(line) for course in self._courses for line in course.old if line.statement in rows.altered}
        self.gained = {_quad(line) for course in self._courses for line in course.new if line.statement in rows.altered}

    def derive(self) -> tuple[Nodes, Nodes]:
        """Return what was derived under the keys, before and now, but for what stays in any case."""
        owned = set(self._keys)
        for key in self._keys:
            if not key.startswith(MATTER):
                owned |= self._meet(key)
        altered = self._rows.altered
        readings = [reading(course.old, course.new, altered) for course in self._courses]
        self._run(readings)
        turned = [self._has_other_issue(course) for course in self._courses]
        if any(turned):
            every = [whole(course.old, course.new) for course in self._courses]
            readings = [all_ if new else some for all_, some, new in zip(every, readings, turned, strict=True)]
            self._run(readings)
        for course, some in zip(self._courses, readings, strict=True):
            owned.update(self._keys_of(course.name, some))
        old = stored(self._store, with_key(self._store, owned))
        # Of what a position was derived from, all that was not read now stays as it is.
        read = self._rows.borne_out()
        for line in (line for course in self._courses for line in course.old):
            if line.statement in altered or (line.position, line.statement) in read:
                position, statement = NamedNode(line.position), NamedNode(line.statement)
                old[position] |= {Quad(position, PROV.wasDerivedFrom, statement, DERIVED_GRAPH)}
        return old, derived_under(self._working, owned)

    def _course(self, name: str) -> _Course:
        old = [
            parse_line(position.value, text_of(quad))
            for position in with_key(self._store, [MATTER + name])
            for quad in self._store.quads_for_pattern(position, COMMENT, None, KEYS_GRAPH)
        ]
        own = {node.value for node in self._rows.own_with(MATTER + name)}
        positions = {quad.subject for one in own for quad in self._rows.of(None, PROV.wasDerivedFrom, NamedNode(one))}
        come = [
            parse_line(position.value, text_of(quad))
            for position in positions
            if isinstance(position, NamedNode)
            for quad in self._rows.of(position, COMMENT)
        ]
        stay = [line for line in old if line.statement not in self._rows.altered]
        return _Course(name, old, stay + [line for line in come if line.statement in own])

    def _meet(self, key: str) -> set[str]:
        """Read what a key holds together; return the further keys under which it lets things be derived."""
        met, own = set(with_join_key(self._store, [key])), self._rows.own_with(key)
        more: set[str] = set()
        if key.startswith(ROUND):
            days = {quad.object for node in met for quad in self._store.quads_for_pattern(node, NEG.heldOn, None, None)}
            days.update(quad.object for node in own for quad in self._rows.of(node, NEG.heldOn))
            # Where all accounts agree on the day, nothing follows from them.
            met = met if len(days) > 1 else set()
        elif key.startswith(WORDS):
            words: dict[str, set[str]] = defaultdict(set)
            for node in met:
                for quad in self._store.quads_for_pattern(node, OA.exact, None, KEYS_GRAPH):
                    words[node.value].add(text_of(quad))
            for node in own:
                words[node.value].update(text_of(quad) for quad in self._rows.of(node, OA.exact))
            begin = set().union(*(some for node, some in words.items() if node in self._rows.altered))
            found, quotations = connected(words, begin)
            met = {node for node in met if node.value in found}
            more = {f"saying {key.removeprefix(WORDS)}{quotation}" for quotation in quotations}
        self._rows.gather(met, [Step.ROWS, Step.KEYS])
        return more

    def _run(self, readings: list[Reading]) -> None:
        """Run the rules on what is to be read of courses, and on the other rows that are there."""
        self._rows.gather(NamedNode(statement) for some in readings for statement in some.statements)
        clear(self._working, "stages", "derived")
        read = self._rows.borne_out()
        for course, some in zip(self._courses, readings, strict=True):
            key = Literal(COURSE + course.name)
            for quad in self._rows.of(None, NEG.joinKey, key):
                self._working.remove(quad)
            self._working.extend(Quad(NamedNode(one), NEG.joinKey, key, STATEMENTS) for one in some.staged)
            self._count(course, read)
        run(self._working, [Step.FIRST, Step.LAST])

    def _count(self, course: _Course, read: set[tuple[str, str]]) -> None:
        """Note, for each position of a course, how many reports and origins only statements that are not read add."""
        for position in {line.position for line in course.new}:
            every = [line for line in course.new if line.position == position]
            some = [line for line in every if (position, line.statement) in read]
            reports = len({line.report for line in every}) - len({line.report for line in some})
            origins = len({line.origin for line in every}) - len({line.origin for line in some})
            for predicate, count in ((NEG.reportCount, reports), (NEG.originCount, origins)):
                for quad in self._rows.of(NamedNode(position), predicate):
                    self._working.remove(quad)
                self._working.add(Quad(NamedNode(position), predicate, Literal(count), STATEMENTS))

    def _has_other_issue(self, course: _Course) -> bool:
        """Tell whether a position comes under another issue, which all its shifts name."""
        both = {line.position for line in course.old} & {line.position for line in course.new}
        before, after = (
            {
                (position, quad.object)
                for position in both
                for quad in source.quads_for_pattern(NamedNode(position), NEG.issue, None, DERIVED_GRAPH)
            }
            for source in (self._store, self._working)
        )
        return before != after

    def _keys_of(self, name: str, some: Reading) -> Iterator[str]:
        """Go through the keys, beside its own, under which a reading of a course lets things be derived."""
        yield from (f"day {name} {when}" for when in some.days)
        yield from (f"caveat {name} {act}" for act in some.acts)
        yield from (f"headline {name} {report}" for report in self._rows.changed.touched)


def _quad(line: Line) -> Quad:
    return Quad(NamedNode(line.position), COMMENT, Literal(line.text), KEYS_GRAPH)
