"""Which dialect a model speaks: by its name however a gateway writes it, by host, and as the settings say."""

import pytest

from gradcheck.domain.dialect import STANDARD
from gradcheck.llm.clients.dialects import DIALECTS, context, resolve, takes_images, takes_tools
from gradcheck.settings import ModelRow, Provider

ANY = Provider(base_url="http://models.example/v1")


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o-mini", "standard"),
        ("gpt-5", "openai-reasoning"),
        ("gpt-5.2-2025-12-11", "openai-reasoning"),
        ("openai/gpt-5.2", "openai-reasoning"),
        ("openrouter/openai/gpt-5-mini:free", "openai-reasoning"),
        ("o1", "openai-reasoning"),
        ("o3-mini", "openai-reasoning"),
        ("openai/o4-mini-2025-04-16", "openai-reasoning"),
        ("o1x", "standard"),
        ("olmo-3", "standard"),
        ("openai/gpt-oss-120b", "standard"),
        ("claude-haiku-4-5", "anthropic"),
        ("anthropic/claude-opus-4.7", "anthropic"),
        ("us.anthropic.claude-opus-4-7-v1:0", "anthropic"),
        ("gemini-3-pro-preview", "gemini"),
        ("models/gemini-2.5-flash", "gemini"),
        ("google/gemma-3-27b-it", "standard"),
        ("mistral-large-latest", "mistral"),
        ("mistral/magistral-medium-2509", "mistral"),
        ("deepseek-chat", "standard"),
        ("Qwen/Qwen3-32B", "standard"),
    ],
)
def test_a_model_is_known_by_its_name_however_a_gateway_writes_it(model: str, name: str) -> None:
    assert resolve(ANY, model).name == name


@pytest.mark.parametrize(
    ("model", "sampled"),
    [
        ("claude-3-5-haiku-latest", True),
        ("claude-opus-4-20250514", True),
        ("claude-sonnet-4-6", True),
        ("anthropic/claude-sonnet-4.5", True),
        ("claude-haiku-4-5-20251001", True),
        ("claude-opus-4-7", False),
        ("anthropic/claude-opus-4.8", False),
        ("claude-sonnet-5", False),
        ("anthropic/claude-4.7-opus", False),
    ],
)
def test_claude_takes_a_temperature_until_opus_4_6_in_both_wire_formats(model: str, *, sampled: bool) -> None:
    for dialect in ("anthropic", "anthropic-messages"):
        found = resolve(Provider(base_url=ANY.base_url, dialect=dialect), model)
        assert (found.temperature, found.top_p, found.name) == (sampled, sampled, dialect)


def test_anthropics_own_host_is_spoken_to_in_its_own_format() -> None:
    assert resolve(Provider(base_url="https://api.anthropic.com/v1"), "claude-opus-4-7").wire == "anthropic"


def test_a_model_nobody_knows_speaks_the_standard_dialect() -> None:
    assert resolve(ANY, "our-own") == STANDARD


def test_a_providers_dialect_is_that_of_all_its_models_and_a_rows_of_those_it_names() -> None:
    provider = Provider(
        base_url=ANY.base_url, dialect="gemini", models={"fast-*": ModelRow(dialect="mistral", context=5)}, context=9
    )
    assert resolve(provider, "gpt-5") == DIALECTS["gemini"]
    assert resolve(provider, "fast-1") == DIALECTS["mistral"]
    assert (context(provider, "fast-1"), context(provider, "gpt-5")) == (5, 9)


def test_rows_say_what_models_take_whatever_is_known_of_them() -> None:
    rows = {
        "*": ModelRow(images=False, tools=False, structured=True, top_p=False),
        "our-eye": ModelRow(images=True, tools=True),
    }
    provider = Provider(base_url=ANY.base_url, models=rows)
    assert (takes_images(provider, "gpt-5"), takes_tools(provider, "gpt-5")) == (False, False)
    assert (takes_images(provider, "our-eye"), takes_tools(provider, "our-eye")) == (True, True)
    assert (takes_images(ANY, "gpt-5"), takes_tools(ANY, "gpt-5")) == (True, True)
    found = resolve(provider, "our-eye")
    assert (found.structured, found.top_p) == (True, False)
    assert (STANDARD.structured, STANDARD.top_p) != (found.structured, found.top_p)


def test_rows_change_single_fields_and_later_ones_come_before_earlier_ones() -> None:
    rows = {
        "gpt-5*": ModelRow(temperature=True, seed=True, headroom=100),
        "*": ModelRow(effort=False, marks=()),
        "gpt-5.2": ModelRow(seed="random_seed", system="developer", extra={"store": False}),
        "other": ModelRow(temperature=False),
    }
    found = resolve(Provider(base_url=ANY.base_url, models=rows), "openai/gpt-5.2")
    assert (found.name, found.limit) == ("openai-reasoning", "max_completion_tokens")
    assert (found.temperature, found.seed, found.headroom, found.effort) == (True, "random_seed", 100, None)
    assert (found.system, found.extra, found.marks) == ("developer", {"store": False}, ())
    off = resolve(Provider(base_url=ANY.base_url, models={"x": ModelRow(seed=False, effort="reasoning.effort")}), "x")
    assert (off.seed, off.effort) == (None, "reasoning.effort")
