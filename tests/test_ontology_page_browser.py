"""The ontology's own page as a reader has it: opened from disk, by keyboard, without scripts, and from odd files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from browser import PATIENCE, Watched, axe_script, axe_violations, chromium, opened

from kg.bundle import bundle_path
from kg.render.ontology_page import ontology_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "<img src=https://canary.invalid/x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% include 'x' %}",
    "</title><iframe src=javascript:alert(1)>",
    "<!-- <a href=javascript:alert(1)>",
    "]]><math><mtext><style><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#x3c;script&#x3e;",
    "\u202etxt.exe\u2066",
]
# The page is long and says the same thing many times; what is looked at closely is the first entries of each kind.
_SHORTEN = """() => {
  for (const list of document.querySelectorAll(".cards")) [...list.children].slice(3).forEach((each) => each.remove());
  [...document.querySelectorAll("main > section > .branch")].slice(2).forEach((each) => each.remove());
  for (const box of document.querySelectorAll(".branch .branch ~ .branch")) box.remove();
  for (const box of document.querySelectorAll("details")) box.open = true;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "ontology.html"
    file.write_text(ontology_page(), encoding="utf-8")
    return file.as_uri()


def overflow(watched: Watched) -> int:
    return int(watched.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("width", [1440, 800, 390])
def test_it_opens_from_disk_and_asks_for_nothing(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, width=width) as watched:
        assert overflow(watched) <= 0
        shown = [each.is_visible() for each in watched.page.locator("svg.diagram").all()]
        assert shown == [width > 1000, width <= 1000]
        # Letters of less than 11 px cannot be read: the drawing made for the other width would be.
        letters = watched.page.locator("svg.diagram:visible text.row").first
        assert letters.evaluate("each => each.getBoundingClientRect().height") >= 11
        watched.page.locator("footer").scroll_into_view_if_needed()
        assert watched.quiet, watched


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]) -> None:
    axe_script()
    with opened(browser, address, width=width, scheme=scheme, bypass_csp=True) as watched:
        watched.page.evaluate(_SHORTEN)
        assert axe_violations(watched) == []


def test_axe_sees_what_is_wrong(browser: Browser, address: str) -> None:
    """An axe-core that did not run would find nothing either."""
    axe_script()
    with opened(browser, address, bypass_csp=True) as watched:
        watched.page.evaluate(_SHORTEN)
        watched.page.evaluate("document.querySelector('label').remove()")
        assert [each.partition(":")[0] for each in axe_violations(watched)] == ["label"]


