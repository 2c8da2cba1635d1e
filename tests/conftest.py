from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from commands import FIRST, SECOND, Answer, Kg

from kg import ingest as ingest_module
from kg import refresh as refresh_module
from kg.cli import main


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kg:
    """Call ``kg`` in an empty working directory, without a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)

    def call(*words: str | Path, stdin: str | bytes = "") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsys.readouterr()
        code = main([str(word) for word in words])
        shown = capsys.readouterr()
        return Answer(code, shown.out, shown.err)

    return call


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with two reports; tests read it and never write to it."""
    folder = tmp_path_factory.mktemp("cli")
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND)):
        (folder / name).write_text(text)
    assert main(["--quiet", "--store", str(folder / "store"), "build", str(folder)]) == 0
    return folder / "store"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the reasoner out, which starts a Java for every new store."""
    for module in (ingest_module, refresh_module):
        monkeypatch.setattr(module, "refresh_closure", lambda _: None)
