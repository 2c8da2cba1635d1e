"""Pictures in a browser: words stay where their estimates have them, and hostile ones ask for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import chromium, opened
from crowds import crowd
from test_plots import FIGURES, hostile, rounds

from kg.brief.content import Cell
from kg.bundle import bundle_path
from kg.plots import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser

POLICY = "default-src 'none'; img-src data:; style-src 'sha256-{}'"
BOXES = """() => {
  const ground = document.documentElement.getBoundingClientRect();
  const texts = [...document.querySelectorAll("text")];
  const words = texts.map((each) => [each.lastChild.data, each.getBoundingClientRect()]);
  const out = words.filter(([, b]) => b.left < -1 || b.right > ground.right + 1 || b.bottom > ground.bottom + 1);
  const inner = words.map(([words, b]) => [words, b.left + 1, b.top + 3.5, b.right - 1, b.bottom - 3.5]);
  const met = [];
  for (let i = 0; i < inner.length; i++) for (let j = i + 1; j < inner.length; j++) {
    const [a, b] = [inner[i], inner[j]];
    if (a[1] < b[3] && b[1] < a[3] && a[2] < b[4] && b[2] < a[4]) met.push(`${a[0]} / ${b[0]}`);
  }
  return [words.length, out.map(([words]) => words), met];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("figure", FIGURES)
def test_words_as_a_browser_sets_them_lie_apart_and_inside(browser: Browser, tmp_path: Path, figure: str) -> None:
    for name, brief in (("rounds", rounds()), ("crowd", crowd(13, 6, rounds=8)), ("hostile", hostile())):
        path = tmp_path / f"{name}.svg"
        path.write_text(FIGURES[figure](brief, View(theme="dark")), encoding="utf-8")
        with opened(browser, path.as_uri(), width=1200) as watched:
            number, out, met = watched.page.evaluate(BOXES)
            assert number > 10
            assert (out, met) == ([], []), name
            assert watched.quiet, name


def test_a_page_under_a_strict_policy_colours_and_links_a_picture_that_is_inlined(
    browser: Browser, tmp_path: Path
) -> None:
    import base64
    import hashlib

    css = "".join(
        (folder / name).read_text(encoding="utf-8")
        for folder, name in ((bundle_path("render"), "web/tokens.css"), (bundle_path("plots"), "plots.css"))
    )
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    view = View(link=lambda one: f"#{one.issue.rpartition('/')[2]}" if isinstance(one, Cell) else None)
    svgs = "".join(draw(rounds(), view) for draw in FIGURES.values())
    path = tmp_path / "page.html"
    path.write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pictures</title><meta '
        f'http-equiv="Content-Security-Policy" content="{POLICY.format(digest)}"><style>{css}</style>'
        f'<link rel="icon" href="data:,"></head><body><main><h1 id="dams">Pictures</h1>{svgs}</main></body></html>',
        encoding="utf-8",
    )
    paper = {}
    for scheme in ("light", "dark"):
        with opened(browser, path.as_uri(), scheme=scheme) as watched:
            paper[scheme] = watched.page.evaluate(
                "() => ['.plot-paper', '.plot text', '.plot-for'].map((e) => getComputedStyle("
                "document.querySelector(e)).fill)"
            )
            assert watched.quiet, watched.errors
    assert paper == {
        "light": ["rgb(255, 255, 255)", "rgb(29, 33, 41)", "rgb(11, 95, 138)"],
        "dark": ["rgb(28, 32, 39)", "rgb(232, 230, 225)", "rgb(124, 196, 236)"],
    }
    with opened(browser, path.as_uri()) as watched:
        link = watched.page.get_by_label("Dams: filling and operation").first
        link.focus()
        watched.page.keyboard.press("Enter")
        assert watched.page.url.endswith("#dams")
