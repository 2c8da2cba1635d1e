"""Deriving again only what a change of reports touches; the result is the same as deriving everything anew.

Rules join nothing but what shares a key (``kg.derive.rules``), so it is enough to gather, for each key that a changed
record has or had, all that has this key, and to run the rules on that: first on rows (statements of one party on one
matter and the like), then, where what follows from these has changed, on what shares a neighbourhood with it. The
keys stand in a graph of their own, ``…/data/graph/keys``, and are looked up there, so that the cost is that of the
report and of what it meets, not that of the store. Of a party's course on a matter, of which ever more reports tell,
only what bears on the change is read (``kg.derive.courses``); the rest is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from kg.derive.courses import Line, Reading, parse_line, reading, whole
from kg.derive.rules import Step
from kg.derive.slices import Changed, with_join_key, with_key
from kg.derive.working import GRAPH, clear, graph_of, run, with_concepts
from kg.iris import DATA, DERIVED_GRAPH, KEYS_GRAPH
from kg.vocab import NEG, PROV, RDF, RDFS

if TYPE_CHECKING:
    from pyoxigraph import Store

SECOND_FAMILIES = ("circle ", "document ", "terms ", "track ")
"""How the keys begin under which the second step derives; all others belong to the first step."""

MATTER = "matter "
COURSE = "course "
"""How the keys begin of a party's course on a matter: of all it said, and of what can make a stage."""
COUNTS = frozenset({NEG.heldFrom, NEG.heldUntil, NEG.originCount, NEG.reportCount, PROV.wasDerivedFrom})
"""What of a position no rule of the second step looks at."""
COMMENT = NamedNode(RDFS.base + "comment")
STATEMENTS = NamedNode(GRAPH + "statements")
SHOWN = (
    RDF.type, NEG.act, NEG.bestAssessment, NEG.bestDenial, NEG.bestQuantity, NEG.bestStatement, NEG.bestWish,
    NEG.earliestWish, NEG.heldFrom, NEG.heldUntil, NEG.issue, NEG.negotiation, NEG.originCount, NEG.party,
    NEG.provision, NEG.reportCount, NEG.stance, NEG.supersededBy,
)  # fmt: skip
"""What a position has beside its statements, which are too many to look through."""

_Nodes: TypeAlias = "dict[NamedNode, frozenset[Quad]]"


@dataclass(frozen=True, slots=True)
class Delta:
    """Quads that a store loses and gains."""

    removed: frozenset[Quad]
    added: frozenset[Quad]


def derived_graphs(store: Store) -> dict[str, list[Quad]]:
    """Derive everything; return the quads of the graph of findings and of the graph of keys, by graph IRI, sorted."""
    working = with_concepts(store)
    run(working, [Step.ROWS, Step.KEYS, Step.FIRST, Step.SECOND, Step.LAST], reports=store)
    quads = [*_row_keys(working), *map(_placed, graph_of(working, "derived"))]
    return {
        graph.value: sorted((quad for quad in quads if quad.graph_name == graph), key=str)
        for graph in (DERIVED_GRAPH, KEYS_GRAPH)
    }


class Deriver:
    """Derives again what changes touch; keeps what follows from the ontology and the cases for the next change.

    The store must hold the graphs that ``derived_graphs`` returns for it; it is read and never written to.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._working = with_concepts(store)

    def delta(
        self, reports: Mapping[str, Sequence[Quad]], origins: tuple[Iterable[Quad], Iterable[Quad]] = ((), ())
    ) -> Delta:
        """Return how the graphs of findings and keys change with a change of reports.

        Args:
            reports: by the IRI of a report, the quads that its graph shall hold; none, where the report goes.
            origins: the quads that the graph of origins loses and gains with it.
        """
        return _Run(self._store, self._working, Changed(self._store, reports, origins)).delta()


@dataclass(frozen=True, slots=True)
class _Course:
    """A party's course on a matter: its name, which is its key without the family, and its lines before and now."""

    name: str
    old: list[Line]
    new: list[Line]


