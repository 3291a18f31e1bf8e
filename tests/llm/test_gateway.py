"""What the gateway knows of providers, and the real embedded model behind it."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from gradcheck.domain.call import Call, Chat, Completion, Message, Sampling
from gradcheck.errors import AttemptError, ConfigurationError
from gradcheck.llm.base import JobStopped
from gradcheck.llm.gateway import Gateway
from gradcheck.settings import EMBEDDED, Embedded, Limits, Prices, Provider, Settings
from gradcheck.telemetry import Telemetry
from tests.llm.bench import URL, call, opened

PRICED = Provider(base_url=URL, prices={"known": Prices(input=0.15, output=0.6)})


def gateway(home: Path, *, embedded: Embedded | None = None, **providers: Provider) -> Gateway:
    settings = Settings(home=home, database_url="", embedded=embedded or Embedded(), providers=providers)
    return Gateway(settings, Telemetry(CollectorRegistry()))


def test_the_embedded_model_is_always_there_and_costs_nothing(tmp_path: Path) -> None:
    made = gateway(tmp_path)
    info = made.info(EMBEDDED)
    assert info is not None
    assert info.default_model is not None
    endpoint = made.endpoint(info, info.default_model, Sampling())
    assert (endpoint.profile, endpoint.input_price, endpoint.cost(10**6, 10**6)) == ("small", 0, 0)


def test_prices_are_whole_micro_dollars_and_none_where_the_server_knows_none(tmp_path: Path) -> None:
    made = gateway(tmp_path, paid=PRICED)
    info = made.info("paid")
    assert info is not None
    known, unknown = (made.endpoint(info, model, Sampling()) for model in ("known", "unknown"))
    assert (known.input_price, known.output_price, known.cost(1000, 100)) == (150_000, 600_000, 210)
    assert unknown.input_price is None


def test_an_unknown_provider_is_none(tmp_path: Path) -> None:
    assert gateway(tmp_path).info("nobody") is None


def test_a_provider_that_is_gone_from_the_settings_fails_its_calls(tmp_path: Path) -> None:
    with pytest.raises(AttemptError, match="nobody is not configured any more"):
        gateway(tmp_path).limiter("nobody", "pure")


@pytest.mark.parametrize("limits", [Limits(requests_per_minute=20), Limits(tokens_per_minute=200)])
async def test_a_model_is_asked_no_more_than_its_limits_allow_and_another_has_its_own(
    tmp_path: Path, limits: Limits
) -> None:
    declared = Provider(base_url=URL, max_concurrency=50, limits={"slow": limits})
    made = gateway(tmp_path, own=declared)
    slow, free = made.limiter("own", "slow"), made.limiter("own", "free")
    assert made.limiter("own", "slow") is slow
    waiting = [asyncio.ensure_future(limiter.acquire("job", 1, 10)) for limiter in (slow, free) for _ in range(5)]
    await asyncio.sleep(0)
    assert (slow.in_flight, free.in_flight) == (2, 5)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_limiters_allow_and_hold_back_is_shown_by_provider(tmp_path: Path) -> None:
    telemetry = Telemetry(CollectorRegistry())
    declared = {"own": Provider(base_url=URL, max_concurrency=2)}
    made = Gateway(Settings(home=tmp_path, database_url="", providers=declared), telemetry)
    waiting = [asyncio.ensure_future(made.limiter("own", "m").acquire("job", 1, 10)) for _ in range(5)]
    await asyncio.sleep(0)
    shown = telemetry.registry.get_sample_value
    assert shown("gradcheck_concurrency_limit", {"provider": "own"}) == 2
    assert shown("gradcheck_calls_waiting", {"provider": "own"}) == 3
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_run_whose_provider_is_gone_is_stopped(tmp_path: Path) -> None:
    async with opened(tmp_path) as bench:
        gone = msgspec.structs.replace(call("a").endpoint, provider="nobody")
        with pytest.raises(JobStopped, match="unknown_provider"):
            await (await bench.session()).call(call("a", endpoint=gone))


async def test_a_file_that_is_no_model_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    made = gateway(tmp_path, embedded=Embedded(gguf=str(path)))
    with pytest.raises(ConfigurationError, match=r"no\.gguf cannot be loaded"):
        await made.attempt(embedded_call(made, Chat(messages=(Message(role="user", content="Hi"),))))
    await made.close()


def embedded_call(made: Gateway, request: Chat | Completion) -> Call:
    info = made.info(EMBEDDED)
    assert info is not None
    endpoint = made.endpoint(info, "own", Sampling(max_tokens=8))
    return Call(path="p", role="task", endpoint=endpoint, request=request, sampling=endpoint.sampling, seed=1)


@pytest.mark.embedded
async def test_the_embedded_model_chats_completes_stops_and_is_waited_for_as_long_as_the_settings_say(
    tmp_path: Path,
) -> None:
    made = gateway(tmp_path, embedded=Embedded(slots=2, context=512))
    impatient = gateway(tmp_path, embedded=Embedded(timeout_s=0.001))
    chat = Chat(messages=(Message(role="user", content="What is the capital of France? Answer with one word."),))
    completion = Completion(prompt="Red, green,", stop=("\n",))
    try:
        said_in_chat = await made.attempt(embedded_call(made, chat))
        continued = await made.attempt(embedded_call(made, completion))
        with pytest.raises(AttemptError) as caught:
            await impatient.attempt(embedded_call(impatient, chat))
    finally:
        await made.close()
        await impatient.close()
    assert "no answer within 0.001 s" in caught.value.message
    assert "Paris" in said_in_chat.text
    assert continued.text
    assert 0 < continued.output_tokens <= 8
    assert said_in_chat.cost_micro_usd == 0
