"""Pictures: every mark has its statements behind it, every word has its place, and hostile words stay words."""

from __future__ import annotations

import math
import os
import pickle
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from brief_stores import changed, harbour, on_disk, rounds_store, seeds, seeds_store
from commands import Kg
from crowds import SVG, crowd, marks_of, words_of
from harbour import said
from test_report_documents import FIELDS

from kg.brief import Brief, gather
from kg.brief.content import Cell
from kg.errors import LimitError, NotFoundError, UsageError
from kg.plots import View, matrix, network, timeline
from kg.plots.calendar_axis import Axis
from kg.plots.colours import style, tokens
from kg.plots.lettering import cut, shown, width_of, wrap

FIGURES = {"matrix": matrix, "timeline": timeline, "network": network}
HOSTILE = (
    "</text></svg><script>alert(1)</script> <img src=x onerror=alert(1)> ]]> <!-- &lt;b&gt; \" ' onload='alert(1) "
    "url(http://x.invalid) \x1b[31m \u202e \x00 \ufffe \uffff " + "endless" * 40
)
DRAWN = {"svg", "title", "desc", "style", "g", "rect", "line", "path", "circle", "text"}


@cache
def rounds() -> Brief:
    return gather(rounds_store())


BRIEFS = {"seeds": seeds, "rounds": rounds}
both = pytest.mark.parametrize("brief", BRIEFS)
each_figure = pytest.mark.parametrize("figure", FIGURES)


def title_of(mark: ET.Element) -> str:
    return mark.findtext(SVG + "title") or ""


@both
def test_the_matrix_has_each_cell_once_with_its_word_and_its_origins(brief: str) -> None:
    of = BRIEFS[brief]()
    found = {}
    for mark in marks_of(matrix(of), "cell"):
        inside = [each.text for each in mark.iter(SVG + "text")]
        found[mark.get("data-party"), mark.get("data-issue")] = (inside[0], title_of(mark))
    assert found.keys() == of.cells.keys()
    for where, cell in of.cells.items():
        number, told = found[where]
        assert number == str(len(cell.origins))
        assert f": {cell.word};" in told
        assert ("conflict" in told, "overlap" in told) == (bool(cell.conflicts), bool(cell.overlaps))


@both
def test_the_timeline_has_each_stage_and_round_once_and_what_has_no_day_apart(brief: str) -> None:
    of = BRIEFS[brief]()
    svg = timeline(of)
    marks = marks_of(svg, "stage")
    assert Counter((mark.get("data-statement"), mark.get("data-finding")) for mark in marks) == Counter(
        (stage.statement, stage.finding or "") for stage in of.stages
    )
    unknown = [mark for mark in marks if "day unknown" in title_of(mark)]
    assert len(unknown) == len(of.undated)
    (heading,) = [words.left for words in words_of(svg) if words.text == "day unknown" and words.top < 300]
    places = {mark: float(re.findall(r"[\d.]+", mark[1].get("d") or mark[1].get("cx") or "")[0]) for mark in marks}
    assert all((places[mark] > heading - 8) == (mark in unknown) for mark in marks)
    assert [mark.get("data-round") for mark in marks_of(svg, "round")] == [held.id for held in of.rounds]
    for mark, held in zip(marks_of(svg, "round"), of.rounds, strict=True):
        told = [int(each.text.split(" × ")[0]) for each in mark.iter(SVG + "text") if each.text and " × " in each.text]
        assert sum(told) == len(held.outcomes)


@both
def test_the_network_has_each_tie_and_pair_once(brief: str) -> None:
    of = BRIEFS[brief]()
    svg = network(of)
    assert Counter((mark.get("data-party"), mark.get("data-provision")) for mark in marks_of(svg, "tie")) == Counter(
        (tie.party, tie.provision) for tie in of.ties
    )
    pairs = {(mark.get("data-first"), mark.get("data-second")): title_of(mark) for mark in marks_of(svg, "pair")}
    assert pairs.keys() == {(pair.first, pair.second) for pair in of.pairs}
    for pair in of.pairs:
        assert f": {len(pair.conflicts)} conflict" in pairs[pair.first, pair.second]
        assert f", {len(pair.overlaps)} overlap" in pairs[pair.first, pair.second]
    # The line itself says the stance too, not its colour alone.
    for tie, mark in zip(of.ties, sorted(marks_of(svg, "tie"), key=lambda mark: _place(of, mark)), strict=True):
        assert f", {tie.word}:" in title_of(mark)
        assert mark[1].get("class") == {"for": "plot-edge-for", "against": "plot-edge-against"}.get(
            tie.word, "plot-edge-both"
        )


