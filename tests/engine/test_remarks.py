"""What people said of earlier answers: who reads it, and who does not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.perturbations.relabel import relabelled
from gradcheck.domain.feedback import Evaluation, ShownRollout
from gradcheck.domain.task import Example, Remark, Rollout
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from gradcheck.optimizer.grading import Grading
from gradcheck.optimizer.model import Optimizer, OptimizerModel
from gradcheck.optimizer.remarks import remarks_on
from gradcheck.optimizer.templates import TEMPLATES
from tests.support import harness, world
from tests.support.gateways import wired
from tests.support.harness import Body

_GEPA = {"name": "gepa", "iterations": 2, "minibatch": 3}
_PROTEGI = {"name": "protegi", "rounds": 1, "beam": 2, "gradients": 1}
_SPLITS = ("train", "validation", "probe", "test")


def remarked(count: int = 40) -> Body:
    """The task of the world with a remark of its own on each example, in which its split stands."""
    task = world.task(count)
    for number, example in enumerate(task["examples"]):
        example["split"] = _SPLITS[number % 4]
        said = f"Too long for {example['split']}."
        example["feedback"] = [{"text": said, "rating": False, "answer": f"an old\nanswer {number}"}]
    return task


async def bodies(home: Path, method: Mapping[str, Any], **changes: Any) -> list[Body]:  # noqa: ANN401
    model = harness.Model()
    await harness.run(home, harness.request(**{"task": remarked(), "method": method, **changes}), model)
    return model.received


@pytest.mark.parametrize("method", [_GEPA, _PROTEGI], ids=["as notes", "as evidence"])
async def test_critics_and_editors_read_what_was_said_of_training_examples_and_of_no_others(
    tmp_path: Path, method: Mapping[str, Any]
) -> None:
    sent = await bodies(tmp_path, method)
    told = [harness.text_of(body) for body in sent if harness.role(body) != "task"]
    assert any('an earlier answer ("an old answer ' in text for text in told)
    assert any("was rated bad: Too long for train." in text for text in told)
    assert not any(f"for {split}." in text for text in told for split in _SPLITS[1:])


async def test_no_model_that_answers_is_told(tmp_path: Path) -> None:
    asked = [harness.text_of(body) for body in await bodies(tmp_path, _GEPA) if harness.role(body) == "task"]
    assert asked
    assert not any("Too long" in text or "an old" in text for text in asked)


def test_remarks_change_nothing_else_of_the_examples(tmp_path: Path) -> None:
    task = remarked()
    for example in task["examples"]:
        del example["split"]
    gateway = wired(harness.settings(tmp_path))
    told, silent = (
        build_plan(msgspec.convert(harness.request(task=of), OptimizeRequest), gateway).examples
        for of in (task, world.task(40))
    )
    assert told[0].remarks[0].answer == "an old\nanswer 0"
    assert tuple(replace(example, remarks=()) for example in told) == silent


def test_an_example_that_was_stored_without_remarks_has_none() -> None:
    stored = b'{"id": "e", "fields": {"text": "t"}, "expected": null, "split": "train", "group": null}'
    assert msgspec.json.decode(stored, type=Example).remarks == ()


@pytest.mark.parametrize("remark", [{}, {"text": " \n"}, {"answer": "a"}])
def test_a_remark_that_says_nothing_is_a_fault_with_its_place(tmp_path: Path, remark: Body) -> None:
    task = world.task(40)
    task["examples"][3]["feedback"] = [{"text": "fine"}, remark]
    [error] = harness.errors(tmp_path, harness.request(task=task))
    assert error.path == "task.examples[3].feedback[1]"
    assert error.message == "says nothing; accepted is a rating, a text, or both"


def _shown_of(home: Path, evaluation: Evaluation) -> ShownRollout:
    """What a critic is shown, at most, of a rollout on a training example with a remark."""
    plan = build_plan(msgspec.convert(harness.request(task=remarked()), OptimizeRequest), wired(harness.settings(home)))
    by_id = {example.id: example for example in plan.examples}
    rollout = Rollout(
        candidate="c", example="e0", sample=0, stage="s", status="ok", output="o", score=0.0, note="no", trace=()
    )
    nobody = cast("OptimizerModel", None)
    templates = TEMPLATES["standard"]
    optimizer = Optimizer(
        model=nobody, program=plan.program, examples=by_id, templates=templates, evaluation=evaluation
    )
    [shown] = Grading(optimizer, "p", lambda _: None).longest(templates["critique"], [rollout])
    return shown


def test_a_grade_in_the_place_of_the_note_takes_the_remarks_away(tmp_path: Path) -> None:
    assert _shown_of(tmp_path, "scorer").remarks.endswith("was rated bad: Too long for train.")
    assert {_shown_of(tmp_path, evaluation).remarks for evaluation in ("none", "binary", "smooth")} == {""}


def test_other_labels_take_the_remarks_away(tmp_path: Path) -> None:
    plan = build_plan(
        msgspec.convert(harness.request(task=remarked()), OptimizeRequest), wired(harness.settings(tmp_path))
    )
    seen = [ShownRollout(example=name, answer="a", note="n", remarks="rated bad") for name in ("e0", "e4")]
    assert [one.remarks for one in relabelled(seen, "none", {}, plan, {})] == ["", ""]
    assert [one.remarks for one in relabelled(seen, "wrong", {"e0": "x"}, plan, {})] == ["", "rated bad"]
    assert [one.remarks for one in relabelled(seen, "true", {}, plan, {})] == ["rated bad", "rated bad"]


def test_of_many_remarks_the_first_three_are_read_each_on_one_line() -> None:
    remarks = (Remark(text="a\nb"), Remark(rating=True), Remark(text="c", answer="d " * 500), Remark(text="not read"))
    example = Example(id="e", fields={"text": "t"}, split="train", remarks=remarks)
    first, second, third = remarks_on(example).split("; ")
    assert (first, second) == ("said of this example: a b", "an earlier answer was rated good")
    assert third.startswith('of an earlier answer ("d d')
    assert third.endswith('…") it was said: c')
    assert len(third) < 300
