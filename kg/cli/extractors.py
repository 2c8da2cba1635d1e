"""Which extractor a command reads with: the built-in one, a model, both, or a plug-in; and the options of a model."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.frame import Settings
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.ingest import Extract
    from kg.lexicon import CaseFile
    from kg.llm.extractor import ModelExtractor
    from kg.model import Extraction, Report

BUILT_IN, LLM, BOTH = "built-in", "llm", "both"
CACHE = Path(".kg/cache/llm")
KEYS = ("KG_LLM_API_KEY", "OPENAI_API_KEY")
"""The variables of the environment that may hold the key, the first that is set."""

ExtractorName = Annotated[
    str, typer.Option("--extractor", help="What reads: built-in, llm (a model), both, or an installed plug-in.")
]
ModelName = Annotated[str | None, typer.Option("--model", help="The model to ask, as its server calls it.")]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", help="Where the model is: https, or loopback, as http://127.0.0.1:8080/v1. The key is "
                 "read from KG_LLM_API_KEY or OPENAI_API_KEY."),
]  # fmt: skip
Parameters = Annotated[
    list[str] | None,
    typer.Option("--parameter", metavar="NAME=VALUE", help="A parameter of the request, its value as JSON, as "
                 "temperature=0.2 or seed=7; null leaves temperature out."),
]  # fmt: skip
Stream = Annotated[bool, typer.Option("--stream", help="Let the server stream its answers.")]
CacheFolder = Annotated[Path, typer.Option("--cache", help="Where the answers of models are kept.")]
Seconds = Annotated[float, typer.Option("--timeout", help="Seconds a model has for a report.")]
CallSeconds = Annotated[float, typer.Option("--call-timeout", help="Seconds a model has for one answer.")]
PriceIn = Annotated[float | None, typer.Option("--price-in", help="What a million tokens read cost.")]
PriceOut = Annotated[float | None, typer.Option("--price-out", help="What a million tokens written cost.")]


@dataclass(frozen=True)
class Choice:
    """The values of the options above."""

    extractor: str = BUILT_IN
    model: str | None = None
    base_url: str | None = None
    parameters: tuple[str, ...] = ()
    stream: bool = False
    cache: Path = CACHE
    seconds: float = 600.0
    call_seconds: float = 180.0
    price_in: float | None = None
    price_out: float | None = None


def extract_with(settings: Settings, choice: Choice) -> Extract | None:
    """Return the extractor that is meant; None for the built-in one, which needs nothing to be loaded.

    Raises UsageError where options are missing or off, NotFoundError where there is no such extractor, InputError
    where a plug-in cannot be loaded.
    """
    if choice.extractor not in (LLM, BOTH):
        idle = {"--model": choice.model, "--base-url": choice.base_url, "--parameter": choice.parameters}
        if given := [name for name, value in idle.items() if value]:
            raise UsageError(f"{given[0]} is for --extractor llm or both; the extractor here is {choice.extractor}")
        if choice.extractor == BUILT_IN:
            return None
        from kg.plugins import load_plugin

        return load_plugin(choice.extractor).extract
    model = _model(settings, choice)
    if choice.extractor == LLM:
        return model.extract

    def both(report: Report, case: str | CaseFile | None) -> Extraction:
        from kg.corroboration import corroborate
        from kg.extract import extract_report

        return corroborate(extract_report(report, case=case), model.extract(report, case))

    return both


def _model(settings: Settings, choice: Choice) -> ModelExtractor:
    """Return the model that the options describe."""
    from kg.llm.client import Patience, Server
    from kg.llm.extractor import Model, ModelExtractor, Prices

    if choice.model is None or choice.base_url is None:
        missing = "--model" if choice.model is None else "--base-url"
        raise UsageError(f"--extractor {choice.extractor} needs {missing}; see docs/llm.md")
    for option, number in (("--timeout", choice.seconds), ("--call-timeout", choice.call_seconds)):
        if not 0 < number < 10**6:
            raise UsageError(f"{option} takes a number of seconds above 0, not {number:g}")
    if (choice.price_in is None) != (choice.price_out is None):
        raise UsageError("--price-in and --price-out go together: give both or neither")
    prices = None
    if choice.price_in is not None and choice.price_out is not None:
        if not (0 <= choice.price_in < 10**9 and 0 <= choice.price_out < 10**9):
            raise UsageError("--price-in and --price-out take what a million tokens cost, 0 or more")
        prices = Prices(choice.price_in, choice.price_out)
    key = next((value for name in KEYS if (value := os.environ.get(name, "").strip())), None)
    patience = Patience(report=choice.seconds, call=choice.call_seconds)
    return ModelExtractor(
        Model(choice.model, {"temperature": 0, **dict(map(_parameter, choice.parameters))}),
        Server(choice.base_url, key, choice.stream, patience),
        choice.cache,
        prices=prices,
        note=settings.note,
        progress=settings.progress,
    )


def _parameter(words: str) -> tuple[str, Any]:
    """Return name and value of a parameter; what is no JSON is taken as words."""
    name, sign, value = words.partition("=")
    if not sign or not name.isidentifier():
        raise UsageError(f"--parameter: {words!r} is not of the form NAME=VALUE, as temperature=0")
    try:
        return name, json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return name, value


def _no_number(value: str) -> float:
    raise ValueError(value)