def _place(brief: Brief, mark: ET.Element) -> int:
    keys = [(tie.party, tie.provision) for tie in brief.ties]
    return keys.index((mark.get("data-party", ""), mark.get("data-provision", "")))


@each_figure
@pytest.mark.parametrize(
    ("brief", "width"),
    [("seeds", 1120), ("rounds", 1120), ("seeds", 720), ("rounds", 1800), ("crowd", 1120), ("crowd", 720),
     ("hostile", 1120)],
)  # fmt: skip
def test_no_word_lies_on_another_or_leaves_the_picture(figure: str, brief: str, width: int) -> None:
    of = MORE[brief]()
    svg = FIGURES[figure](of, View(width=width))
    words = words_of(svg)
    assert len(words) > 10
    across, down = map(float, ET.fromstring(svg).get("viewBox", "").split()[2:])
    assert across <= width
    assert [one for one in words if one.left < 0 or one.right > across or one.top < 0 or one.bottom > down] == []
    assert [(one.text, two.text) for one, two in combinations(words, 2) if one.meets(two)] == []


def test_no_staff_of_a_round_runs_through_the_words_of_another() -> None:
    svg = timeline(crowd(2, 3, rounds=9))
    flags = marks_of(svg, "round")
    assert len(flags) == 9
    staffs = [next(each for each in mark if each.tag == SVG + "line") for mark in flags]
    words = [one for one in words_of(svg) if re.fullmatch(r"\d+ Jan 2025", one.text)]
    for staff in staffs:
        x, top, bottom = (float(staff.get(name, "")) for name in ("x1", "y1", "y2"))
        assert not [one for one in words if one.left < x < one.right and one.top < bottom and top < one.bottom]


@cache
def hostile() -> Brief:
    return gather(changed(seeds_store(), dict.fromkeys(FIELDS, HOSTILE)))


MORE: dict[str, Callable[[], Brief]] = BRIEFS | {"crowd": lambda: crowd(14, 10, rounds=9), "hostile": hostile}


@each_figure
def test_hostile_words_are_words(figure: str) -> None:
    svg = FIGURES[figure](hostile(), View(theme="light", link=lambda _: "#" + HOSTILE))
    tree = ET.fromstring(svg)
    assert {each.tag.removeprefix(SVG) for each in tree.iter()} <= DRAWN | {"a"}
    attributes = {name for each in tree.iter() for name in each.attrib}
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert "script>alert(1)</script> <img" in (tree.findtext(SVG + "title") or "")
    assert "\\u202e" in svg
    assert not set(svg) & set("\x1b\x00\u202e\ufffe\uffff")


