"""A page from a template: assets inlined, their hashes in the policy, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.bundle import bundle_path
from kg.render.web.links import safe_href
from kg.render.web.words import readable

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLES = ("web/tokens.css", "web/base.css")
_SCRIPTS = ("web/filter.js",)


def write_page(
    template: str,
    values: Mapping[str, object],
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    language: str = "en",
) -> str:
    """Return a page as one HTML file.

    Args:
        template: the path of a template below ``kg/render``; it extends ``web/base.html.j2``.
        values: what the template may name, beside ``safe_href`` and what the base needs.
        styles: paths below ``kg/render`` of further style sheets, in order.
        scripts: paths below ``kg/render`` of further scripts, in order.
        language: the language of the page, as a BCP 47 tag.

    Raises:
        jinja2.UndefinedError: the template names what ``values`` has not.
        ValueError: an asset would end the element it is inlined in.
    """
    from markupsafe import Markup

    style = _inlined([*_STYLES, *styles], "style")
    script = _inlined([*_SCRIPTS, *scripts], "script")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src {_hash(style)}; script-src {_hash(script)}"
    )
    # Assets are files of this package and go in as they are; a hash is over the very bytes between the tags.
    page = (
        _environment()
        .get_template(template)
        .render(
            {**values, "policy": policy, "style": Markup(style), "script": Markup(script), "language": language}  # noqa: S704
        )
    )
    return page if page.endswith("\n") else page + "\n"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(bundle_path("render")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["safe_href"] = safe_href
    return environment


def _shown(value: Any) -> Any:  # noqa: ANN401 - any value in, a text only made readable
    """Make visible what is hidden in a text; what is markup already has been through here."""
    return readable(value) if type(value) is str else value


def _inlined(paths: Sequence[str], element: str) -> str:
    """Return assets as the content of one element. Raises ValueError where they would end it."""
    folder = bundle_path("render")
    text = "\n".join((folder / path).read_text(encoding="utf-8").strip() for path in paths)
    text = text.replace("\r\n", "\n")
    if f"</{element}" in text.lower() or "<!--" in text:
        raise ValueError(f"an asset among {', '.join(paths)} would end its <{element}>")
    return text


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
