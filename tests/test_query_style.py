"""The style that all query files keep, those of derivation too."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from test_queries import _schemes

from kg.bundle import bundle_path
from kg.query import FOLDERS
from kg.sparql import tokens
from kg.vocab import NEG

FILES = sorted(bundle_path("queries").glob("*/*.rq"))


def _body(path: Path) -> str:
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
class TestStyle:
    def test_declares_the_prefixes_it_uses_in_order_and_no_others(self, path: Path) -> None:
        declared = re.findall(r"^PREFIX (\w+):", _body(path), flags=re.MULTILINE)
        after = "\n".join(line for line in _body(path).splitlines() if not line.startswith("PREFIX"))
        used = {token.text.partition(":")[0] for token in tokens(after) if token.kind == "prefixed"}
        assert declared == sorted(used)

    def test_selects_named_columns_in_a_stated_order(self, path: Path) -> None:
        words = [token.text for token in tokens(_body(path)) if token.kind in {"word", "other"}]
        assert ("SELECT", "*") not in list(pairwise(words))
        if path.parent.name in FOLDERS:
            assert re.search(r"^ORDER BY \S", _body(path), flags=re.MULTILINE), "rows without an order"

    def test_every_term_of_the_ontology_is_one(self, path: Path) -> None:
        names = {token.text[4:] for token in tokens(_body(path)) if token.text.startswith("neg:")} - {""}
        assert [name for name in sorted(names) if not hasattr(NEG, name)] == []

    def test_lines_fit(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert max(map(len, text.splitlines())) <= 120
        assert text.endswith("}\n") or "\nORDER BY " in text
        assert text.count("\n\n\n") == 0


def test_every_concept_in_a_query_is_one() -> None:
    """A misspelt act or kind would match nothing, in silence."""
    known = {quad.subject.value for quad in _schemes() if hasattr(quad.subject, "value")}
    scheme = re.compile(r"PREFIX (\w+): <(https://w3id\.org/negotiation-kg/scheme/[\w-]+/)>")
    seen = 0
    for path in FILES:
        bases = dict(scheme.findall(_body(path)))
        for token in tokens(_body(path)):
            prefix, colon, name = token.text.partition(":")
            if token.kind == "prefixed" and colon and name and prefix in bases:
                assert bases[prefix] + name in known, f"{path.name}: {token.text}"
                seen += 1
    assert seen > 20
