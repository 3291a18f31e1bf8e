"""The aggregate `macro`: every class counts alike wherever prompts are scored, selected, tested and compared."""

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.comparison.request import EvaluateRequest
from gradcheck.engine.comparison.validation import build_comparison, of_first
from gradcheck.headroom.plan import headroom_plan, obstacle
from gradcheck.methods.policies.policy import Observed
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import ahead, means
from gradcheck.statistics.strata import macro_mean
from tests.methods.every import SMALL
from tests.support import harness, world

CLASSES = {"a": "yes", "b": "yes", "c": "yes", "d": "no"}
MACRO = {"kind": "exact", "aggregate": "macro"}


def rollouts(candidate: str, *scores: float | None) -> list[Rollout]:
    return [
        Rollout(
            candidate=candidate,
            example=item,
            sample=0,
            stage="s",
            status="failed" if score is None else "ok",
            output="",
            score=score,
            note="",
            trace=(),
            label=label,
        )
        for (item, label), score in zip(CLASSES.items(), scores, strict=True)
    ]


def lopsided(aggregate: str, count: int = 40, **changes: object) -> dict[str, Any]:
    """One negative text in five; the given prompt says positive to all, the other one halves that for all negatives."""
    examples = [
        {
            "id": f"e{n}",
            "input": {"text": f"number {n} {'bad' if n % 5 == 0 else 'good'} {'odd' if (n // 5) % 2 else 'even'}"},
            "expected": "negative" if n % 5 == 0 else "positive",
            "split": "validation" if n < count // 2 else "test",
        }
        for n in range(count)
    ]
    method = {"name": "none", "alternatives": [{"user": "Be strict. {text}"}]}
    task = {"examples": examples, "scoring": {"kind": "exact", "aggregate": aggregate}}
    return harness.request(**{"task": task, "method": method, **changes})


def model() -> harness.Model:
    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        return "negative" if "strict" in text and ("bad" in text or "odd" in text) else "positive"

    return harness.Model(answer)


async def test_a_run_selects_and_tests_by_the_mean_of_classes_means(tmp_path: Path) -> None:
    """16 positive and 4 negative texts a split: 0.8 and 0.6 as means over items, 0.5 and 0.75 over classes."""
    record = await harness.run(tmp_path, lopsided("macro"), model())
    test = record.result.test
    assert test.baseline is not None
    assert test.best is not None
    assert test.difference is not None
    assert record.result.prompt == {"user": "Be strict. {text}"}
    assert (test.baseline.score, test.best.score) == (0.5, 0.75)
    assert (test.difference.estimate, test.difference.test) == (0.25, "macro_permutation")
    assert test.by_class is not None
    assert test.difference.estimate == (test.by_class.macro_best or 0) - (test.by_class.macro_baseline or 0)
    assert {rollout.label for rollout in record.rollouts} == {"negative", "positive"}


async def test_the_same_run_by_the_mean_keeps_the_given_prompt(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, lopsided("mean"), model())
    assert record.result.test.best is not None
    assert record.result.test.best.score == 0.8
    assert {rollout.label for rollout in record.rollouts} == {None}


def test_standing_is_by_classes_on_the_items_that_all_have() -> None:
    one, other = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 0.0}, {"a": 1.0, "b": 0.0, "c": 0.0, "d": 1.0}
    assert means({"one": one, "other": other}, CLASSES) == {"one": 0.5, "other": pytest.approx(2 / 3)}
    assert ahead(one, other, 2 / 3, CLASSES) == pytest.approx(-1 / 6)
    assert ahead(one, {"a": 1.0, "d": 1.0}, 1.0, CLASSES) == pytest.approx(-0.5), "on a and d alone"


def test_a_method_sees_the_mean_of_classes_means() -> None:
    candidate = Candidate(id="x", components={"user": "x"})
    entry = mean_entry(candidate, rollouts("x", 1, 1, 1, 0))
    assert (entry.score, entry.n, entry.failed) == (0.5, 4, 0)


def test_a_lead_on_a_minibatch_weighs_items_by_their_classes() -> None:
    """Three items of one class against one of the other: equal sums of weights tie, and rounding makes no lead."""
    seed = Candidate(id="seed", components={"user": "x"})
    items = [Example(id=name, fields={}, expected=label, split="train") for name, label in CLASSES.items()]
    seen = Observed([seed])
    seen.add([seed], items, rollouts("seed", 1, 1, 1, 0))
    assert seen.lead(rollouts("new", 0, 0, 0, 1), "seed") == 0
    assert seen.lead(rollouts("new", 1, 0, 0, 1), "seed") > 0


def refused(home: Path, request: dict[str, Any]) -> dict[str, str]:
    return {error.path: error.message for error in harness.errors(home, request)}


