"""Pieces of SVG: elements with everything escaped, marks that say what they are, and the frame around a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, TypeAlias

from kg.errors import UsageError
from kg.plots.colours import Theme, style
from kg.plots.lettering import cut, shown, width_of, wrap

if TYPE_CHECKING:
    from kg.brief.content import Cell, Pair, Round, Stage, Tie
    from kg.brief.records import Key

    Subject: TypeAlias = "Cell | Pair | Round | Stage | Tie"
    Link: TypeAlias = "Callable[[Subject], str | None]"

NARROWEST, WIDEST = 720, 4000
MARGIN = 16


@dataclass(frozen=True, slots=True)
class View:
    """What of a brief is drawn, and for which place.

    Attributes:
        parties: only these; none means all.
        issues: only these issues, or all issues of these groups; none means all.
        width: in pixels, at most.
        name: what the ids in the picture begin with; two pictures of one page need different ones.
        theme: of a picture that stands alone, with its style in it; None for one that goes into a page with
            ``web/tokens.css`` and ``plots.css``.
        link: gives the address that a mark leads to. The picture is then a group of links and no longer one image.
    """

    parties: tuple[Key, ...] = ()
    issues: tuple[Key, ...] = ()
    width: int = 1120
    name: str = ""
    theme: Theme | None = None
    link: Link | None = None

    def __post_init__(self) -> None:
        """Raise UsageError for a width that no picture can have."""
        if not NARROWEST <= self.width <= WIDEST:
            raise UsageError(f"a picture is from {NARROWEST} to {WIDEST} pixels wide, not {self.width}")


def number(value: float) -> str:
    """Return a number as SVG has it, with one place at most."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def element(name: str, attributes: Mapping[str, str | float], *children: str) -> str:
    """Return an element. Attributes are escaped, children are markup already; ``_`` in a name stands for a hyphen."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(shown(value)) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 13,
    tone: str = "",
    anchor: str = "start",
    bold: bool = False,
    room: float | None = None,
) -> str:
    """Return words with their base line at y; with room, what does not fit is cut and stands whole in a title."""
    whole = shown(words)
    fitting = whole if room is None else cut(whole, size, room, bold=bold)
    attributes: dict[str, str | float] = {"x": x, "y": y, "font_size": size}
    if tone:
        attributes["class"] = f"plot-{tone}"
    if anchor != "start":
        attributes["text_anchor"] = anchor
    if bold:
        attributes["font_weight"] = "bold"
    said = [] if fitting == whole else [title(words)]
    return element("text", attributes, *said, escape(fitting))


def lines(
    x: float,
    y: float,
    words: Iterable[str],
    *,
    size: float = 13,
    tone: str = "",
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """Return lines one under the other, the first with its base line at y."""
    return "".join(
        text(x, y + at * size * 1.25, line, size=size, tone=tone, anchor=anchor, bold=bold)
        for at, line in enumerate(words)
    )


def title(words: str) -> str:
    """Return what is shown beside the pointer, and read out."""
    return element("title", {}, escape(shown(words)))


def shape(name: str, tone: str, **attributes: str | float) -> str:
    """Return a shape of one class."""
    return element(name, {"class": f"plot-{tone}", **attributes})


def path(tone: str, *steps: str | float, **attributes: str | float) -> str:
    """Return a path; steps are its letters and numbers."""
    return shape("path", tone, d=" ".join(one if isinstance(one, str) else number(one) for one in steps), **attributes)


def titled(words: str, *children: str) -> str:
    """Return shapes and words with what they say in full, where that may be cut."""
    return element("g", {}, title(words), *children)


def mark(view: View, subject: Subject, kind: str, words: str, ids: Mapping[str, str], *children: str) -> str:
    """Return what is drawn for a thing of the brief: with what it says as title, its ids as data, and its link.

    Args:
        view: the view, which knows links.
        subject: the thing.
        kind: the class, as ``cell``.
        words: what it says in full.
        ids: attributes ``data-…``.
        children: its shapes and words.
    """
    data = {f"data_{name}": value for name, value in ids.items()}
    found = element("g", {"class": f"plot-{kind}-mark", **data}, title(words), *children)
    address = None if view.link is None else view.link(subject)
    return found if address is None else element("a", {"href": address, "aria_label": shown(words)}, found)


def framed(kind: str, view: View, heading: str, about: str, width: float, height: float, parts: Iterable[str]) -> str:
    """Return the whole picture: one image with a name and a description, or a group where its marks are links."""
    name = view.name or kind
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": f"plot plot-{kind}",
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
        "role": "img" if view.link is None else "group",
        "aria_labelledby": f"{name}-title",
        "aria_describedby": f"{name}-about",
    }
    head = [
        element("title", {"id": f"{name}-title"}, escape(shown(heading))),
        element("desc", {"id": f"{name}-about"}, escape(shown(about))),
    ]
    if view.theme is not None:
        head.append(element("style", {}, escape(style(view.theme), quote=False)))
    paper = shape("rect", "paper", width=width, height=height)
    return element("svg", attributes, "\n", "\n".join([*head, paper, *filter(None, parts)]), "\n") + "\n"


def headed(heading: str, subtitle: str, width: float) -> tuple[list[str], float]:
    """Return the heading of a picture, on two lines at most, with what it shows below, and the y below both."""
    room = width - 2 * MARGIN
    words = wrap(shown(heading), 18, room, 2, bold=True)
    parts = [lines(MARGIN, 32, words, size=18, bold=True)]
    y = 32 + (len(words) - 1) * 22.5
    below = wrap(shown(subtitle), 13, room, 2)
    parts.append(lines(MARGIN, y + 20, below, tone="soft"))
    return parts, y + 20 + (len(below) - 1) * 16.25 + 14


Entry: TypeAlias = tuple[Callable[[float, float], str], str]
"""One entry of a legend: what draws its sign around a point, and its words."""


def legend(entries: Iterable[Entry], x: float, y: float, width: float, *, sign: float = 24) -> tuple[str, float]:
    """Return a legend below y, in rows of this width, and the y below it."""
    parts, left, middle = [], x, y + 14
    for draw, words in entries:
        needed = sign + 8 + width_of(words, 12) + 20
        if left > x and left + needed > x + width:
            left, middle = x, middle + 26
        parts += [draw(left + sign / 2, middle), text(left + sign + 6, middle + 4, words, size=12)]
        left += needed
    return "".join(parts), middle + 16
