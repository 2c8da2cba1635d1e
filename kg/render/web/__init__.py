"""What all pages share: one HTML file that opens from disk, asks nothing of a network and reads without a script.

A page is a template that extends ``web/base.html.j2`` and a call of ``write_page``::

    html = write_page(
        "page/report.html.j2",                    # a template, by its path below kg/render
        {"cards": cards, "about": "…"},           # what it may name; a name that is missing is an error, not a blank
        styles=["page/report.css"],               # after web/tokens.css and web/base.css; inlined and hashed
        scripts=["page/report.js"],               # likewise; leave out where there is none
    )

The template fills the blocks ``title``, ``header``, ``contents`` (the table of contents), ``main`` and ``footer``; the
skip link, the landmarks, the filter box of ``web/filter.js`` and the Content-Security-Policy come with the base. Only
the inlined style and scripts are allowed, by their SHA-256: no attribute ``style=…``, no ``onclick=…``, no address of a
picture; an SVG is coloured by classes. Data for a script stand in ``<script type="application/json">``, which the
policy leaves alone, written with the filter ``tojson``.

Everything written by ``{{ … }}`` is escaped, and characters that cannot be seen (controls, bidirectional overrides,
halves of surrogate pairs) are shown as escapes. ``web/macros.html.j2`` has ``say`` for a ``Wording`` (a text with its
language, marked where it is not the page's) and ``outward`` for an address: it is a link only where ``safe_href``
lets it be one. Colours and sizes are custom properties, listed in ``web/tokens.css``, each pair with a contrast of 4.5
and more in light and dark. ``web/filter.js`` hides what does not hold the words typed: elements with ``data-card``.
"""

from kg.render.web.document import write_page
from kg.render.web.links import safe_href
from kg.render.web.words import Wording, choose, readable

__all__ = ["Wording", "choose", "readable", "safe_href", "write_page"]
