"""Which URL may be a store's, and which of them lie on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit

from kg.errors import UsageError


def check_url(url: str) -> str:
    """Return the URL of a store without slashes at its end.

    Raises UsageError unless it is an http(s) URL with a host; one with a name or password in it is not repeated.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError("the URL of the store cannot be read; give one such as http://127.0.0.1:7878") from None
    if "@" in parts.netloc:
        raise UsageError(
            "a name or password has no place in the URL of a store; "
            "set KG_REMOTE_USER and KG_REMOTE_PASSWORD, or use a netrc file"
        )
    if parts.scheme.lower() not in ("http", "https") or not host or port == 0:
        raise UsageError(f"{url!r} is no web address; give one such as http://127.0.0.1:7878")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise UsageError("the URL of a store ends with its path: leave out what stands behind ? or #")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise UsageError(f"{url!r} holds characters that no URL has; write them as %XX")
    return url.rstrip("/")


def host_of(url: str) -> str:
    """Return the host of a URL in lower case."""
    return (urlsplit(url).hostname or "").lower()


def is_loopback(url: str) -> bool:
    """Tell whether a URL is one of this machine."""
    host = host_of(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def with_graph(url: str, iri: str) -> str:
    """Return where the Graph Store Protocol serves a graph."""
    return f"{url}?graph={quote(iri, safe='')}"
