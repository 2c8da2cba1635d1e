"""Addresses on a page: which ones may be followed."""

from __future__ import annotations

import re

# A scheme that a browser opens as a page, a host, and nothing that could end or bend an attribute or an address.
_FOLLOWED = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][^\s<>\"'`\\{}|^]*)?")


def safe_href(address: str) -> str | None:
    """Return the address if it is one of the web that can be followed, else None.

    Addresses come out of reports and files of strangers: ``javascript:``, ``data:``, ``file:``, an address with a
    user's name in it (``https://bank@elsewhere/``) or with hidden characters is shown as text and not as a link.
    """
    return address if _FOLLOWED.fullmatch(address) and address.isprintable() else None
