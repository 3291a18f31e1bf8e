"""What the price list says, and what becomes of it where the settings or nobody say otherwise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gradcheck.domain.call import Endpoint, Sampling
from gradcheck.llm.prices import Quote, listed
from gradcheck.settings import EMBEDDED, SIMULATED, Embedded, Prices, Provider, Settings
from tests.support.gateways import wired

OPENAI, ELSEWHERE = "https://api.openai.com/v1", "http://localhost:4000/v1"
MINI = Quote(input=150_000, output=600_000, cached=75_000, context=128_000)


def endpoint(home: Path, provider: str, model: str, **declared: Provider) -> Endpoint:
    settings = Settings(home=home, database_url="", embedded=Embedded(context=777), providers=declared)
    gateway = wired(settings)
    info = gateway.info(provider)
    assert info is not None
    return gateway.endpoint(info, model, Sampling())


def test_a_model_is_found_by_the_address_of_its_vendor_whatever_the_provider_is_called() -> None:
    assert listed("mine", OPENAI, "gpt-4o-mini") == MINI


def test_at_another_address_it_is_found_by_the_vendor_that_the_provider_is_named_after() -> None:
    assert listed("openai", ELSEWHERE, "gpt-4o-mini") == MINI


@pytest.mark.parametrize(
    ("provider", "url", "model"),
    [
        ("mine", ELSEWHERE, "gpt-4o-mini"),
        ("mine", OPENAI, "my-own-finetune"),
        ("openai", ELSEWHERE, "my-own-finetune"),
        ("mine", OPENAI, "mistral-small-latest"),
        ("gemini-proxy", ELSEWHERE, "gemini-2.5-pro"),
        ("mine", OPENAI, ""),
    ],
)
def test_what_nobody_knows_is_unknown(provider: str, url: str, model: str) -> None:
    assert listed(provider, url, model) == Quote()


def test_a_price_by_the_length_of_the_prompt_is_that_of_the_shortest() -> None:
    found = listed("google", "https://generativelanguage.googleapis.com/v1beta/openai", "gemini-2.5-pro")
    assert (found.input, found.output, found.cached) == (1_250_000, 10_000_000, 125_000)


@pytest.mark.parametrize("hour", [3, 20])
def test_a_price_by_the_hour_is_the_dearest_of_the_day(hour: int) -> None:
    found = listed("d", "https://api.deepseek.com", "deepseek-chat", datetime(2026, 11, 29, hour, tzinfo=UTC))
    assert (found.input, found.output, found.cached) == (270_000, 1_100_000, 70_000)


def test_a_price_that_changes_on_a_day_is_that_of_the_day() -> None:
    url = "https://api.mistral.ai/v1"
    before, after = (listed("m", url, "mistral-small-latest", datetime(2026, month, 1, tzinfo=UTC)) for month in (3, 4))
    assert (before.input, after.input) == (100_000, 150_000)


def test_a_price_that_is_also_by_the_request_is_unknown_and_the_context_is_not() -> None:
    found = listed("perplexity", "https://api.perplexity.ai", "sonar")
    assert (found.input, found.output, found.context) == (None, None, 128_000)


def test_an_own_price_wins_and_its_cached_price_with_it(tmp_path: Path) -> None:
    own = {"gpt-4o-mini": Prices(input=1, output=2, cached=0.5), "gpt-4o": Prices(input=3, output=4)}
    declared = Provider(base_url=OPENAI, prices=own)
    full, short = (endpoint(tmp_path, "mine", model, mine=declared) for model in own)
    assert (full.input_price, full.output_price, full.cached_price) == (1_000_000, 2_000_000, 500_000)
    assert (short.input_price, short.output_price, short.cached_price) == (3_000_000, 4_000_000, None)


def test_a_context_of_the_settings_wins(tmp_path: Path) -> None:
    listed_one = endpoint(tmp_path, "mine", "gpt-4o-mini", mine=Provider(base_url=OPENAI))
    own = endpoint(tmp_path, "mine", "gpt-4o-mini", mine=Provider(base_url=OPENAI, context=9000))
    assert (listed_one.context, own.context) == (128_000, 9000)


def test_built_in_models_are_known_to_cost_nothing(tmp_path: Path) -> None:
    own, simulated = endpoint(tmp_path, EMBEDDED, "any"), endpoint(tmp_path, SIMULATED, "W1")
    assert [(one.priced, one.cost(10**6, 10**6, 10**6)) for one in (own, simulated)] == [(True, 0)] * 2
    assert (own.context, simulated.context) == (777, None)


def test_cached_input_costs_its_own_price_and_as_much_as_other_input_where_none_is_known() -> None:
    known = Endpoint(
        provider="p", model="m", profile="standard", sampling=Sampling(), input_price=1_000_000, output_price=10_000_000
    )
    assert known.cost(1000, 10, 400) == known.cost(1000, 10) == 1100
    cached = Endpoint(
        provider="p",
        model="m",
        profile="standard",
        sampling=Sampling(),
        input_price=1_000_000,
        output_price=10_000_000,
        cached_price=100_000,
    )
    assert cached.cost(1000, 10, 400) == 600 + 40 + 100
    assert cached.cost(1000, 10, 5000) == 100 + 100, "no more of the input than there was"
