"""What a reader can filter by: party, issue, kind, round, certainty and origin, as short tokens on each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.render.documents.telling import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.brief.content import Brief, Cell, Finding
    from kg.brief.records import Statement

MOST_ORIGINS = 100
"""More than these are no list to choose from; the search finds them."""
Choice = tuple[str, str, list[tuple[str, str]]]
"""Name of the choice, its label, and (token, label) of what can be chosen."""


class Facets:
    """The tokens of one brief: a letter for what it is, a number for which one, as ``p0`` for the first party."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        by_name = {key: brief.name(key).casefold() for key in brief.names}
        issues = [issue.key for group in brief.taxonomy for issue in group.issues]
        # Whoever has no position may still have made a statement, or the other side of a finding.
        said = [one.party for one in brief.statements.values()]
        parties = [*brief.parties, *(party for one in brief.findings.values() for party in one.parties), *said]
        kinds = {one.kind for one in brief.findings.values()}
        acts = {one.act for one in brief.statements.values()}
        sure = {one.certainty for one in brief.statements.values()}
        sure |= {one.certainty for one in brief.findings.values()}
        self._choices: list[tuple[str, str, list[tuple[str, str]]]] = [
            ("p", "Party", [(key, brief.name(key)) for key in dict.fromkeys(parties)]),
            ("i", "Issue", [(key, brief.name(key)) for key in dict.fromkeys(issues)]),
            (
                "k",
                "Kind",
                [
                    (key, brief.name(key))
                    for some in (kinds, acts)
                    for key in sorted(some, key=lambda k: by_name.get(k, k))
                ],
            ),
            ("r", "Round", [(one.id, written(one.day)) for one in brief.rounds]),
            ("c", "Certainty", [(key, brief.name(key)) for key in sorted(filter(None, sure))]),
            ("o", "Origin", [(one.id, one.label) for one in brief.origins.values()]),
        ]
        self._has_origins = len(brief.origins) <= MOST_ORIGINS
        self._tokens = {
            letter: {key: f"{letter}{number}" for number, (key, _) in enumerate(options)}
            for letter, _, options in self._choices
        }

    def of_statement(self, statement: Statement) -> str:
        """Return the tokens of a statement."""
        origin = self._brief.reports[statement.report].origin
        return self._joined(
            p=[statement.party], i=[statement.issue], k=[statement.act], r=[statement.round],
            c=[statement.certainty], o=[origin],
        )  # fmt: skip

    def of_finding(self, finding: Finding) -> str:
        """Return the tokens of a finding."""
        return self._joined(
            p=finding.parties, i=[finding.issue], k=[finding.kind], r=finding.rounds, c=[finding.certainty],
            o=finding.origins,
        )  # fmt: skip

    def of_cell(self, party: str, issue: str, cell: Cell | None) -> str:
        """Return the tokens of a cell: its own, and those of all that stands behind it."""
        if cell is None:
            return self._joined(p=[party], i=[issue])
        brief = self._brief
        positions = (brief.positions[one] for one in (*cell.positions, *cell.superseded))
        said = [brief.statements[one] for position in positions for one in position.statements]
        found = [brief.findings[one] for one in (*cell.conflicts, *cell.overlaps)]
        return self._joined(
            p=[party],
            i=[issue],
            k=[*(one.act for one in said), *(one.kind for one in found)],
            r=[*(one.round for one in said), *(held for one in found for held in one.rounds)],
            c=[*(one.certainty for one in said), *(one.certainty for one in found)],
            o=[*cell.origins, *(brief.reports[one.report].origin for one in said)],
        )

    def party(self, party: str) -> str:
        """Return the token of a party."""
        return self._tokens["p"][party]

    def choices(self, used: Iterable[str] | None = None) -> list[Choice]:
        """Return what can be chosen on a page; with ``used``, the token texts of its entries, only what is there."""
        there = None if used is None else {token for tokens in used for token in tokens.split()}
        found = []
        for letter, label, options in self._choices:
            listed = [
                (token, text)
                for key, text in options
                if (token := self._tokens[letter][key]) and (there is None or token in there)
            ]
            if len(listed) > 1 and (letter != "o" or self._has_origins):
                found.append((letter, label, listed))
        return found

    def _joined(self, **keys: Sequence[str | None]) -> str:
        tokens = self._tokens
        return " ".join(
            dict.fromkeys(
                token
                for letter, some in keys.items()
                if letter != "o" or self._has_origins
                for key in some
                if key is not None and (token := tokens[letter].get(key)) is not None
            )
        )
