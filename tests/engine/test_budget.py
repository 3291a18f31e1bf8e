"""Budgets, the reserve for the test, stop rules, and runs that go on from an ended one."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.run import Budget
from gradcheck.engine.validation import continued
from tests.support import harness, world

PRICED = (1.0, 2.0)
SPLIT_WITHOUT_TEST = {"train": 0.4, "validation": 0.4, "probe": 0.2, "test": 0.0}


def lasting(**changes: object) -> dict[str, Any]:
    """A request whose method would go on for long."""
    method = {"name": "protegi", "rounds": 50, "beam": 2, "minibatch": 6, "gradients": 2, "paraphrases": 1}
    return harness.request(**{"method": method, **changes})


def tokens(record: harness.Record) -> int:
    return sum(usage.input_tokens + usage.output_tokens for usage in record.result.usage.values())


@pytest.mark.parametrize("calls", [102, 190])
async def test_calls_are_never_more_than_the_budget_and_the_test_is_done(tmp_path: Path, calls: int) -> None:
    model = harness.Model()
    record = await harness.run(tmp_path, lasting(budget={"max_calls": calls}), model)
    assert (record.job.status, record.job.finish_reason) == ("succeeded", "budget_calls")
    assert record.paid_calls() == len(model.received) <= calls
    assert record.result.test.baseline is not None
    assert record.result.test.baseline.n == 8
    assert record.result.test.verdict != "not_tested"
    assert "budget_reached" in {event.type for event in record.events}


async def test_the_least_budget_holds_one_whole_step(tmp_path: Path) -> None:
    request = lasting(method={"name": "improve", "rounds": 9, "candidates": 4})
    least = 12 + 4 * (1 + 12) + 16 + 1  # and the check
    record = await harness.run(tmp_path, {**request, "budget": {"max_calls": least}}, harness.Model())
    assert record.steps[1].selection is not None
    assert all(entry.n == 12 for entry in record.steps[1].selection.pool)


@pytest.mark.parametrize("cap", [26_000, 40_000])
async def test_tokens_are_never_more_than_the_budget_and_the_test_is_done(tmp_path: Path, cap: int) -> None:
    models = {"task": {"provider": "world", "model": "pure", "max_tokens": 60}}
    models["optimizer"] = {"provider": "world", "model": "pure", "max_tokens": 200}
    record = await harness.run(tmp_path, lasting(models=models, budget={"max_tokens": cap}), harness.Model())
    assert record.job.finish_reason == "budget_tokens"
    assert tokens(record) <= cap
    assert record.result.test.verdict != "not_tested"


async def test_dollars_are_never_more_than_the_budget_and_the_test_is_done(tmp_path: Path) -> None:
    request = lasting(budget={"max_cost_usd": 0.1})
    record = await harness.run(tmp_path, request, harness.Model(), prices=PRICED)
    assert record.job.finish_reason == "budget_cost"
    assert 0 < sum(usage.cost_usd or 0.0 for usage in record.result.usage.values()) <= 0.1
    assert record.result.test.verdict != "not_tested"


async def test_calls_larger_than_expected_may_use_what_was_kept_for_the_step(tmp_path: Path) -> None:
    """Demos make trials several times as large as the calls that the reservation of the step goes by."""
    method = {"name": "miprov2", "instructions": 6, "demo_sets": 4, "trials": 6, "full_eval_every": 3}
    free = await harness.run(tmp_path / "free", harness.request(method=method), harness.Model(), prices=PRICED)
    request = harness.request(method=method, budget={"max_cost_usd": 0.09})
    record = await harness.run(tmp_path / "capped", request, harness.Model(), prices=PRICED)
    assert record.job.finish_reason == "completed"
    assert record.outcome() == free.outcome()


async def test_seconds_stop_a_run_inside_a_step(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: 0.05)
    record = await harness.run(tmp_path, lasting(budget={"max_seconds": 1.0}), model, slots=2)
    assert (record.job.status, record.job.finish_reason) == ("succeeded", "budget_seconds")
    assert len(model.received) < 60


async def test_a_winner_much_longer_than_the_prompt_is_tested_within_the_budget(tmp_path: Path) -> None:
    """What is held back for the test grows with the best so far."""

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "editor":
            return f"<PROMPT>Answer with one word. {'Take great care. ' * 200}{{text}}</PROMPT>"
        return world.answer(body)

    models = {"task": {"provider": "world", "model": "pure", "max_tokens": 8}}
    request = lasting(models=models, method={"name": "textgrad", "steps": 50}, budget={"max_tokens": 100_000})
    record = await harness.run(tmp_path, request, harness.Model(answer))
    assert record.job.finish_reason == "budget_tokens"
    assert tokens(record) <= 100_000
    assert record.result.candidate != "seed"
    assert record.result.test.difference is not None
    assert record.result.test.difference.n == 8


@pytest.mark.parametrize(
    ("stop", "reason", "steps"),
    [
        ({"target_score": 0.0}, "converged", 0),
        ({"patience": 2}, "converged", 2),
        ({"max_steps": 3}, "completed", 3),
    ],
)
async def test_a_stop_rule_ends_the_run(tmp_path: Path, stop: dict[str, Any], reason: str, steps: int) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return "wrong" if harness.role(body) == "task" else world.answer(body)

    record = await harness.run(tmp_path, lasting(stop=stop), harness.Model(answer))
    assert (record.job.status, record.job.finish_reason) == ("succeeded", reason)
    assert record.result.steps == steps
    assert record.result.test.verdict == "not_distinguishable"


async def test_rounds_without_an_end_use_the_budget(tmp_path: Path) -> None:
    request = lasting(method={"name": "improve", "rounds": None}, budget={"max_calls": 400})
    record = await harness.run(tmp_path, request, harness.Model())
    assert record.job.finish_reason == "budget_calls"
    assert 300 < record.paid_calls() <= 400


async def test_no_test_split_means_not_tested(tmp_path: Path) -> None:
    request = harness.request(task={**world.task(40), "split": SPLIT_WITHOUT_TEST})
    record = await harness.run(tmp_path, request, harness.Model())
    assert record.result.test.verdict == "not_tested"
    assert "empty" in record.result.test.reason


@pytest.mark.parametrize("method", ["protegi", "textgrad"])
async def test_a_continued_run_pays_only_for_what_is_new(tmp_path: Path, method: str) -> None:
    """However small the new budget is, what the old run has paid for is replayed and the run gets further."""
    request = lasting(budget={"max_calls": 200})
    if method != "protegi":
        request["method"] = {"name": method, "steps": 40}
    unlimited = await harness.run(tmp_path / "whole", {**request, "budget": {"max_calls": 300}}, harness.Model())
    model = harness.Model()
    async with harness.serving(tmp_path / "home", model) as service:
        plan = harness.plan_of(service, request)
        first = await harness.read(service, await harness.submit(service, plan))
        assert first.job.finish_reason == "budget_calls"
        paid = len(model.received)
        more = continued(plan, Budget(max_calls=150))
        second = await harness.read(service, await harness.submit(service, more, job_id="run_2", parent="run_1"))
    assert len(second.steps) > len(first.steps)
    assert second.paid_calls() <= len(model.received) - paid <= 150
    whole_steps = min(len(first.steps) - 1, len(second.steps), len(unlimited.steps))
    assert second.steps[:whole_steps] == unlimited.steps[:whole_steps] == first.steps[:whole_steps]
    assert second.result.test.verdict != "not_tested"
    inside = {(r.candidate, r.example, r.stage) for r in first.rollouts if not r.stage.startswith("test")}
    assert inside <= {(r.candidate, r.example, r.stage) for r in second.rollouts}


async def test_inherited_critics_and_editors_need_no_room_in_the_new_budget(tmp_path: Path) -> None:
    request = lasting(budget={"max_calls": 300})
    async with harness.serving(tmp_path, harness.Model()) as service:
        plan = harness.plan_of(service, request)
        first = await harness.read(service, await harness.submit(service, plan))
        more = continued(plan, Budget(max_tokens=plan.least.tokens))
        second = await harness.read(service, await harness.submit(service, more, job_id="run_2", parent="run_1"))
    assert len(first.steps) > 3
    assert second.steps[: len(first.steps) - 1] == first.steps[:-1]


async def test_a_run_stops_when_the_test_of_its_best_would_no_longer_fit(tmp_path: Path) -> None:
    """Prompts that double at every step leave the method no room, but the test of the last one is whole."""

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "editor":
            size = harness.text_of(body).count("Mind.")
            return f"<PROMPT>{'Mind. ' * max(5, 2 * size)}{{text}}</PROMPT>"
        return world.answer(body)

    models = {"task": {"provider": "world", "model": "pure", "max_tokens": 8}}
    models["optimizer"] = {"provider": "world", "model": "pure", "max_tokens": 20}
    method = {"name": "textgrad", "steps": 9, "batch": 1, "revert": "naive", "chain": "one_step"}
    request = lasting(models=models, method=method, budget={"max_tokens": 30_000})
    record = await harness.run(tmp_path, request, harness.Model(answer))
    assert record.job.finish_reason == "budget_tokens"
    assert record.result.test.difference is not None
    assert record.result.test.difference.n == 8


async def test_a_continued_run_of_a_step_cut_inside_its_feedback_is_replayed(tmp_path: Path) -> None:
    """An update made from a part of its feedback would be another call at the path of the whole one."""
    least = 12 + (3 * 3 + 1 + 12) + 16
    for extra in (2, 6):
        request = lasting(method={"name": "textgrad", "steps": 3}, budget={"max_calls": least + extra})
        async with harness.serving(tmp_path / str(extra), harness.Model()) as service:
            plan = harness.plan_of(service, request)
            await harness.ended(service, await harness.submit(service, plan))
            more = continued(plan, Budget(max_calls=200))
            second = await harness.ended(service, await harness.submit(service, more, job_id="run_2", parent="run_1"))
        assert (second.status, second.error) == ("succeeded", None)


@pytest.mark.parametrize("method", ["gepa", {"name": "best_of_n", "n": None}, {"name": "portfolio", "rounds": None}])
def test_a_method_without_an_end_is_refused_without_calls_and_says_what_the_least_are(
    tmp_path: Path, method: object
) -> None:
    request = harness.request(task=world.task(40), method=method)
    (refused,) = harness.errors(tmp_path, request)
    assert refused.path == "budget.max_calls"
    least = int(refused.message.split("take up to ")[1].split()[0])
    assert harness.errors(tmp_path, {**request, "budget": {"max_calls": least}}) == ()
    assert len(harness.errors(tmp_path, {**request, "budget": {"max_calls": least - 1}})) == 1
