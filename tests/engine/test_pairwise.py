"""Runs that are scored by comparisons with the given prompt's answers."""

import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from gradcheck.domain.call import Chat
from gradcheck.domain.dialect import Dialect
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Budget
from gradcheck.domain.task import Rollout
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.strengths import ranking, stronger
from gradcheck.engine.validation import build_plan, continued
from gradcheck.evaluation import Evaluator
from gradcheck.evaluation.judge_calls import judge_call
from gradcheck.scoring import Pairwise
from gradcheck.scoring.pairwise import COMPARISON_SCHEMA, Choosing
from tests.evaluation.test_evaluation import EXAMPLE, task
from tests.llm.bench import WORLD, Provided, opened, said
from tests.methods.every import SMALL
from tests.support import comparing, harness
from tests.support.gateways import wired

OTHER = Candidate(id="other", components={"system": "Classify with care.", "user": "Text: {text}"})
ASKING = "Answer with one word: what is the sentiment?\n\n{text}"
BETTER = {"name": "none", "alternatives": [{"user": "Answer with one word, the sentiment of: {text}"}]}


def request(**changes: object) -> dict[str, Any]:
    return harness.request(**{"task": comparing.task(comparing.PAIRWISE), "method": BETTER, **changes})


def of_seed(record: harness.Record) -> list[Rollout]:
    return [rollout for rollout in record.rollouts if rollout.candidate == "seed"]


async def test_the_given_prompt_ties_with_itself_and_no_judge_is_asked(tmp_path: Path) -> None:
    model = harness.Model(comparing.answer())
    record = await harness.run(tmp_path, request(method="none"), model)
    assert {rollout.score for rollout in of_seed(record)} == {0.5}
    assert not any(map(comparing.judges, model.received))
    assert "judge" not in record.result.usage
    baseline = record.result.validation["baseline"]
    assert (baseline.score, baseline.ci95) == (0.5, (0.5, 0.5))
    test = record.result.test
    assert (test.verdict, test.fixed, test.broken) == ("not_distinguishable", 0, 0)
    assert "never asked" in test.said


async def test_a_better_prompt_wins_by_a_sign_test_of_its_answers_against_the_given_ones(tmp_path: Path) -> None:
    wanted = request(task=comparing.task(comparing.PAIRWISE, 100))
    record = await harness.run(tmp_path, wanted, harness.Model(comparing.answer()))
    test = record.result.test
    assert record.job.status == "succeeded"
    assert (test.verdict, test.difference is not None and test.difference.test) == ("improved", "sign")
    assert test.best is not None
    assert test.difference is not None
    assert test.comparisons is not None
    wins, losses, n = test.fixed, test.broken, test.difference.n
    assert (test.comparisons.wins, test.comparisons.losses, test.comparisons.ties) == (wins, losses, n - wins - losses)
    assert test.best.score == pytest.approx((wins + (n - wins - losses) / 2) / n)
    assert test.difference.estimate == pytest.approx(test.best.score - 0.5)
    assert test.difference.ci95[0] == pytest.approx(test.best.ci95[0] - 0.5)
    assert f"prefers the best prompt's answer on {wins}" in test.said


async def test_every_compared_answer_was_shown_in_both_orders_beside_the_given_prompts(tmp_path: Path) -> None:
    model = harness.Model(comparing.answer())
    record = await harness.run(tmp_path, request(), model)
    asked = {
        tuple(shown[name] for name in ("Input text", "Answer A", "Answer B"))
        for shown in map(comparing.sections, filter(comparing.compares, model.received))
    }
    assert asked
    assert {(text, b, a) for text, a, b in asked} == asked
    own = {rollout.example: rollout.output for rollout in of_seed(record)}
    examples = {example.fields["text"]: example.id for example in record.plan.examples}
    assert all(own.get(examples[text], a) in {a, b} for text, a, b in asked)


async def test_the_reference_answer_is_paid_for_once(tmp_path: Path) -> None:
    model = harness.Model(comparing.answer())
    await harness.run(tmp_path, request(), model)
    seen = [
        body["messages"][-1]["content"]
        for body in model.received
        if not comparing.judges(body) and "<" not in body["messages"][-1]["content"]
    ]
    given = [text for text in seen if text.startswith("What is the sentiment?\n\nA ")]
    assert given
    assert len(given) == len(set(given))


async def test_a_judge_that_goes_by_the_order_makes_ties_and_is_told_of(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(), harness.Model(comparing.answer("first")))
    judged = [rollout for rollout in record.rollouts if rollout.preference is not None]
    assert judged
    assert {(rollout.score, rollout.preference and rollout.preference.place) for rollout in judged} == {(0.5, "first")}
    assert record.result.comparisons is not None
    assert record.result.comparisons.order_decided == 1.0
    assert record.result.comparisons.first == record.result.comparisons.judged
    assert record.result.test.verdict == "not_distinguishable"


