"""``kg serve`` as a process: its socket, its signals, and nothing left behind when it ends."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from uvicorn import Config, Server

from kg.errors import StoreError
from kg.guard import Limits
from kg.serve.app import make_app
from kg.serve.connections import IDLE_SECONDS, MAX_HEAD, with_deadline
from kg.serve.pages import HtmlPages
from kg.serve.service import Service

END_SECONDS = 3
"""For how long running questions may go on after the server was told to end."""


@dataclass(frozen=True)
class Settings:
    """What ``kg serve`` was told: see its options."""

    store: Path
    host: str
    port: int
    workers: int
    limits: Limits
    wait: float
    connections: int
    patience: float = 10.0
    queue: float = 10.0
    origins: Sequence[str] = ()
    hosts: Sequence[str] = ()
    url: str | None = None
    yasgui: Path | None = None
    log: bool = False
    tell: Callable[[str], None] = lambda _: None


class _Quiet(Server):
    """uvicorn's server, with its signals left to us: it would end the process by them again after it has stopped."""

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to end."""
        await self._serve(sockets)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises NotFoundError, StoreError, UsageError before it begins."""
    listener = _listen(settings.host, settings.port)
    try:
        asyncio.run(_serve(settings, listener))
    finally:
        listener.close()


async def _serve(settings: Settings, listener: socket.socket) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, told.set)
    service = Service(
        settings.store, workers=settings.workers, limits=settings.limits, wait=settings.wait, busy=settings.queue,
        tell=settings.tell,
    )  # fmt: skip
    ending = asyncio.create_task(told.wait())
    try:
        waiting = asyncio.create_task(service.writer_gone())
        await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not told.is_set():
            await service.start()
        if not told.is_set():
            await _answer(settings, service, listener, told)
    finally:
        ending.cancel()
        await service.close()


async def _answer(settings: Settings, service: Service, listener: socket.socket, told: asyncio.Event) -> None:
    """Answer requests until told to end."""
    hosts = [*settings.hosts, *([] if _any_address(settings.host) else [_bracketed(settings.host)])]
    app = make_app(
        service,
        hosts=hosts,
        url=settings.url,
        origins=settings.origins,
        html=HtmlPages(settings.yasgui),
        log=settings.log,
        tell=settings.tell,
    )
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    config = Config(
        app, http=with_deadline(settings.patience),
        ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, limit_concurrency=settings.connections,
        timeout_keep_alive=int(IDLE_SECONDS), timeout_graceful_shutdown=END_SECONDS,
        h11_max_incomplete_event_size=MAX_HEAD,
    )  # fmt: skip
    server = _Quiet(config)
    port = listener.getsockname()[1]
    follower = asyncio.create_task(service.follow())
    serving = asyncio.create_task(server.serve([listener]))
    if _any_address(settings.host) and not settings.hosts:
        settings.tell(
            "it listens on all addresses, but answers to loopback names alone; allow others with --allow-host"
        )
    settings.tell(f"serving {settings.store} at http://{_bracketed(settings.host)}:{port}/")
    await asyncio.wait(
        {serving, follower, ender := asyncio.create_task(told.wait())}, return_when=asyncio.FIRST_COMPLETED
    )
    server.should_exit = True
    ender.cancel()
    follower.cancel()
    await serving
    with suppress(asyncio.CancelledError):
        await follower


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises StoreError where the address cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise StoreError(f"there is no address {host!r} to serve at: {error}; name another with --host") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise StoreError(
            f"{host} port {port} cannot be served at: {error.strerror}; name another with --port (0: any free one)"
        ) from error
    return listener


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _any_address(host: str) -> bool:
    return host in {"", "0.0.0.0", "::"}  # noqa: S104 - looked for, not listened on
