"""The ontology's own page, read as a file: whole, valid, the same each time, and asking for nothing."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import html5rdf  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
from commands import NEG, Kg
from jinja2 import UndefinedError

from kg.bundle import bundle_path
from kg.query import available
from kg.render.ontology_page import diagram, ontology_page
from kg.render.ontology_page.layout import Drawing, draw
from kg.render.ontology_page.page import drawings
from kg.render.ontology_page.turtle import Names, read_bundled
from kg.render.web import Wording, choose, readable, safe_href, write_page

SCHEME = "https://w3id.org/negotiation-kg/scheme/"
_OWL = "http://www.w3.org/2002/07/owl#"
_SH = "http://www.w3.org/ns/shacl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.levels: list[int] = []
        self.attributes: list[tuple[str, str]] = []
        self.blocks: dict[str, str] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.attributes += values.items()
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.hrefs.append(values["href"])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self._open = {"style": tag, "script": tag, "pre": values.get("aria-label", "")}.get(tag, self._open)

    def handle_data(self, data: str) -> None:
        if self._open:
            self.blocks[self._open] = self.blocks.get(self._open, "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "pre"}:
            self._open = ""


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(ontology_page())


def bundled() -> list[ox.Quad]:
    """Return the files' quads, read without any of the page's code."""
    folder = bundle_path("ontology")
    return [quad for path in sorted(folder.rglob("*.ttl")) for quad in ox.parse(path=path)]


def test_the_page_is_valid_html(page: Page) -> None:
    parser = html5rdf.HTMLParser(strict=False)
    parser.parse(page.text)
    assert parser.errors == []


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    assert [each for each, count in Counter(page.ids).items() if count > 1] == []
    inside = {href[1:] for href in page.hrefs if href.startswith("#")}
    assert len(inside) > 500
    assert inside - set(page.ids) == set()
    outside = {href for href in page.hrefs if not href.startswith("#")}
    assert [each for each in outside if safe_href(each) is None] == []


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    assert page.levels.count(1) == 1
    assert page.levels[0] == 1
    assert [(above, below) for above, below in pairwise(page.levels) if below > above + 1] == []


def test_every_term_has_its_place_and_shows_its_iri(page: Page) -> None:
    """A term added to a file, and not to the page, would be missed by who reads the page alone."""
    kinds = {_OWL + each for each in ("Class", "ObjectProperty", "DatatypeProperty")}
    kinds |= {_SKOS + "Concept", _SKOS + "ConceptScheme", _SH + "NodeShape", _SH + "PropertyShape"}
    ids = set(page.ids)
    seen = 0
    for quad in bundled():
        subject = quad.subject
        if quad.predicate.value[-4:] != "type" or getattr(quad.object, "value", "") not in kinds:
            continue
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith("https://w3id.org/negotiation-kg/"):
            continue
        iri = subject.value
        local = re.split("[#/]", iri)[-1]
        anchors = {local} if iri.startswith(NEG) else {each for each in ids if each.endswith(f"-{local}")}
        assert anchors & ids, iri
        assert f">{iri}<" in page.text or f"scheme-{local}" in ids, iri
        seen += 1
    assert seen > 900
    assert {f"query-{query.name}" for query in available()} <= ids


def test_terms_that_share_a_local_name_have_places_of_their_own() -> None:
    names = Names(read_bundled())
    iris = [SCHEME + "issue/ceasefire", SCHEME + "provision/ceasefire", NEG + "Position", NEG + "position"]
    assert [names.anchor(iri) for iri in iris] == ["issue-ceasefire", "provision-ceasefire", "Position", "position"]


def test_an_exclusion_is_shown_on_both_sides(page: Page) -> None:
    """It is symmetric, and the files say it once."""
    pairs = [quad for quad in bundled() if quad.predicate.value == NEG + "excludes"]
    assert pairs
    for quad in pairs:
        slugs = [str(term).rstrip(">").rpartition("/")[2] for term in (quad.subject, quad.object)]
        for here, there in (slugs, slugs[::-1]):
            entry = page.text.partition(f'id="provision-{here}"')[2].partition("</article>")[0]
            shown = entry.partition("<dt>Excludes</dt>")[2].partition("</dd>")[0]
            assert f'href="#provision-{there}"' in shown, (here, there)


def test_the_page_asks_for_nothing_and_allows_only_its_own_style_and_script(page: Page) -> None:
    names = {name for name, _ in page.attributes}
    assert not [name for name in names if name.startswith("on")]
    assert names & {"src", "srcset", "style", "action", "background", "data", "poster"} == set()
    assert re.search(r"@import|url\(|\bfetch\(|XMLHttpRequest|import\(", page.text) is None
    policy = next(value for name, value in page.attributes if name == "content" and "default-src" in value)
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.blocks[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_the_page_is_of_a_size_to_be_mailed(page: Page) -> None:
    assert len(page.text.encode()) < 1_500_000


def test_the_same_files_give_the_same_bytes(page: Page) -> None:
    """Sets and blank nodes come in another order in another process."""
    code = "import sys; from kg.cli import main; sys.exit(main(['docs']))"
    again = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": "."},
    )  # fmt: skip
    assert again.stdout.decode() == page.text


def test_every_query_that_the_page_gives_can_be_asked(page: Page) -> None:
    examples = {name: text for name, text in page.blocks.items() if "SELECT" in text and "$this" not in text}
    assert len([name for name in examples if name.startswith("Ask for them")]) > 15
    for name, text in examples.items():
        assert isinstance(ox.Store().query(text), ox.QuerySolutions), name


@pytest.mark.parametrize("name", ["Report", "Quote", "Statement", "Demand", "Rejection"])
def test_an_example_finds_what_it_is_an_example_of(page: Page, kg: Kg, store: Path, name: str) -> None:
    """A property that not every member has would make it an example of nothing."""
    answer = kg("query", "-", "--store", store, stdin=page.blocks[f"Ask for them: neg:{name}"])
    assert answer.code == 0, answer.err
    assert answer.rows


def drawn() -> list[Drawing]:
    facts = read_bundled()
    return [drawing for _, drawing in drawings(diagram.boxes(facts, Names(facts)), lambda iri: iri)]


@pytest.mark.parametrize("place", [0, 1], ids=["wide", "narrow"])
def test_no_line_of_the_diagram_crosses_a_box_and_no_two_boxes_meet(place: int) -> None:
    drawing = drawn()[place]
    for box in drawing.boxes:
        inside = (box.x + 1, box.y + 1, box.x + box.width - 1, box.y + box.height - 1)
        for trunk in drawing.trunks:
            for x1, y1, x2, y2 in strokes(trunk.path):
                apart = x2 < inside[0] or x1 > inside[2] or y2 < inside[1] or y1 > inside[3]
                assert apart, (box.words[0].text, trunk.path)
        for other in drawing.boxes:
            if other is not box:
                across = other.x >= box.x + box.width or box.x >= other.x + other.width
                assert across or other.y >= box.y + box.height or box.y >= other.y + other.height
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height


def strokes(path: str) -> list[tuple[float, float, float, float]]:
    """Return the straight strokes of a path of M, H and V as left, top, right, bottom."""
    found = []
    x = y = 0.0
    for command, values in re.findall(r"([MHV])([-\d. ]+)", path):
        numbers = [float(each) for each in values.split()]
        if command == "M":
            x, y = numbers
            continue
        to = (numbers[0], y) if command == "H" else (x, numbers[0])
        found.append((min(x, to[0]), min(y, to[1]), max(x, to[0]), max(y, to[1])))
        x, y = to
    return found


def test_the_diagram_shows_the_model() -> None:
    """Properties without a domain are led back to their classes by the shapes; a change there must not lose them."""
    facts = read_bundled()
    found = {
        (box.iri.rpartition("#")[2], prop.rpartition("#")[2], lead.target.rpartition("#")[2].rpartition("/")[2])
        for column in diagram.boxes(facts, Names(facts))
        for box in column
        for lead in box.leads
        for prop in lead.properties
    }
    wanted = """
        Statement party Party · Statement quote Quote · Statement report Report · Statement provision provision
        Statement speaker Person · Statement act act · Quote wasQuotedFrom Report · Report origin Origin
        Position party Party · Position bestStatement Statement · Finding firstPosition Position
        Finding findingKind finding-kind · Meeting round Round · Outcome meeting Meeting · Document issuedBy Party
        Decision decides Statement · Negotiation principal Party · Outcome quote Quote
    """
    assert {tuple(each.split()) for each in re.split("[·\n]", wanted) if each.strip()} - found == set()


def test_a_diagram_without_room_for_its_lines_is_refused() -> None:
    facts = read_bundled()
    boxes = [box for column in diagram.boxes(facts, Names(facts)) for box in column]
    with pytest.raises(ValueError, match="has not room"):
        draw([boxes], lambda iri: iri, (200,), (20, 20))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_ink_can_be_read_on_every_paper(mode: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text."""
    sheet = (bundle_path("render") / "web/tokens.css").read_text(encoding="utf-8")
    light, _, dark = sheet.partition("@media")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark if mode == "dark" else light))
    inks = [name for name in colours if name not in {"paper", "card", "mark", "code", "line", "line-strong"}]
    assert len(inks) > 12
    for ink in inks:
        for paper in ("paper", "card", "code") + (("mark",) if ink in {"ink", "link"} else ()):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    assert contrast(colours["line-strong"], colours["card"]) >= 3  # the edge of a field that one writes into


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    bright, dull = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dull + 0.05)


