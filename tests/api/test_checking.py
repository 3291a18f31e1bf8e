"""The check of a provider: what it asks, what it tells, and that it spends nothing it does not show."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.cli.commands.check import check_text
from gradcheck.engine.provider_check import CheckRequest, ProviderCheck, check
from gradcheck.errors import InvalidRequestError, NotFoundError
from gradcheck.llm.gateway import Gateway
from gradcheck.settings import load
from gradcheck_client.models import ProviderCheck as Shown
from tests.api.server import Server
from tests.support import harness
from tests.support.gateways import wired

TOML = """
[providers.openai]
base_url = "https://api.openai.com/v1"
api_key_env = "KEY"
[providers.little]
base_url = "http://little/v1"
profile = "small"
default_model = "tiny"
"""
Handler = Callable[[httpx.Request], httpx.Response]


def obeys(request: httpx.Request) -> httpx.Response:
    """A model that does as it is told, and says how much more it may be asked."""
    body = json.loads(request.content)
    text = " ok" if "prompt" in body else harness.text_of(body)
    said = "<PROMPT>ok</PROMPT>" if "<PROMPT>" in text else "A check.\nSCORE: 1" if "SCORE" in text else "ok"
    reply = harness.completion(body, said)
    if "prompt" in body:
        reply["choices"] = [{"text": " yes", "finish_reason": "stop"}]
    return httpx.Response(200, json=reply, headers={"x-ratelimit-remaining-requests": "99", "x-other": "1"})


@contextlib.asynccontextmanager
async def gateway(home: Path, handler: Handler) -> AsyncIterator[Gateway]:
    path = home / "config.toml"
    path.write_text(TOML)
    settings = load({"GRADCHECK_HOME": str(home), "GRADCHECK_CONFIG": str(path), "KEY": "sk-secret"})
    made = wired(settings, httpx.MockTransport(handler))
    try:
        yield made
    finally:
        await made.close()


async def checked(home: Path, handler: Handler, name: str = "openai", **request: Any) -> ProviderCheck:  # noqa: ANN401
    async with gateway(home, handler) as made:
        return await check(name, CheckRequest(**request), made)


async def test_one_call_in_each_roles_shape_and_all_that_is_known_of_the_model(tmp_path: Path) -> None:
    asked: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return obeys(request)

    found = await checked(tmp_path, handler, model="gpt-4o-mini", extra={"service_tier": "flex"})
    assert [(one.role, one.endpoint, one.works) for one in found.shapes] == [
        ("task", "chat", True),
        ("optimizer", "chat", True),
        ("judge", "chat", True),
    ]
    assert [body["max_tokens"] for body in asked] == [256, 1024, 512], "as a run would ask"
    assert {body["service_tier"] for body in asked} == {"flex"}
    assert found.works
    assert found.limits == {"x-ratelimit-remaining-requests": "99"}
    assert found.prices is not None
    assert (found.prices.input, found.prices.output, found.context) == (0.15, 0.6, 128_000)
    assert found.cost_usd is not None
    assert 0 < found.cost_usd < 0.01
    assert all(one.latency_s >= 0 for one in found.shapes)


TOOL = {"name": "find", "description": "Finds.", "input_schema": {"type": "object", "properties": {}}}


async def test_with_tools_the_model_is_also_asked_to_call_the_first_of_them(tmp_path: Path) -> None:
    asked: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if "tools" not in body:
            return obeys(request)
        asked.append(body)
        calls = [{"id": "a", "type": "function", "function": {"name": "find", "arguments": "{}"}}]
        choice = {"message": {"content": None, "tool_calls": calls}, "finish_reason": "tool_calls"}
        return httpx.Response(200, json={"choices": [choice]})

    found = await checked(tmp_path, handler, model="gpt-4o-mini", tools=(TOOL,))
    assert [(one.role, one.tools, one.works) for one in found.shapes][-1] == ("task", True, True)
    assert (found.works, len(found.shapes), len(asked)) == (True, 4, 1)
    assert "Call the tool find" in asked[0]["messages"][0]["content"]
    assert "tool_choice" not in asked[0]
    silent = await checked(tmp_path, obeys, model="gpt-4o-mini", tools=(TOOL,))
    assert not silent.works
    assert "was asked to call the tool find and called none" in (silent.shapes[-1].message or "")
    shown = check_text(msgspec.convert(msgspec.to_builtins(silent), Shown))
    assert "task       tools" in shown


async def test_faulty_tools_and_models_that_call_none_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError) as faulty:
        await checked(tmp_path, obeys, model="m", tools=({"type": "x"},))
    assert faulty.value.errors[0].path == "tools[0]"
    with pytest.raises(InvalidRequestError) as without:
        await checked(tmp_path, obeys, "embedded", tools=(TOOL,))
    assert "calls none" in without.value.errors[0].message


async def test_a_small_profiles_optimizer_is_asked_at_the_completion_endpoint(tmp_path: Path) -> None:
    found = await checked(tmp_path, obeys, "little")
    assert [one.endpoint for one in found.shapes] == ["chat", "completion", "chat"]
    assert (found.works, found.model, found.prices, found.cost_usd) == (True, "tiny", None, None)


async def test_what_does_not_work_is_told_in_the_providers_words_with_the_setting_that_mends_it(tmp_path: Path) -> None:
    refusal = {"error": {"message": "Unsupported parameter: 'temperature'.", "code": "unsupported_parameter"}}

    def handler(request: httpx.Request) -> httpx.Response:
        if "temperature" in json.loads(request.content):
            return httpx.Response(400, json=refusal)
        return obeys(request)

    found = await checked(tmp_path, handler, model="gpt-4o-mini")
    assert not found.works
    first = found.shapes[0]
    assert (first.works, first.status) == (False, 400)
    assert first.message is not None
    assert "Unsupported parameter" in first.message
    assert "temperature = false" in first.message


async def test_a_wrong_key_is_told_without_the_key(tmp_path: Path) -> None:
    refusal = {"error": {"message": "Incorrect API key provided: sk-secret."}}
    found = await checked(tmp_path, lambda _: httpx.Response(401, json=refusal), model="gpt-4o-mini")
    assert {one.status for one in found.shapes} == {401}
    assert "sk-secret" not in msgspec.json.encode(found).decode()


async def test_a_model_that_cannot_follow_a_roles_form_does_not_work_for_it(tmp_path: Path) -> None:
    found = await checked(
        tmp_path, lambda r: httpx.Response(200, json=harness.completion(json.loads(r.content), "ok")), model="m"
    )
    assert [one.works for one in found.shapes] == [True, False, False]
    assert [one.answer for one in found.shapes] == ["ok", "ok", "ok"]
    assert "<PROMPT>" in (found.shapes[1].message or "")


async def test_an_answer_without_text_does_not_work(tmp_path: Path) -> None:
    found = await checked(
        tmp_path, lambda r: httpx.Response(200, json=harness.completion(json.loads(r.content), "")), model="m"
    )
    assert all("without text" in (one.message or "") for one in found.shapes)


async def test_what_cannot_be_checked_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    def never(_: httpx.Request) -> httpx.Response:
        raise AssertionError("nothing is to be asked")

    with pytest.raises(NotFoundError, match="there are embedded, little, openai, simulated"):
        await checked(tmp_path, never, "nobody")
    asked: list[tuple[dict[str, Any], str]] = [({}, "model"), ({"model": "m", "extra": {"n": 2}}, "extra.n")]
    for request, path in asked:
        with pytest.raises(InvalidRequestError) as refused:
            await checked(tmp_path, never, **request)
        assert [error.path for error in refused.value.errors] == [path]


def test_over_http_it_answers_and_the_command_says_it_in_lines(server: Server) -> None:
    answer = server.http.post("/providers/world/check", json={"model": "pure"})
    assert answer.status_code == 200
    text = check_text(msgspec.convert(answer.json(), Shown))
    assert text.splitlines()[0] == "world/pure: dialect standard, prices unknown, context unknown"
    assert [line.split()[0] for line in text.splitlines()[1:4]] == ["task", "optimizer", "judge"]
    assert "does not work: its answer does not end with a line" in text
    assert server.http.post("/providers/world/check").json()["errors"][0]["path"] == "model"
    assert server.http.post("/providers/nobody/check").status_code == 404
