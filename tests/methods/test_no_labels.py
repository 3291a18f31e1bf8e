"""Data without expected answers: what every method makes of it, and which ones say that they cannot."""

import re
from pathlib import Path
from typing import Any

import pytest

from gradcheck.methods.registry import METHODS
from tests.methods.every import PROMPTS, SMALL
from tests.support import comparing, harness

NEEDING = {"ape", "opro", "promptbreeder", "promptwizard"}
WITHOUT = sorted(set(METHODS) - NEEDING)
SCORINGS = {"pairwise": comparing.PAIRWISE, "judge": comparing.JUDGE}
PARAMETERS = {"opro": {**SMALL["opro"], "exemplars": 0}, ("bootstrap_fewshot", "pairwise"): {"threshold": 0.5}}
_OF_LABELS = re.compile(r"expected (answer|output)?:? ?(\"|none|null|not known)", re.IGNORECASE)


def request(name: str, scoring: str, **parameters: object) -> dict[str, Any]:
    prompt = {"user": "What is the sentiment?\n\n{text}", **PROMPTS.get(name, {}), "max_length": 200}
    method = {"name": name, **SMALL[name], **PARAMETERS.get((name, scoring), {}), **parameters}
    return harness.request(prompt=prompt, task=comparing.task(SCORINGS[scoring]), method=method)


@pytest.mark.parametrize("scoring", SCORINGS)
@pytest.mark.parametrize("name", WITHOUT)
async def test_a_method_that_needs_no_labels_works_without_them(tmp_path: Path, name: str, scoring: str) -> None:
    model = harness.Model(comparing.answer(varied=True))
    record = await harness.run(tmp_path, request(name, scoring), model, slots=64)
    assert record.job.status == "succeeded", record.job.error
    assert record.result.test.verdict in {"improved", "not_distinguishable", "worse"}
    assert len(record.candidates) > 1
    assert {rollout.status for rollout in record.rollouts} == {"ok"}
    asked = [harness.text_of(body) for body in model.received if not comparing.judges(body)]
    assert not [text for text in asked if _OF_LABELS.search(text)]
    plan, first = record.plan, [one for one in record.rollouts if one.stage.startswith("step/1/validation")]
    per_own = plan.seed_calls // plan.context.validation
    known = sum(one.candidate == "seed" for one in first)
    tested = [one.candidate == "seed" for one in record.rollouts if one.stage == "test"]
    test = tested.count(True) * per_own + tested.count(False) * plan.context.per_item
    own = record.calls - plan.seed_calls - known * per_own - test
    assert own <= plan.method.calls("most", plan.context)
    ranked = [one.candidate for one in record.result.ranking]
    if scoring == "pairwise":
        assert {rollout.score for rollout in record.rollouts} <= {0.0, 0.5, 1.0}
        assert {"seed", record.result.candidate} <= set(ranked)
        assert record.result.ranking[0].strength >= 0


@pytest.mark.parametrize("scoring", SCORINGS)
@pytest.mark.parametrize("name", sorted(NEEDING))
def test_a_method_that_needs_labels_says_why_and_which_do_not(tmp_path: Path, name: str, scoring: str) -> None:
    (error,) = harness.errors(tmp_path, request(name, scoring))
    assert error.path == "task.examples"
    assert f"every example needs an expected answer for {name}: " in error.message
    listed = error.message.rpartition("methods that need none are ")[2].split(", ")
    assert sorted(listed) == WITHOUT


async def test_opro_without_exemplars_needs_no_labels(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request("opro", "pairwise", exemplars=0), harness.Model(comparing.answer()))
    assert record.job.status == "succeeded", record.job.error


def test_demos_of_the_given_prompts_own_answers_take_a_threshold_that_ties_reach(tmp_path: Path) -> None:
    (error,) = harness.errors(tmp_path, request("bootstrap_fewshot", "pairwise", threshold=1.0))
    assert error.path == "method.threshold"
    assert harness.errors(tmp_path, request("bootstrap_fewshot", "judge", threshold=1.0)) == ()


@pytest.mark.parametrize("kind", ["exact", "choice", "numeric", "contains", "f1", "json", "set"])
def test_scorers_that_compare_with_labels_refuse_examples_without_them(tmp_path: Path, kind: str) -> None:
    errors = harness.errors(tmp_path, harness.request(task=comparing.task({"kind": kind})))
    assert errors
    assert all(error.path.endswith(".expected") for error in errors)
