"""A page in a real browser: what it asks for, what it complains of, and what axe-core finds.

Chromium is the system's, on the path; axe-core is the file that ``KG_AXE`` names (``axe.min.js`` of the npm package
``axe-core``). ``KG_REQUIRE`` with ``chromium`` or ``axe`` turns a test that would be passed over into a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from servers import require

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Nothing of the browser's own may reach a network, nor be counted as a request of the page.
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""
_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"], elementRef: false});
  return found.violations.map((each) => `${each.id}: ${each.nodes.length} times, as ${each.nodes[0].html}`);
}"""


@dataclass
class Watched:
    """An open page, with the addresses it asked for, its own left out, and what it logged as an error or popped up."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether the page asked for nothing, complained of nothing and popped up nothing."""
        return not (self.requests or self.errors or self.dialogs)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser and end it; passes the test over where there is none. For a fixture of a module."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    require("chromium", program and find_spec("playwright"), "no chromium on the path, or pip install playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS, timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1440,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
    bypass_csp: bool = False,
) -> Iterator[Watched]:
    """Open an address in a context of its own, watched from before the first byte."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=scripts,
        bypass_csp=bypass_csp,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watched = Watched(page)
    own = address.partition("#")[0]
    page.on("request", lambda each: watched.requests.append(each.url) if each.url.partition("#")[0] != own else None)
    page.on("console", lambda each: watched.errors.append(each.text) if each.type in {"error", "warning"} else None)
    page.on("pageerror", lambda each: watched.errors.append(str(each)))

    def dismiss(dialog: object) -> None:
        watched.dialogs.append(getattr(dialog, "message", ""))
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismiss)
    try:
        page.goto(address)
        yield watched
    finally:
        context.close()


def axe_script() -> str:
    """Return the source of axe-core; passes the test over where it is not installed."""
    path = os.environ.get("KG_AXE", "")
    require("axe", path and Path(path).is_file(), "KG_AXE names no axe.min.js")
    return Path(path).read_text(encoding="utf-8")


def axe_violations(watched: Watched) -> list[str]:
    """Return what axe-core finds on the page as it is; it must have been opened with ``bypass_csp``."""
    watched.page.evaluate(axe_script())
    found: list[str] = watched.page.evaluate(_AXE)
    return found
