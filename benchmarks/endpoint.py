"""How many questions ``kg serve`` answers a second, beside Oxigraph's server on the same data; what the guard costs.

The load comes from a process of its own: as many connections as wanted, each asking one question after another for a
while. The two servers take turns, so that a slow moment of the machine meets both. Prints a table, and writes the same
figures as JSON to ``benchmarks/results/endpoint.json``. ``--quick`` measures for a second each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CONNECTIONS = (1, 8, 64)
ACCEPT = "application/sparql-results+json"
QUESTIONS = {
    "small": "SELECT ?s ?c { GRAPH ?g { ?s <https://w3id.org/negotiation-kg/ontology#content> ?c } } LIMIT 5",
    "count": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
}


async def _client(url: str, question: str, until: float, taken: list[float]) -> None:
    """Ask over one connection until the time is up; every answer must be a whole 200."""
    place = urlsplit(url)
    request = (
        f"GET {place.path}?query={quote(question)} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: {ACCEPT}\r\n\r\n"
    ).encode()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while time.perf_counter() < until:
        start = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if not head.startswith("http/1.1 200"):
            raise SystemExit(f"{url} answers: {head.splitlines()[0]}")
        length = re.search(r"content-length: (\d+)", head)
        if length:
            await reader.readexactly(int(length[1]))
        else:
            while (size := int(await reader.readline(), 16)) or True:
                await reader.readexactly(size + 2)
                if not size:
                    break
        taken.append(time.perf_counter() - start)
    writer.close()


async def _load(url: str, question: str, connections: int, seconds: float) -> tuple[list[float], float]:
    taken: list[float] = []
    start = time.perf_counter()
    await asyncio.gather(*(_client(url, question, start + seconds, taken) for _ in range(connections)))
    return taken, time.perf_counter() - start


def load(url: str, question: str, connections: int, seconds: float) -> dict[str, float]:
    """Ask from a process of its own; return questions a second, and the times of the median and of the 99th of 100."""
    command = [sys.executable, __file__, "--load", url, question, str(connections), str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 120)
    taken, elapsed = json.loads(done.stdout)
    return figures(taken, elapsed)


def figures(taken: list[float], seconds: float) -> dict[str, float]:
    """Sum up the seconds that answers took."""
    ordered = sorted(taken)
    return {
        "questions_a_second": round(len(ordered) / seconds, 1),
        "p50_ms": round(1000 * statistics.median(ordered), 2),
        "p99_ms": round(1000 * ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 2),
    }


def alone(ask: Callable[[], object], seconds: float) -> dict[str, float]:
    """Ask without any network, one question after another."""
    taken = []
    until = time.perf_counter() + seconds
    ask()
    while time.perf_counter() < until:
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return figures(taken, seconds)


@contextmanager
def kg_serve(store: Path) -> Iterator[str]:
    """Run ``kg serve`` on a store; give the address of its endpoint."""
    command = [sys.executable, "-m", "kg", "--store", str(store), "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        yield process.stderr.readline().split(" at ")[-1].strip() + "sparql"
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


@contextmanager
def oxigraph_serve(folder: Path, dump: Path) -> Iterator[str]:
    """Run ``oxigraph serve-read-only`` on the same data; give the address of its endpoint."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.is_file() else str(shutil.which("oxigraph"))
    data = ["--location", str(folder / "oxigraph")]
    subprocess.run([program, "load", *data, "--file", str(dump)], check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    process = subprocess.Popen(
        [program, "serve-read-only", *data, "--bind", place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(place.rpartition(":")[2]))) == 0:
                    break
            time.sleep(0.05)
        yield f"http://{place}/query"
    finally:
        process.terminate()
        process.wait(30)


def measure(store: Path, folder: Path, seconds: float) -> list[dict[str, object]]:
    """Return one row a question, place and number of connections."""
    import pyoxigraph as ox

    from kg.guard import Cell, Question

    rows: list[dict[str, object]] = []
    dump = folder / "all.nq"
    rdf = ox.Store.read_only(str(store))
    rdf.dump(str(dump), ox.RdfFormat.N_QUADS)

    def in_process(text: str) -> object:
        found = rdf.query(text, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return found.serialize(format=ox.QueryResultsFormat.JSON)

    with Cell(store) as cell, kg_serve(store) as ours, oxigraph_serve(folder, dump) as theirs:
        for name, text in QUESTIONS.items():
            for where, ask in (
                ("in process", lambda text=text: in_process(text)),
                ("in a cell", lambda text=text: cell.ask(Question(text, "json"))),
            ):
                rows.append({"question": name, "where": where, "connections": 0, **alone(ask, seconds)})
            for connections in CONNECTIONS:
                for where, url in (("kg serve", ours), ("oxigraph serve", theirs)):
                    found = load(url, text, connections, seconds)
                    rows.append({"question": name, "where": where, "connections": connections, **found})
    return rows


def main() -> None:
    """Build a store from the seeds unless one is given, measure, and report."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--quick", action="store_true", help="a second each")
    words.add_argument("--store", type=Path, help="this store instead of one built from the seeds")
    words.add_argument("--load", nargs=4, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.load:
        url, question, connections, seconds = given.load
        print(json.dumps(asyncio.run(_load(url, question, int(connections), float(seconds)))))
        return
    seconds = 1.0 if given.quick else 5.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = given.store or folder / "store"
        if not given.store:
            build = [sys.executable, "-m", "kg", "--store", str(store), "build", str(ROOT / "seeds")]
            subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        rows = measure(store, folder, seconds)
    print(f"{'question':<10}{'where':<16}{'connections':>12}{'a second':>10}{'p50 ms':>10}{'p99 ms':>10}")
    for row in rows:
        print(
            f"{row['question']:<10}{row['where']:<16}{row['connections'] or '-':>12}"
            f"{row['questions_a_second']:>10}{row['p50_ms']:>10}{row['p99_ms']:>10}"
        )
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "endpoint.json").write_text(json.dumps({"seconds": seconds, "figures": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
