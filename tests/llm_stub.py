"""A server on the loopback that speaks the chat-completions protocol and misbehaves as it is told, answer by answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Record = dict[str, Any]


@dataclass
class Reply:
    """One answer: a status, headers and the bytes of the body, in pieces; ``hangs`` keeps the caller waiting first."""

    body: Sequence[bytes]
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    hangs: bool = False


@dataclass
class Stub:
    """What was asked so far, and what will be answered: the last reply again and again."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def take(self) -> Reply:
        """Return the next reply."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serving(*replies: Reply) -> Iterator[Stub]:
    """Serve on a free port of the loopback until the block ends."""
    stub = Stub(list(replies))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    server.daemon_threads = False  # closing the server waits for its threads, so none outlives the test
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            stub.requests.append({"path": self.path, **json.loads(sent)})
            stub.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = stub.take()
            if reply.hangs:
                stub.released.wait()
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in reply.body:
                    self.wfile.write(piece)
            except OSError:
                pass  # the caller has gone

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def content(records: Sequence[object]) -> str:
    """Return the words of a model that answers with these records."""
    return json.dumps({"statements": list(records)})


def whole(words: str, tokens: tuple[int, int] | None = (1000, 200), reason: str | None = "stop") -> Reply:
    """Return an answer in one piece."""
    data: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": words}, "finish_reason": reason}]}
    if tokens is not None:
        data["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return Reply([json.dumps(data).encode()])


def streamed(words: str, *, ends: bool = True, size: int = 7) -> Reply:
    """Return an answer as a stream of events, a few characters each, cut inside lines and characters."""
    events: list[Record] = [{"choices": [{"delta": {"role": "assistant"}}]}]
    events += [{"choices": [{"delta": {"content": words[at : at + size]}}]} for at in range(0, len(words), size)]
    if ends:
        events += [{"choices": [{"delta": {}, "finish_reason": "stop"}]}]
        events += [{"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 200}}]
    lines = [": a comment\n\n", *(f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events)]
    if ends:
        lines.append("data: [DONE]\n\n")
    data = "".join(lines).encode()
    pieces = [data[at : at + 11] for at in range(0, len(data), 11)]
    return Reply(pieces, headers={"Content-Type": "text/event-stream; charset=utf-8"})


def failing(status: int, words: str = "", **headers: str) -> Reply:
    """Return a failure; ``Retry_After`` becomes the header Retry-After."""
    return Reply([words.encode()], status, {name.replace("_", "-"): value for name, value in headers.items()})


HANGS = Reply([], hangs=True)