async def test_a_failed_comparison_is_no_score_and_never_a_tie(tmp_path: Path) -> None:
    def answer(body: dict[str, Any]) -> harness.Reply:
        return (
            "I cannot say."
            if comparing.compares(body) and "BEGIN" in body["messages"][-1]["content"]
            else comparing.answer()(body)
        )

    record = await harness.run(tmp_path, request(), harness.Model(answer))
    others = [rollout for rollout in record.rollouts if rollout.candidate != "seed"]
    assert {rollout.score for rollout in others} <= {None, 0.5}
    lacking = [rollout for rollout in others if rollout.score is None]
    assert lacking
    assert all('did not end with a line "BETTER: x"' in rollout.note for rollout in lacking)
    assert all("same answer" in rollout.note for rollout in others if rollout.score == 0.5)


async def test_one_failed_order_of_two_fails_the_comparison(tmp_path: Path) -> None:
    def answer(body: dict[str, Any]) -> harness.Reply:
        shown = comparing.sections(body) if comparing.compares(body) else {}
        if shown and not shown["Answer A"].startswith("The text is"):
            return harness.failure("no")
        return comparing.answer()(body)

    record = await harness.run(tmp_path, request(), harness.Model(answer))
    assert {rollout.score for rollout in record.rollouts if "no" in rollout.note and rollout.preference} == set()
    assert any(rollout.score is None for rollout in record.rollouts)


async def test_where_the_given_prompt_fails_nothing_can_be_compared(tmp_path: Path) -> None:
    def answer(body: dict[str, Any]) -> harness.Reply:
        text = body["messages"][-1]["content"]
        fails = text.startswith("What is the sentiment?\n\nA ") and "number 1" in text
        return harness.failure("no") if fails else comparing.answer()(body)

    record = await harness.run(tmp_path, request(), harness.Model(answer))
    texts = {example.id: example.fields["text"] for example in record.plan.examples}
    lacking = [rollout for rollout in record.rollouts if "number 1" in texts[rollout.example]]
    assert {rollout.candidate == "seed" for rollout in lacking} == {True, False}
    assert {rollout.score for rollout in lacking} == {None}
    assert all("the given prompt's answer" in rollout.note for rollout in lacking if rollout.candidate != "seed")
    assert record.result.test.verdict == "not_tested"


async def test_an_answer_without_text_loses_to_one_with_text_and_ties_with_none(tmp_path: Path) -> None:
    empty = httpx.Response(200, json={"choices": [{"message": {"content": None}, "finish_reason": "stop"}]})

    def answer(body: dict[str, Any]) -> harness.Reply:
        text = body["messages"][-1]["content"]
        if comparing.judges(body) or "<" in text:
            return comparing.answer()(body)
        silent = "good" in text if text.startswith("Given") else "number 1" in text
        return empty if silent else comparing.answer()(body)

    wanted = request(prompt="Given {text}", method={"name": "none", "alternatives": [{"user": "Other {text}"}]})
    record = await harness.run(tmp_path, wanted, harness.Model(answer))
    texts = {example.id: example.fields["text"] for example in record.plan.examples}
    other = [rollout for rollout in record.rollouts if rollout.candidate != "seed"]
    for rollout in other:
        text = texts[rollout.example]
        silent, given_silent = "number 1" in text, "good" in text
        expected = 0.5 if silent == given_silent else 0.0 if silent else 1.0
        assert rollout.score == expected, rollout
    assert {rollout.score for rollout in other} == {0.0, 0.5, 1.0}
    assert {rollout.score for rollout in of_seed(record)} == {0.5}


METHODS = [{"name": "improve", "rounds": 3, "candidates": 3}, {"name": "protegi", **SMALL["protegi"]}]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method["name"])
async def test_a_comparing_run_is_the_same_however_interrupted_and_at_whatever_slots(
    tmp_path: Path, method: dict[str, Any]
) -> None:
    wanted = request(method=method, prompt=ASKING)
    model = harness.Model(comparing.answer())
    whole = await harness.run(tmp_path / "whole", wanted, model, slots=64)
    again = harness.Model(comparing.answer())
    stops = [len(model.received) // 3, 2 * len(model.received) // 3]
    resumed = await harness.run_interrupted(tmp_path / "cut", wanted, again, stops, slots=2)
    assert any(map(comparing.compares, model.received))
    assert resumed.outcome() == whole.outcome()
    assert len(model.received) == whole.paid_calls()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method["name"])
async def test_the_least_budget_of_a_comparing_run_is_enough_for_a_step_and_the_test_and_not_overdrawn(
    tmp_path: Path, method: dict[str, Any]
) -> None:
    wanted = request(method=method, prompt=ASKING)
    async with harness.serving(tmp_path / "plan", None) as service:
        least = harness.plan_of(service, wanted).least.calls
    record = await harness.run(tmp_path, {**wanted, "budget": {"max_calls": least}}, harness.Model(comparing.answer()))
    assert record.job.status == "succeeded"
    assert record.result.steps >= 1
    assert record.result.test.verdict != "not_tested"
    assert record.paid_calls() <= least
    (error,) = harness.errors(tmp_path, {**wanted, "budget": {"max_calls": least - 1}})
    assert error.path == "budget.max_calls"


