"""What a request must be: every fault is found at once, with its path and what is accepted."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.domain.run import Budget
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan, continued
from gradcheck.errors import InvalidRequestError
from gradcheck.llm.gateway import Gateway
from tests.support import harness, world
from tests.support.gateways import wired

PRICED = (1.0, 2.0)


def gateway(home: Path, prices: tuple[float, float] | None = None) -> Gateway:
    return wired(harness.settings(home, prices=prices))


def plan(home: Path, *, prices: tuple[float, float] | None = None, **changes: object) -> Plan:
    return build_plan(msgspec.convert(harness.request(**changes), OptimizeRequest), gateway(home, prices))


def errors(home: Path, *, prices: tuple[float, float] | None = None, **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as refused:
        plan(home, prices=prices, **changes)
    assert refused.value.errors
    return {error.path: error.message for error in refused.value.errors}


def examples(*changes: dict[str, Any], count: int = 40) -> dict[str, Any]:
    task = world.task(count)
    for place, change in enumerate(changes):
        task["examples"][place] |= change
    return task


def modules(*written: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"modules": list(written), **more}


FIRST = {"name": "first", "user": "Read {text}", "output": "notes"}
SECOND = {"name": "second", "system": "Judge.", "user": "{notes}"}


def test_a_sound_request_is_accepted(tmp_path: Path) -> None:
    found = plan(tmp_path)
    assert found.split_sizes == {"train": 12, "validation": 12, "probe": 8, "test": 8}
    assert found.labels == ("negative", "positive")
    assert found.models.optimizer.sampling.temperature == 0.7
    assert found.models.task.sampling.temperature == 0


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    task = examples({"id": "same"}, {"id": "same"}, {"id": " "}, {"expected": None})
    task["split"] = {"train": 0.5, "validation": 0.5, "probe": 0.5, "test": 0}
    found = errors(
        tmp_path,
        task=task,
        prompt="{nothing}",
        method="unknown",
        models={"task": {"provider": "nobody"}, "judge": {"provider": "noone"}},
    )
    assert set(found) == {
        "task.examples[0].id",
        "task.examples[1].id",
        "task.examples[2].id",
        "task.examples[3].expected",
        "task.split",
        "prompt",
        "method",
        "models.task.provider",
        "models.judge.provider",
    }
    assert "protegi" in found["method"]
    assert "world" in found["models.task.provider"]
    assert "{text}" in found["prompt"]
    assert "missing" in found["task.examples[3].expected"]


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        ({"prompt": "Answer: {txt}"}, "prompt", "{txt}"),
        ({"prompt": {"user": "No input."}}, "prompt.user", "never reaches"),
        ({"prompt": {"system": "Read {text}", "user": ""}}, "prompt.user", "is empty"),
        ({"prompt": {}}, "prompt", "has no text"),
        ({"prompt": {"modules": []}}, "prompt", "has no text"),
        ({"prompt": {"user": "{text}", "max_length": 3}}, "prompt.user", "max_length"),
        ({"prompt": {"user": "{text}", "frozen": ["sytem"]}}, "prompt.frozen[0]", "there are user"),
        ({"prompt": {"user": "{text}", "frozen": ["user"]}}, "prompt.frozen", "nothing to optimize"),
        ({"prompt": modules(FIRST, {**SECOND, "name": "first"})}, "prompt.modules[1].name", "already the name"),
        ({"prompt": modules(FIRST, {**SECOND, "output": "notes"})}, "prompt.modules[1].output", "already the output"),
        ({"prompt": modules(FIRST, {**SECOND, "output": "text"})}, "prompt.modules[1].output", "already a field"),
        ({"prompt": modules(FIRST, {**SECOND, "output": "a b"})}, "prompt.modules[1].output", "identifier"),
        ({"prompt": modules({**FIRST, "name": "a b"}, SECOND)}, "prompt.modules[0].name", "identifier"),
        ({"prompt": modules(FIRST, {"name": "second"})}, "prompt.modules[1]", "has no text"),
        ({"prompt": modules(SECOND, FIRST)}, "prompt.modules[0].user", "{notes}"),
        ({"prompt": modules(FIRST, {"name": "second", "user": "Say yes."})}, "prompt.modules[1].user", "never reaches"),
        ({"prompt": modules(FIRST, SECOND, user="{text}")}, "prompt", "either modules"),
        ({"method": {"name": "none", "alternatives": [{"usr": "x"}]}}, "method.alternatives[0].usr", "no component"),
        ({"method": {"name": "none", "alternatives": [{"user": "x"}]}}, "method.alternatives[0].user", "text"),
        ({"method": {"name": "none", "alternatives": [{"user": " "}]}}, "method.alternatives[0].user", "empty"),
        (
            {"method": {"name": "textgrad", "revert": "naive", "candidates": 2}},
            "method.candidates",
            "`revert: naive` takes 1",
        ),
        ({"method": {"name": "none", "alternatives": [{}]}}, "method.alternatives[0]", "empty"),
        ({"models": {"task": {"provider": "world"}}}, "models.task.model", "default model"),
        ({"models": {"optimizer": {"provider": "x"}}}, "models.optimizer.provider", "unknown provider"),
        ({"task": {**world.task(40), "scoring": {"kind": "regex", "pattern": "("}}}, "task.scoring.pattern", "RE2"),
        ({"task": {**world.task(40), "split": {"train": 0.2}}}, "task.split", "0.9"),
        ({"task": examples({"input": {}})}, "task.examples[0].input", "no fields"),
        ({"task": examples({"input": {"text": "x", "a b": "y"}})}, "task.examples[0].input.a b", "identifier"),
        ({"budget": {"max_calls": 100}}, "budget.max_calls", "102 calls"),
        ({"budget": {"max_tokens": 1000}}, "budget.max_tokens", "tokens"),
        ({"budget": {"max_cost_usd": 1}}, "budget.max_cost_usd", "world/pure"),
        ({"method": {"name": "improve", "rounds": None}}, "budget.max_calls", "or an end in method.rounds"),
    ],
)
def test_a_fault_names_its_path_and_what_is_accepted(
    tmp_path: Path, changes: dict[str, Any], path: str, says: str
) -> None:
    assert says in errors(tmp_path, **changes)[path]


@pytest.mark.parametrize(("count", "needed"), [(5, 10), (7, 10)])
def test_too_few_examples_say_how_many_are_needed(tmp_path: Path, count: int, needed: int) -> None:
    assert f"{needed} in all are enough" in errors(tmp_path, task=world.task(count))["task.examples"]
    plan(tmp_path, task=world.task(needed))


def test_a_split_that_the_method_needs_is_not_zero(tmp_path: Path) -> None:
    task = {**world.task(40), "split": {"train": 0, "validation": 0.5, "probe": 0.25, "test": 0.25}}
    assert "protegi needs at least 2 examples" in errors(tmp_path, task=task)["task.split.train"]
    plan(tmp_path, task=task, method="improve")


def test_no_probe_and_no_test_are_allowed(tmp_path: Path) -> None:
    task = {**world.task(40), "split": {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}}
    assert plan(tmp_path, task=task).split_sizes == {"train": 20, "validation": 20, "probe": 0, "test": 0}


def test_the_least_budget_is_accepted_and_one_less_is_not(tmp_path: Path) -> None:
    least = plan(tmp_path, prices=PRICED).least
    enough = {
        "max_calls": least.calls,
        "max_tokens": least.tokens,
        "max_cost_usd": least.cost_micro_usd / 1e6,
    }
    plan(tmp_path, prices=PRICED, budget=enough)
    short = {
        "max_calls": least.calls - 1,
        "max_tokens": least.tokens - 1,
        "max_cost_usd": (least.cost_micro_usd - 1) / 1e6,
    }
    assert set(errors(tmp_path, prices=PRICED, budget=short)) == {f"budget.{name}" for name in short}


def test_a_judge_of_an_unknown_provider_is_a_fault_even_where_no_judge_is_needed(tmp_path: Path) -> None:
    models = {"task": {"provider": "world", "model": "pure"}, "judge": {"provider": "noone"}}
    assert set(errors(tmp_path, models=models)) == {"models.judge.provider"}


def test_another_role_has_the_model_but_not_the_sampling_of_the_task(tmp_path: Path) -> None:
    models = {"task": {"provider": "world", "model": "pure", "temperature": 1.5, "max_tokens": 7}}
    found = plan(tmp_path, models=models).models
    assert (found.task.sampling.temperature, found.task.sampling.max_tokens) == (1.5, 7)
    assert (found.optimizer.model, found.judge.model) == ("pure", "pure")
    assert (found.optimizer.sampling.temperature, found.judge.sampling.temperature) == (0.7, 0.0)


def test_a_string_with_a_placeholder_is_the_user_message_and_without_one_the_system_message(tmp_path: Path) -> None:
    assert set(plan(tmp_path).components) == {"user"}
    assert set(plan(tmp_path, prompt="Classify.").components) == {"system"}


def test_a_continued_plan_differs_in_its_budget_only(tmp_path: Path) -> None:
    before = plan(tmp_path)
    after = continued(before, Budget(max_calls=500))
    assert after.budget == Budget(max_calls=500)
    assert msgspec.structs.replace(after, budget=before.budget) == before
    assert continued(before, Budget(max_calls=5)).budget == Budget(max_calls=5), "what is paid for is free"
    with pytest.raises(InvalidRequestError):
        continued(before, Budget(max_cost_usd=5))


def test_expected_sets_of_labels_are_held_as_one_text(tmp_path: Path) -> None:
    sets: list[dict[str, Any]] = [
        {"expected": ["b", "a"]},
        {"expected": []},
        {"expected": "a; b"},
        {"expected": ["a, b", "c"]},
    ]
    task = {
        **examples(*sets, count=4),
        "scoring": {"kind": "set"},
        "split": {"train": 0, "validation": 1} | dict.fromkeys(("probe", "test"), 0),
    }
    found = plan(tmp_path, task=task, method="none")
    assert [example.expected for example in found.examples] == ["b, a", "none", "a, b", '["a, b","c"]']


def test_a_label_that_is_not_allowed_is_named_with_its_place(tmp_path: Path) -> None:
    task = {
        **examples({"expected": ["positive", "mixed"]}),
        "scoring": {"kind": "set", "choices": ["positive", "negative"]},
    }
    message = errors(tmp_path, task=task)["task.examples[0].expected"]
    assert message == "holds mixed, which is no allowed label; accepted are: positive, negative"


def test_fields_of_json_fill_placeholders_as_texts(tmp_path: Path) -> None:
    task = examples(count=40)
    for number, example in enumerate(task["examples"]):
        example["input"] = {"order": {"items": [{"name": "tea", "n": number}], "paid": True}, "total": number / 2}
    found = plan(tmp_path, task=task, prompt="Is it {order}? It costs {total}.")
    assert found.examples[1].fields == {"order": '{"items": [{"name": "tea", "n": 1}], "paid": true}', "total": "0.5"}


def test_a_field_that_is_null_is_refused_where_it_stands(tmp_path: Path) -> None:
    task = examples({"input": {"text": None}})
    assert "is null" in errors(tmp_path, task=task)["task.examples[0].input.text"]
