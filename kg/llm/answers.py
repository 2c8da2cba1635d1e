"""From the words of a model to its records, as loosely as is safe: the gate looks at each."""

from __future__ import annotations

import json


def read_records(content: str) -> list[object]:
    """Return the records that the words of an answer hold.

    The object may stand between other words, as where a server ignores the schema and a model chats or thinks aloud.
    Raises ValueError where there is none.
    """
    for start in (0, content.find("{"), content.rfind('{"statements"')):
        text = content[start : content.rfind("}") + 1] if start >= 0 else ""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and isinstance(data.get("statements"), list):
            return list(data["statements"])
    raise ValueError("the answer holds no JSON object with statements, or was cut off")