@each_figure
def test_several_pictures_fit_one_page_under_a_strict_policy(figure: str) -> None:
    first, second = (FIGURES[figure](seeds(), View(name=name)) for name in ("one", "two"))
    ids = [each.get("id") for svg in (first, second) for each in ET.fromstring(svg).iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 4
    tree = ET.fromstring(first)
    assert tree.get("role") == "img"
    said_by = {each.get("id"): each.text for each in tree if each.get("id")}
    assert (said_by[tree.get("aria-labelledby")] or "").startswith("Istanbul talks 2025")
    assert re.search(r"\d+", said_by[tree.get("aria-describedby")] or "")
    # Colours come by class: no style element, no attribute that a policy forbids; every class is in the sheet.
    assert not [
        each for each in tree.iter() if each.tag == SVG + "style" or {"style", "fill", "stroke"} & set(each.attrib)
    ]
    classes = {name for each in tree.iter() if each.tag != SVG + "g" for name in each.get("class", "").split()}
    assert [name for name in classes - {"plot", f"plot-{figure}"} if f".{name}" not in style("light")] == []


def test_a_mark_leads_where_the_page_says_and_the_picture_is_then_no_single_image() -> None:
    svg = matrix(seeds(), View(link=lambda one: f"#cell-{one.issue}" if isinstance(one, Cell) else None))
    tree = ET.fromstring(svg)
    links = list(tree.iter(SVG + "a"))
    assert tree.get("role") == "group"
    assert len(links) == len(seeds().cells)
    assert {link.get("href") for link in links} == {f"#cell-{cell.issue}" for cell in seeds().cells.values()}
    assert all("independent origin" in link.get("aria-label", "") for link in links)


def test_bytes_do_not_depend_on_the_order_in_which_sets_are_kept(tmp_path: Path) -> None:
    (tmp_path / "brief").write_bytes(pickle.dumps((rounds(), crowd(16, 8))))
    program = (
        "import hashlib, pickle, sys; from kg.plots import *\n"
        "for brief in pickle.load(open(sys.argv[1], 'rb')):\n"
        "    for draw in (matrix, timeline, network):\n"
        "        print(hashlib.sha256(draw(brief, View(theme='dark')).encode()).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "brief")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    (answer,) = answers
    assert len(set(answer.split())) == 6


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_told_from_their_ground_and_for_from_against_by_any_eye(theme: str) -> None:
    known = {name: full(colour) for name, colour in tokens(theme).items() if re.fullmatch(r"#\w{3}(\w{3})?", colour)}
    css = style(theme)
    assert "var(" not in css
    for name in (
        "--ink",
        "--ink-soft",
        "--for",
        "--against",
        "--neutral",
        "--tone-analysis",
        "--conflict",
        "--tone-text",
    ):
        assert known[name] in css
        assert contrast(known[name], known["--card"]) >= 4.5
    for name in ("--ink", "--for", "--against"):
        assert contrast(known[name], known["--code"]) >= 4.5
        assert contrast(known[name], known["--mark"]) >= 3
    assert contrast(known["--line-strong"], known["--card"]) >= 3
    for one, other in (("--for", "--against"), ("--conflict", "--tone-text")):
        for kind in BLINDNESS:
            assert apart(known[one], known[other], kind) >= (25 if one == "--for" else 15), (one, kind)


# How eyes without one of the three kinds of cones see linear red, green and blue (Machado, Oliveira, Fernandes 2009).
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def apart(one: str, other: str, kind: str) -> float:
    """Return how far apart two colours look, in CIELAB."""
    points = []
    for colour in (one, other):
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
        seen = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in BLINDNESS[kind]]
        rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
        ratios = [
            max(sum(a * b for a, b in zip(row, seen, strict=True)), 0) / white
            for row, white in zip(rows, (0.9505, 1, 1.089), strict=True)
        ]
        x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in ratios)
        points.append((116 * y - 16, 500 * (x - y), 200 * (y - z)))
    return math.dist(*points)


def test_what_is_too_much_is_refused_with_advice_and_what_is_chosen_is_drawn() -> None:
    huge = crowd(60, 300)
    for draw in (matrix, timeline):
        with pytest.raises(LimitError, match=r"--party, --issue"):
            draw(huge)
    svg = matrix(huge, View(issues=("issue/i7", "group/g3")))
    assert len(marks_of(svg, "cell")) == 60 * 11
    assert "Parties 49 to 60 of 60" in svg
    for party in ("party/p3", "party/p59"):
        assert len(marks_of(matrix(huge, View(parties=(party,), issues=("group/g1",))), "cell")) == 10
    drawn = network(huge)
    assert len(marks_of(drawn, "tie")) == 12 * 60
    assert "Not drawn: 48 parties and 240 provisions" in drawn
    assert "720 of 18000 ties" in drawn
    assert len(marks_of(timeline(huge, View(parties=("party/p3",), issues=("group/g1",))), "stage")) == 20


def test_a_view_narrows_and_what_is_not_there_is_said() -> None:
    of = seeds()
    view = View(parties=("party/russia", "party/ukraine"), issues=("issue/military-limits",))
    assert len(marks_of(matrix(of, view), "cell")) == 2
    (pair,) = marks_of(network(of, view), "pair")
    shared = [one for one in of.pairs[0].conflicts if of.findings[one].issue == "issue/military-limits"]
    assert f": {len(shared)} conflict" in title_of(pair)
    assert {mark.get("data-statement") for mark in marks_of(timeline(of, view), "stage")} == {
        stage.statement for stage in of.stages if stage.issue == "issue/military-limits"
    }
    for figure in FIGURES.values():
        with pytest.raises(NotFoundError, match="no position of"):
            figure(of, View(parties=("party/atlantis",)))
        with pytest.raises(NotFoundError, match="nobody is on record"):
            figure(of, View(issues=("issue/nothing",)))
        with pytest.raises(NotFoundError, match="nothing to draw"):
            figure(of, View(parties=("party/united-states",), issues=("issue/neutrality",)))
    with pytest.raises(UsageError, match="pixels wide"):
        View(width=10)


