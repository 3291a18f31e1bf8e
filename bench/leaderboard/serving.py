"""The service that runs are made on, and the model that they ask: a world, the embedded one, an endpoint."""

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

from gradcheck.runtime import Service
from gradcheck.settings import load
from tests.support.homes import furnish
from tests.support.prompt_queue import PromptService

KEY = "OPENAI_API_KEY"
_VERSION = "/v1/"  # where a base URL ends; a model's name may have slashes too
SLOTS = 64
CONTEXT = 4096
"""Tokens of a request to the embedded model and its answer: peers ask more at once than the service does."""


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """What answers: `name` as rows have it, `spec` as requests do, `url` where it is an endpoint."""

    name: str = "simulated"
    spec: dict[str, Any] = {}
    url: str = ""


def model_of(given: str) -> Model:
    """What `--provider` names: `embedded`, or the base URL of an endpoint that speaks like OpenAI, then the model."""
    if given == "embedded":
        return Model(name="embedded", spec={"provider": "embedded"})
    url, mark, name = given.partition(_VERSION)
    if not mark:
        url, _, name = given.rpartition("/")
    return Model(name=name, spec={"provider": "endpoint", "model": name}, url=(url + mark).rstrip("/"))


def key_of() -> str | None:
    """The key of an endpoint, where the environment has one."""
    return os.environ.get(KEY)


def embedded(home: Path) -> dict[str, str]:
    """The variables by which the embedded model is the same for all who ask it."""
    return {"GRADCHECK_HOME": str(home), "GRADCHECK_EMBEDDED__CONTEXT": str(CONTEXT)}


@contextlib.asynccontextmanager
async def serving(home: Path, model: Model, key: str | None = None) -> AsyncIterator[Service]:
    """A service that knows the model; the endpoint's key is this one, or else that of the environment if it has one."""
    config = home / "config.toml"
    key = key or key_of()
    named_key = "" if key is None else f'api_key_env = "{KEY}"\n'
    endpoint = f'[providers.endpoint]\nbase_url = "{model.url}"\nmax_concurrency = {SLOTS}\n{named_key}'
    config.write_text(endpoint if model.url else "")
    keys = {} if key is None or not model.url else {KEY: key}
    named = {"GRADCHECK_CONFIG": str(config), "GRADCHECK_MAX_CONCURRENCY": "256"}
    service = PromptService(load({**furnish(home), **named, **embedded(home), **keys}))
    await service.start()
    try:
        yield service
    finally:
        await service.stop()