class _Run:
    """One change. ``read`` are the records whose rows are in the working store."""

    def __init__(self, store: Store, working: Store, changed: Changed) -> None:
        self.store, self.working, self.changed = store, working, changed
        self.read: set[NamedNode] = set()
        self.gone = {record for report in changed.touched for record in changed.records_before(report)}
        self.own = {record for report in changed.touched for record in changed.records(report)}
        self.altered = {record.value for record in self.gone | self.own}

    def delta(self) -> Delta:
        old_keys = {
            quad for record in self.gone for quad in self.store.quads_for_pattern(record, NEG.joinKey, None, KEYS_GRAPH)
        }
        clear(self.working, "statements", "stages", "derived")
        self.gather(self.own, [Step.ROWS, Step.KEYS])
        new_keys = {quad for quad in _row_keys(self.working) if quad.subject in self.own}
        touched = {_text(quad) for quad in old_keys | new_keys}
        courses = [self.course(key.removeprefix(MATTER)) for key in sorted(touched) if key.startswith(MATTER)]
        for course in courses:
            old_keys.update(_line_quad(line) for line in course.old if line.statement in self.altered)
            new_keys.update(_line_quad(line) for line in course.new if line.statement in self.altered)
        second = {key for key in touched if key.startswith(SECOND_FAMILIES)}
        old_first, new_first = self.first(touched - second, courses)
        for node in old_first.keys() | new_first.keys():
            old, new = old_first.get(node, frozenset()), new_first.get(node, frozenset())
            if self.looks_different(old, new):
                second |= {_text(quad) for quad in old | new if quad.predicate == NEG.joinKey}
        old_second, new_second = self.second(second, old_first, new_first)
        before = old_keys.union(*old_first.values(), *old_second.values())
        after = new_keys.union(*new_first.values(), *new_second.values())
        return Delta(frozenset(before - after), frozenset(after - before))

    def course(self, name: str) -> _Course:
        """Return a course as it is and as it will be; the rows of what changes must be in the working store."""
        old = [
            parse_line(position.value, _text(quad))
            for position in with_key(self.store, [MATTER + name])
            for quad in self.store.quads_for_pattern(position, COMMENT, None, KEYS_GRAPH)
        ]
        rows = self.working.quads_for_pattern(None, NEG.joinKey, Literal(MATTER + name), STATEMENTS)
        own = {quad.subject for quad in rows} & self.own
        positions = {
            quad.subject
            for statement in own
            for quad in self.working.quads_for_pattern(None, PROV.wasDerivedFrom, statement, STATEMENTS)
            if isinstance(quad.subject, NamedNode)
        }
        come = [
            line
            for position in positions
            for quad in self.working.quads_for_pattern(position, COMMENT, None, STATEMENTS)
            if NamedNode((line := parse_line(position.value, _text(quad))).statement) in own
        ]
        return _Course(name, old, [*(line for line in old if line.statement not in self.altered), *come])

    def first(self, keys: set[str], courses: list[_Course]) -> tuple[_Nodes, _Nodes]:
        """Return what the first step derived under these keys, before and now."""
        others = (key for key in keys if not key.startswith(MATTER))
        self.gather(with_join_key(self.store, others), [Step.ROWS, Step.KEYS])
        readings = [reading(course.old, course.new, self.altered) for course in courses]
        self.derive_first(courses, readings)
        turned = [self.has_other_issue(course) for course in courses]
        if any(turned):
            pairs = zip(courses, readings, turned, strict=True)
            readings = [whole(course.old, course.new) if new else some for course, some, new in pairs]
            self.derive_first(courses, readings)
        owned = keys | {
            key for course, some in zip(courses, readings, strict=True) for key in self.keys_of(course.name, some)
        }
        old = self.stored(with_key(self.store, owned))
        # Of what a position was derived from, all that was not read now stays as it is.
        for line in (line for course in courses for line in course.old):
            position, statement = NamedNode(line.position), NamedNode(line.statement)
            if (
                line.statement in self.altered
                or Quad(position, PROV.wasDerivedFrom, statement, STATEMENTS) in self.working
            ):
                old[position] |= {Quad(position, PROV.wasDerivedFrom, statement, DERIVED_GRAPH)}
        return old, _derived_under(self.working, owned)

    def derive_first(self, courses: list[_Course], readings: list[Reading]) -> None:
        """Run the rules of the first step on what is to be read of courses, and on the other rows that are there."""
        self.gather(NamedNode(statement) for some in readings for statement in some.statements)
        clear(self.working, "stages", "derived")
        for course, some in zip(courses, readings, strict=True):
            self.working.extend(self.rest(course))
            key = Literal(COURSE + course.name)
            for quad in list(self.working.quads_for_pattern(None, NEG.joinKey, key, STATEMENTS)):
                self.working.remove(quad)
            self.working.extend(Quad(NamedNode(one), NEG.joinKey, key, STATEMENTS) for one in some.staged)
        run(self.working, [Step.FIRST, Step.LAST])

    def rest(self, course: _Course) -> Iterator[Quad]:
        """Count, for each position of a course, the reports and origins that only statements not read bring."""
        for position in {line.position for line in course.new}:
            node = NamedNode(position)
            found = self.working.quads_for_pattern(node, PROV.wasDerivedFrom, None, STATEMENTS)
            rows = {quad.object.value for quad in found if isinstance(quad.object, NamedNode)}
            every = [line for line in course.new if line.position == position]
            read = [line for line in every if line.statement in rows]
            reports = len({line.report for line in every}) - len({line.report for line in read})
            origins = len({line.origin for line in every}) - len({line.origin for line in read})
            for predicate, count in ((NEG.reportCount, reports), (NEG.originCount, origins)):
                for quad in list(self.working.quads_for_pattern(node, predicate, None, STATEMENTS)):
                    self.working.remove(quad)
                yield Quad(node, predicate, Literal(count), STATEMENTS)

    def has_other_issue(self, course: _Course) -> bool:
        """Tell whether a position comes under another issue, which all its shifts name."""
        positions = {NamedNode(line.position) for line in course.old} & {
            NamedNode(line.position) for line in course.new
        }
        return any(
            {quad.object for quad in self.store.quads_for_pattern(node, NEG.issue, None, DERIVED_GRAPH)}
            != {quad.object for quad in self.working.quads_for_pattern(node, NEG.issue, None, DERIVED_GRAPH)}
            for node in positions
        )

    def keys_of(self, name: str, some: Reading) -> Iterator[str]:
        """Go through the keys, beside its own, under which a reading of a course derives anew."""
        yield from (f"day {name} {when}" for when in some.days)
        yield from (f"caveat {name} {act}" for act in some.acts)
        yield from (f"headline {name} {report}" for report in self.changed.touched)

    def looks_different(self, old: frozenset[Quad], new: frozenset[Quad]) -> bool:
        """Tell whether rules of the second step may find a derived thing otherwise than it was."""
        before, after = ({quad for quad in quads if quad.predicate not in COUNTS} for quads in (old, new))
        return before != after or any(
            isinstance(quad.object, NamedNode) and quad.object.value in self.altered for quad in after
        )

    def second(self, keys: set[str], old_first: _Nodes, new_first: _Nodes) -> tuple[_Nodes, _Nodes]:
        """Return what the second step derived under these keys, before and now."""
        if not keys:
            return {}, {}
        sharing = set(with_join_key(self.store, keys))
        records = {node for node in sharing if self.changed.report_of(node) is not None}
        met = self.stored(sharing - records - old_first.keys())
        inputs = [quad for quads in (*met.values(), *new_first.values()) for quad in quads]
        # Of a position, rules of this step may look at the statements that show it best, not at all that bear it out.
        shown = {quad.object for quad in inputs if quad.predicate != PROV.wasDerivedFrom}
        self.gather([*records, *(node for node in shown if _is_record(node))])
        clear(self.working, "stages", "derived")
        self.working.extend(_unplaced(quad) for quad in inputs)
        run(self.working, [Step.SECOND, Step.LAST])
        known = met.keys() | new_first.keys()
        found = {node: quads for node, quads in _derived_under(self.working, keys).items() if node not in known}
        return self.stored(with_key(self.store, keys)), found

    def stored(self, nodes: Iterable[NamedNode]) -> _Nodes:
        """Return what the store has of derived things, but for the statements of positions.

        Those that it has nothing of are left out.
        """
        found: _Nodes = {}
        for node in nodes:
            read = SHOWN if node.value.startswith(_POSITION) else (None,)
            quads = {
                quad
                for predicate in read
                for quad in self.store.quads_for_pattern(node, predicate, None, DERIVED_GRAPH)
            }
            for predicate in (NEG.key, NEG.joinKey) if quads else ():
                quads.update(self.store.quads_for_pattern(node, predicate, None, KEYS_GRAPH))
            if quads:
                found[node] = frozenset(quads)
        return found

    def gather(self, records: Iterable[object], steps: Sequence[Step] = (Step.ROWS,)) -> None:
        """Read the rows of records, as they would be, into the working store; each once."""
        from pyoxigraph import Store

        new = {record for record in records if isinstance(record, NamedNode)} - self.read
        if not new:
            return
        self.read |= new
        source = Store()
        source.extend(quad for record in new for quad in self.changed.parts(record))
        run(self.working, steps, reports=source)


