"""TextGrad's options: momentum, constraints, good prompts. Off, nothing of its requests changes."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.feedback import EditRequest
from tests.methods.test_methods import Scripted
from tests.support import harness

OFF: dict[str, Any] = {"momentum": 0, "constraints": [], "in_context_examples": []}


async def record(home: Path, **options: Any) -> harness.Record:  # noqa: ANN401
    method = {"name": "textgrad", "steps": 3, "batch": 2, "revert": "naive", **options}
    return await harness.run(home, harness.request(method=method), harness.Model(Scripted()))


async def edits(home: Path, **options: Any) -> list[EditRequest]:  # noqa: ANN401
    return [one for step in (await record(home, **options)).steps for one in step.edit_requests]


def slot(edit: EditRequest, name: str) -> str:
    return next(slot.text for slot in edit.slots if slot.name == name)


async def test_options_that_are_off_leave_the_plain_update(tmp_path: Path) -> None:
    plain, off = await record(tmp_path / "plain"), await record(tmp_path / "off", **OFF)
    assert off.outcome()["steps"] == plain.outcome()["steps"]
    for step in plain.steps[1:]:
        assert [one.template.name for one in step.edit_requests] == ["update"]
        assert {slot.name for slot in step.edit_requests[0].slots} == {"instruction", "feedback"}


async def test_momentum_shows_that_many_earlier_prompts_with_their_feedback(tmp_path: Path) -> None:
    done = await record(tmp_path, momentum=1)
    assert [step.edit_requests[0].template.name for step in done.steps[1:]] == ["update_within"] * 3
    first, second, third = (slot(step.edit_requests[0], "history") for step in done.steps[1:])
    assert first == "none"
    texts = {candidate.id: candidate.components["user"] for candidate in done.candidates}
    gradients = [[f.text for f in step.feedback if "gradient_prompt" in f.id] for step in done.steps]
    assert second == f"1. {texts['seed']}\n   Score of 100: unknown. Feedback then: {' '.join(gradients[1])}"
    assert third == f"1. {texts['s1.2.0']}\n   Score of 100: unknown. Feedback then: {' '.join(gradients[2])}"
    wider = await edits(tmp_path / "wider", momentum=2)
    assert [slot(edit, "history").count("Feedback then") for edit in wider] == [0, 1, 2]


async def test_momentum_moves_no_feedback_out_of_its_slots(tmp_path: Path) -> None:
    for step in (await record(tmp_path, momentum=2)).steps[1:]:
        own = [f.text for f in step.feedback if "gradient_prompt" in f.id]
        assert [slot.text for slot in step.edit_requests[0].slots if slot.kind == "feedback"] == own


async def test_the_editor_is_told_constraints_and_good_prompts(tmp_path: Path) -> None:
    told = await edits(tmp_path, constraints=["Use ten words.", "Be kind."], in_context_examples=["Name it."])
    shown = [tuple(slot(edit, name) for name in ("constraints", "models", "history")) for edit in told]
    assert shown == [("Use ten words.\nBe kind.", "Name it.", "none")] * 3
    [first, *_] = await edits(tmp_path / "one", constraints=["Use ten words."])
    assert slot(first, "models") == "none"


async def test_critics_are_told_nothing_of_the_options(tmp_path: Path) -> None:
    method = {"name": "textgrad", "steps": 2, "momentum": 2, "constraints": ["Use ten words."]}
    model = harness.Model(Scripted())
    await harness.run(tmp_path, harness.request(method=method), model)
    assert model.of("critic")
    assert not any("ten words" in harness.text_of(body) for body in model.of("critic"))
    assert all("ten words" in harness.text_of(body) for body in model.of("editor"))


@pytest.mark.parametrize("options", [{"momentum": -1}, {"constraints": [""]}, {"in_context_examples": [""]}])
def test_an_option_without_meaning_is_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        harness.errors(tmp_path, harness.request(method={"name": "textgrad", **options}))
