"""One request, one whole answer: the part of the package that speaks HTTP to a store.

No redirect is followed, so that what is shown to a host is shown to no other; every wait and every answer has a limit.
What goes wrong is a StoreError of one line with the URL, what the server said, and what to do.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from kg.errors import StoreError
from kg.remote.addresses import host_of, is_loopback
from kg.remote.credentials import HOW, Credentials

if TYPE_CHECKING:
    import httpx

LARGEST_ANSWER = 512 * 2**20
"""Bytes of one answer that are read."""
_CONNECT_SECONDS = 10.0
# Of a whole answer, in multiples of the time that the server may be silent: what trickles in must end too.
_PATIENCE = 10
_SAID = 200


class BadRequestError(StoreError):
    """The server says that it cannot read what it was asked (400)."""


class PartError(StoreError):
    """The server answered with a part of what was asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read to its end.

    ``marked`` tells whether the server had said where the end would be, so that a cut cannot have gone unnoticed.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    marked: bool

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def said(self) -> str:
        """Return the first words of the body, without the marks of HTML."""
        text = self.body[:4000].decode("utf-8", "replace")
        text = re.sub(r"<(style|script|title)\b.{0,2000}?</\1>|<[^<>]{0,500}>", " ", text, flags=re.DOTALL | re.I)
        text = " ".join(text.split())
        return text[: _SAID - 1] + "…" if len(text) > _SAID else text


class Sender:
    """Sends requests to one host, in one connection where the host keeps it; use as a context manager or close it.

    Args:
        url: any URL of the host. A proxy of the environment is used for far hosts, never for this machine.
        credentials: shown when the server asks for them (digest, basic), a token with every request.
        timeout: seconds that the server may be silent.
    """

    def __init__(self, url: str, credentials: Credentials | None, *, timeout: float = 60) -> None:
        import httpx

        if credentials is not None and credentials.host != host_of(url):
            raise ValueError(f"credentials for {credentials.host} are not shown to {host_of(url)}")
        self._host = host_of(url)
        self._credentials = credentials
        self._timeout = timeout
        self._auth: httpx.Auth | None = None
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT_SECONDS, timeout)),
            follow_redirects=False,
            trust_env=not is_loopback(url),
            # What is not packed cannot grow when it is unpacked.
            headers={"Accept-Encoding": "identity", "User-Agent": "negotiation-kg"},
        )

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send a request and return the answer, whatever its status.

        Raises StoreError where there is no answer, or not a whole one, in the time and size allowed.
        """
        reply = self._once(method, url, body, dict(headers or {}))
        if reply.status == 401 and self._credentials is not None and self._auth is None:
            self._auth = self._answer_to(reply, self._credentials)
            if self._auth is not None:
                reply = self._once(method, url, body, dict(headers or {}))
        return reply

    def require(self, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send a request and return the answer if it is a good one. Raises StoreError otherwise; see ``fail``."""
        reply = self.send(method, url, body=body, headers=headers)
        if not 200 <= reply.status < 300 or reply.status == 206:
            self.fail(reply)
        return reply

    def fail(self, reply: Reply) -> NoReturn:
        """Raise a StoreError that says what an answer says; BadRequestError for status 400."""
        said = self._shown(reply.said())
        told = f"{reply.url} answered {reply.status}" + (f": {said}" if said else "")
        match reply.status:
            case 206:
                raise PartError(f"{reply.url} answered with a part only (206); raise the server's limits, or ask less")
            case status if 300 <= status < 400:
                raise StoreError(f"{told}; a redirect is not followed: give the URL where the store is")
            case 400:
                raise BadRequestError(told)
            case 401 | 403 if self._credentials is not None:
                raise StoreError(f"{told}; the name, password or token given for {self._host} does not do")
            case 401 | 403:
                raise StoreError(f"{told}; {HOW}")
            case 404:
                raise StoreError(f"{told}; nothing is served there: give the URL of the store, or name a --layout")
            case 429 | 503:
                raise StoreError(f"{told}; the server is busy, try again later")
            case 408 | 504:
                raise StoreError(f"{told}; the server's time limit was reached, raise it or ask less")
            case _:
                raise StoreError(f"{told}; look into the server's log")

    def _once(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        import httpx

        if host_of(url) != self._host:
            raise ValueError(f"this sender is for {self._host}, not for {url}")
        if self._credentials is not None and self._credentials.token:
            self._require_cover(url, "a token")
            headers["Authorization"] = f"Bearer {self._credentials.token}"
        ends = time.monotonic() + self._timeout * _PATIENCE
        try:
            with self._client.stream(method, url, content=body, headers=headers, auth=self._auth) as response:
                # A server that pushes cookies gets none back.
                self._client.cookies.clear()
                found = self._body(response, url, ends)
                marked = "content-length" in response.headers or "chunked" in response.headers.get(
                    "transfer-encoding", ""
                )
                known = {name.lower(): value for name, value in response.headers.items()}
                return Reply(url, response.status_code, known, found, marked or method == "HEAD")
        except httpx.TimeoutException:
            raise StoreError(f"{url}: no answer within {self._timeout:g} s; --wait gives it longer") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            why = self._shown(" ".join(str(error).split())[:_SAID]) or type(error).__name__
            raise StoreError(f"{url} cannot be reached, or broke off: {why}; is the server running?") from None

    def _body(self, response: httpx.Response, url: str, ends: float) -> bytes:
        """Read an answer, as it comes, up to the limits."""
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise StoreError(f"{url} answered with a packed body, which was not asked for; is a proxy in between?")
        found = bytearray()
        for piece in response.iter_raw():
            found += piece
            if len(found) > LARGEST_ANSWER:
                raise StoreError(f"{url}: the answer is larger than {LARGEST_ANSWER:,} bytes; ask less at a time")
            if time.monotonic() > ends:
                raise StoreError(f"{url}: the answer did not come to its end; --wait gives it longer")
        return bytes(found)

    def _answer_to(self, reply: Reply, credentials: Credentials) -> httpx.Auth | None:
        """Return how to answer a challenge: digest where it is offered, else basic; None where neither is."""
        import httpx

        offered = reply.headers.get("www-authenticate", "").lower()
        if not credentials.user:
            return None
        if "digest" in offered:
            return httpx.DigestAuth(credentials.user, credentials.password)
        if "basic" in offered:
            self._require_cover(reply.url, "a password")
            return httpx.BasicAuth(credentials.user, credentials.password)
        return None

    def _require_cover(self, url: str, what: str) -> None:
        """Raise StoreError where a secret would go over the network in the clear."""
        if not url.lower().startswith("https:") and not is_loopback(url):
            raise StoreError(f"{url}: {what} is not sent over plain http to another machine; use https")

    def _shown(self, text: str) -> str:
        return self._credentials.hide(text) if self._credentials is not None else text
