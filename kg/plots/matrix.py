"""Who is on record on what: parties by issues, a sign for each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from kg.brief.content import WORDS
from kg.errors import LimitError, NotFoundError
from kg.plots import signs
from kg.plots.drawing import MARGIN, View, framed, headed, legend, lines, mark, shape, text, titled
from kg.plots.lettering import shown, wrap
from kg.plots.selection import chosen_issues, chosen_parties, last, plural

if TYPE_CHECKING:
    from kg.brief import Brief
    from kg.brief.content import Cell
    from kg.brief.records import Key
    from kg.plots.drawing import Entry

MOST_ROWS = 240
SIDE_BY_SIDE = 12
_LABELS = 300
_NARROW, _ROOMY, _WIDE, _WIDEST = 64, 88, 190, 240
_ROW, _GROUP = 44, 28


def matrix(brief: Brief, view: View = View()) -> str:  # noqa: B008 - frozen
    """Return the table of parties and issues as SVG, in panels of twelve parties at most, one under the other.

    Raises:
        NotFoundError: a party or issue of the view has nothing in the brief, or no cell is left.
        LimitError: there would be more than ``MOST_ROWS`` rows.
    """
    parties, group_of = chosen_parties(brief, view), chosen_issues(brief, view)
    panels = []
    for some in _batches(parties, view.width):
        issues = [issue for issue in group_of if any((party, issue) in brief.cells for party in some)]
        if issues:
            panels.append((some, issues))
    rows = sum(len(issues) for _, issues in panels)
    if not rows:
        raise NotFoundError("none of these parties is on record on any of these issues, so there is nothing to draw")
    if rows > MOST_ROWS:
        raise LimitError(
            f"the picture would have {rows} rows, more than {MOST_ROWS}: choose parties or issues (--party, --issue)"
        )
    column = _column(view.width, max(len(some) for some, _ in panels))
    width = max(2 * MARGIN + _LABELS + column * max(len(some) for some, _ in panels), 560)
    heading = f"{brief.title}: parties by issues"
    sources, texts = plural(len(brief.reports), "report"), plural(len(brief.origins), "independent origin")
    subtitle = f"What each party is on record as saying, by {sources} of {texts}"
    parts, y = headed(heading, subtitle, width)
    first = 1
    for some, issues in panels:
        if len(panels) > 1:
            words = f"Parties {first} to {first + len(some) - 1} of {len(parties)}"
            parts.append(text(MARGIN, y + 16, words, size=14, bold=True))
            y += 28
        drawn, y = _panel(brief, view, some, {issue: group_of[issue] for issue in issues}, column, y)
        parts += drawn
        first, y = first + len(some), y + 16
    key, y = legend(_legend(), MARGIN, y, width - 2 * MARGIN)
    cells = [brief.cells[party, issue] for party in parties for issue in group_of if (party, issue) in brief.cells]
    return framed("matrix", view, heading, _about(cells), width, y + 8, [*parts, key])


def _batches(parties: Sequence[Key], width: float) -> list[Sequence[Key]]:
    """Return the parties in panels of about the same size, as many side by side as the width has room for."""
    most = min(SIDE_BY_SIDE, int((width - 2 * MARGIN - _LABELS) // _NARROW))
    panels = -(-len(parties) // most) or 1
    size = -(-len(parties) // panels) or 1
    return [parties[at : at + size] for at in range(0, len(parties), size)]


def _column(width: float, parties: int) -> float:
    """Return the width of a column: with the words of a cell where there is room for them, else for the sign alone."""
    room = (width - 2 * MARGIN - _LABELS) / parties
    return min(room, _WIDEST if room >= _WIDE else _ROOMY)


def _about(cells: Sequence[Cell]) -> str:
    words = Counter(cell.word for cell in cells)
    told = ", ".join(f"{words[word]} {word}" for word in WORDS if words[word])
    parties = plural(len({cell.party for cell in cells}), "party", "parties")
    issues = plural(len({cell.issue for cell in cells}), "issue")
    return f"On record: {parties} on {issues}, in {plural(len(cells), 'cell')}: {told}."


def _panel(
    brief: Brief, view: View, parties: Sequence[Key], group_of: dict[Key, Key], column: float, y: float
) -> tuple[list[str], float]:
    left = MARGIN + _LABELS
    right = left + column * len(parties)
    size = 13 if column >= _WIDE else 11
    heads = [wrap(shown(brief.name(party)), size, column - 10, 3, bold=True) for party in parties]
    deepest = max(map(len, heads))
    parts = []
    for at, (party, head) in enumerate(zip(parties, heads, strict=True)):
        # Heads stand on the line below them.
        top = y + 16 + (deepest - len(head)) * size * 1.25
        middle = left + column * (at + 0.5)
        whole = shape("rect", "target", x=left + column * at, y=y, width=column, height=deepest * size * 1.25 + 8)
        parts.append(titled(brief.name(party), whole, lines(middle, top, head, size=size, anchor="middle", bold=True)))
    y += deepest * size * 1.25 + 10
    above = None
    for issue, group in group_of.items():
        if group != above:
            above = group
            parts.append(shape("rect", "stripe", x=MARGIN, y=y, width=right - MARGIN, height=_GROUP - 4))
            parts.append(text(MARGIN + 8, y + 16.5, brief.name(group), size=12, bold=True, room=right - MARGIN - 16))
            y += _GROUP
        label = wrap(shown(brief.name(issue)), 13, _LABELS - 20, 2)
        words = lines(MARGIN + 8, y + _ROW / 2 + (4.5 if len(label) == 1 else -3.5), label)
        parts.append(titled(brief.name(issue), words))
        for at, party in enumerate(parties):
            cell, x = brief.cells.get((party, issue)), left + column * at
            if cell is None:
                middle = x + (23 if column >= _WIDE else column / 2)
                parts.append(text(middle, y + _ROW / 2 + 4, "–", tone="soft", anchor="middle"))
            else:
                parts.append(_cell(brief, view, cell, x, y, column))
        y += _ROW
        parts.append(shape("line", "line", x1=MARGIN, y1=y - 2, x2=right, y2=y - 2))
    return parts, y


def _cell(brief: Brief, view: View, cell: Cell, x: float, y: float, column: float) -> str:
    """Return a cell: its sign with the number of origins, the latest movement, and what it clashes and meets with."""
    origins, middle, trend = len(cell.origins), y + _ROW / 2 - 2, last(cell.trend)
    size = (9.0, 10.5, 12.0)[min(origins, 3) - 1]
    parts = [shape("rect", "target", x=x + 1, y=y, width=column - 2, height=_ROW - 4)]
    conflicts, overlaps = len(cell.conflicts), len(cell.overlaps)
    if column >= _WIDE:
        parts.append(signs.stance(cell.word, x + 23, middle, size, str(origins)))
        low = bool(trend or conflicts or overlaps)
        parts.append(text(x + 44, middle - 3 if low else middle + 4.5, cell.word, bold=True))
        at = x + 44
        if trend:
            parts += [signs.movement(trend, at + 5, middle + 10, 4.5), text(at + 14, middle + 14, trend, size=11)]
            at += 88
        parts.append(signs.counted(conflicts, overlaps, at, middle + 10))
    else:
        centre = x + column / 2
        parts.append(signs.stance(cell.word, centre - 8, middle - 7, min(size, 10.5), str(origins)))
        if trend:
            parts.append(signs.movement(trend, centre + 14, middle - 7, 5))
        start = centre - signs.counted_width(conflicts, overlaps, size=10) / 2
        parts.append(signs.counted(conflicts, overlaps, start, middle + 14, size=10))
    ids = {"party": cell.party, "issue": cell.issue}
    return mark(view, cell, "cell", _said(brief, cell), ids, *parts)


def _said(brief: Brief, cell: Cell) -> str:
    found = [
        f"{brief.name(cell.party)}, {brief.name(cell.issue)}: {cell.word}",
        plural(len(cell.origins), "independent origin"),
    ]
    if cell.trend:
        found.append(f"latest: {brief.name(cell.trend)}")
    for ids, word in ((cell.conflicts, "conflict"), (cell.overlaps, "overlap")):
        if ids:
            found.append(plural(len(ids), word))
    return "; ".join(found)


def _legend() -> list[Entry]:
    entries: list[Entry] = [(partial(signs.stance, word, size=9, within="1"), word) for word in WORDS]
    entries += [(partial(signs.movement, kind, size=5), kind) for kind in signs.MOVEMENTS]
    entries += [
        (signs.conflict, "conflicts"),
        (signs.overlap, "overlaps"),
        (
            lambda x, y: text(x, y + 4, "2", size=11, bold=True, anchor="middle"),
            "number in a sign: independent origins",
        ),
        (lambda x, y: text(x, y + 4, "–", tone="soft", anchor="middle"), "nothing on record"),
    ]
    return entries
