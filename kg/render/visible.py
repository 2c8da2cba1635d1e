"""Text from strangers, made safe to look at: what would drive a terminal or reorder a line is shown as an escape."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1), line and paragraph separators, bidirectional controls, zero-width and other invisible
# characters, interlinear annotation, tags, and halves of surrogate pairs. The joiners U+200C and U+200D stay: Persian
# and many other scripts cannot be written without them.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, *, lines: bool = False) -> str:
    r"""Return ``text`` with every hidden character written as ``\n``, ``\x1b``, ``\u202e`` or ``\U000e0041``.

    With ``lines``, line feeds stay as they are.
    """
    return _HIDDEN.sub(lambda match: "\n" if lines and match.group() == "\n" else _escape(match.group()), text)


def _escape(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