def test_the_keyboard_is_enough(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    with opened(browser, address) as watched:
        page = watched.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#page-main"
        page.locator("#page-filter-words").focus()
        page.keyboard.type("limits on armed")
        expect(page.locator("#page-filter-count")).to_contain_text(" of ", timeout=PATIENCE)
        assert page.locator("#issue-military-limits").is_visible()
        assert not page.locator("#Report").is_visible()
        for _ in "limits on armed":
            page.keyboard.press("Backspace")
        expect(page.locator("#page-filter-count")).to_have_text("", timeout=PATIENCE)
        assert page.locator("#Report").is_visible()
        assert not page.locator("#issue-military-limits").is_visible()
        page.locator("summary", has_text="Which positions of two parties cannot both be met").focus()
        assert not page.locator("#query-conflicts").is_visible()
        page.keyboard.press("Enter")
        assert page.locator("#query-conflicts").is_visible()
        assert watched.quiet, watched


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_link_into_what_is_folded_unfolds_it(browser: Browser, address: str, scripts: bool) -> None:
    with opened(browser, f"{address}#provision-ceasefire", scripts=scripts) as watched:
        for place in ("provision-ceasefire", "shape-ReportDigest", "query-conflicts", "party-ukraine"):
            watched.page.goto(f"{address}#{place}")
            entry = watched.page.locator(f"#{place}")
            entry.wait_for(state="visible")
            box = entry.bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 900, place


def test_it_reads_without_scripts(browser: Browser, address: str) -> None:
    with opened(browser, address, scripts=False) as watched:
        assert not watched.page.locator("#page-filter").is_visible()
        watched.page.get_by_text("Security", exact=True).first.click()
        assert watched.page.locator("#issue-security").is_visible()
        watched.page.locator("summary", has_text="Ceasefire").first.click()
        assert watched.page.locator("#issue-ceasefire").is_visible()


def test_it_prints_what_is_folded(browser: Browser, address: str) -> None:
    with opened(browser, address, scripts=False) as watched:
        watched.page.emulate_media(media="print")
        shown = "each => each.checkVisibility({contentVisibilityAuto: true})"
        assert watched.page.locator("#shape-ReportDigest").evaluate(shown)
        assert not watched.page.locator("#page-filter").is_visible()


def test_a_hostile_file_is_shown_and_does_nothing(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever adds a case file writes it; what is in it is text, and an address only if it is one of the web."""
    folder = tmp_path / "ontology"
    shutil.copytree(bundle_path("ontology"), folder)
    (folder / "parties.ttl").unlink()
    (folder / "cases/hostile.ttl").write_text(hostile_case(), encoding="utf-8")
    monkeypatch.setattr("kg.render.ontology_page.turtle.bundle_path", lambda _: folder)
    file = tmp_path / "hostile.html"
    file.write_text(ontology_page(), encoding="utf-8")
    with opened(browser, file.as_uri()) as watched:
        page = watched.page
        page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
        text = page.locator("main").inner_text()
        for payload in PAYLOADS[:-1]:
            assert text.count(payload) >= 5, payload
        assert "\\u202etxt.exe\\u2066" in text
        assert page.locator("main img, main script, main iframe, main style, main math").count() == 0
        assert page.locator("main svg:not(.diagram)").count() == 0
        followed = page.eval_on_selector_all("a", "all => all.map((each) => each.getAttribute('href'))")
        assert [each for each in followed if not each.startswith(("#", "http://", "https://"))] == []
        assert page.locator("#party-hostile-0 span[lang=fa]").get_attribute("dir") == "auto"
        for handle in page.locator("#party-hostile-0").all():
            handle.hover()
        assert watched.quiet, watched


def hostile_case() -> str:
    """Return a case file with the payloads wherever a text can stand, and addresses that must not be followed."""
    base = "https://w3id.org/negotiation-kg"

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [
        f"@prefix neg: <{base}/ontology#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        f"@prefix party: <{base}/data/party/> .",
        f"@prefix provision: <{base}/scheme/provision/> .",
        f"<{base}/cases/hostile> a <http://www.w3.org/2002/07/owl#Ontology> ;",
        f"  dcterms:title {quoted(PAYLOADS[0])}@en ; dcterms:description {quoted(PAYLOADS[3])}@en .",
        f"<{base}/data/negotiation/hostile> a neg:Negotiation ; rdfs:label {quoted(PAYLOADS[1])}@en ;",
        "  neg:principal party:hostile-0 .",
    ]
    for number, payload in enumerate(PAYLOADS):
        text = quoted(payload)
        lines += [
            f"party:hostile-{number} a neg:Party ; rdfs:label {text}@en , {text}@fa ; skos:altLabel {text}@en ;",
            f"  neg:demonym {text}@en ; skos:exactMatch <javascript:alert({number})> , <data:text/html,x> .",
            f"provision:hostile-{number} a skos:Concept ; rdfs:label {text}@en ; skos:definition {text}@en ;",
            f"  skos:notation {text} ; skos:inScheme <{base}/scheme/provision> ; neg:unit {text} ;",
            f"  neg:underIssue <{base}/scheme/issue/ceasefire> ; neg:statusQuo {text}@en .",
        ]
    return "\n".join(lines) + "\n"
