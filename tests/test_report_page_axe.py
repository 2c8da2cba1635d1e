"""What axe-core finds on the page of a report, in light and dark, wide and narrow, with its panel open: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from brief_stores import seeds
from browser import axe_script, axe_violations, chromium, opened

from kg.render.page import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Statements look alike: axe-core takes a minute for all of them on a busy machine.
_SHORTEN = """() => {
  for (const box of document.querySelectorAll("details")) box.open = true;
  for (const part of document.querySelectorAll(".part ~ .part, .fold ~ .fold ~ .fold")) part.remove();
  for (const list of document.querySelectorAll(".inside, .position, .findings, tbody"))
    [...list.children].slice(4).forEach((each) => each.remove());
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    axe_script()
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "report.html"
    write_page(seeds(), file)
    return file.as_uri()


@pytest.fixture(scope="module")
def split_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("pages") / "report.html"
    write_page(seeds(), file, budget=0)
    return file.as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]) -> None:
    with opened(browser, address, width=width, scheme=scheme, bypass_csp=True) as watched:
        watched.page.evaluate(_SHORTEN)
        assert axe_violations(watched) == []


def test_axe_finds_nothing_on_a_further_page(browser: Browser, split_address: str) -> None:
    further = split_address.replace("report.html", "report.pages/issue-military-limits.html")
    with opened(browser, further, bypass_csp=True) as watched:
        watched.page.evaluate(_SHORTEN)
        assert axe_violations(watched) == []


def test_axe_finds_nothing_in_the_panel(browser: Browser, address: str) -> None:
    with opened(browser, address, bypass_csp=True) as watched:
        watched.page.evaluate(_SHORTEN)
        watched.page.locator("a.cell").first.click()
        watched.page.get_by_role("dialog").wait_for()
        assert axe_violations(watched) == []
