"""Extractor plug-ins: the example as it would be installed, and what the gate does with those that are off."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import Kg
from extractions import sample

from kg.errors import InputError, UsageError
from kg.graphs import extraction_quads, read_extraction
from kg.lexicon import CaseFile
from kg.model import (
    BY_HAND,
    Act,
    Entity,
    Extraction,
    Extractor,
    Introduced,
    Meeting,
    Outcome,
    Package,
    PackageKind,
    Quote,
    Rank,
    Report,
    Stance,
    Statement,
)
from kg.plugins import GROUP, Loaded, admit, load_plugin, plugin_names
from kg.report import describe

EXAMPLE = Path(__file__).resolve().parent / "plugin_example"
TEXT = "Norway insists on a joint patrol of the bank. Iceland insisted that the quota stay as it is. It rained.\n"
ME = Extractor("insistence", "insistence 0.1")


def install(folder: Path, name: str, version: str, entries: dict[str, str]) -> None:
    """Put beside a package what an installer leaves of it: its name and version, and its entry points."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = [f"{entry} = {target}" for entry, target in entries.items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the example as its own pyproject.toml describes it."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    install(tmp_path / "site", project["name"], project["version"], project["entry-points"][GROUP])
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.syspath_prepend(EXAMPLE)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Install a module with this code as the plug-in ``broken``."""

    def put(code: str) -> None:
        install(tmp_path / "site", "broken", "1", {"broken": "broken_plugin:make"})
        (tmp_path / "site" / "broken_plugin.py").write_text(code)
        monkeypatch.syspath_prepend(tmp_path / "site")
        monkeypatch.delitem(__import__("sys").modules, "broken_plugin", raising=False)

    return put


def test_the_example_is_found_by_its_entry_point_and_its_statements_name_it(
    kg: Kg, tmp_path: Path, example: None
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert plugin_names() == ["insistence"]
    answer = kg("extract", "a.txt", "--extractor", "insistence", "-f", "jsonl")
    assert (answer.code, answer.err) == (0, "")
    head, *found = map(json.loads, answer.out.splitlines())
    assert head["extractors"] == [{"name": "insistence", "version": "insistence 0.1", "parameters": None}]
    assert {(s["type"], s["extractor"]) for s in found} == {("candidate", "insistence")}
    assert [(s["party"], s["quote"], s["content"]) for s in found] == [
        ("Norway", "Norway insists on a joint patrol of the bank", "a joint patrol of the bank"),
        ("Iceland", "Iceland insisted that the quota stay as it is", "the quota stay as it is"),
    ]


def test_what_a_plugin_found_is_added_and_waits(kg: Kg, tmp_path: Path, example: None, quick: None) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert kg("add", "a.txt", "--extractor", "insistence").code == 0
    assert {(row["party"], row["extractor"]) for row in kg("query", "candidates").rows} == {
        ("Norway", "insistence"),
        ("Iceland", "insistence"),
    }


def test_a_name_that_is_not_installed_is_told_with_those_that_are(kg: Kg, tmp_path: Path, example: None) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    answer = kg("extract", "a.txt", "--extractor", "insistance")
    assert (answer.code, answer.out) == (4, "")
    assert answer.err == "kg: there is no extractor 'insistance'; there are: built-in, llm, both, insistence\n"


def test_one_name_in_two_packages_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: None
) -> None:
    install(tmp_path / "other", "another", "2", {"insistence": "another:make"})
    monkeypatch.syspath_prepend(tmp_path / "other")
    with pytest.raises(UsageError, match=r"in several packages \(another, insistence\)"):
        load_plugin("insistence")


BROKEN = [
    ("raise RuntimeError('no\\nluck')", "cannot be loaded: RuntimeError: no"),
    ("def make(): return 1 / 0", "cannot be loaded: ZeroDivisionError"),
    ("", "cannot be loaded: AttributeError"),
    ("make = object", "has no method extract(report, case)"),
    (
        "class make:\n def extract(self, report, case): raise KeyError('x')",
        "a.txt: extractor broken failed: KeyError: 'x'",
    ),
    ("class make:\n def extract(self, report, case): return None", "it is no Extraction but a NoneType"),
    ("class make:\n def extract(self, report, case): raise SystemExit(0)", "extractor broken failed: SystemExit: 0"),
    ("raise SystemExit", "cannot be loaded: SystemExit"),
    ("class make:\n def extract(self, report): return None", "extractor broken failed: TypeError"),
]


@pytest.mark.parametrize(("code", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_a_plugin_that_fails_is_one_line(
    kg: Kg, tmp_path: Path, broken: Callable[[str], None], code: str, words: str
) -> None:
    broken(code)
    (tmp_path / "a.txt").write_text(TEXT)
    for command in ("extract", "add"):
        answer = kg(command, "a.txt", "--extractor", "broken")
        assert (answer.code, answer.out, answer.err.count("\n")) == (3, "", 1)
        assert words in answer.err
    assert not (tmp_path / ".kg").exists()


# ── the gate ─────────────────────────────────────────────────────────────────────────────────────

REPORT = describe(TEXT, "a.txt")
NORWAY = Entity("https://w3id.org/negotiation-kg/data/party/norway", "Norway")
HONEST = Statement(
    REPORT.id, NORWAY, Act.DEMANDS, Stance.FOR, REPORT.quote(0, 44), "insists", content="a joint patrol of the bank"
)


def admitted(*statements: Any, **more: Any) -> Extraction:  # noqa: ANN401 - what a plug-in returns can be anything
    return admit(REPORT, Extraction(REPORT, None, statements, **more), ME, None)


def test_what_is_fit_passes_as_the_plugins_own() -> None:
    found = admitted(HONEST)
    assert found == Extraction(REPORT, None, (replace(HONEST, extractor=ME),), extractors=(ME,))
    assert read_extraction(extraction_quads(found), REPORT.id) == found


def test_every_kind_of_record_passes_and_names_the_plugin() -> None:
    told = sample()
    found = admit(told.report, told, ME, None)
    records: list[Statement | Meeting | Outcome] = [*found.statements, *found.meetings, *found.outcomes]
    assert {record.extractor for record in records} == {ME}
    assert read_extraction(extraction_quads(found), told.report.id).meetings == found.meetings


def test_a_plugin_cannot_speak_as_this_program_or_as_a_person() -> None:
    posing = replace(
        HONEST, extractor=None, also_found_by=(Extractor("a-model", "prompt 1"),), rank=Rank.PREFERRED, decision="d",
        decided_by="somebody", revises="r",
    )  # fmt: skip
    assert admitted(posing).statements == (replace(HONEST, extractor=ME),)
    assert admitted(posing).statements[0].is_candidate


class Lying(Quote):
    """A quote that says it stands where it does not."""


class Sneaking(Statement):
    """A statement with a mind of its own."""


UNFIT = [
    (
        replace(HONEST, quote=Quote(0, 44, "Norway insists on a secret patrol of the bank"[:44])),
        "no quote stands at 0..44",
    ),
    (replace(HONEST, quote=Quote(1, 45, REPORT.text[:44])), "no quote stands at 1..45"),
    (replace(HONEST, quote=Quote(9000, 9005, "never")), "no quote stands at 9000..9005"),
    (replace(HONEST, quote=Lying(0, 44, REPORT.text[:44])), "no quote stands"),
    (replace(HONEST, also_at=(REPORT.quote(0, 5), Quote(0, 5, "Spain"))), "no quote stands at 0..5"),
    (replace(HONEST, package=Package(REPORT.id, PackageKind.ALL_OF, Quote(0, 5, "Spain"))), "no quote stands at 0..5"),
    (replace(HONEST, package=Package("other", PackageKind.ALL_OF, REPORT.quote(0, 5))), "a package is of the report"),
    (replace(HONEST, report="0123456789abcdef"), "a record is of the report '0123456789abcdef'"),
    (replace(HONEST, rule=BY_HAND), "for what a person wrote"),
    (replace(HONEST, content="a patrol of nobody"), "do not stand in the text"),
    (replace(HONEST, content=None), "no issue, no provision and no content"),
    (replace(HONEST, issue="herring-for-all"), "The issue is not a concept of scheme:issue"),
    (replace(HONEST, party=Entity("https://example.org/nobody", "Nobody")), "A statement must have one party"),
    (replace(HONEST, party=Entity("no iri at all", "Nobody")), "a value of another kind"),
    (replace(HONEST, confidence=7.0), "The confidence of a statement is not well formed"),
    (replace(HONEST, round=date(2031, 3, 3)), "a value of another kind"),
    (
        replace(HONEST, act="begs"),  # type: ignore[arg-type]
        "a value of another kind",
    ),
    (
        replace(HONEST, quote="Norway"),  # type: ignore[arg-type]
        "a value of another kind",
    ),
    (Sneaking(**{name: getattr(HONEST, name) for name in Statement.__slots__}), "a record is a Sneaking"),
    ("Norway insists", "a record is a str"),
]


@pytest.mark.parametrize(("statement", "words"), UNFIT, ids=[f"{n}-{words[:20]}" for n, (_, words) in enumerate(UNFIT)])
def test_what_is_unfit_is_refused_whole(statement: Any, words: str) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=words):
        admitted(HONEST, statement)


def test_a_name_that_the_report_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no quote stands at 0\.\.5"):
        admitted(HONEST, introduced=(Introduced(NORWAY, Quote(0, 5, "Spain")),))


def test_an_altered_report_does_not_come_back() -> None:
    class Altering:
        def extract(self, report: Report, case: str | CaseFile | None) -> Extraction:
            forged = replace(report, text="Norway gives up the bank. " + report.text)
            quote = forged.quote(0, 24)
            return Extraction(forged, None, (replace(HONEST, report=forged.id, quote=quote, content=None),))

    class Adding:
        def extract(self, report: Report, case: str | CaseFile | None) -> Extraction:
            forged = replace(report, title="Norway gives up the bank", publisher="Nobody")
            return Extraction(forged, None, (HONEST,))

    with pytest.raises(InputError, match=r"a\.txt: what extractor altering found is refused"):
        Loaded("altering", ME, Altering()).extract(REPORT, None)
    assert Loaded("adding", ME, Adding()).extract(REPORT, None).report == REPORT