@pytest.mark.parametrize(
    ("task", "at", "why"),
    [
        ({"scoring": {"kind": "pairwise", "criteria": "short", "aggregate": "macro"}}, "scoring.aggregate", "wins"),
        ({"scoring": {"kind": "set", "aggregate": "macro"}}, "scoring.aggregate", "several labels"),
        (
            {"scoring": {"kind": "weighted", "parts": [{"name": "a", "scoring": MACRO}]}},
            "scoring.parts[0].scoring.aggregate",
            "whole scoring",
        ),
    ],
)
def test_a_scoring_without_one_class_an_example_is_refused(
    tmp_path: Path, task: dict[str, Any], at: str, why: str
) -> None:
    assert why in refused(tmp_path, harness.request(task={**world.task(24), **task}))[f"task.{at}"]


def test_answers_that_are_no_labels_are_refused_with_the_rule(tmp_path: Path) -> None:
    task = {**world.task(24), "scoring": MACRO}
    for number, example in enumerate(task["examples"]):
        example["expected"] = f"a text of its own {number}"
    found = refused(tmp_path, harness.request(task=task))
    assert "each expected twice on average" in found["task.scoring.aggregate"]


def test_an_example_of_no_one_class_is_refused_for_itself(tmp_path: Path) -> None:
    task = {**world.task(24), "scoring": MACRO}
    task["examples"][5]["expected"] = ["negative", "bad"]
    found = refused(tmp_path, harness.request(task=task))
    assert list(found) == ["task.examples[5].expected"]
    assert "no single label" in found["task.examples[5].expected"]


@pytest.mark.parametrize("method", ["capo", "portfolio"])
async def test_methods_that_test_items_run_by_classes(tmp_path: Path, method: str) -> None:
    """Every candidate's score is the mean of its classes' means, and the test is that of classes."""
    task = lopsided("macro", 80)["task"]
    for number, example in enumerate(task["examples"]):
        example["split"] = ("train", "validation", "test", "validation")[(number // 5) % 4]
    record = await harness.run(tmp_path, harness.request(task=task, method={"name": method, **SMALL[method]}), model())
    assert record.job.status == "succeeded", record.job.error
    of = {example.id: str(example.expected) for example in record.plan.examples}
    validation = {example.id for example in record.plan.examples if example.split == "validation"}
    selection = record.steps[-1].selection
    assert selection is not None
    for entry in selection.pool:
        own = {
            rollout.example: rollout.score
            for rollout in record.rollouts
            if rollout.candidate == entry.candidate and rollout.example in validation and rollout.score is not None
        }
        if method == "capo" and entry.score is not None and len(own) == entry.n:
            assert entry.score == pytest.approx(macro_mean(list(own.values()), [of[name] for name in own]))
    assert record.result.test.best is not None


async def test_a_study_by_classes_has_outcomes_by_classes_over_trials_and_over_items(tmp_path: Path) -> None:
    changes = {"method": {"name": "improve", "rounds": 1, "candidates": 2}, "budget": {"max_calls": 2000}}
    arms = [{"name": "given", "overrides": {"method": "none"}}, {"name": "improve"}]
    async with harness.serving(tmp_path, model()) as service:
        found = await harness.study(service, {"optimize": lopsided("macro", 60, **changes), "arms": arms, "trials": 3})
    assert found["status"] == "succeeded", found["error"]
    assert {run["outcome"] for run in found["runs"] if run["arm"] == "given"} == {0.5}


async def test_headroom_draws_as_many_items_of_every_class(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, model()) as service:
        plan = headroom_plan(harness.plan_of(service, lopsided("macro", 80)), items=9)
        small = headroom_plan(harness.plan_of(service, lopsided("macro", 80)), items=1)
    assert Counter(item.expected for item in plan.items) == {"positive": 4, "negative": 4}
    assert plan.spare == 8, "of eight negative ones in validation four are drawn, and as many of the others are left"
    assert obstacle(plan) is None
    assert "one of every class" in (obstacle(small) or "")


async def test_prompts_are_compared_by_the_mean_of_classes_means(tmp_path: Path) -> None:
    """The strict prompt finds the rare class and loses half of the other: better by classes, worse by items."""
    prompts = [{"name": "given", "prompt": "{text}"}, {"name": "strict", "prompt": "Be strict. {text}"}]
    found = {}
    for aggregate in ("macro", "mean"):
        task = lopsided(aggregate, 160)["task"]
        for example in task["examples"]:
            del example["split"]
        written = {"prompts": prompts, "task": task, "models": {"task": {"provider": "world", "model": "pure"}}}
        asked = msgspec.convert(written, EvaluateRequest)
        async with harness.serving(tmp_path / aggregate, model()) as service:
            texts = [one.prompt for one in asked.prompts if one.prompt is not None]
            await harness.submit(service, build_comparison(asked, texts, of_first(asked, texts), service.gateway))
            found[aggregate] = (await harness.read(service)).result.comparison
    for aggregate, scores, verdict in (("macro", (0.5, 0.75), "second_better"), ("mean", (0.8, 0.6), "first_better")):
        comparison = found[aggregate]
        assert comparison is not None
        assert tuple(one.score for one in comparison.prompts) == pytest.approx(scores)
        (pair,) = comparison.pairs
        assert pair.estimate == pytest.approx(scores[1] - scores[0])
        assert pair.verdict == verdict
        assert pair.test == ("macro_permutation" if aggregate == "macro" else "mcnemar_midp")
