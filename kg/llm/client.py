"""Asks a model over the chat-completions protocol of OpenAI, which most servers of models speak, local ones too.

The one module that touches the network. Only https or loopback, never through a redirect or a proxy of the
environment; every wait and every answer has a limit. Whatever a server says, it ends as an answer or as one line.
"""

from __future__ import annotations

import ipaddress
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from kg.errors import KgError, LimitError, StoreError, UsageError
from kg.llm.wire import Answer, UnusableError, read_body

if TYPE_CHECKING:
    import httpx

Read = TypeVar("Read")

LARGEST_ANSWER = 8_000_000
"""Bytes of one answer, with all that streaming puts round it."""
_CONNECT_SECONDS = 10.0
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often a server is asked. All in seconds but ``attempts``, which counts calls."""

    report: float = 600.0
    call: float = 180.0
    attempts: int = 4
    first_pause: float = 0.5
    longest_pause: float = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where a model is and how it is spoken to. ``key`` is sent to this address alone and shown nowhere.

    Raises UsageError where the address is not https or loopback, or the key cannot stand in a header.
    """

    base_url: str
    key: str | None = field(default=None, repr=False)
    stream: bool = False
    patience: Patience = Patience()

    def __post_init__(self) -> None:
        check_address(self.base_url)
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise UsageError("the key in the environment holds spaces or characters that no key has; set it anew")


class RetryError(Exception):
    """A failure after which the same call may succeed; ``after`` is how long the server wants to be left alone."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def check_address(base_url: str) -> None:
    """Let https addresses and loopback ones pass. Raises UsageError for any other."""
    import httpx

    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError) as error:
        raise UsageError(f"--base-url: {base_url!r} is no address: {error}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError(f"--base-url: {base_url!r} is no web address; give one such as http://127.0.0.1:8080/v1")
    if url.userinfo:
        raise UsageError("--base-url: a name or key has no place in an address; set KG_LLM_API_KEY instead")
    if url.query or url.fragment:
        raise UsageError(f"--base-url: {base_url!r} goes on behind its path; leave that out")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise UsageError(f"--base-url: {base_url!r} would send reports and key in the clear; use https, or loopback")


class Client:
    """Asks one server. ``sleep`` and ``clock`` are those of the machine but in tests."""

    def __init__(
        self,
        server: Server,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.server = server
        self.clock = clock
        self._sleep = sleep
        self._progress = progress
        self._address = f"{server.base_url.rstrip('/')}/chat/completions"

    def ask(self, request: Mapping[str, Any], until: float, read: Callable[[str], Read]) -> tuple[Answer, Read]:
        """Send a request until an answer comes that ``read`` can read; return both.

        Args:
            request: the body without what streaming adds.
            until: when to give up, by ``clock``.
            read: turns the words of an answer into what is wanted; its ValueError makes the answer count as none.

        Raises:
            StoreError: the server cannot be reached, refuses, or answers nothing usable however often it is asked.
            LimitError: the time is over, or an answer is too large.
        """
        patience = self.server.patience
        body = dict(request)
        if self.server.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        data = json.dumps(body).encode("ascii")
        pause = patience.first_pause
        for attempt in range(1, patience.attempts + 1):
            try:
                answer = self._once(data, until)
                answer = replace(answer, content=self._shown(answer.content))
                return answer, read(answer.content)
            except (RetryError, ValueError) as error:
                problem = self._shown(str(error))
                if attempt == patience.attempts:
                    break
                wait = min(getattr(error, "after", None) or pause * random.uniform(0.5, 1.0), patience.longest_pause)  # noqa: S311 - spreads calls, keeps no secret
            if self.clock() + wait > until:
                raise self._too_late(problem)
            self._progress(f"{problem}; asking again in {wait:.0f} s")
            self._sleep(wait)
            pause = min(pause * 2, patience.longest_pause)
        times = "once" if patience.attempts == 1 else f"{patience.attempts} times"
        raise StoreError(f"{self.server.base_url}: asked {times} in vain: {problem}")

    def _once(self, data: bytes, until: float) -> Answer:
        """Send the request once."""
        import httpx

        seconds = min(self.server.patience.call, until - self.clock())
        if seconds <= 0:
            raise self._too_late("it was not asked again")
        ends = self.clock() + seconds
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream, application/json" if self.server.stream else "application/json",
            # What is not packed cannot grow when it is unpacked.
            "Accept-Encoding": "identity",
        }
        if self.server.key is not None:
            headers["Authorization"] = f"Bearer {self.server.key}"
        timeout = httpx.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
        try:
            # Proxies, .netrc and the like are not looked at: text and key go to the address given or nowhere.
            with (
                httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", self._address, content=data, headers=headers) as response,
            ):
                body = self._body(response, ends)
                self._check(response, body)
                return read_body(body, response.headers.get("content-type", ""))
        except httpx.TimeoutException:
            raise RetryError(f"no answer within {seconds:.0f} s") from None
        except httpx.HTTPError as error:
            raise RetryError(f"cannot be reached ({type(error).__name__}: {error})") from None
        except UnusableError as error:
            raise RetryError(str(error)) from None

    def _body(self, response: httpx.Response, ends: float) -> bytes:
        """Read an answer, as it comes, up to the limits."""
        if response.headers.get("content-encoding", "identity") != "identity":
            raise RetryError("the answer is packed, which was not asked for")
        found = bytearray()
        for piece in response.iter_raw():
            found += piece
            if len(found) > LARGEST_ANSWER:
                raise LimitError(f"{self.server.base_url}: the answer is larger than {LARGEST_ANSWER:,} bytes")
            if self.clock() > ends:
                raise RetryError("the answer did not come to its end in time")
        return bytes(found)

    def _check(self, response: httpx.Response, body: bytes) -> None:
        """Let an answer with status 200 pass; of any other, say what the server says of it."""
        status = response.status_code
        if status == 200:
            return
        said = " ".join(body[:2000].decode("utf-8", "replace").split())[:200]
        told = f"status {status}" + (f": {said}" if said else "")
        if status in _AGAIN:
            raise RetryError(told, _retry_after(response.headers.get("retry-after", "")))
        hint = ""
        if 300 <= status < 400:
            told, hint = f"status {status}, a redirect", "; redirects are not followed: give the final address"
        elif status in (401, 403):
            hint = "; the key is read from KG_LLM_API_KEY or OPENAI_API_KEY"
        elif status == 404:
            hint = "; the address must end where /chat/completions goes on, mostly in /v1"
        raise StoreError(self._shown(f"{self.server.base_url}: {told}{hint}"))

    def _too_late(self, problem: str) -> KgError:
        return LimitError(f"{self.server.base_url}: no answer within {self.server.patience.report:g} s ({problem})")

    def _shown(self, text: str) -> str:
        """Return a text without the key, which a server may have sent back."""
        return text.replace(self.server.key, "…") if self.server.key else text


def _is_loopback(host: str) -> bool:
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for, given as such or as a date; None where it says nothing."""
    from email.utils import parsedate_to_datetime

    if value.isascii() and value.isdecimal():
        return float(value)  # infinity, where there are too many digits: more than any ceiling
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
