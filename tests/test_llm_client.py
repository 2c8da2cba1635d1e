"""The protocol and its faults, against a server on the loopback: every one ends as an answer or as one line."""

from __future__ import annotations

import json
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from llm_stub import HANGS, Reply, Stub, content, failing, serving, streamed, whole

from kg.errors import LimitError, StoreError, UsageError
from kg.llm import client as client_module
from kg.llm.answers import read_records
from kg.llm.cache import Cache, key_of
from kg.llm.client import Client, Patience, Server, check_address
from kg.llm.wire import Answer, UnusableError, read_body

KEY = "sk-a-secret-of-nobody"
REQUEST = {"model": "m", "messages": []}
FINE = content([{"quote": "Norway asked – “politely”"}])


class Time:
    """A clock that only sleeping moves, and what was slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def asking(stub: Stub, time: Time, *, key: str | None = None, stream: bool = False, **patience: Any) -> Client:  # noqa: ANN401
    server = Server(stub.url, key, stream, Patience(**patience))
    return Client(server, sleep=time.sleep, clock=time.clock)


def ask(client: Client) -> tuple[Answer, list[object]]:
    return client.ask(REQUEST, client.clock() + client.server.patience.report, read_records)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("reply", [whole(FINE), streamed(FINE), streamed(FINE, size=1)], ids=["whole", "sse", "bytes"])
def test_an_answer_is_read_whole_or_streamed_whatever_was_asked_for(time: Time, stream: bool, reply: Reply) -> None:
    with serving(reply) as stub:
        answer, records = ask(asking(stub, time, stream=stream, key=KEY))
    assert answer == Answer(FINE, 1000, 200)
    assert records == [{"quote": "Norway asked – “politely”"}]
    (sent,) = stub.requests
    assert sent["path"] == "/v1/chat/completions"
    assert ("stream" in sent) is stream
    assert "tools" not in sent
    assert stub.headers[0]["authorization"] == f"Bearer {KEY}"
    assert time.slept == []


def test_without_a_key_none_is_sent(time: Time) -> None:
    with serving(whole(FINE)) as stub:
        ask(asking(stub, time))
    assert "authorization" not in stub.headers[0]


PASSING = {
    "429": failing(429, "slow down"),
    "500": failing(500, "oh no"),
    "503": failing(503),
    "cut-json": Reply([b'{"choices": [{"message": {"content": "{\\"stat']),
    "cut-stream": streamed(FINE, ends=False),
    "cut-records": whole('{"statements": [{"quote": "Nor'),
    "no-schema": whole("I am sorry, I cannot answer in JSON."),
    "length": whole(FINE, reason="length"),
    "filter": whole(FINE, reason="content_filter"),
    "no-choice": Reply([b'{"choices": []}']),
    "no-words": Reply([b'{"choices": [{"message": {"content": null}}]}']),
    "error-in-200": Reply([b'{"error": {"message": "model is loading"}}']),
    "not-an-object": Reply([b"[1, 2]"]),
    "not-utf8": Reply([b"\xff\xfe"]),
    "empty": Reply([]),
    "packed": Reply([b"\x1f\x8b"], headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_fault_that_passes_is_asked_over(time: Time, fault: Reply) -> None:
    with serving(fault, whole(FINE)) as stub:
        assert ask(asking(stub, time))[0].content == FINE
    assert len(stub.requests) == 2
    assert len(time.slept) == 1


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_fault_that_stays_is_one_line_after_so_many_attempts(time: Time, fault: Reply) -> None:
    with serving(fault) as stub, pytest.raises(StoreError, match="asked 3 times in vain") as raised:
        ask(asking(stub, time, attempts=3))
    assert len(stub.requests) == 3
    assert "\n" not in str(raised.value)


def test_pauses_grow_with_chance_and_have_a_longest(time: Time) -> None:
    with serving(failing(500)) as stub, pytest.raises(StoreError):
        ask(asking(stub, time, attempts=8, first_pause=1.0, longest_pause=5.0))
    for slept, most in zip(time.slept, (1, 2, 4, 5, 5, 5, 5), strict=True):
        assert most / 2 <= slept <= most


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("7", 7, 7),
        ("900", 20, 20),  # no longer than the longest pause
        ("soon", 0.2, 0.5),  # as if it were not there
        ("-5", 0, 0.5),
        ("9" * 400, 20, 20),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0.5),  # in the past
    ],
)
def test_retry_after_is_kept_up_to_a_ceiling(time: Time, value: str, least: float, most: float) -> None:
    with serving(failing(429, Retry_After=value), whole(FINE)) as stub:
        ask(asking(stub, time, longest_pause=20.0))
    assert least <= time.slept[0] <= most


def test_retry_after_may_be_a_date(time: Time) -> None:
    later = formatdate(4102444800, usegmt=True)  # the year 2100
    with serving(failing(429, Retry_After=later), whole(FINE)) as stub:
        ask(asking(stub, time, longest_pause=20.0))
    assert time.slept == [20.0]


def test_a_report_has_a_limit_of_time(time: Time) -> None:
    with serving(failing(503, "busy")) as stub, pytest.raises(LimitError, match=r"no answer within 10 s .*busy"):
        ask(asking(stub, time, attempts=99, report=10.0, first_pause=3.0))
    assert time.now <= 10
    with serving(whole(FINE)) as stub, pytest.raises(LimitError):
        asking(stub, time).ask(REQUEST, time.now, read_records)
    assert stub.requests == []


def test_a_server_that_hangs_is_left_after_the_limit_of_a_call(time: Time) -> None:
    with serving(HANGS) as stub, pytest.raises(StoreError, match="no answer within"):
        ask(asking(stub, time, attempts=2, call=0.2))
    assert len(stub.requests) == 2


def test_an_answer_that_does_not_end_is_left() -> None:
    class Ticking(Time):
        def clock(self) -> float:
            self.now += 0.1
            return self.now

    endless = Reply([b": wait\n\n" * 4000] * 200, headers={"Content-Type": "text/event-stream"})
    with serving(endless) as stub, pytest.raises(StoreError, match="did not come to its end in time"):
        ask(asking(stub, Ticking(), attempts=1, call=0.3))


def test_an_answer_has_a_largest_size(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "LARGEST_ANSWER", 5000)
    with serving(Reply([b" " * 1000] * 10)) as stub, pytest.raises(LimitError, match="larger than 5,000 bytes"):
        ask(asking(stub, time))
    assert len(stub.requests) == 1


REFUSING = [
    (failing(400, "no such parameter: temperature"), "no such parameter"),
    (failing(401, f"the key {KEY} is wrong"), "KG_LLM_API_KEY"),
    (failing(404, "nothing here"), "/chat/completions"),
    (failing(301, Location="http://127.0.0.1:9/v1"), "redirects are not followed"),
    (failing(307, Location="https://models.example/v1"), "redirects are not followed"),
]


@pytest.mark.parametrize(("fault", "words"), REFUSING, ids=[str(fault.status) for fault, _ in REFUSING])
def test_a_refusal_is_believed_at_once_and_told_without_the_key(time: Time, fault: Reply, words: str) -> None:
    with serving(fault) as stub, pytest.raises(StoreError, match=words) as raised:
        ask(asking(stub, time, key=KEY))
    assert len(stub.requests) == 1
    assert KEY not in str(raised.value)
    assert KEY not in repr(asking(stub, time, key=KEY).server)


def test_a_key_that_a_failing_server_sends_back_is_not_told(time: Time) -> None:
    with (
        serving(Reply([json.dumps({"error": f"bad key {KEY}"}).encode()])) as stub,
        pytest.raises(StoreError) as raised,
    ):
        ask(asking(stub, time, key=KEY, attempts=2))
    assert "bad key …" in str(raised.value)


def test_nobody_there_is_one_line(time: Time) -> None:
    with serving(whole(FINE)) as stub:
        pass
    with pytest.raises(StoreError, match="cannot be reached"):
        ask(asking(stub, time, attempts=2))


def test_proxies_of_the_environment_are_not_asked(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(whole(FINE)) as stub:
        assert ask(asking(stub, time))[0].content == FINE


@pytest.mark.parametrize(
    "address",
    ["https://models.example/v1", "http://127.0.0.1:8080/v1", "http://localhost:11434/v1", "http://[::1]:1/v1",
     "http://127.8.9.10/v1", "http://LOCALHOST/v1"],
)  # fmt: skip
def test_https_and_loopback_may_be_asked(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://models.example/v1",
        "http://127.0.0.1.models.example/v1",
        "http://localhost.models.example/v1",
        "http://10.0.0.7:8080/v1",
        "http://0.0.0.0:8080/v1",
        "http://127.0.0.1@models.example/v1",
        "https://name:word@models.example/v1",
        "https://models.example/v1?key=1",
        "https://models.example/v1#x",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "127.0.0.1:8080",
        "http://",
        "",
        "http://[::1",
        "https://models.example\n/v1",
    ],
)
def test_no_other_address_may_be_asked(address: str) -> None:
    with pytest.raises(UsageError, match="--base-url"):
        check_address(address)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel", "\x00"])
def test_a_key_that_cannot_stand_in_a_header_is_not_shown(key: str) -> None:
    with pytest.raises(UsageError) as raised:
        Server("https://models.example/v1", key)
    assert key not in str(raised.value)


# ── the bytes ────────────────────────────────────────────────────────────────────────────────────


def events(*data: str, end: str = "\n\n") -> bytes:
    return "".join(f"data: {one}{end}" for one in data).encode()


DELTA = '{"choices": [{"delta": {"content": "%s"}}]}'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (events(DELTA % "a", DELTA % "b", "[DONE]"), "ab"),
        (events(DELTA % "a", DELTA % "b", "[DONE]", end="\r\n\r\n"), "ab"),
        (events(DELTA % "a", '{"choices": [{"delta": {}, "finish_reason": "stop"}]}'), "a"),
        (b": hello\n\n" + events(DELTA % "a", "[DONE]", "what comes behind"), "a"),
        (b'event: x\ndata: {"choices":\ndata: [{"delta": {"content": "a"}}]}\n\ndata: [DONE]', "a"),
    ],
)
def test_a_stream_of_events_is_read_as_the_standard_has_it(body: bytes, words: str) -> None:
    assert read_body(body, "text/event-stream").content == words
    assert read_body(body, "").content == words  # a server may not say what it sends


@pytest.mark.parametrize(
    "body",
    [events("[DONE]"), events("{", "[DONE]"), events(DELTA % "a"), b"data", events('{"error": "out of memory"}')],
)
def test_a_stream_without_words_or_end_is_none(body: bytes) -> None:
    with pytest.raises(UnusableError):
        read_body(body, "text/event-stream")


@pytest.mark.parametrize("usage", [None, 5, {"prompt_tokens": "9"}, {"prompt_tokens": -1}, {"prompt_tokens": True}])
def test_tokens_that_are_no_numbers_are_not_counted(usage: object) -> None:
    body = {"choices": [{"message": {"content": "a"}}], "usage": usage}
    assert read_body(json.dumps(body).encode(), "application/json") == Answer("a", None, None)


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_kept_whole_and_found_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "deep" / "cache")
    key = key_of("http://127.0.0.1:1/v1", "1", REQUEST)
    assert cache.find(key) is None
    cache.keep(key, Answer("Norway – \ud800", 5, None), {"model": "m"})
    found = cache.find(key)
    assert found is not None
    assert found.content == "Norway – \ud800"
    assert [path.name for path in cache.folder.iterdir()] == [f"{key}.json"]
    assert json.loads((cache.folder / f"{key}.json").read_text())["tokens_in"] == 5


def test_the_key_changes_with_all_that_an_answer_depends_on() -> None:
    url, request = "https://models.example/v1", {"model": "m", "messages": [{"content": "a"}], "temperature": 0}
    changed = [
        {**request, "model": "n"},
        {**request, "messages": []},
        {**request, "temperature": 1},
        {**request, "x": 1},
    ]
    keys = {key_of(url, "1", one) for one in (request, *changed)}
    keys |= {key_of(url, "2", request), key_of("https://other.example/v1", "1", request)}
    assert len(keys) == 7
    assert key_of(url, "1", dict(reversed(request.items()))) in keys
    assert key_of(url + "/", "1", request) in keys


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    Cache(tmp_path).keep("k", Answer("fine"), {})
    return tmp_path / "k.json"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"answer": 3}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_counts_as_none(kept: Path, damage: bytes) -> None:
    kept.write_bytes(damage)
    assert Cache(kept.parent).find("k") is None


def test_a_folder_that_cannot_be_written_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be kept"):
        Cache(tmp_path / "file").keep("k", Answer("fine"), {})
    (tmp_path / "k.json").mkdir()
    with pytest.raises(StoreError, match="cannot be kept"):
        Cache(tmp_path).keep("k", Answer("fine"), {})
    with pytest.raises(StoreError, match="cannot be read"):
        Cache(tmp_path).find("k")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "k.json"]
