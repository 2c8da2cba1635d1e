"""The pictures of a page: what was said when, and who wants what, each with links to the quotes behind its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.brief.content import Cell, Stage, Tie
from kg.errors import LimitError, NotFoundError

if TYPE_CHECKING:
    from kg.brief.content import Pair, Round
    from kg.render.page.view import View


def timeline(view: View) -> Markup | None:
    """Return what was said when as SVG, or None where it would be too large or empty: the tables say the same."""
    return _drawn(view, "timeline")


def network(view: View) -> Markup | None:
    """Return who wants what as SVG, or None as for the timeline."""
    return _drawn(view, "network")


def _drawn(view: View, name: str) -> Markup | None:
    from kg import plots

    def link(subject: Cell | Pair | Round | Stage | Tie) -> str | None:
        if isinstance(subject, Cell):
            return view.cell(subject.party, subject.issue)
        if isinstance(subject, Stage):
            return view.record(subject.statement)
        return view.record(subject.statements[0]) if isinstance(subject, Tie) else None

    draw = {"timeline": plots.timeline, "network": plots.network}[name]
    try:
        return Markup(draw(view.brief, plots.View(name=f"picture-{name}", link=link)))  # noqa: S704 - escaped there
    except (LimitError, NotFoundError):
        return None
