"""Pictures of a brief as SVG: parties by issues, what was said when, who wants what.

Each of ``matrix``, ``timeline`` and ``network`` takes a brief and a ``View`` and returns one ``<svg>`` element, always
the same bytes for the same brief. For a page, ``View()`` leaves colours to classes: the page inlines
``web/tokens.css`` and then ``plots.css`` of this folder (``write_page(…, styles=["../plots/plots.css"])``). There is no
``style`` attribute in a picture, and all ids begin with ``View.name``, so that several stand in one page under a strict
policy. ``View(link=…)`` gives an address for a ``Cell``, ``Stage``, ``Round``, ``Tie`` or ``Pair``, or None; a picture
with links is a group, so that a reader's program reaches them. ``View(theme="light")`` makes a file that stands alone,
which ``to_png`` draws.

A mark has what it says in full as its title, and the ids behind it as ``data-…``. What would be too large is refused
(``LimitError``, with the advice to choose parties or issues), as is what has nothing to draw (``NotFoundError``); a
page catches both and says so.
"""

from __future__ import annotations

from kg.plots.drawing import View
from kg.plots.image import to_png
from kg.plots.matrix import matrix
from kg.plots.network import network
from kg.plots.timeline import timeline

__all__ = ["View", "matrix", "network", "timeline", "to_png"]
