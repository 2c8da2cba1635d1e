"""Who asks: from the environment or a netrc file, for one host alone; never from a flag or a URL, never shown."""

from __future__ import annotations

import netrc
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError, UsageError
from kg.remote.addresses import host_of

HOW = "set KG_REMOTE_USER and KG_REMOTE_PASSWORD, or KG_REMOTE_TOKEN, or write the host into a netrc file"
"""What to do where a server wants to know who asks."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is shown to one host: a user with a password, or a bearer token."""

    host: str
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def hide(self, text: str) -> str:
        """Return a text without the secrets, which a server may have sent back."""
        for secret in (self.password, self.token):
            text = text.replace(secret, "…") if secret else text
        return text


def find_credentials(url: str, environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """Return what is known for the host of a URL: the environment first, then the netrc file; None for nothing.

    The file is the one that NETRC names, else ~/.netrc. Its entry ``default`` is for no host in particular and is not
    used. Raises UsageError where the environment says half of what is needed or both kinds, InputError for a netrc
    file that cannot be read, or that has a password for the host and can be read by others.
    """
    host = host_of(url)
    user, password, token = (environment.get(f"KG_REMOTE_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
    if token:
        if user or password:
            raise UsageError("KG_REMOTE_TOKEN and KG_REMOTE_USER or KG_REMOTE_PASSWORD are both set; unset one")
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise UsageError("KG_REMOTE_TOKEN holds spaces or characters that no token has; set it anew")
        return Credentials(host, token=token)
    if user or password:
        if not (user and password):
            missing = "KG_REMOTE_PASSWORD" if user else "KG_REMOTE_USER"
            raise UsageError(f"{missing} is not set; a user and a password go together")
        return _person(host, user, password, "KG_REMOTE_USER")
    return _from_netrc(host, environment)


def _from_netrc(host: str, environment: Mapping[str, str]) -> Credentials | None:
    named = environment.get("NETRC", "")
    path = Path(named) if named else Path(environment.get("HOME") or "~").expanduser() / ".netrc"
    try:
        mode = path.stat().st_mode
        entry = netrc.netrc(str(path)).hosts.get(host)
    except FileNotFoundError:
        if named:
            raise InputError(f"NETRC names {path}, and there is no such file") from None
        return None
    except netrc.NetrcParseError as error:
        raise InputError(f"{path}, line {error.lineno}: not of the form of a netrc file") from None
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    if entry is None:
        return None
    if mode & 0o077:
        raise InputError(f"{path} holds a password and can be read by others; run: chmod 600 {path}")
    user, _, password = entry
    return _person(host, user or "", password or "", str(path))


def _person(host: str, user: str, password: str, source: str) -> Credentials:
    """Return credentials that can stand in a header."""
    if not (user + password).isprintable() or ":" in user:
        raise UsageError(f"{source}: a name or password with characters that cannot be sent; set it anew")
    return Credentials(host, user, password)
