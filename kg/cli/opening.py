"""Where reading commands read: a store in a directory, or a triple store behind an endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.cli.frame import Settings

if TYPE_CHECKING:
    from kg.answers import Readable
    from kg.remote.wire import Wire
    from kg.store import Store


@contextmanager
def reading(settings: Settings) -> Iterator[Store]:
    """Open the store for a command that goes about in all of it; of an endpoint, all graphs are copied into memory.

    Raises as ``Store.open``; for an endpoint as ``kg.remote.copying.copy_graphs``.
    """
    if settings.endpoint is None:
        from kg.store import Store

        with Store.open(settings.store, read_only=True, wait=settings.wait) as store:
            yield store
        return
    from kg.remote.copying import copy_graphs

    with wire_to(settings, settings.endpoint) as wire:
        store = copy_graphs(wire, settings.progress)
    with store:
        yield store


@contextmanager
def asking(settings: Settings, *, own: bool = False) -> Iterator[Readable]:
    """Open the store for a command that puts questions to it; an endpoint answers them itself.

    ``own`` is for a question of the user's: it may be put to any endpoint, and what stands in it outside GRAPH is
    looked for in all graphs together, where the endpoint can.
    """
    if settings.endpoint is None:
        with reading(settings) as store:
            yield store.rdf
        return
    from kg.remote.reading import Remote

    with wire_to(settings, settings.endpoint) as wire:
        remote = Remote(wire, union=own, note=settings.note)
        if not own:
            remote.require_ours()
        yield remote


def wire_to(settings: Settings, address: str) -> Wire:
    """Return what speaks to the triple store at an address that the user gave, asked what it is if need be.

    Raises as ``check_url``, ``find_credentials`` and ``find_layout`` of ``kg.remote``.
    """
    from kg.remote.addresses import check_url
    from kg.remote.credentials import find_credentials
    from kg.remote.layouts import find_layout
    from kg.remote.wire import Wire

    url = check_url(address)
    credentials = find_credentials(url)
    layout = find_layout(url, name=settings.layout, credentials=credentials, timeout=settings.wait)
    return Wire(layout, credentials, timeout=settings.wait)
