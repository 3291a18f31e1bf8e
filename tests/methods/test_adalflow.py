"""AdalFlow against a scripted model: the moving batch, the samples, the serial proposals and their two gates."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.run import Step
from tests.methods import truthful
from tests.methods.rising import of_first_step
from tests.methods.test_methods import PROGRAM
from tests.methods.truthful import Right, Truth, slot
from tests.support import harness


async def run(
    home: Path,
    truth: Truth,
    prompt: dict[str, Any] | None = None,
    **method: Any,  # noqa: ANN401
) -> harness.Record:
    record, _ = await truthful.run(home, {"name": "adalflow", "steps": 2, "proposals": 3, **method}, truth, prompt)
    return record


def drawn(record: harness.Record, step: Step) -> list[str]:
    """The examples whose answers the critics of a step were shown."""
    return [item for f in step.feedback for item in f.evidence]


def half(split: dict[int, str]) -> Right:
    """Right about half of train and nothing of validation; edits are right about all of train."""
    return lambda made, n: split[n] == "train" and (made != "seed" or n % 2 == 0)


@pytest.mark.parametrize(
    "prompt", [None, PROGRAM, {**PROGRAM, "frozen": ["first.system", "first.user", "second.user"]}]
)
async def test_the_calls_are_those_of_the_formula_when_every_proposal_fails_at_the_very_end(
    tmp_path: Path, prompt: dict[str, Any] | None
) -> None:
    record = await run(tmp_path, half, prompt, batch=12, steps=3)
    plan = record.plan
    assert record.new_calls == plan.expected_calls - plan.test_calls // 2
    assert of_first_step(record) == plan.method.calls("first", plan.context)


async def test_a_step_learns_from_two_wrong_and_two_right_answers_of_the_moving_batch(tmp_path: Path) -> None:
    record = await run(tmp_path, half, batch=6)
    first, second = record.steps[1:]
    for step, batch in ((first, set(first.minibatch)), (second, {*first.minibatch, *second.minibatch})):
        items = drawn(record, step)
        assert set(items) <= batch
        assert sorted(int(item[1:]) % 2 for item in items) == [0, 0, 1, 1]
    assert not set(first.minibatch) & set(second.minibatch)
    assert {r.stage for r in record.rollouts if r.example not in second.minibatch} >= {"step/1/train/1"}


async def test_a_single_prompt_costs_one_critic_a_sample(tmp_path: Path) -> None:
    record = await run(tmp_path, half, steps=1, batch=12)
    assert [f.id.split("/")[2] for f in record.steps[1].feedback] == ["gradient_one_step"] * 4


async def test_proposals_come_one_by_one_and_see_the_best_and_those_that_failed(tmp_path: Path) -> None:
    record = await run(tmp_path, half, steps=1, batch=12)
    edits = record.steps[1].edit_requests
    texts = {candidate.id: candidate.components["user"] for candidate in record.candidates}
    histories = [slot(edit, "history") for edit in edits]
    assert [text.count("accepted") for text in histories] == [1, 1, 1]
    assert [text.count("rejected") for text in histories] == [0, 1, 2]
    assert texts["seed"] in histories[0]
    assert texts["s1.6"] in histories[1]
    assert texts["s1.6"] in histories[2]
    assert texts["s1.10"] in histories[2]
    gradients = [f.text for f in record.steps[1].feedback]
    for edit in edits:
        assert [one.text for one in edit.slots if one.kind == "feedback"] == gradients


async def test_failures_are_forgotten_with_their_step(tmp_path: Path) -> None:
    record = await run(tmp_path, half, batch=12)
    assert "rejected" not in slot(record.steps[2].edit_requests[0], "history")


async def test_a_proposal_no_better_on_the_samples_never_sees_validation(tmp_path: Path) -> None:
    def right(split: dict[int, str]) -> Right:
        return lambda made, n: (split[n] == "validation" and made != "seed") or n % 2 == 0

    record = await run(tmp_path, right, steps=1, batch=12)
    stages = {(r.candidate, r.stage) for r in record.rollouts if r.candidate != "seed"}
    assert stages == {("s1.6", "step/1/train/8"), ("s1.9", "step/1/train/11"), ("s1.12", "step/1/train/14")}
    assert record.result.candidate == "seed"


async def test_a_proposal_must_be_strictly_better_on_validation(tmp_path: Path) -> None:
    """The second ties with the seed, the third has one answer more; nothing is proposed after it."""

    def right(split: dict[int, str]) -> Right:
        validation = [n for n in split if split[n] == "validation"]
        count = {"seed": 6, "Edit 1, level 1": 5, "Edit 2, level 1": 6, "Edit 3, level 1": 7}

        def is_right(made: str, n: int) -> bool:
            if split[n] == "validation":
                return n in validation[: count.get(made, 0)]
            return made != "seed" or n % 2 == 0

        return is_right

    record = await run(tmp_path, right, steps=1, batch=12, proposals=5)
    step = record.steps[1]
    assert step.selection is not None
    assert step.selection.best == record.result.candidate == "s1.14"
    assert [entry.candidate for entry in step.selection.pool] == ["seed", "s1.6", "s1.10", "s1.14"]
    assert len(step.edit_requests) == 3


async def test_an_accepted_proposal_empties_the_moving_batch_and_is_the_best_from_then_on(tmp_path: Path) -> None:
    def right(_: dict[int, str]) -> Right:
        return lambda made, n: n % 2 == 0 if made == "seed" else n % 4 > 0

    record = await run(tmp_path, right, steps=2, batch=6, right=0)
    first, second = record.steps[1:]
    assert record.steps[2].parents == ("s1.4",)
    assert set(drawn(record, second)) <= set(second.minibatch)
    assert not set(drawn(record, second)) & set(first.minibatch)
    history = slot(second.edit_requests[0], "history")
    texts = {candidate.id: candidate.components["user"] for candidate in record.candidates}
    assert history.index(texts["s1.4"]) < history.index(texts["seed"])


async def test_a_moving_batch_without_a_fault_proposes_nothing_and_starts_anew(tmp_path: Path) -> None:
    def right(split: dict[int, str]) -> Right:
        return lambda _, n: split[n] == "train"

    record = await run(tmp_path, right, steps=2)
    for step in record.steps[1:]:
        assert not step.feedback
        assert not step.edit_requests
        assert step.selection is not None
        assert step.selection.chosen == ("seed",)


async def test_the_moving_batch_is_bounded(tmp_path: Path) -> None:
    record = await run(tmp_path, half, steps=2, batch=6, window=2)
    assert all(0 < len(drawn(record, step)) <= 2 for step in record.steps[1:])


async def test_a_program_gets_feedback_hop_by_hop_and_its_peers_are_shown(tmp_path: Path) -> None:
    record = await run(tmp_path, half, PROGRAM, steps=1, batch=12, wrong=1, right=0)
    step = record.steps[1]
    kinds = [f.id.split("/")[2] for f in step.feedback]
    assert kinds == ["gradient_response", *["gradient_prompt"] * 2, "gradient_input", *["gradient_prompt"] * 2]
    assert [edit.component for edit in step.edit_requests[:4]] == [
        "first.system",
        "first.user",
        "second.system",
        "second.user",
    ]
    peers = slot(step.edit_requests[0], "peers")
    assert "Another part of the program, second.user: {text} {notes}" in peers
    assert "Read with care." not in peers
    assert [c.id for c in step.candidates if c.operator == "join"] == ["s1.7", "s1.14", "s1.21"]
