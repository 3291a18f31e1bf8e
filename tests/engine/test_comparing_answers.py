"""Prompts whose answers a judge compares: every two of them on every example, and what is made of it."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.results.comparison import PromptComparison
from tests.engine.test_comparing import LONG, compared, faults, plan_of
from tests.support import comparing, harness

PROMPTS: list[dict[str, Any]] = [
    {"name": "bare", "prompt": "What is the sentiment?\n\n{text}"},
    {"name": "long", "prompt": LONG},
    {"name": "parts", "prompt": {"system": "Answer with one word.", "user": "Text: {text}"}},
]
CHAIN = {
    "modules": [
        {"name": "read", "user": "Say what it is about: {text}", "output": "gist"},
        {"name": "say", "user": "Answer with one word: the sentiment of {gist} {text}"},
    ]
}


def request(**changes: object) -> dict[str, Any]:
    base = {
        "prompts": PROMPTS,
        "task": comparing.task(comparing.PAIRWISE),
        "models": {"task": {"provider": "world", "model": "pure"}},
    }
    return {**base, **changes}


def model(kind: comparing.Kind = "true") -> harness.Model:
    return harness.Model(comparing.answer(kind))


def comparison(record: harness.Record) -> PromptComparison:
    assert record.job.status == "succeeded", record.job.error
    assert record.result.comparison is not None
    return record.result.comparison


async def test_every_answer_is_asked_once_and_every_two_are_judged_in_both_orders(tmp_path: Path) -> None:
    asked = model()
    record = await compared(tmp_path, request(), asked)
    found = comparison(record)
    judged = [body for body in asked.received if comparing.compares(body)]
    differing = sum(pair.comparisons.judged for pair in found.pairs if pair.comparisons is not None)
    assert 0 < len(judged) == len({str(body["messages"]) for body in judged}) <= 2 * differing, "equal pairs are one"
    assert len(asked.received) - len(judged) == 3 * 40
    assert record.result.usage["judge"].calls == 2 * differing
    assert [one.calls for one in found.prompts] == [40, 40, 40], "what the judge takes is no prompt's own"
    assert record.result.comparisons is None
    assert record.result.ranking == ()


async def test_pairs_are_sign_tests_of_what_the_judge_said_and_scores_are_shares_against_all_others(
    tmp_path: Path,
) -> None:
    record = await compared(tmp_path, request(), model())
    found = comparison(record)
    ids = {one.name: one.candidate for one in found.prompts}
    for pair in found.pairs:
        own = [
            rollout.score
            for rollout in record.rollouts
            if (rollout.stage, rollout.candidate) == (f"against.{ids[pair.first]}", ids[pair.second])
        ]
        assert len(own) == pair.n == 40
        assert (own.count(1.0), own.count(0.0)) == (pair.fixed, pair.broken)
        assert pair.estimate == pytest.approx(sum(score or 0 for score in own) / 40 - 0.5)
        assert pair.test == "sign"
    assert {pair.verdict for pair in found.pairs if pair.first == "bare"} == {"second_better"}
    for one in found.prompts:
        sides = [
            (pair.estimate or 0) * (1 if pair.second == one.name else -1)
            for pair in found.pairs
            if one.name in (pair.first, pair.second)
        ]
        assert one.score == pytest.approx(0.5 + sum(sides) / 2)
    assert sum(one.score or 0 for one in found.prompts) == pytest.approx(1.5), "every win is another's loss"


async def test_strengths_rank_the_prompts_against_the_first(tmp_path: Path) -> None:
    found = comparison(await compared(tmp_path, request(), model()))
    assert {one.name for one in found.ranking} == {"bare", "long", "parts"}
    assert found.ranking[-1].name == "bare"
    assert found.ranking[-1].strength == 0
    assert [one.strength for one in found.ranking] == sorted((one.strength for one in found.ranking), reverse=True)
    assert all(one.ci95[0] > 0 for one in found.ranking[:2])


async def test_two_prompts_in_the_other_order_say_the_opposite(tmp_path: Path) -> None:
    (one,) = comparison(await compared(tmp_path / "1", request(prompts=PROMPTS[:2]), model())).pairs
    (other,) = comparison(await compared(tmp_path / "2", request(prompts=PROMPTS[1::-1]), model())).pairs
    assert (one.fixed, one.broken, one.p_value) == (other.broken, other.fixed, other.p_value)
    assert one.estimate == pytest.approx(-(other.estimate or 0))
    assert (one.verdict, other.verdict) == ("second_better", "first_better")


async def test_a_judge_that_goes_by_the_order_finds_no_winner_and_says_so(tmp_path: Path) -> None:
    found = comparison(await compared(tmp_path, request(), model("first")))
    for pair in found.pairs:
        assert pair.comparisons is not None
        assert (pair.verdict, pair.fixed, pair.broken) == ("not_distinguishable", 0, 0)
        assert pair.comparisons.order_decided == 1.0
    assert {one.score for one in found.prompts} == {0.5}


async def test_equal_prompts_tie_without_a_judge(tmp_path: Path) -> None:
    asked = model()
    twice = [{"name": "one", "prompt": LONG}, {"name": "two", "prompt": LONG}]
    (pair,) = comparison(await compared(tmp_path, request(prompts=twice), asked)).pairs
    assert not any(map(comparing.compares, asked.received))
    assert (pair.estimate, pair.fixed, pair.broken, pair.p_value) == (0, 0, 0, 1)


async def test_programs_of_other_modules_are_compared_by_their_last_answers(tmp_path: Path) -> None:
    prompts = [PROMPTS[0], {"name": "chain", "prompt": CHAIN}]
    record = await compared(tmp_path, request(prompts=prompts), model())
    found = comparison(record)
    assert [one.calls for one in found.prompts] == [40, 80]
    against = [one for one in record.rollouts if one.stage == "against.seed"]
    assert {len(one.trace) for one in against} == {2}
    assert found.pairs[0].verdict == "second_better"


async def test_what_it_takes_at_least_is_refused_below_and_enough_above(tmp_path: Path) -> None:
    """40 examples: three answers and three pairs in two orders each, and a check of the model."""
    least = 40 * (3 + 3 * 2) + 1
    said = await faults(tmp_path, request(budget={"max_calls": least - 1}))
    assert f"take up to {least} calls" in said["budget.max_calls"]
    record = await compared(tmp_path / "enough", request(budget={"max_calls": least}), model())
    assert [one.n for one in comparison(record).prompts] == [40, 40, 40]


async def test_a_judge_that_fails_on_a_pair_leaves_it_untested_and_the_others_tested(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        if comparing.compares(body):
            shown = comparing.sections(body)
            if len(shown["Answer A"].split()) == len(shown["Answer B"].split()) == 1:
                return "I would rather not say."
        return comparing.answer()(body)

    found = comparison(await compared(tmp_path, request(), harness.Model(answer)))
    verdicts = {(pair.first, pair.second): pair for pair in found.pairs}
    failed = verdicts["long", "parts"]
    assert failed.verdict == "not_tested"
    assert "have no comparison of the two" in failed.reason
    assert verdicts["bare", "long"].verdict == verdicts["bare", "parts"].verdict == "second_better"


async def test_an_interrupted_comparison_pays_once_and_slots_change_nothing(tmp_path: Path) -> None:
    whole = comparison(await compared(tmp_path / "whole", request(), model(), slots=64))
    assert comparison(await compared(tmp_path / "one", request(), model(), slots=1)) == whole
    asked = harness.Model(comparing.answer(), latency_s=lambda _: 0.01)
    async with harness.serving(tmp_path / "parts", asked, slots=4) as service:
        await harness.submit(service, plan_of(service, request()))
        await harness.received(service, asked, 150)
    async with harness.serving(tmp_path / "parts", asked, slots=4) as service:
        again = comparison(await harness.read(service))
    assert again == whole
    bodies = [str(sorted(body.items())) for body in asked.answered]
    assert len(bodies) <= len(set(bodies)) + 4  # what was in flight at the stop is asked again
