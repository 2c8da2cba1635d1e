"""The bytes of an answer of the chat-completions protocol, whole or streamed, and what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class UnusableError(ValueError):
    """An answer that is not of the protocol, or was cut off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The words of a model; tokens read and written as the server counts them, None where it does not say."""

    content: str
    tokens_in: int | None = None
    tokens_out: int | None = None


def read_body(body: bytes, content_type: str) -> Answer:
    """Return the answer that a body holds. Raises UnusableError where it holds none, or one without its end."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableError("the answer is not UTF-8, or was cut off") from None
    if content_type.partition(";")[0].strip().lower() == "text/event-stream" or text.startswith(
        ("data:", "event:", ":")
    ):
        return _streamed(text)
    data = _object(_json(text))
    choice = _choice(data)
    if choice is None:
        raise UnusableError("the answer holds no choice")
    content = _object(choice.get("message")).get("content")
    if not isinstance(content, str) or not content:
        raise UnusableError("the answer holds no words")
    _check_end(choice.get("finish_reason"))
    return Answer(content, *_tokens(data))


def _streamed(text: str) -> Answer:
    """Put the pieces of a stream of events together."""
    pieces: list[str] = []
    usage: tuple[int | None, int | None] = (None, None)
    reason: object = None
    done = False
    for event in _events(text):
        if event == "[DONE]":
            done = True
            break
        data = _object(_json(event))
        usage = _tokens(data) if isinstance(data.get("usage"), dict) else usage
        choice = _choice(data)
        if choice is None:
            continue
        piece = _object(choice.get("delta")).get("content")
        if isinstance(piece, str):
            pieces.append(piece)
        reason = choice.get("finish_reason") or reason
    if not done and reason is None:
        raise UnusableError("the answer was cut off")
    _check_end(reason)
    if not any(pieces):
        raise UnusableError("the answer holds no words")
    return Answer("".join(pieces), *usage)


def _events(text: str) -> Iterator[str]:
    """Yield the data of the events of a stream, each of which may be of several lines."""
    data: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnusableError("the answer is not JSON, or was cut off") from None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _choice(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the first choice. Raises UnusableError where the server says that it failed."""
    error = data.get("error")
    if error:
        said = error.get("message") if isinstance(error, dict) else error
        raise UnusableError(f"the server says: {' '.join(str(said).split())[:200]}")
    choices = data.get("choices")
    return _object(choices[0]) if isinstance(choices, list) and choices else None


def _check_end(reason: object) -> None:
    if reason == "length":
        raise UnusableError("the answer was cut off at the most tokens that the server lets it have")
    if reason not in (None, "stop"):
        raise UnusableError(f"the answer ended for the reason {str(reason)[:40]!r}")


def _tokens(data: Mapping[str, Any]) -> tuple[int | None, int | None]:
    usage = _object(data.get("usage"))
    return _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else None
