"""Several answers to an example are one rollout: its score, its calls, its room in the budget, what is asked again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec

from gradcheck.domain.call import Spend
from gradcheck.evaluation import Asked, Evaluator, Task
from gradcheck.scoring import Judge
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.repeats import Repeats
from gradcheck.scoring.weighted import Part, Weighted
from tests.evaluation.test_evaluation import EXAMPLE, SEED, talk, task
from tests.llm.bench import Provided, opened, said
from tests.support import harness, world

FOUR = Repeats(n=4)
ASKED = Asked(candidate=SEED, example=EXAMPLE, stage="s")


def repeated(repeats: Repeats = FOUR) -> Task:
    return task(scoring=Exact(repeats=repeats))


async def test_an_item_is_answered_several_times_and_is_one_rollout(tmp_path: Path) -> None:
    provided = talk("positive", "negative", "positive", "neutral")
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(repeated(), await bench.session())
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        spent = evaluator.accept([done])
    rollout = done.rollout
    assert (rollout.score, rollout.status, rollout.output, rollout.sample) == (0.5, "ok", "negative", 0)
    assert rollout.note.startswith("2 of 4 answers to this input are right; this one: expected")
    assert [repeat.output for repeat in rollout.repeats] == ["positive", "negative", "positive", "neutral"]
    assert len({path for repeat in rollout.repeats for path in repeat.calls}) == rollout.n_calls == spent.calls == 4
    assert len({body["seed"] for body in provided.requests}) == 4, "each answer is a draw of its own"
    assert rollout.tokens == spent.tokens


async def test_other_samples_are_other_draws(tmp_path: Path) -> None:
    provided = talk(*["positive"] * 8)
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(repeated(), await bench.session())
        rollouts = [(await evaluator.rollout(SEED, EXAMPLE, sample, "s")).rollout for sample in (0, 1)]
    assert [repeat.sample for one in rollouts for repeat in one.repeats] == list(range(8))
    assert [(one.sample, one.note) for one in rollouts] == [(0, "correct"), (1, "correct")]
    assert len({body["seed"] for body in provided.requests}) == 8


async def test_pass_hat_k_is_the_score_of_the_item(tmp_path: Path) -> None:
    two = Repeats(n=4, aggregate="pass^k", k=2)
    async with opened(tmp_path, talk("positive", "positive", "positive", "negative")) as bench:
        done = await Evaluator(repeated(two), await bench.session()).rollout(SEED, EXAMPLE, 0, "s")
    assert done.rollout.score == 0.5


async def test_all_answers_are_reserved_and_known_ones_cost_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, talk(*["positive"] * 4)) as bench:
        evaluator = Evaluator(repeated(), await bench.session())
        reserved = evaluator.reservation(SEED, EXAMPLE, 0, "s")
        spent = evaluator.accept([await evaluator.rollout(SEED, EXAMPLE, 0, "s")])
        known = evaluator.reservation(SEED, EXAMPLE, 0, "later")
    assert reserved.calls == spent.calls == 4
    assert reserved.tokens >= spent.tokens
    assert known == Spend()


async def test_only_the_answer_that_failed_is_asked_again(tmp_path: Path) -> None:
    provided = talk("positive", None, "positive", "negative", "positive")
    async with opened(tmp_path, provided) as bench:
        evaluator = Evaluator(repeated(), await bench.session())
        first = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
        [done] = await evaluator.again([ASKED], [first])
        evaluator.accept([done])
    assert (first.rollout.status, first.rollout.score) == ("failed", None)
    assert first.rollout.note.startswith("1 of 4 answers have no score: no answer")
    assert (done.rollout.score, len(provided.requests)) == (0.75, 5)
    assert len(done.deliveries) == 5


async def test_an_item_whose_answer_keeps_failing_has_no_score(tmp_path: Path) -> None:
    provided = talk("positive", "positive", None, "positive", None, None, None)
    async with opened(tmp_path, provided) as bench:
        [done] = await Evaluator(repeated(), await bench.session()).rollouts([ASKED])
    assert (done.rollout.score, done.rollout.status, len(provided.requests)) == (None, "failed", 7)


async def test_an_answer_without_text_is_one_of_several_with_zero(tmp_path: Path) -> None:
    async with opened(tmp_path, talk("positive", "", "positive", "positive")) as bench:
        done = await Evaluator(repeated(), await bench.session()).rollout(SEED, EXAMPLE, 0, "s")
    assert (done.rollout.score, done.rollout.cause) == (0.75, "empty")
    assert [repeat.cause for repeat in done.rollout.repeats] == [None, "empty", None, None]


async def test_parts_are_made_of_those_of_the_answers_and_judged_for_each(tmp_path: Path) -> None:
    judged = iter(["SCORE: 1", "SCORE: 0.5"])
    answers = iter(["positive", "negative"])

    async def handler(body: dict[str, Any]) -> httpx.Response:
        return said(next(judged if body["model"] == "judge" else answers))

    both = Weighted(
        parts=(Part(name="label", scoring=Exact()), Part(name="kind", scoring=Judge(rubric="Be kind."))),
        repeats=Repeats(n=2),
    )
    async with opened(tmp_path, Provided(handler)) as bench:
        evaluator = Evaluator(task(scoring=both), await bench.session())
        reserved = evaluator.reservation(SEED, EXAMPLE, 0, "s")
        done = await evaluator.rollout(SEED, EXAMPLE, 0, "s")
    assert {part.name: part.score for part in done.rollout.parts} == {"label": 0.5, "kind": 0.75}
    assert done.rollout.score == 0.625
    assert reserved.calls == done.rollout.n_calls == 4
    assert len(done.rollout.judge_paths) == 2


def flaky() -> Callable[[harness.Body], str]:
    """Right answers, of which every draw with an odd seed is wrong."""

    def answer(body: harness.Body) -> str:
        truth = "good" in harness.text_of(body)
        return world.LABELS[truth == (body["seed"] % 2 == 0)]

    return answer


def request(**scoring: object) -> harness.Body:
    split = {"train": 0, "validation": 0.5, "probe": 0, "test": 0.5}
    task = {**world.task(40), "split": split, "scoring": {"kind": "exact", **scoring}}
    method = {"name": "none", "alternatives": [{"user": "Answer with one word. {text}"}]}
    return harness.request(task=task, method=method)


async def test_a_run_counts_items_reserves_answers_and_replays_them(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(repeats={"n": 3}), harness.Model(flaky()))
    test, context = record.result.test, record.plan.context
    assert context.per_item == 3
    assert all(len(rollout.repeats) == 3 and rollout.n_calls == 3 for rollout in record.rollouts)
    assert record.result.validation["baseline"].n == context.validation
    assert test.baseline is not None
    assert test.baseline.n == context.test, "answers are no items"
    assert record.calls == sum(rollout.n_calls for rollout in record.rollouts)
    assert record.plan.seed_calls == 3 * context.validation


async def test_a_run_of_several_answers_is_the_same_after_an_interruption(tmp_path: Path) -> None:
    whole = await harness.run(tmp_path / "whole", request(repeats={"n": 3}), harness.Model(flaky()))
    model = harness.Model(flaky(), lambda _: 0.001)
    parts = await harness.run_interrupted(tmp_path / "parts", request(repeats={"n": 3}), model, [50, 90])
    assert msgspec.json.encode(parts.outcome()) == msgspec.json.encode(whole.outcome())


async def test_a_budget_that_holds_fewer_answers_than_the_least_is_refused(tmp_path: Path) -> None:
    least = {"one": 20 * 4 + 1, "three": 3 * 20 * 4 + 1}  # two prompts on both splits, and the check of the model

    def faults(calls: int, **scoring: object) -> list[str]:
        asked = {**request(**scoring), "budget": {"max_calls": calls}}
        return [error.path for error in harness.errors(tmp_path, asked)]

    assert faults(least["one"]) == faults(least["three"], repeats={"n": 3}) == []
    assert faults(least["three"] - 1, repeats={"n": 3}) == ["budget.max_calls"]