def test_docs_writes_the_file_whole_and_says_where(kg: Kg, tmp_path: Path, page: Page) -> None:
    answer = kg("docs", "-o", "ontology.html")
    assert (answer.code, answer.out) == (0, "")
    assert "ontology.html" in answer.err
    assert (tmp_path / "ontology.html").read_text(encoding="utf-8") == page.text


def test_docs_that_cannot_be_written_leaves_nothing(kg: Kg, tmp_path: Path) -> None:
    answer = kg("docs", "-o", "missing/ontology.html")
    assert answer.code == 5
    assert "missing/ontology.html cannot be written" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_docs_takes_no_word_it_does_not_know(kg: Kg) -> None:
    assert kg("docs", "ontology.html").code == 2


@pytest.mark.parametrize("which", ["not Turtle at all", "<https://example.org/x> a <https://example.org/Y> ."])
def test_docs_from_a_broken_installation_says_which_file(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    folder = tmp_path / "ontology"
    (folder / "cases").mkdir(parents=True)
    (folder / "odd.ttl").write_text(which)
    monkeypatch.setattr("kg.render.ontology_page.turtle.bundle_path", lambda _: folder)
    answer = kg("docs")
    assert (answer.code, answer.out) == (3, "")
    assert "ontology/odd.ttl" in answer.err


ADDRESSES = [
    ("https://example.org/a?b=c&d#e", True, "an ordinary one"),
    ("http://127.0.0.1:8080/x", True, "a port"),
    ("https://example.org/ü", True, "letters of any script"),
    ("javascript:alert(1)", False, "runs"),
    ("JaVaScRiPt:alert(1)", False, "runs, in any case"),
    (" https://example.org", False, "a blank before the scheme"),
    ("java\nscript:alert(1)", False, "browsers drop line ends"),
    ("data:text/html,<script>alert(1)</script>", False, "carries its own page"),
    ("file:///etc/hosts", False, "the reader's own disk"),
    ("//example.org/x", False, "takes the scheme of the page"),
    ("https://bank.example@example.org/", False, "a user's name that looks like a host"),
    ("https://example.org/\u202egnp.exe", False, "turns round what is read"),
    ("https://example.org/ x", False, "a blank"),
    ('https://example.org/"onclick=', False, "ends an attribute"),
    ("https://", False, "no host"),
    ("", False, "nothing"),
]


@pytest.mark.parametrize(("address", "followed", "trap"), ADDRESSES, ids=[trap for _, _, trap in ADDRESSES])
def test_only_addresses_of_the_web_are_links(address: str, followed: bool, trap: str) -> None:
    assert (safe_href(address) is not None) is followed, trap


def test_a_label_is_chosen_by_language_and_the_others_are_kept() -> None:
    labels = [ox.Literal("Waffenruhe", language="de"), ox.Literal("ceasefire", language="en-gb"), ox.Literal("x")]
    assert choose(labels) == (Wording("ceasefire", "en-gb"), [Wording("x"), Wording("Waffenruhe", "de")])
    assert choose(labels, ("fr", "de"))[0] == Wording("Waffenruhe", "de")
    assert choose(labels[:1]) == (Wording("Waffenruhe", "de"), [])
    assert choose(labels, ("fr",))[0] == Wording("x")
    assert choose([]) == (None, [])


def test_what_cannot_be_seen_is_shown() -> None:
    assert readable("a\u202eb\x00c\ud800\n\td") == "a\\u202eb\\x00c\\ud800\n\td"


def test_an_asset_that_would_end_its_element_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind the early end would be shown, or run, and the hash would be of something else."""
    shutil.copytree(bundle_path("render") / "web", tmp_path / "web")
    (tmp_path / "bad.css").write_text("a::after { content: '</STYLE><script>' }")
    monkeypatch.setattr("kg.render.web.document.bundle_path", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"bad\.css"):
        write_page("web/base.html.j2", {}, styles=["bad.css"])


def test_a_name_that_a_template_misses_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        write_page("ontology_page/page.html.j2", {"title": "x"})
