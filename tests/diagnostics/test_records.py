"""What a run's record lacks: steps of before critics' requests were kept, and steps that say the same."""

from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest

from gradcheck.domain.feedback import Slot
from gradcheck.domain.run import Step
from gradcheck.errors import InvalidRequestError
from tests.diagnostics.advice import STEPS, Advice, planned, run
from tests.support import harness
from tests.support.recorded import Ran

CRITICS = ("feedback_1", "feedback_2", "feedback_3", "feedback_4", "redrawn", "wrong_labels", "swapped")


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run()


def without_critics(ran: Ran, numbers: Collection[int]) -> Ran:
    steps = [
        msgspec.structs.replace(step, critic_requests=()) if step.n in numbers else step for step in ran.record.steps
    ]
    return ran.changed(steps=steps)


async def asked(tmp_path: Path, ran: Ran, **request: object) -> harness.Body:
    async with harness.serving(tmp_path, Advice().model) as service:
        return await harness.diagnose(service, ran.record, request)


async def test_steps_whose_critics_were_not_recorded_lack_their_arms_and_nothing_else(ran: Ran, tmp_path: Path) -> None:
    tests = ["content", "consistency", "labels"]
    result = await asked(tmp_path / "none", without_critics(ran, range(STEPS + 1)), tests=tests, replicates=2)
    findings = result["findings"]
    assert (result["status"], findings["content"]["verdict"]) == ("succeeded", "supported")
    assert all("was not recorded" in findings[name]["reading"] for name in tests[1:])
    mixed = await asked(tmp_path / "mixed", without_critics(ran, [STEPS]), tests=tests, replicates=3)
    assert mixed["status"] == "succeeded"
    for block in mixed["material"]["blocks"]:
        lacking = {arm["arm"] for arm in block["arms"] if arm["text"] is None}
        assert lacking >= set(CRITICS) if block["step"] == STEPS else not lacking & set(CRITICS)


def test_the_critics_average_is_refused_where_a_critic_cannot_be_asked_again(ran: Ran) -> None:
    with pytest.raises(InvalidRequestError) as error:
        planned(without_critics(ran, [2]), tests=["content"], estimand="critic_average")
    assert [(field_error.path, "step 2: " in field_error.message) for field_error in error.value.errors] == [
        ("estimand", True)
    ]


def test_stale_feedback_is_of_a_step_that_says_something_else(ran: Ran) -> None:
    """Two steps say the same: whichever is next to which, each is dealt the third one's, and that one theirs."""

    def said(step: Step) -> Step:
        text = "Be brief." if step.n == STEPS else "Be kind."
        return msgspec.structs.replace(
            step,
            edit_requests=tuple(
                msgspec.structs.replace(edit, slots=tuple(in_words(slot, text) for slot in edit.slots))
                for edit in step.edit_requests
            ),
        )

    alike = ran.changed(steps=[said(step) for step in ran.record.steps])
    for seed in range(4):
        stale = [set(one.stale) for one in planned(alike, tests=["content"], seed=seed).recorded]
        assert stale == [{"Be brief."}] * (STEPS - 1) + [{"Be kind."}]


def in_words(slot: Slot, text: str) -> Slot:
    return msgspec.structs.replace(slot, text=text) if slot.kind == "feedback" else slot
