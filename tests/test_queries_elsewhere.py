"""The query files as they stand, unbound parameters and all, give the same rows in another SPARQL engine.

The other engine sees named graphs only and reads an empty default graph, as triple stores do that keep the two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat
from test_queries import QUERIES, _expected, _store

if TYPE_CHECKING:
    from kg.query import NamedQuery


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_another_engine_returns_the_same_rows(query: NamedQuery) -> None:
    from rdflib import Dataset

    elsewhere = Dataset(default_union=False)
    elsewhere.parse(data=_store(query.name).dump(format=RdfFormat.N_QUADS), format="nquads")
    answer = elsewhere.query(query.text)
    rows = [[str(binding.get(column, "")) for column in answer.vars or ()] for binding in answer.bindings]
    assert [list(map(str, answer.vars or ())), *rows] == _expected(query.name)