def test_where_no_day_is_known_there_is_no_axis() -> None:
    brief = harbour(said("boria demands dredged", "aland rejects fee against"))
    of = replace(
        brief, stages=tuple(replace(one, movement=None, said_from=None, said_until=None) for one in brief.stages)
    )
    svg = timeline(of)
    assert len(marks_of(svg, "stage")) == len(of.stages) > 0
    assert not re.search(r"\b(19|20)\d\d</text>", svg)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2025-07-01", "2025-07-01", ["1 Jul 2025"]),
        ("2025-07-01", "2025-07-04", ["1 Jul 2025", "2 Jul 2025", "3 Jul 2025", "4 Jul 2025"]),
        ("2025-07-01", "2025-07-23", ["7 Jul 2025", "14 Jul 2025", "21 Jul 2025"]),  # Mondays
        ("2025-05-16", "2025-07-23", ["Jun 2025", "Jul 2025"]),
        ("2024-11-30", "2025-12-01", ["Jan 2025", "Apr 2025", "Jul 2025", "Oct 2025"]),
        ("2019-03-01", "2023-05-01", ["2020", "2021", "2022", "2023"]),
        ("1994-03-01", "2025-05-01", ["1995", "2000", "2005", "2010", "2015", "2020", "2025"]),
    ],
)
def test_days_are_marked_in_steps_that_people_use(first: str, last: str, labels: list[str]) -> None:
    axis = Axis(date.fromisoformat(first), date.fromisoformat(last), 100, 700)
    assert [words for _, words in axis.ticks()] == labels
    places = [axis.x(day) for day, _ in axis.ticks()]
    assert all(100 <= place <= 700.1 for place in places)
    assert all(two - one >= 80 for one, two in pairwise(places))


def test_words_are_cut_and_wrapped_to_their_room_and_accents_stay_with_their_letters() -> None:
    text = "The presidents of both countries meet once before winter"
    for room in (40, 90, 200, 1000):
        assert width_of(cut(text, 13, room), 13) <= room
        lines = wrap(text, 13, room, 3)
        assert len(lines) <= 3
        assert all(width_of(line, 13) <= room for line in lines)
    assert wrap(text, 13, 1000, 3) == [text]
    assert "".join(wrap("a" * 50, 10, 100, 9)) == "a" * 50
    accented = "e\u0301" * 30
    assert all("\u0301" not in {line[0], line.rstrip("…")[-1:] == "e" and "x"} for line in wrap(accented, 10, 50, 9))
    assert shown("one\ntwo\x07\ud83d") == "one two\\x07\\ud83d"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return on_disk(seeds_store(), tmp_path_factory.mktemp("plots") / "store")


@each_figure
def test_the_command_writes_svg_and_png(kg: Kg, seeded: Path, tmp_path: Path, figure: str) -> None:
    answer = kg("--store", seeded, "plot", figure, "-o", "x.svg", "--width", "900")
    assert (answer.code, answer.out) == (0, "")
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert svg == FIGURES[figure](seeds(), View(width=900, theme="light"))
    assert kg("--store", seeded, "plot", figure, "-o", "-", "--width", "900").out == svg
    answer = kg("--store", seeded, "plot", figure, "-o", "x.png", "--width", "900", "--dark", "--party", "Ukraine")
    assert answer.code == 0, answer.err
    png = (tmp_path / "x.png").read_bytes()
    drawn = FIGURES[figure](seeds(), View(width=900, theme="dark", parties=("party/ukraine",)))
    across, down = map(float, ET.fromstring(drawn).get("viewBox", "").split()[2:])
    size = [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)]
    assert png.startswith(b"\x89PNG")
    assert size == pytest.approx([2 * across, 2 * down], abs=3)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["pie", "-o", "x.svg"], 2, "there is no picture 'pie'; use one of: matrix, timeline, network"),
        (["matrix", "-o", "x.gif"], 2, "x.gif: a picture is written as SVG or PNG"),
        (["matrix", "-o", "there.svg"], 2, "there.svg is there already"),
        (["matrix", "-o", "nowhere/x.svg"], 2, "nowhere is no folder"),
        (["matrix", "-o", "x.svg", "--width", "99"], 2, "from 720 to 4000 pixels wide, not 99"),
        (["matrix", "-o", "x.svg", "--party", "Atlantis"], 4, "Atlantis"),
        (["matrix", "-o", "x.svg", "--issue", "neutrality", "--party", "United States"], 4, "nothing to draw"),
    ],
)
def test_what_the_command_refuses(
    kg: Kg, seeded: Path, tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    (tmp_path / "there.svg").write_text("mine")
    answer = kg("--store", seeded, "plot", *words)
    assert (answer.code, answer.out) == (code, "")
    assert message in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert (tmp_path / "there.svg").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["there.svg"]


def test_png_without_the_compiler(kg: Kg, seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = kg("--store", seeded, "plot", "matrix", "-o", "x.png")
    assert answer.code == 2
    assert "pip install 'negotiation-kg[documents]'" in answer.err
    assert list(tmp_path.iterdir()) == []
