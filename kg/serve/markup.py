"""HTML in which every text is text: a builder that escapes what it is given, and shows hidden characters.

Words of reports are words of strangers. They enter a page only as strings handed to ``tag``, which escapes them;
markup is of the type ``Markup`` and made here alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kg.render.visible import visible

_SENTENCE = 60
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_VOID = frozenset({"br", "hr", "input", "link", "meta"})
_LINKS = frozenset({"action", "formaction", "href", "src"})
# A path of this server, of which no browser reads "//host", or an address of the web.
_ADDRESS = re.compile(r"/(?!/)[^\s\\<>\"']*|https?://[^\s\\<>\"']+|#[\w.:-]+|\?[^\s\\<>\"']*")


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of HTML that may stand in a page as it is."""

    text: str


Content: TypeAlias = "str | Markup | Iterable[Content] | None"


def tag(element: str, /, *content: Content, **attributes: str | bool | None) -> Markup:
    """Return an element with its content; strings in it are escaped, hidden characters in them made visible.

    An attribute that is None or False is left out, one that is True stands without a value. A trailing underscore is
    taken off its name, other underscores are hyphens. Raises ValueError for a name that is none, and for an address
    that is neither a path of this server nor http(s): a link never runs anything.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items() if value not in {None, False})
    if not _NAME.fullmatch(element):
        raise ValueError(f"not the name of an element: {element!r}")
    if element in _VOID:
        return Markup(f"<{element}{written}>")
    return Markup(f"<{element}{written}>{together(*content).text}</{element}>")


def together(*content: Content) -> Markup:
    """Return pieces of content one after the other, strings escaped."""
    return Markup("".join(_written(content)))


def foreign(text: str, *, lines: bool = False) -> Markup:
    """Return words of somebody else, apart from the direction in which the page is written.

    With ``lines``, line feeds stay: for elements that keep white space.
    """
    return Markup(f"<bdi>{html.escape(visible(text, lines=lines))}</bdi>")


def quoted(text: str) -> Markup:
    """Return verbatim words between quotation marks."""
    return tag("q", foreign(text))


def link(address: str | None, *content: Content, **attributes: str | bool | None) -> Markup:
    """Return a link, or the content alone where there is no address or one that a page must not lead to."""
    if address is None or not _ADDRESS.fullmatch(address):
        return together(*content)
    outward = {"rel": "noreferrer"} if address.startswith("http") else {}
    return tag("a", *content, href=address, **outward, **attributes)


def rows(names: Sequence[str], cells: Iterable[Iterable[Content]], *, full: bool = False) -> Markup:
    """Return a table with a head, which scrolls in its own frame where it is too wide.

    On a narrow screen its cells stand one under the other, each with its name. A ``full`` table may take the whole
    width of the window.
    """
    head = tag("tr", [tag("th", name, scope="col") for name in names])
    body = [tag("tr", [_cell(name, cell) for name, cell in zip(names, row, strict=True)]) for row in cells]
    table = tag("table", tag("thead", head), tag("tbody", body))
    return tag("div", table, class_="wide full" if full else "wide", role="region", tabindex="0", aria_label="table")


def _cell(name: str, content: Content) -> Markup:
    written = together(content).text
    # Some cells hold a sentence; a column of them must not be torn into single words by its neighbours.
    long = len(re.sub("<[^>]*>", "", written)) > _SENTENCE
    return tag("td", Markup(written), class_="long" if long else None, data_name=name if written else None)


def _attribute(name: str, value: str | bool | None) -> str:
    name = name.removesuffix("_").replace("_", "-")
    if not _NAME.fullmatch(name) or name.startswith("on") or name == "style":
        raise ValueError(f"not an attribute of ours: {name!r}")
    if value is True:
        return f" {name}"
    text = visible(str(value), lines=True)
    if name in _LINKS and not _ADDRESS.fullmatch(text):
        raise ValueError(f"not an address that a page may lead to: {text!r}")
    return f' {name}="{html.escape(text)}"'


def _written(content: Content) -> Iterable[str]:
    if isinstance(content, Markup):
        yield content.text
    elif isinstance(content, str):
        yield html.escape(visible(content, lines=True))
    elif content is not None:
        for piece in content:
            yield from _written(piece)
