"""Three hundred payloads in every text of a brief: on the page they are text, and nothing else happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from brief_stores import seeds
from browser import Watched, chromium, opened
from page_payloads import PAYLOADS, SHOWN, harmless, hostile

from kg.brief import Brief
from kg.render.page import write_page
from kg.render.web import readable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Elements with the names of their attributes, and where links lead by kind.
_CENSUS = """() => {
  const found = {};
  // How many pieces a picture has goes by the length of its words: there only the kinds are counted, see _PICTURED.
  for (const each of document.querySelectorAll(":not(svg.plot *, wbr)")) {
    const names = each.getAttributeNames().filter((name) => name !== "open").sort().join(" ");
    const key = `${each.namespaceURI.slice(-5)} ${each.localName} ${names}`;
    found[key] = (found[key] || 0) + 1;
  }
  for (const each of document.querySelectorAll(":not(svg.plot *)[href], :not(svg.plot *)[src]")) {
    const address = each.getAttribute("href") ?? each.getAttribute("src");
    const key = "leads to " + (/^(#|[a-z]+:)/i.exec(address)?.[0] ?? "another page");
    found[key] = (found[key] || 0) + 1;
  }
  return found;
}"""

_PICTURED = """() => [...new Set([...document.querySelectorAll("svg.plot *")].map((each) => {
  const link = each.getAttribute("href");
  const names = each.getAttributeNames().filter((name) => /^on|href|src|style/i.test(name));
  return `${each.namespaceURI.slice(-5)} ${each.localName} ${names.sort().join(" ")} ${link === null ? "" : link[0]}`;
}))].sort()"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def census(watched: Watched) -> Counter[str]:
    return Counter(watched.page.evaluate(_CENSUS))


def pictured(watched: Watched) -> list[str]:
    found: list[str] = watched.page.evaluate(_PICTURED)
    assert found
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())


def written(brief: Brief, file: Path) -> str:
    write_page(brief, file, budget=10**12)
    return file.as_uri()


def test_there_are_three_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == 300


def test_payloads_in_every_field_are_text(browser: Browser, tmp_path: Path) -> None:
    evil, put = hostile(seeds())
    assert all(put[field] >= set(PAYLOADS) for field in put), "every payload is in every field"
    assert {"text", "title", "publisher", "file_name", "address", "label", "reason", "content", "caveat"} <= put.keys()
    with opened(browser, written(harmless(seeds()), tmp_path / "plain.html")) as watched:
        plain, drawn = census(watched), pictured(watched)
        assert watched.quiet, watched
    with opened(browser, written(evil, tmp_path / "hostile.html")) as watched:
        page = watched.page
        assert watched.quiet, watched
        assert census(watched) == plain
        assert pictured(watched) == drawn
        text = squeezed(page.evaluate("document.body.textContent"))
        missing = [payload for payload in PAYLOADS if squeezed(readable(payload)) not in text]
        assert missing == []
        for field, shown in shown_fields(evil).items():
            absent = [words for words in shown if squeezed(readable(words)) not in text]
            assert absent == [], field
        # What a reader does: choose, search, open, follow, and come near.
        page.locator("#facets select[name=p]").select_option(index=1)
        page.locator("#tongue").select_option(index=1)
        page.locator("#page-filter-words").fill("<img")
        page.locator("#page-filter-words").fill("")
        page.evaluate("document.querySelector('#facets').reset()")
        page.locator("a.cell").first.click()
        page.get_by_role("dialog").wait_for()
        page.locator(".panel-body mark").first.hover()
        page.keyboard.press("Escape")
        page.emulate_media(media="print")
        assert watched.quiet, watched


def test_nothing_hidden_is_left_on_the_page(browser: Browser, tmp_path: Path) -> None:
    evil, _ = hostile(seeds())
    with opened(browser, written(evil, tmp_path / "hostile.html"), scripts=False) as watched:
        html = (tmp_path / "hostile.html").read_text(encoding="utf-8")
        assert not set("\u202e\u2066\u200b\ufeff\x07\x00\x1b\u2028\u2029") & set(html)
        assert watched.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "a very long word"
        assert watched.quiet, watched


def test_on_several_pages_too(browser: Browser, tmp_path: Path) -> None:
    found = []
    for name, brief in (("plain", harmless(seeds())), ("hostile", hostile(seeds())[0])):
        write_page(brief, tmp_path / f"{name}.html", budget=0)
        further = tmp_path / f"{name}.pages"
        report = next(iter(brief.reports)).rpartition("/")[2]
        counted = []
        for page in ("issue-military-limits", f"report-{report}", "sources", "timeline", "coverage", "network"):
            with opened(browser, (further / f"{page}.html").as_uri()) as watched:
                assert watched.quiet, watched
                counted.append(census(watched))
        found.append(counted)
    assert found[0] == found[1]


def shown_fields(brief: Brief) -> dict[str, list[str]]:
    """Return the texts of a brief that a page must show, by field."""
    statements, reports = brief.statements.values(), brief.reports.values()
    told: dict[str, list[str | None]] = {
        "label": [name.label for key, name in brief.names.items() if key.startswith(("party/", "issue/"))],
        "content": [one.content for one in statements],
        "caveat": [one.caveat for one in statements],
        "condition": [one.condition for one in statements],
        "quantity": [one.quantity for one in statements],
        "attribution": [one.attribution for one in statements],
        "rule": [one.rule for one in statements],
        "said_words": [one.said_words for one in statements],
        "due_words": [one.due_words for one in statements],
        "title": [*(one.title for one in reports), brief.title],
        "publisher": [one.publisher for one in reports],
        "file_name": [one.file_name for one in reports],
        "address": [one.address for one in reports],
        "reason": [*(one.reason for one in brief.findings.values()), *(one.reason for one in brief.reuses)],
    }
    assert told.keys() <= SHOWN
    return {field: [words for words in some if words] for field, some in told.items()}