def _derived_under(working: Store, keys: set[str]) -> _Nodes:
    """Return the derived things of the working store whose key is one of these."""
    return {
        quad.subject: frozenset(map(_placed, working.quads_for_pattern(quad.subject, None, None, DERIVED_GRAPH)))  # type: ignore[misc]
        for quad in working.quads_for_pattern(None, NEG.key, None, DERIVED_GRAPH)
        if _text(quad) in keys
    }


def _row_keys(working: Store) -> list[Quad]:
    """Return the join keys and lines of all rows, in the graph of keys; what can make a stage is told by its line."""
    return [
        _placed(quad)
        for quad in graph_of(working, "statements")
        if (quad.predicate == NEG.joinKey and not _text(quad).startswith(COURSE)) or _is_line(quad)
    ]


def _is_line(quad: Quad) -> bool:
    return (
        quad.predicate == COMMENT and isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_POSITION)
    )


def _line_quad(line: Line) -> Quad:
    return Quad(NamedNode(line.position), COMMENT, Literal(line.text), KEYS_GRAPH)


def _placed(quad: Quad) -> Quad:
    """Return a quad of the working store in the graph where a store keeps it."""
    graph = KEYS_GRAPH if quad.predicate in (NEG.key, NEG.joinKey, COMMENT) else DERIVED_GRAPH
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _unplaced(quad: Quad) -> Quad:
    """Return a quad that a store keeps in the graph where rules look for it."""
    return Quad(quad.subject, quad.predicate, quad.object, DERIVED_GRAPH)


def _text(quad: Quad) -> str:
    assert isinstance(quad.object, Literal)
    return quad.object.value


def _is_record(node: object) -> bool:
    """Tell whether something is a statement, meeting or outcome, by its IRI."""
    return isinstance(node, NamedNode) and node.value.startswith(_RECORDS)


_POSITION = DATA + "position/"
_RECORDS = tuple(DATA + kind for kind in ("statement/", "meeting/", "outcome/"))
