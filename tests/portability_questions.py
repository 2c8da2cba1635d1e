"""What is asked of every engine: each query file on the graphs that it is written for, with pyoxigraph's answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
import rounds
import test_queries as cases
from gold_findings import store_with
from portability_answers import Answer, Job, ask
from portability_engines import Pyoxigraph, State
from portability_reports import FIRST, SECOND
from seed_reports import NUMBERS, seed_file

from kg.derive import working
from kg.derive.incremental import derived_graphs
from kg.derive.rules import Rule, rules
from kg.extract import extract_report
from kg.graphs import reference_quads
from kg.origins import origins_after, report_text
from kg.query import load, prepare
from kg.report import read_report
from kg.sparql import tokens
from kg.vocab import RDF

GOLDEN = Path(__file__).parent / "golden"
SHORT = "two short reports"


def state_of(store: ox.Store) -> State:
    """Return the graphs of a store."""
    return {graph.value: lines_of(store, graph) for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}


def lines_of(store: ox.Store, graph: ox.NamedNode) -> frozenset[str]:
    return frozenset(f"{quad.triple} ." for quad in store.quads_for_pattern(None, None, None, graph))


def case_jobs() -> Iterator[Job]:
    """Each question and check on the small case of its own, a check on the one without a fault too."""
    for query in cases.QUERIES:
        name = f"{query.folder}/{query.name}"
        yield Job(name, "its case", query.text, state_of(cases._store(query.name)))
        if query.folder == "checks":
            yield Job(name, "its silent case", query.text, state_of(cases._store(f"{query.name}.silent")))


def parameter_jobs() -> Iterator[Job]:
    """Each parameter bound, on the same cases."""
    for name, params, _ in cases.CHOICES:
        store, query = cases._store(name), load(name)
        store.update(cases.OTHERS)
        given = ", ".join(f"{key}={value.rpartition('/')[2]}" for key, value in params.items())
        yield Job(f"{query.folder}/{name}", f"its case, {given}", prepare(store, query, params), state_of(store))


@cache
def seeds() -> ox.Store:
    """Return what the five bundled reports say, with the ontology and the cases; nothing is derived from it."""
    store = ox.Store()
    store.bulk_extend(reference_quads())
    for number in NUMBERS:
        store.load(path=str(GOLDEN / f"{number}.nq"), format=ox.RdfFormat.N_QUADS)
    files = map(seed_file, NUMBERS)
    texts = [report_text(read_report(file.read_bytes(), file.name)) for file in files]
    store.extend(origins_after(ox.Store(), texts)[1])
    return store


SEED_PARAMETERS = (
    ("positions", {"party": "Ukraine"}),
    ("conflicts", {"party": "Russia"}),
    ("timeline", {"party": "Ukraine", "since": "2025-07-20"}),
    ("said_between", {"since": "2025-07-20", "until": "2025-07-23"}),
    ("held_on", {"day": "2025-07-23"}),
)


def seed_jobs() -> Iterator[Job]:
    """All questions and checks on the five bundled reports and what follows from them; some with parameters."""
    store = ox.Store()
    store.extend(seeds())
    for quads in derived_graphs(store).values():
        store.extend(quads)
    state = state_of(store)
    for query in cases.QUERIES:
        yield Job(f"{query.folder}/{query.name}", "seeds", query.text, state)
    for name, params in SEED_PARAMETERS:
        query = load(name)
        given = ", ".join(f"{key}={value}" for key, value in params.items())
        yield Job(f"{query.folder}/{name}", f"seeds, {given}", prepare(store, query, params), state)


def short_reports(*, whole: bool = False) -> ox.Store:
    """Return a store of two short reports, and of the reference as far as a rule can see it, or ``whole``.

    No rule has a variable for a predicate, so what it finds rests on the predicates alone that rules name.
    """
    reports = [read_report(text.encode(), name) for name, text in (("one.txt", FIRST), ("two.txt", SECOND))]
    store = store_with(reference_quads(), map(extract_report, reports))
    if whole:
        return store
    named = {word for rule in rules() for word in _iris(rule.text)}
    seen = ox.Store()
    seen.bulk_extend(quad for quad in store if quad.predicate.value in named)
    return seen


def _iris(text: str) -> Iterator[str]:
    bases = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>", text, flags=re.MULTILINE))
    yield RDF.type.value
    for token in tokens(text):
        prefix, colon, name = token.text.partition(":")
        if token.kind == "prefixed" and colon and name:
            yield bases[prefix] + name


def rule_jobs(data: str) -> list[Job]:
    """Each rule of derivation with the graphs that it reads when it is its turn, those that read reports first."""
    made: dict[str, Callable[[], ox.Store]] = {
        "seeds": seeds, "rounds": lambda: rounds.load()[0], SHORT: short_reports
    }  # fmt: skip
    store = made[data]()
    jobs: list[Job] = []
    known: dict[tuple[int, str], frozenset[str]] = {}
    apply = working._apply

    def recorded(rule: Rule, source: ox.Store, target: ox.Store) -> None:
        state = {}
        for graph in source.named_graphs():
            assert isinstance(graph, ox.NamedNode)
            size = sum(1 for _ in source.quads_for_pattern(None, None, None, graph))
            key = (id(source), graph.value)
            # Graphs only grow.
            if len(known.get(key, ())) != size:
                known[key] = lines_of(source, graph)
            state[graph.value] = known[key]
        jobs.append(Job(f"derive/{rule.name}", data, rule.text, state))
        apply(rule, source, target)

    with patch.object(working, "_apply", recorded):
        derived_graphs(store)
    reports = set(state_of(store))
    return sorted(jobs, key=lambda job: job.state.keys() != reports)


DATA = ("cases", "parameters", "seeds", f"rules on {SHORT}", "rules on rounds", "rules on seeds")
"""What is asked, in groups."""


@cache
def right(data: str) -> tuple[tuple[Job, Answer], ...]:
    """Return what is asked on some data, each with pyoxigraph's answer."""
    made = {"cases": case_jobs, "parameters": parameter_jobs, "seeds": seed_jobs}
    jobs = list(made[data]()) if data in made else rule_jobs(data.removeprefix("rules on "))
    engine = Pyoxigraph()
    return tuple((job, ask(engine, job)) for job in jobs)
