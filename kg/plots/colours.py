"""The colours of a picture: classes for a page that has the tokens, plain values for a file that stands alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, TypeAlias

from kg.bundle import bundle_path

Theme: TypeAlias = Literal["light", "dark"]

_DARK = "@media (prefers-color-scheme: dark)"
_TOKEN = re.compile(r"(--[a-z-]+):\s*([^;}]+);")
_USED = re.compile(r"var\((--[a-z-]+)\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def tokens(theme: Theme) -> dict[str, str]:
    """Return the custom properties of ``render/web/tokens.css`` by name; what dark leaves alone is that of light."""
    light, _, dark = (bundle_path("render") / "web" / "tokens.css").read_text(encoding="utf-8").partition(_DARK)
    found = dict(_TOKEN.findall(light))
    return found | dict(_TOKEN.findall(dark)) if theme == "dark" else found


@cache
def style(theme: Theme) -> str:
    """Return ``plots.css`` with the values of the tokens in place, as programs want it that know no custom properties.

    Raises KeyError where it names a token that there is not.
    """
    css = (bundle_path("plots") / "plots.css").read_text(encoding="utf-8")
    known = tokens(theme)
    return _USED.sub(lambda found: known[found.group(1)], _COMMENT.sub("", css)).strip()
