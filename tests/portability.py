"""Every query file put to several SPARQL engines, and their answers held against pyoxigraph's.

Run as a program it asks them all and writes what agrees, what does not, and why:

    PYTHONPATH=.:tests python tests/portability.py --write docs/portability.md

Names of engines after that ask these alone, and write nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portability_answers import Answer, Job, differences
from portability_deviations import DEVIATIONS, LEFT_OUT
from portability_engines import Engine, Pyoxigraph, opened
from portability_questions import DATA, right

ENGINES = ("rdflib", "oxigraph", "fuseki", "virtuoso", "comunica")
TITLES = {
    "pyoxigraph": "pyoxigraph",
    "rdflib": "rdflib",
    "oxigraph": "Oxigraph server",
    "fuseki": "Apache Jena Fuseki (TDB2)",
    "virtuoso": "Virtuoso",
    "comunica": "Comunica",
}


@dataclass(frozen=True)
class Outcome:
    """What an engine made of a group of questions: how many were asked, and what was said where it did not agree."""

    asked: int
    queries: int
    differ: dict[str, list[str]]


def asked_of(engine: str, data: str) -> list[tuple[Job, Answer]]:
    """Return what an engine is asked on a group of data."""
    left = [one for one in LEFT_OUT if (one.engine, one.data) == (engine, data)]
    if any(not one.queries for one in left):
        return []
    names = {name for one in left for name in one.queries}
    return [(job, answer) for job, answer in right(data) if job.name not in names]


def compare(engine: Engine, data: str) -> Outcome:
    """Put a group of questions to an engine."""
    asked = asked_of(engine.name, data)
    differ: dict[str, list[str]] = {}
    for job, said in differences(engine, asked):
        if said:
            differ.setdefault(job.name, []).append(f"{job.data}: {said}")
    return Outcome(len(asked), len({job.name for job, _ in asked}), differ)


def surprises(engine: str, data: str, outcome: Outcome) -> list[str]:
    """Return what is not as the list of deviations says, either way, one line each."""
    listed = {one.query for one in DEVIATIONS if one.engine == engine and data in one.data}
    new = [f"{name} on {where}" for name in sorted(outcome.differ.keys() - listed) for where in outcome.differ[name]]
    over = [f"{name} on {data} is listed as a deviation, and agrees" for name in sorted(listed - outcome.differ.keys())]
    return [f"{engine}: {one}" for one in new + over]


def _document(versions: dict[str, str], outcomes: dict[tuple[str, str], Outcome]) -> Iterator[str]:
    yield "# Portability"
    yield ""
    yield "The query files in `queries/` put to other SPARQL engines, each answer held against pyoxigraph's. Written by"
    yield "`make portability`; what is compared and how stands below."
    yield ""
    columns = [TITLES[name] + f" {versions[name]}" for name in versions]
    yield "| asked | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    told = {
        "cases": "questions and checks as they stand, each on its own case",
        "parameters": "questions with parameters bound, on the same cases",
        "seeds": "questions and checks on the five bundled reports",
        "rules on two short reports": "rules of derivation, on two short reports",
        "rules on rounds": "rules of derivation, on the written corpus in rounds",
        "rules on seeds": "rules of derivation, on the five bundled reports",
    }
    for data in DATA:
        cells = []
        for name in versions:
            found = outcomes[name, data]
            agree = found.queries - len(found.differ)
            cells.append(f"{agree} of {found.queries}" if found.asked else "not asked")
        yield f"| {told[data]} | " + " | ".join(cells) + " |"
    yield ""
    yield "A cell says for how many query files all answers agree. " + _counts(outcomes)
    yield ""
    yield from _NOTES
    yield ""
    yield "## Deviations"
    yield ""
    for name, number in versions.items():
        rows = [one for one in DEVIATIONS if one.engine == name]
        if not rows:
            continue
        yield f"### {TITLES[name]} {number}"
        yield ""
        yield "| query | on | why |"
        yield "|---|---|---|"
        for one in rows:
            yield f"| `{one.query}` | {', '.join(one.data)} | {one.reason} |"
        yield ""
    none = [TITLES[name] for name in versions if not any(one.engine == name for one in DEVIATIONS)]
    yield f"None: {', '.join(none)}." if none else "Every engine has some."
    yield ""
    yield "## Not asked"
    yield ""
    for left in LEFT_OUT:
        if left.engine in versions:
            what = ", ".join(f"`{name}`" for name in left.queries) or "all"
            yield f"- {TITLES[left.engine]}, {left.data}: {what}. {left.reason}"


def _counts(outcomes: dict[tuple[str, str], Outcome]) -> str:
    total = sum(one.asked for one in outcomes.values())
    return f"In all {total:,} answers were compared."


_NOTES = """\
## What is compared

Each question is put to graphs that were loaded for it, over the Graph Store Protocol where the engine is a server. A
SELECT must give the same rows, and the same sequence of what its ORDER BY names; rows that are alike in that may
stand in any order. A CONSTRUCT must give the same set of triples. Numbers are compared by value (`50.0` is `50`,
whatever their datatype), booleans as true or false (`1` is `true`), tags of language without regard to case. A
parameter that is not bound stands in the text as `VALUES ?_name { UNDEF }`.

Rules of derivation run one after the other, each on what those before it have left. For each rule the graphs that it
reads are put before the engine as they are when its turn comes, and its triples are compared. The first rules read
only what everyone has, so by induction an engine that agrees on every rule derives the same graph.

The two short reports make 46 of the 70 rules find something, and are small enough for every engine. What is put there
before a rule is the reports and, of the reference, the triples whose predicate some rule names; that the rest changes
nothing is a test. A question has a minute; what is not answered by then does not hold up the next.

Comunica sorts by one key of ORDER BY after the other, in a way that does not keep the order of equal rows; for it
only the first key is compared. Before it evaluates a path `p|q` it asks the default graph whether there are any `p`
and `q`, and leaves out what is not there, whatever GRAPH says: one triple of each predicate stands in the default
graph for it.
""".splitlines()


def main(words: Sequence[str]) -> int:
    """Ask the engines; print what is not as listed, and write the document. Returns 1 where something is not."""
    target = Path(words[1]) if words[:1] == ["--write"] and len(words) == 2 else None
    names = ENGINES if target else tuple(words) or ENGINES
    versions, outcomes, wrong = {Pyoxigraph.name: Pyoxigraph().version}, {}, list[str]()
    for data in DATA:
        asked = right(data)
        outcomes[Pyoxigraph.name, data] = Outcome(len(asked), len({job.name for job, _ in asked}), {})
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            with opened(name, Path(folder)) as engine:
                versions[name] = engine.version
                for data in DATA:
                    outcomes[name, data] = compare(engine, data)
                    wrong += surprises(name, data, outcomes[name, data])
                    sys.stderr.write(f"{name}: {data} done\n")
    if target:
        target.write_text("\n".join(_document(versions, outcomes)) + "\n", encoding="utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
