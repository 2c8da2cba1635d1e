"""The page of a report as a reader has it: opened from disk, filtered, followed to the article, by keys, in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from brief_stores import seeds
from browser import PATIENCE, Watched, chromium, opened

from kg.render.page import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

_IN_VIEW = """each => { const box = each.getBoundingClientRect();
  return each.checkVisibility() && box.height > 0 && box.top >= -1 && box.top < innerHeight; }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
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


def overflow(watched: Watched) -> int:
    return int(watched.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def cell(watched: Watched, party: str, issue: str) -> Locator:
    return watched.page.locator(f"a.cell[href$='#cell-{party}-{issue}']")


def chooser(watched: Watched, of: str) -> Locator:
    return watched.page.locator(f"#facets select[name={of}]")


def is_in_view(place: Locator) -> bool:
    return bool(place.evaluate(_IN_VIEW))


@pytest.mark.parametrize("width", [1440, 800, 390])
def test_it_opens_from_disk_and_asks_for_nothing(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, width=width) as watched:
        assert overflow(watched) <= 0
        watched.page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
        assert overflow(watched) <= 0
        watched.page.locator("footer").scroll_into_view_if_needed()
        assert watched.quiet, watched


def test_the_first_screen_says_what_this_is_and_begins_the_table(browser: Browser, address: str) -> None:
    with opened(browser, address) as watched:
        for place in ("h1", "ul.figures", "#facets", "#table", "table.matrix thead"):
            assert is_in_view(watched.page.locator(place).first), place
        assert is_in_view(watched.page.locator("a.cell").first)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_memorandum_in_under_three_clicks(browser: Browser, address: str, scripts: bool) -> None:
    """What it demanded, which single report carries the list, and what Ukraine says to each item: after one click."""
    with opened(browser, address, scripts=scripts) as watched:
        page = watched.page
        page.get_by_role("link", name="terms of the memorandum of Russia, 2 June 2025, in one single report").click()
        terms = page.locator("table.terms tbody tr")
        assert is_in_view(terms.first)
        assert terms.locator("td:nth-of-type(1) a bdi").all_inner_texts() == [
            "full withdrawal of Ukrainian forces from four regions of the country that Russia has claimed as its own",
            "limits on the size of Ukraine's military",
            "enhanced rights for Russian-speakers in Ukraine",
            "acceptance by Kyiv of neutral status, outside NATO or any other alliance",
        ]
        carried = page.locator(".paper p", has_text="One single report carries the list")
        assert "Russia, Ukraine to hold first peace talks in nearly 2 months" in carried.inner_text()
        replies = terms.locator("td:nth-of-type(2)").all_inner_texts()
        assert ["Ukraine" in reply and "tantamount to surrender" in reply for reply in replies] == [True] * 4
        assert "no restrictions on its military strength" in replies[1]
        # The second click: the words in their sentence, and whose they are.
        terms.nth(1).locator("td").nth(0).locator("a").click()
        shown = page.locator(".statement:target")
        assert is_in_view(shown)
        assert "Russia demands" in shown.inner_text()
        assert watched.quiet, watched


def test_a_cell_opens_its_quotes_and_these_lead_to_the_article(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    with opened(browser, address) as watched:
        page = watched.page
        cell(watched, "ukraine", "military-limits").click()
        panel = page.get_by_role("dialog")
        expect(panel).to_be_visible(timeout=PATIENCE)
        assert panel.get_by_role("heading", level=2).inner_text() == "Ukraine: Limits on armed forces"
        assert "no restrictions on its military strength" in panel.locator("mark").first.inner_text()
        assert panel.locator("[id]:not(#panel-title)").count() == 0, "a copy must not take the ids of what it is of"
        panel.locator("a.to-article").first.click()
        expect(panel).to_be_hidden(timeout=PATIENCE)
        mark = page.locator(".text .n:target")
        assert is_in_view(mark)
        assert mark.evaluate("each => each.nextElementSibling.textContent").startswith("Ukraine wants an immediate")
        # From the number in the article back to the statement.
        mark.click()
        assert is_in_view(page.locator(".statement:target"))
        assert watched.quiet, watched


def test_on_several_pages_a_cell_leads_to_its_issue_and_on_to_the_article(browser: Browser, split_address: str) -> None:
    with opened(browser, split_address) as watched:
        page = watched.page
        page.locator("summary", has_text="Security").click()
        cell(watched, "ukraine", "military-limits").click()
        page.wait_for_url("**/report.pages/issue-military-limits.html#cell-ukraine-military-limits")
        evidence = page.locator("#cell-ukraine-military-limits")
        assert is_in_view(evidence)
        evidence.locator("a.to-article").first.click()
        page.wait_for_url("**/report.pages/report-*.html#q-*")
        assert is_in_view(page.locator(".text .n:target"))
        page.get_by_role("link", name="Back to the table").click()
        page.wait_for_url("**/report.html#table")
        assert watched.errors == []
        assert all(each.startswith("file://") for each in watched.requests)


def test_filters_narrow_table_evidence_and_findings(browser: Browser, address: str) -> None:
    with opened(browser, address) as watched:
        page = watched.page

        def shown(selector: str) -> int:
            each = "all => all.filter((each) => !each.closest('.out, [hidden], .no-column') && each.checkVisibility())"
            return int(page.eval_on_selector_all(selector, f"all => ({each})(all).length"))

        page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
        everything = {each: shown(each) for each in (".statement", ".finding", "tr[data-row]", "thead [data-col]")}
        chooser(watched, "k").select_option(label="opposed")
        assert 0 < shown(".finding") < everything[".finding"]
        assert {*page.locator(".finding:not(.out) h4").all_inner_texts()} <= {
            "Russia and Ukraine: opposed #", "Ukraine and Russia: opposed #",
        }  # fmt: skip
        assert shown(".statement[id^=s-]") == 0
        assert not page.locator("#discrepancy").is_visible(), "a heading with nothing under it"
        chooser(watched, "k").select_option("")
        chooser(watched, "p").select_option(label="Ukraine")
        assert shown("thead [data-col]") == 1
        chooser(watched, "i").select_option(label="Limits on armed forces")
        assert shown("tr[data-row]") == 1
        assert page.locator("a.cell:visible").count() == 1
        assert page.locator("#facets-count").inner_text().endswith("statements and findings")
        chooser(watched, "c").select_option(label="possible")
        assert shown("tr[data-row]") == 0
        page.get_by_role("button", name="Show all").click()
        # Not by a function in the page: what is polled there is evaluated from a string, which the policy forbids.
        page.locator("body:not(.filtered)").wait_for()
        assert {each: shown(each) for each in everything} == everything
        assert watched.quiet, watched


def test_the_search_goes_through_all_text(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    with opened(browser, address) as watched:
        page = watched.page
        page.get_by_label("Filter this page").fill("tantamount surrender")
        expect(page.locator("#page-filter-count")).to_contain_text(" of ", timeout=PATIENCE)
        found = page.locator(".statement:visible, .finding:visible").all_inner_texts()
        assert found
        assert all("tantamount to surrender" in text for text in found)
        assert not page.locator("#coverage ~ table").first.is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_deep_links_unfold_what_they_lead_to(browser: Browser, address: str, scripts: bool) -> None:
    brief = seeds()
    one = next(each for each in brief.statements.values() if each.positions)
    apart = next(each for each in brief.statements.values() if not each.positions)
    quote = one.quote
    places = (
        "cell-russia-military-limits", f"s-{one.id[10:]}", f"s-{apart.id[10:]}", f"f-{next(iter(brief.findings))[8:]}",
        f"q-{quote.report[7:]}-{quote.start}-{quote.end}", f"o-{next(iter(brief.outcomes))[8:]}",
    )  # fmt: skip
    with opened(browser, address, scripts=scripts) as watched:
        for place in places:
            watched.page.goto(f"{address}#{place}")
            target = watched.page.locator(f"#{place}")
            target.wait_for(state="visible")
            assert is_in_view(target), place


def test_without_scripts_all_is_there_and_nothing_pretends_to_work(browser: Browser, address: str) -> None:
    with opened(browser, address, scripts=False) as watched:
        page = watched.page
        assert not page.locator("#facets").is_visible()
        assert not page.locator("#page-filter").is_visible()
        cell(watched, "russia", "buffer-zone").click()
        assert is_in_view(page.locator("#cell-russia-buffer-zone"))
        assert page.locator("#cell-russia-buffer-zone mark").first.is_visible()
        assert watched.quiet, watched


def test_the_keyboard_is_enough(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    with opened(browser, address) as watched:
        page = watched.page
        keys = page.keyboard
        keys.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        assert is_in_view(page.locator(".skip"))
        keys.press("Enter")
        first = page.locator("a.cell").first
        for _ in range(30):
            keys.press("Tab")
            if page.evaluate("document.activeElement.matches('a.cell')"):
                break
        assert first.evaluate("each => each === document.activeElement")
        outline = first.evaluate("each => getComputedStyle(each).outlineStyle + getComputedStyle(each).outlineWidth")
        assert outline == "solid3px"
        keys.press("Enter")
        panel = page.get_by_role("dialog")
        expect(panel).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("document.activeElement.matches('.panel-body')")
        keys.press("Escape")
        expect(panel).to_be_hidden(timeout=PATIENCE)
        assert first.evaluate("each => each === document.activeElement"), "back to where one was"
        page.locator("summary").first.focus()
        keys.press("Enter")
        assert page.locator("details.evidence").first.evaluate("each => each.open")
        assert watched.quiet, watched


def test_print_unfolds_the_evidence_and_leaves_the_controls_out(browser: Browser, address: str) -> None:
    with opened(browser, address, scripts=False) as watched:
        page = watched.page
        page.emulate_media(media="print")
        shown = "each => each.checkVisibility({contentVisibilityAuto: true}) && each.getBoundingClientRect().height > 0"
        statements = page.locator(".statement")
        assert statements.count() > len(seeds().statements)
        assert page.eval_on_selector_all(".statement", f"all => all.every({shown})")
        assert page.eval_on_selector_all(".text", f"all => all.every({shown})")
        for control in ("#facets", "#page-filter", ".skip", ".self"):
            assert not page.locator(control).first.is_visible(), control


def test_names_change_with_the_chosen_language(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    from dataclasses import replace

    brief = seeds()
    names = dict(brief.names)
    names["party/russia"] = replace(names["party/russia"], others=(("fa", "روسیه"), ("uk", "Росія")))
    file = tmp_path_factory.mktemp("tongues") / "report.html"
    write_page(replace(brief, names=names), file)
    with opened(browser, file.as_uri()) as watched:
        page = watched.page
        head = page.locator("table.matrix thead bdi").first
        page.get_by_label("Names in").select_option("uk")
        assert (head.inner_text(), head.get_attribute("lang")) == ("Росія", "uk")
        assert page.locator("table.matrix thead bdi").nth(1).inner_text() == "Ukraine", "no label in it: stays English"
        page.get_by_label("Names in").select_option("")
        assert (head.inner_text(), head.get_attribute("lang")) == ("Russia", None)
        assert watched.quiet, watched
