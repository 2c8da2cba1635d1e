"""One change of reports, and the rows of records that are read for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Store

from kg.derive.kept import STATEMENTS
from kg.derive.rules import Step
from kg.derive.working import clear, run
from kg.vocab import NEG, PROV

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.derive.slices import Changed


class Rows:
    """The rows of a change in the working store, as they will be; those of the records that change to begin with.

    ``gone`` and ``own`` are the records of the changed reports, as they are and as they will be; ``altered`` are the
    IRIs of both.
    """

    def __init__(self, store: Store, working: Store, changed: Changed) -> None:
        self.store, self.working, self.changed = store, working, changed
        self.gone = {record for report in changed.touched for record in changed.records_before(report)}
        self.own = {record for report in changed.touched for record in changed.records(report)}
        self.altered = {record.value for record in self.gone | self.own}
        self._read: set[NamedNode] = set()
        clear(working, "statements", "stages", "derived")
        self.gather(self.own, [Step.ROWS, Step.KEYS])

    def gather(self, records: Iterable[object], steps: Sequence[Step] = (Step.ROWS,)) -> None:
        """Read the rows of records; each once."""
        new = {record for record in records if isinstance(record, NamedNode)} - self._read
        if not new:
            return
        self._read |= new
        source = Store()
        source.extend(quad for record in new for quad in self.changed.parts(record))
        run(self.working, steps, reports=source)

    def of(self, node: NamedNode | None, predicate: NamedNode, value: object = None) -> list[Quad]:
        """Return what rows say."""
        return list(self.working.quads_for_pattern(node, predicate, value, STATEMENTS))  # type: ignore[arg-type]

    def own_with(self, key: str) -> set[NamedNode]:
        """Return the changed records that will have a join key."""
        found = {quad.subject for quad in self.of(None, NEG.joinKey, Literal(key))}
        return {record for record in self.own if record in found}

    def borne_out(self) -> set[tuple[str, str]]:
        """Return each position with each of its statements that is read."""
        return {
            (quad.subject.value, quad.object.value)
            for quad in self.of(None, PROV.wasDerivedFrom)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        }
