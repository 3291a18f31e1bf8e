"""Runs on real software between the service and a model: the LiteLLM proxy and llama.cpp's server.

The proxy is installed into an environment of its own below `build`; it is no dependency.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import xllamacpp

from gradcheck.llm.clients.weights import shipped
from tests.providers.behaviours import BEHAVIOURS, KEY
from tests.providers.cases import Case
from tests.providers.runs import KEYS, Attempt, is_right, run_all
from tests.providers.server import Providers
from tests.support.processes import ROOT

pytestmark = pytest.mark.slow

_FOLDER = ROOT / "build" / "litellm"
_PIN = "litellm[proxy]==1.108.7"
_MODELS = {  # what callers name: the proxy's own name of it, and who serves it
    "plain-1": ("openai/plain-1", "openai_plain/v1"),
    "gpt-5.2": ("openai/gpt-5.2", "openai_reasoning/v1"),
    "claude-opus-4-7": ("anthropic/claude-opus-4-7", "anthropic_messages_only"),
}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def installed() -> Path:
    """The proxy's command."""
    command = _FOLDER / "bin" / "litellm"
    if not command.exists():
        subprocess.run([sys.executable, "-I", "-m", "venv", "--clear", str(_FOLDER)], check=True)
        pip = [str(_FOLDER / "bin" / "python"), "-I", "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", _PIN], check=True, timeout=600)
    return command


@contextmanager
def proxy(folder: Path, upstream: int, *, drop_params: bool) -> Iterator[str]:
    """A LiteLLM proxy in front of the providers at this port."""
    models = [
        {
            "model_name": name,
            "litellm_params": {"model": model, "api_base": f"http://127.0.0.1:{upstream}/{path}", "api_key": KEY},
        }
        for name, (model, path) in _MODELS.items()
    ]
    config = folder / "config.yaml"  # JSON is YAML
    config.write_text(json.dumps({"model_list": models, "litellm_settings": {"drop_params": drop_params}}))
    port = free_port()
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    environ["LITELLM_MASTER_KEY"] = KEYS["OTHER_KEY"]
    with (folder / "log").open("w") as log:
        command = [str(installed()), "--config", str(config), "--port", str(port), "--host", "127.0.0.1"]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ, cwd=folder)
        try:
            url = f"http://127.0.0.1:{port}"
            end = time.monotonic() + 180
            while not _is_up(url):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < end, "the proxy does not come up"
                time.sleep(0.5)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/liveliness", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("drop_params", [True, False])
def test_a_litellm_proxy_carries_every_dialect_whether_it_drops_parameters_or_not(
    tmp_path: Path, *, drop_params: bool
) -> None:
    with (
        Providers(BEHAVIOURS).running() as providers,
        proxy(tmp_path, providers.port, drop_params=drop_params) as url,
    ):
        keyed = {"api_key_env": "OTHER_KEY"}
        cases = [Case(name=f"m{n}", model=model, max_tokens=64, declared=keyed) for n, model in enumerate(_MODELS)]
        attempts = [Attempt(case, url) for case in cases]
        run_all(attempts)
    assert [(one.case.model, one.told) for one in attempts if not one.is_right] == []


@contextmanager
def llama(context: int) -> Iterator[str]:
    """llama.cpp's own server with so many tokens of context."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(shipped())
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [KEY]
    parameters.n_parallel = 1
    parameters.n_ctx = context
    parameters.fit_params = False
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    yield str(server.listening_address)
    del server


def test_a_llama_server_answers_and_says_when_a_request_is_longer_than_its_context() -> None:
    long = "Read this first. " * 100
    with llama(2048) as plain, llama(256) as small:
        attempts = [
            Attempt(Case(name="plain", model="smol"), plain),
            Attempt(Case(name="long", model="smol"), small),
        ]
        attempts[1].prompt = {"system": long, "user": "{text}"}
        run_all(attempts)
    usable, too_long = (one.runs[0] for one in attempts)
    assert usable["status"] == "succeeded"
    assert usable["result"]["usage"]["task"]["failed"] == 0
    assert not is_right(too_long)
    notes = {rollout["note"] for rollout in too_long["rollouts"]}
    assert all("longer than the model can read" in note and "256" in note for note in notes), notes
