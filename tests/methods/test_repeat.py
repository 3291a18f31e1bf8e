"""The prompt stated twice: no optimizer is asked, and the inputs are said twice with it."""

from pathlib import Path

from tests.methods.rising import PROGRAM
from tests.support import harness

QUESTION = "What is the sentiment?"


def better_twice(body: harness.Body) -> str:
    """Right where the question is put twice; it never proposes anything."""
    text = harness.text_of(body)
    return ("positive" if "good" in text else "negative") if text.count(QUESTION) == 2 else "wrong"


async def test_the_prompt_is_stated_twice_with_its_inputs_and_no_optimizer_is_asked(tmp_path: Path) -> None:
    model = harness.Model(better_twice)
    record = await harness.run(tmp_path, harness.request(method="repeat"), model)
    plan = record.plan
    assert record.result.prompt == {"user": f"{QUESTION}\n\n{{text}}\n\n{QUESTION}\n\n{{text}}"}
    assert record.new_calls == plan.expected_calls
    assert record.new_calls == plan.seed_calls + plan.method.calls("most", plan.context) + plan.test_calls
    assert set(record.result.usage) <= {"task", "check"}
    sent = set(map(harness.text_of, model.received))
    once = {text for text in sent if text.count(QUESTION) == 1}
    assert sent - once <= {f"{text}\n\n{text}" for text in once}


async def test_every_component_that_may_change_is_stated_twice_at_once(tmp_path: Path) -> None:
    given = {**PROGRAM, "frozen": ["first.system"]}
    record = await harness.run(tmp_path, harness.request(method="repeat", prompt=given), harness.Model())
    seed, twice = record.candidates[0].components, record.candidates[-1].components
    assert twice == {name: text if name == "first.system" else f"{text}\n\n{text}" for name, text in seed.items()}


async def test_what_scores_no_higher_stated_twice_stays_as_it_was_given(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method="repeat"), harness.Model(lambda _: "positive"))
    assert record.result.candidate == "seed"


async def test_a_prompt_that_would_be_longer_than_allowed_is_not_repeated(tmp_path: Path) -> None:
    prompt = {"user": f"{QUESTION}\n\n{{text}}", "max_length": 50}
    record = await harness.run(tmp_path, harness.request(method="repeat", prompt=prompt), harness.Model(better_twice))
    assert record.result.candidate == "seed"
    [refused] = record.steps[1].proposals
    assert refused.reason == "too long: 62 characters, the bound is 50"
