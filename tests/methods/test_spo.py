"""SPO against a scripted model: what is shown to whom, who is kept, and that no label or score has a say."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.methods import numbered
from tests.methods.graded import shown
from tests.methods.numbered import Numbered, compared_in, level
from tests.methods.rising import PROGRAM
from tests.support import comparing, harness

SPO: dict[str, Any] = {"name": "spo", "rounds": 4}
ran = partial(numbered.ran, SPO)


def kept(record: harness.Record) -> list[str]:
    return [step.selection.best for step in record.steps[1:] if step.selection]


async def test_a_prompt_is_kept_whose_answers_are_preferred_and_the_next_is_made_from_it(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered())
    assert level(record.result.prompt["user"]) == 4
    assert [step.parents for step in record.steps[1:]] == [("seed",), *((name,) for name in kept(record)[:-1])]
    assert [set(map(level, shown(step, "context", "answers"))) for step in record.steps[1:]] == [{0}, {1}, {2}, {3}]
    assert not [name for step in record.steps for name in step.feedback]


async def test_all_prompts_answer_the_same_few_train_examples_and_validation_has_no_say(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered())
    own = [
        rollout for rollout in record.rollouts if rollout.stage.startswith("step/") and "step/0" not in rollout.stage
    ]
    assert {rollout.stage.split("/")[2] for rollout in own} == {"train"}
    asked = {name: {one.example for one in own if one.candidate == name} for name in ("seed", *kept(record))}
    assert len(asked) == 5
    assert len(set(map(frozenset, asked.values()))) == 1
    assert {len(examples) for examples in asked.values()} == {3}


async def test_each_pair_is_compared_four_times_in_both_orders(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered())
    assert compared_in(model.of("critic")) == [
        order for new in range(1, 5) for order in ((new, new - 1), (new - 1, new)) * 2
    ]
    assert len({body["seed"] for body in model.of("critic")}) == 16
    plan = record.plan
    own = len(model.received) - plan.seed_calls - plan.test_calls
    assert own == plan.method.calls("most", plan.context)
    assert plan.method.calls("first", plan.context) == 3 + 1 + 3 + 4
    assert plan.method.calls("step", plan.context) == 1 + 3 + 4


async def test_one_who_goes_by_the_place_takes_no_prompt(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered(named="place"))
    assert kept(record) == ["seed"] * 4
    assert record.steps[1].selection is not None
    assert record.steps[1].selection.reason.startswith("the new answers are preferred in 2 of 4 comparisons")


async def test_the_same_answers_are_not_compared_and_not_better(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered(same=True))
    assert not model.of("critic")
    assert kept(record) == ["seed"] * 4


async def test_a_prompt_that_lost_an_answer_is_not_compared_and_not_taken(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Numbered(mute=(1, 2)))
    assert [level(harness.text_of(body)) for body in model.of("critic")] == [3] * 4 + [4] * 4
    assert kept(record)[:2] == ["seed"] * 2
    assert level(record.result.prompt["user"]) == 4


@pytest.mark.parametrize("expected", ["positive", "negative"])
async def test_nobody_is_shown_a_label_or_a_score(tmp_path: Path, expected: str) -> None:
    _, model = await ran(tmp_path, Numbered())
    said = [harness.text_of(body) for body in (*model.of("critic"), *model.of("editor"))]
    assert not [text for text in said if expected in text or "Scor" in text]
    assert all("What is the sentiment?" in text for text in said)


async def test_the_description_says_what_is_asked_for(tmp_path: Path) -> None:
    task = {**comparing.task(comparing.JUDGE), "description": "Be brief and kind."}
    model = harness.Model(comparing.answer())
    await harness.run(tmp_path, harness.request(method={**SPO, "rounds": 1}, task=task), model)
    told = [body for body in model.received if harness.role(body) != "task"]
    assert told
    assert all("Be brief and kind." in harness.text_of(body) for body in told)


async def test_of_a_program_each_round_changes_the_next_component_by_what_its_module_wrote(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Numbered(), prompt=PROGRAM)
    assert [step.edit_requests[0].component for step in record.steps[1:]] == [
        "first.system",
        "first.user",
        "second.system",
        "second.user",
    ]
    assert kept(record) == [proposal.candidate for step in record.steps for proposal in step.proposals]
