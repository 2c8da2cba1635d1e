"""Answers of models, kept: the same question to the same model is asked, and paid for, once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.llm.wire import Answer

_LARGEST = 16_000_000


def key_of(base_url: str, prompt_version: str, request: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all that an answer depends on.

    That is the server, the version of the prompt and the request: model, parameters, schema, prompt and text.
    """
    question = {"server": base_url.rstrip("/"), "prompt": prompt_version, "request": request}
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode("ascii")).hexdigest()


class Cache:
    """A folder with one file an answer, made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> Answer | None:
        """Return the answer kept under a key; None where there is none, or the file is damaged.

        Raises StoreError where there is one that cannot be read.
        """
        path = self._path(key)
        try:
            with path.open("rb") as file:
                data = json.loads(file.read(_LARGEST))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{path}: the kept answer cannot be read: {error.strerror}") from error
        except (ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or not isinstance(data.get("answer"), str):
            return None
        return Answer(data["answer"])

    def keep(self, key: str, answer: Answer, told: Mapping[str, Any]) -> None:
        """Keep an answer as it came, whole or not at all, with what it answers (``told``), for people to look at.

        Raises StoreError where the folder cannot be written.
        """
        path = self._path(key)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        data = {**told, "tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out, "answer": answer.content}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="ascii")
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise StoreError(f"{path}: the answer cannot be kept: {error.strerror}") from error

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"
