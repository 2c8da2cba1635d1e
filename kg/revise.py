"""A change of reports with everything that follows from it: text reuse, origins, positions and findings.

What is returned can be written to the store in one transaction, or only be shown (``kg.digest``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pyoxigraph as ox

from kg.derive import Delta, Deriver
from kg.iris import DATA
from kg.origins import origins_after, stored_text

REPORT = DATA + "report/"


class Reviser:
    """Works out what changes in a store with its reports; keeps between changes what does not depend on them.

    The store must be current (``kg.refresh.is_current``). It is read and never written to.
    """

    def __init__(self, rdf: ox.Store) -> None:
        self._rdf = rdf
        self._deriver = Deriver(rdf)

    def revise(
        self, reports: Mapping[str, Sequence[ox.Quad]], beside: Mapping[str, Sequence[ox.Quad]] = MappingProxyType({})
    ) -> Delta:
        """Return the quads that the store loses and gains, in all its graphs.

        Args:
            reports: by the IRI of a report, the quads that its graph shall hold; none, where the report goes.
            beside: by IRI, the quads that other graphs shall hold, from which nothing follows.
        """
        removed: set[ox.Quad] = set()
        added: set[ox.Quad] = set()
        for name, quads in (*reports.items(), *beside.items()):
            old = set(self._rdf.quads_for_pattern(None, None, None, ox.NamedNode(name)))
            removed |= old - set(quads)
            added |= set(quads) - old
        new = ox.Store()
        for quads in reports.values():
            new.extend(quads)
        ids = {name.removeprefix(REPORT): bool(quads) for name, quads in reports.items()}
        lost, gained = origins_after(
            self._rdf,
            [stored_text(new, report) for report, stays in ids.items() if stays],
            [report for report, stays in ids.items() if not stays],
        )
        follows = self._deriver.delta(reports, (lost, gained))
        return Delta(frozenset(removed | set(lost) | follows.removed), frozenset(added | set(gained) | follows.added))
