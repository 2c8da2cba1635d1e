from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder, ending in (("ontology", "*.ttl"), ("queries", "*.rq"))
    for path in (ROOT / folder).rglob(ending)
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and the source distribution, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


def test_the_wheel_holds_every_bundled_file_where_the_package_looks_for_it(built: Path) -> None:
    assert BUNDLED
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
        assert [name for name in BUNDLED if f"kg/{name}" not in names] == []
        for name in BUNDLED:
            assert wheel.read(f"kg/{name}") == (ROOT / name).read_bytes()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kg").rglob("*.py")}
    assert modules <= names
    assets = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kg").rglob("*")
        if path.suffix in {".j2", ".css", ".js", ".typ", ".html"}
    }
    assert assets <= names
    assert not [name for name in names if not name.startswith(("kg/", "negotiation_kg-"))]


def test_the_source_distribution_can_be_tested_and_built_again(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        *BUNDLED,
        "pyproject.toml",
        "LICENSE",
        "README.md",
        "Makefile",
        "requirements.lock",
        "kg/cli/__init__.py",
    } <= names
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "seeds").iterdir()} <= names
    assert "tests/test_packaging.py" in names


def test_the_installed_package_works_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site),
         str(next(built.glob("*.whl")))],
        check=True,
        capture_output=True,
    )  # fmt: skip
    article = tmp_path / "article.txt"
    article.write_text("Kyiv, July 3, 2025. Ukraine demanded an immediate ceasefire. Russia rejected the ceasefire.\n")

    def kg(*words: str) -> subprocess.CompletedProcess[str]:
        # Isolated from the checkout: its folder is neither the working directory nor on the path.
        code = f"import sys; sys.path.insert(0, {str(site)!r}); from kg.cli import main; sys.exit(main(sys.argv[1:]))"
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [sys.executable, "-P", "-c", code, *words],
            cwd=tmp_path, capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip

    added = kg("add", "article.txt", "--store", "s")
    assert added.returncode == 0, added.stderr
    assert "1 report," in added.stderr
    positions = kg("positions", "--store", "s")
    assert positions.returncode == 0, positions.stderr
    assert "Ukraine" in positions.stdout
    seeds = kg("build", "--store", "t")
    assert seeds.returncode == 4
    assert "carries no reports" in seeds.stderr
    assert not (tmp_path / "t").exists()


def test_the_lock_pins_every_requirement_and_names_no_place() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    lines = [
        line for line in (ROOT / "requirements.lock").read_text().splitlines() if line and not line.startswith("#")
    ]
    pinned = {}
    for line in lines:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.+!-]*)", line)
        assert match, line
        pinned[canonical(match.group(1))] = match.group(2)
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for requirement in (requirement for group in groups for requirement in group):
        name, least = re.fullmatch(r"([\w.-]+)>=([\d.]+)", requirement).groups()  # type: ignore[union-attr]
        assert version(pinned[canonical(name)]) >= version(least), requirement


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def test_every_rule_of_style_that_is_left_out_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    ruff = lines[lines.index("[tool.ruff.lint]") :]
    codes = [line for line in ruff if re.match(r'\s+"[A-Z]+[0-9]*",', line) and "select" not in line]
    unexplained = [line for line in codes if "#" not in line and line.count(",") == 1]
    assert codes
    assert unexplained == []