async def test_a_continued_comparing_run_pays_for_no_answer_and_no_comparison_twice(tmp_path: Path) -> None:
    wanted = request(method={"name": "improve", "rounds": 20, "candidates": 3}, prompt=ASKING)
    whole = await harness.run(tmp_path / "whole", wanted, harness.Model(comparing.answer()))
    model = harness.Model(comparing.answer())
    async with harness.serving(tmp_path / "cut", model) as service:
        least = harness.plan_of(service, wanted).least.calls
        await harness.submit(service, harness.plan_of(service, {**wanted, "budget": {"max_calls": least}}))
        first = await harness.read(service)
        await harness.submit(service, continued(first.plan, Budget()), job_id="run_2", parent="run_1")
        second = await harness.read(service, "run_2")
    assert first.job.finish_reason == "budget_calls"
    assert second.result.candidate == whole.result.candidate
    assert second.result.comparisons == whole.result.comparisons
    asked = [json.dumps(body, sort_keys=True) for body in model.received]
    assert len(asked) == len(set(asked))


async def test_the_estimate_counts_the_reference_answer_and_both_orders(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, None) as service:
        plan = harness.plan_of(service, request(method={"name": "improve", "rounds": 1, "candidates": 1}))
    validation, test = plan.split_sizes["validation"], plan.split_sizes["test"]
    assert (plan.context.per_item, plan.seed_calls) == (1 + 1 + 2, validation)
    assert plan.test_calls == test * (1 + 4)
    assert [call.endpoint for call in plan.checks] == [plan.models.task]  # one model for all roles is checked once


def test_a_prompt_that_won_a_few_does_not_replace_one_that_won_many() -> None:
    many = {f"e{n}": 1.0 if n < 26 else 0.0 for n in range(30)}
    few = {"e0": 1.0, "e1": 1.0}
    assert stronger("few", "many", {"few": few, "many": many}) == "many"
    assert stronger("many", "few", {"few": few, "many": many}) == "many"
    assert stronger("same", "many", {"same": dict.fromkeys(many, 0.5), "many": many}) == "same"
    ranked = ranking("seed", {"seed": dict.fromkeys(many, 0.5), "few": few, "many": many, "lost": {"e0": 0.0}})
    assert [one.candidate for one in ranked] == ["many", "few", "seed", "lost"]
    assert (ranked[2].strength, ranked[2].win_share) == (0.0, 0.5)
    assert ranked[0].n == 30


async def test_a_judge_that_takes_schemas_is_held_to_one(tmp_path: Path) -> None:
    judge = msgspec.structs.replace(WORLD, dialect=Dialect(structured=True))
    asked: list[dict[str, Any]] = []

    async def handler(body: dict[str, Any]) -> httpx.Response:
        asked.append(body)
        if "response_format" in body:
            return said(json.dumps({"reasons": "So.", "better": "A" if len(asked) % 2 else "B"}))
        return said(f"answer {len(asked)}")

    held = msgspec.structs.replace(task(scoring=Pairwise(criteria="Right.")), judge=judge)
    async with opened(tmp_path, Provided(handler)) as bench:
        evaluator = Evaluator(held, await bench.session())
        done = await evaluator.rollout(OTHER, EXAMPLE, 0, "s")
    assert [("response_format" in body) for body in asked] == [False, False, True, True]
    assert done.rollout.score in {0.0, 1.0}
    assert done.rollout.preference is not None


async def test_what_is_not_needed_after_a_gate_is_counted_with_its_comparisons(tmp_path: Path) -> None:
    wanted = request(
        method={"name": "adalflow", **SMALL["adalflow"]},
        prompt=ASKING,
    )
    record = await harness.run(tmp_path, wanted, harness.Model(comparing.answer()))
    assert record.job.status == "succeeded", record.job.error
    assert {rollout.score for rollout in record.rollouts} <= {0.0, 0.5, 1.0}


def test_the_embedded_model_is_held_to_a_schema_as_a_judge_alone_and_let_off_its_reasons(tmp_path: Path) -> None:
    plan = build_plan(
        msgspec.convert(request(models={"task": {"provider": "embedded"}}), OptimizeRequest),
        wired(harness.settings(tmp_path)),
    )
    models = plan.models
    assert (models.judge.dialect.structured, models.task.dialect.structured) == (True, False)
    small, large = (
        judge_call(replace(plan.task, judge=replace(models.judge, profile=profile)), "p", (), COMPARISON_SCHEMA, 0)
        for profile in ("small", "standard")
    )
    assert isinstance(small.request, Chat)
    assert isinstance(large.request, Chat)
    assert small.request.schema is not None
    assert small.request.schema["properties"]["reasons"]["enum"] == [""]
    assert large.request.schema == COMPARISON_SCHEMA
    assert isinstance(Pairwise(criteria="x").read('{"reasons": "", "better": "B"}', swapped=False), Choosing)
