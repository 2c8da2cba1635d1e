"""What stands behind a cell: the positions of a party on an issue, each with its statements; and stages of courses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.render.documents.telling import counted, days
from kg.render.page.cards import Cards, group_class, shown

if TYPE_CHECKING:
    from kg.brief.content import Cell, Position, Stage
    from kg.brief.records import Id, Key


class Evidence(Cards):
    """The pieces of one page, with those that hold others."""

    def evidence(self, issue: Key, level: int = 4) -> str:
        """Return the evidence of all cells on an issue, folded, under headings of a level."""
        cells = self._view.brief.cells
        parties = self._view.brief.parties
        return "".join(self._folded(cells[party, issue], level) for party in parties if (party, issue) in cells)

    def _folded(self, cell: Cell, level: int) -> str:
        view, kind = self._view, group_class(cell.word)
        trend = f", {shown(view.name(cell.trend))}" if cell.trend else ""
        told = f"{counted(len(cell.origins), 'origin')}, {counted(len(cell.reports), 'report')}{trend}"
        told = f'<span class="soft small">{told}</span>'
        title = shown(f"{view.name(cell.party)}: {view.name(cell.issue)}")
        positions = "".join(
            self._position(view.brief.positions[one], level + 1) for one in (*cell.positions, *cell.superseded)
        )
        return (
            f'<details class="evidence" data-group>\n<summary><h{level}>{self.name(cell.party)} '
            f'<span class="word {kind}">{cell.word}</span></h{level}> {told}</summary>\n'
            f'<div class="inside" id="{view.places.cell(cell.party, cell.issue)[1]}" data-title="{title}">\n'
            f"{self._met((*cell.conflicts, *cell.overlaps))}{positions}</div>\n</details>\n"
        )

    def _met(self, findings: tuple[Id, ...]) -> str:
        """Return the conflicts and overlaps of a cell as a list of links."""
        told = []
        for one in map(self._view.brief.findings.__getitem__, findings):
            kind = f"{one.group}, {shown(self._view.name(one.kind))}"
            link = f'<a class="{one.group}s" href="{self._view.finding(one.id)}">{kind}</a>'
            told.append(f"<li>{link}: <bdi>{shown(one.reason)}</bdi></li>\n")
        return f'<ul class="met">\n{"".join(told)}</ul>\n' if told else ""

    def _position(self, one: Position, level: int) -> str:
        view = self._view
        matter = self.name(one.provision) if one.provision else "On the issue as such"
        gone = ' <span class="flag">superseded</span>' if one.superseded_by else ""
        told = f"{counted(len(one.statements), 'statement')}, {counted(len(one.origins), 'origin')}"
        shown_here = (
            self.statement(view.brief.statements[statement])
            if view.places.home[statement] == one.id
            else f'<p class="elsewhere">{self.line(statement)}</p>\n'
            for statement in view.best_first(one)
        )
        return (
            f'<div class="position" data-group>\n<h{level}>{matter}: {view.stance(one)}{gone} '
            f'<span class="soft">{told}</span></h{level}>\n{"".join(shown_here)}</div>\n'
        )

    def stage(self, one: Stage) -> str:
        """Return a stage of a course as a row."""
        view = self._view
        moved = '<span class="soft">not dated</span>'
        if one.movement is not None:
            after = (
                f", after {self.line(one.earlier)}"
                if one.earlier is not None and one.earlier in view.brief.statements
                else ""
            )
            moved = f"{view.trend_sign(one.movement)} {shown(view.name(one.movement))}{after}"
        about = one.provision or one.issue
        cells = (
            days(one.said_from, one.said_until) or "unknown",
            self.name(one.party),
            self.name(about) if about else "",
            moved,
            self.line(one.statement),
        )
        tokens = view.facets.of_statement(view.brief.statements[one.statement])
        return f'<tr data-card data-f="{tokens}"><td class="when">{"</td><td>".join(cells)}</td></tr>\n'
