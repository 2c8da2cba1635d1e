"""Real triple stores on the loopback interface, for the tests that need one.

Where they are found: ``oxigraph`` beside this Python or on the path, ``virtuoso-t`` on the path, Fuseki's jar by
``KG_FUSEKI_JAR`` with ``java`` on the path, Comunica's ``node_modules`` by ``KG_COMUNICA`` with ``node`` on the path.
``KG_REQUIRE`` (names, commas between them) turns a test that would be passed over for want of one into a failure.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

STARTS_WITHIN = 90.0
"""Seconds that a server may take to answer; a Java starts slowly on a busy machine."""
PASSWORD = "a-test-password"
_JSON = "application/sparql-results+json"


def _end_with_parent() -> None:
    """Have the system end a server whose tests were killed, where the system is one that can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def require(name: str, found: object, missing: str) -> None:
    """Pass the test over, and say why, where ``found`` is nothing; fail it where ``KG_REQUIRE`` names it."""
    if found:
        return
    if name in os.environ.get("KG_REQUIRE", "").split(","):
        pytest.fail(f"KG_REQUIRE asks for {name}: {missing}")
    pytest.skip(f"needs {name}: {missing}")


def free_port() -> int:
    """Return a port of the loopback interface that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running triple store; use as a context manager.

    ``base`` is what a user gives as its URL; ``query_url``, ``update_url`` and ``graphs_url`` are where the SPARQL
    Protocol (form POST) and the Graph Store Protocol (``?graph=``) are served. ``user`` and ``password`` are empty
    where nobody is asked for them.
    """

    name: str
    folder: Path
    command: Sequence[str]
    base: str
    query_url: str
    update_url: str
    graphs_url: str
    user: str = ""
    password: str = ""
    after_start: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, or start it again, and wait until it answers. Fails the test where it does not."""
        with (self.folder / "output.txt").open("ab") as output:
            # A session of its own, so that what the server starts ends with it.
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - it takes no lock, and servers are started by the main thread
            )  # fmt: skip
        deadline = time.monotonic() + STARTS_WITHIN
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "output.txt").read_text(errors="replace")[-2000:]
                self.stop()
                pytest.fail(f"{self.name} does not start: {said}")
            time.sleep(0.05)
        self.after_start()

    def kill(self) -> None:
        """End the server as a power cut would: kill -9, to it and what it has started."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the server in the ordinary way."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        for each in (how, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, each)
                try:
                    self.process.wait(20)
                except subprocess.TimeoutExpired:
                    continue
        self.process = None

    def answers(self) -> bool:
        """Tell whether the server answers a question."""
        try:
            return b"boolean" in ask_url(self.query_url, "ASK { ?s ?p ?o }") or self.name == "virtuoso"
        except urllib.error.HTTPError as error:
            return error.code == 401  # it is there, and wants to know who asks
        except OSError:
            return False


def ask_url(url: str, query: str) -> bytes:
    """Return what an endpoint answers to a query by form POST, asked for as JSON."""
    form = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, form, {"Accept": _JSON})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return bytes(answer.read())


def oxigraph(folder: Path) -> Server:
    """Return an Oxigraph server, not yet started, with its data in ``folder``; passes the test over without one."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.is_file() else shutil.which("oxigraph")
    require("oxigraph", program, "pip install oxigraph")
    place = f"127.0.0.1:{free_port()}"
    folder.mkdir(parents=True, exist_ok=True)
    return Server(
        "oxigraph", folder, [str(program), "serve", "--location", "data", "--bind", place],
        f"http://{place}", f"http://{place}/query", f"http://{place}/update", f"http://{place}/store",
    )  # fmt: skip


def fuseki(folder: Path) -> Server:
    """Return an Apache Jena Fuseki with a TDB2 data set, not yet started."""
    jar, java = os.environ.get("KG_FUSEKI_JAR", ""), shutil.which("java")
    require("fuseki", jar and Path(jar).is_file() and java, "KG_FUSEKI_JAR names no jar, or there is no java")
    port = free_port()
    (folder / "db").mkdir(parents=True, exist_ok=True)
    base = f"http://127.0.0.1:{port}/ds"
    command = [str(java), "-Xmx1g", "-jar", str(Path(jar).resolve()), "--localhost", f"--port={port}", "--tdb2",
               "--loc=db", "--update", "/ds"]  # fmt: skip
    return Server("fuseki", folder, command, base, f"{base}/query", f"{base}/update", f"{base}/data")


_VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
ThreadsPerQuery = 1
MaxQueryMem = 512M
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


def virtuoso(folder: Path) -> Server:
    """Return a Virtuoso, not yet started; its user is dba."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    require("virtuoso", program and client, "virtuoso-t and isql-vt are not installed")
    folder.mkdir(parents=True, exist_ok=True)
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(sql=sql, http=http))

    def set_password() -> None:
        # After a restart it is set already, and the old one is refused: either way it is the one wanted.
        say = f"USER_SET_PASSWORD('dba','{PASSWORD}');"
        subprocess.run([str(client), f"127.0.0.1:{sql}", "dba", "dba", f"exec={say}"], check=False, capture_output=True)

    base = f"http://127.0.0.1:{http}"
    return Server(
        "virtuoso", folder, [str(program), "+foreground", "+configfile", "virtuoso.ini"],
        base, f"{base}/sparql", f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth",
        "dba", PASSWORD, set_password,
    )  # fmt: skip


STORES: dict[str, Callable[[Path], Server]] = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}


def comunica(script: str, *words: str) -> bytes:
    """Return what a program of Comunica's package writes; ``script`` is its name, as ``comunica-sparql``."""
    folder, node = os.environ.get("KG_COMUNICA", ""), shutil.which("node")
    program = Path(folder) / ".bin" / script
    require("comunica", node and folder and program.exists(), "KG_COMUNICA names no node_modules, or there is no node")
    done = subprocess.run([str(node), str(program), *words], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout


def rows_of(answer: bytes) -> list[dict[str, str]]:
    """Return the rows of a JSON answer as plain strings by variable."""
    found = json.loads(answer)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]
