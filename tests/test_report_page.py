"""The page of a report as a file: what stands in it, that its links lead somewhere, and how it is put in place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from brief_stores import on_disk, seeds, seeds_store
from commands import Kg

from kg.brief.records import Name
from kg.errors import StoreError, UsageError
from kg.render.page import page_files, write_page
from kg.render.page.places import Places, slug

ONE, MANY = 4_000_000, 0
BUDGETS = pytest.mark.parametrize("budget", [ONE, MANY], ids=["one file", "many files"])


class Read(HTMLParser):
    """What a page has: ids, links, elements, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.text = ""
        self._raw = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes.update(f"{tag} {name}" for name, _ in attrs)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._raw = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._raw = False

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.text += data


def written(folder: Path, budget: int, name: str = "report.html") -> dict[Path, Read]:
    """Write the seeds and return all files, read."""
    target = folder / name
    number = write_page(seeds(), target, budget=budget)
    found = {path.resolve(): Read(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    assert number == len(found)
    return found


@BUDGETS
def test_every_link_leads_somewhere(tmp_path: Path, budget: int) -> None:
    """A name with a space and a number sign must not break the way to the pages beside it and back."""
    pages = written(tmp_path, budget, "talks #1 of 100%.html")
    followed = 0
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            if link.startswith(("https://", "data:,")):
                continue
            file, _, anchor = link.partition("#")
            there = (path.parent / unquote(file)).resolve() if file else path
            assert anchor in pages[there].ids, link
            followed += 1
    assert followed > 800


@BUDGETS
def test_each_thing_of_the_brief_is_shown_once(tmp_path: Path, budget: int) -> None:
    """A statement that supports two positions, or none, has one home; nothing is dropped."""
    brief, pages = seeds(), written(tmp_path, budget)
    anchors = Counter(anchor for page in pages.values() for anchor in page.ids)
    for kind, some in (
        ("s", brief.statements), ("m", brief.meetings), ("o", brief.outcomes), ("f", brief.findings),
        ("r", brief.reports), ("d", [paper.id for paper in brief.documents]),
    ):  # fmt: skip
        assert some
        assert {anchors[f"{kind}-{slug(one)}"] for one in some} == {1}, kind
    assert len([anchor for anchor in anchors if anchor.startswith("cell-")]) == len(brief.cells)
    quotes = [quote for one in brief.statements.values() for quote in one.quotes]
    quotes += [quote for came in brief.outcomes.values() for quote in came.quotes]
    for quote in quotes:
        assert anchors[f"q-{slug(quote.report)}-{quote.start}-{quote.end}"] == 1


def test_the_anchor_of_a_cell_says_which_it_is(tmp_path: Path) -> None:
    (page,) = written(tmp_path, ONE).values()
    assert {"cell-russia-military-limits", "cell-ukraine-ceasefire"} <= set(page.ids)


def test_the_seeds_are_one_small_file(tmp_path: Path) -> None:
    (path,) = written(tmp_path, ONE)
    assert path.stat().st_size < 1_500_000
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_the_policy_allows_the_page_its_own_hashes_alone(tmp_path: Path) -> None:
    ((path, page),) = written(tmp_path, ONE).items()
    html = path.read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert unescape(policy).startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not [name for name in page.attributes if re.search(r" (on\w+|style)$", name)]
    assert {link for link in page.links if not link.startswith("#")} == {"data:,"}


def test_the_same_brief_gives_the_same_bytes() -> None:
    for budget in (ONE, MANY):
        first = dict(page_files(seeds(), "a.html", "a.pages", budget=budget))
        assert first == dict(page_files(seeds(), "a.html", "a.pages", budget=budget))


def test_articles_are_given_whole_with_every_quote_in_its_place(tmp_path: Path) -> None:
    (page,) = written(tmp_path, ONE).values()
    text = "".join(page.text.split())
    for report in seeds().reports.values():
        plain = re.sub(r"\s", "", report.text)
        # The numbers of quotes stand between the words, so stretches without one are looked for.
        assert plain[:20] in text, report.name
        assert plain[-40:] in text, report.name


def test_an_alleged_fact_is_held_true_or_denied(tmp_path: Path) -> None:
    (page,) = written(tmp_path, ONE).values()
    assert "Ukrainian children were abducted to Russia: denies it" in page.text
    assert "Ukrainian children were abducted to Russia: holds it true" in page.text


def test_pictures_stand_before_tables_that_say_the_same(tmp_path: Path) -> None:
    """A picture that would be too large is left out; its table is not."""
    (page,) = written(tmp_path, ONE).values()
    assert (page.elements["svg"], page.elements["figure"]) == (2, 2)
    assert (
        page.ids.index("picture-timeline-title") < page.ids.index("network") < page.ids.index("picture-network-title")
    )
    empty = replace(seeds(), stages=(), ties=(), pairs=())
    without = Read(dict(page_files(empty, "a.html", "a.pages"))[""])
    assert without.elements["svg"] == without.elements["figure"] == 0
    assert "Rounds and what reports say came out of them" in without.text


def test_names_in_other_languages_can_be_chosen() -> None:
    brief = seeds()
    russia = brief.names["party/russia"]
    named = {**brief.names, "party/russia": replace(russia, others=(("uk", "Росія"), ("de", "Russland")))}
    html = dict(page_files(replace(brief, names=named), "a.html", "a.pages"))[""]
    assert '<bdi data-name="party/russia">Russia</bdi>' in html
    assert '<bdi lang="uk">Росія</bdi>' in html
    assert '<option value="de">de</option>' in html
    assert 'id="tongues"' not in dict(page_files(brief, "a.html", "a.pages"))[""]


def test_two_cells_never_share_an_anchor() -> None:
    """The party a-b on c and the party a on b-c."""
    brief = seeds()
    one, other = list(brief.cells.values())[:2]
    keys = ("party/a-b", "issue/c"), ("party/a", "issue/b-c")
    cells = {key: replace(cell, party=key[0], issue=key[1]) for key, cell in zip(keys, (one, other), strict=True)}
    places = Places(replace(brief, cells=cells), "a.html", None)
    assert places.cell(*keys[0]) != places.cell(*keys[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x/russia", "https://b.example/x/russia"),
        ("party/a'b", 'party/a"b'),
        ("party/a b", "party/a-b"),
        ("party/", "issue/"),
        ("party/Київ", "party/Львів"),
        ("party/..", "party/../.."),
    ],
)
def test_a_strange_key_is_a_safe_anchor_and_file_name(one: str, other: str) -> None:
    for key in (one, other):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", slug(key)), key
    assert slug(one) != slug(other)


def test_the_command_writes_a_page_and_refuses_to_write_over_one(kg: Kg, tmp_path: Path) -> None:
    store = on_disk(seeds_store(), tmp_path / "store")
    page = tmp_path / "talks.html"
    answer = kg("--store", store, "report", "-o", page, "--title", "The talks")
    assert (answer.code, answer.out) == (0, "")
    assert "5 reports" in answer.err
    assert "<title>The talks: who stands where</title>" in page.read_text(encoding="utf-8")
    assert kg("--store", store, "report", "-o", page).code == 2
    assert kg("--store", store, "report", "-o", page, "--force").code == 0
    assert kg("--store", store, "report", "-o", "-", "--format", "html").code == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["store", "talks.html"]


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    target, folder = tmp_path / "report.html", tmp_path / "report.pages"
    folder.mkdir()
    (folder / "thesis.docx").write_text("mine")
    for force in (False, True):
        with pytest.raises(UsageError, match=r"report\.pages"):
            write_page(seeds(), target, budget=MANY, force=force)
    assert (folder / "thesis.docx").read_text() == "mine"
    assert not target.exists()


def test_pages_of_an_earlier_report_are_replaced_as_a_whole(tmp_path: Path) -> None:
    target, folder = tmp_path / "report.html", tmp_path / "report.pages"
    write_page(seeds(), target, budget=MANY)
    (folder / "issue-of-yesterday.html").write_text("old")
    with pytest.raises(UsageError, match="--force"):
        write_page(seeds(), target, budget=MANY)
    write_page(seeds(), target, budget=MANY, force=True)
    assert not (folder / "issue-of-yesterday.html").exists()
    write_page(seeds(), target, budget=ONE, force=True)
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"], "a folder that nothing leads to is taken away"


def test_where_the_disk_refuses_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.html"
    write_page(seeds(), target, budget=MANY)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.html")}
    whole = Path.replace

    def full(path: Path, to: Path) -> Path:
        if to == target:
            raise OSError(28, "No space left on device")
        return whole(path, to)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match="No space left"):
        write_page(replace(seeds(), title="Another"), target, budget=MANY, force=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_name_can_be_anything() -> None:
    brief = replace(seeds(), names={key: Name(key, name.iri, "") for key, name in seeds().names.items()}, title="")
    for _, html in page_files(brief, "a.html", "a.pages", budget=MANY):
        assert html.startswith("<!DOCTYPE html>")
