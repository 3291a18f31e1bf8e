"""ACE against a scripted model: reflections until an answer is right, deltas in order, the best playbook kept."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.methods.rising import expected
from tests.support import harness, world

ACE: dict[str, Any] = {"name": "ace", "reflections": 3, "validate_every": 5}
_NUMBER = re.compile(r"number (\d+)\.")
PROMPT = "What is the sentiment?\n\n{text}"
LEARNED = "\n\nWhat was learned from earlier inputs:"
REVIEWED = "\n\nA review of an earlier answer to this input:"


class Scripted:
    """Answers are wrong until a prompt holds the word that says how; the review of the number `told` says it too.

    A curator writes a bullet about the answer that it reads of; at place `good` in the run it is the word.
    """

    def __init__(self, *, told: int | None = None, good: int | None = None, same: bool = False) -> None:
        self._told = told
        self._good = good
        self._same = same
        self.reflections = 0
        self.curated = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if "each of them" in text:
            self.curated += 1
            if self._same:
                return f"<FEEDBACK>The {'SAME' if self.curated % 2 else 'same'} again.</FEEDBACK>"
            word = "ZEBU" if self.curated == self._good else "Take care"
            return f"<FEEDBACK>{word} {self.curated}.</FEEDBACK> <FEEDBACK>More of {self.curated}.</FEEDBACK>"
        if harness.role(body) == "critic":
            self.reflections += 1
            return f"<FEEDBACK>Review {self.reflections}.\nHelpful: 1\nHarmful: 2, 3</FEEDBACK>"
        right = "ZEBU" in text or f"Review {self._told}." in text
        return ("positive" if "good" in text.rsplit("A ", 1)[-1] else "negative") if right else "wrong"


async def ran(home: Path, answer: Scripted, **method: Any) -> tuple[harness.Record, harness.Model]:  # noqa: ANN401
    model = harness.Model(answer)
    request = harness.request(prompt={"user": PROMPT}, method={**ACE, **method})
    record = await harness.run(home, request, model, slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record, model


def books(record: harness.Record, template: str) -> list[str]:
    """What the readers of a template were shown of the playbook, in their order."""
    asked = [one for step in record.steps for one in step.critic_requests if one.template.name == template]
    return [slot.text for one in asked for slot in one.slots if slot.name == "playbook"]


async def test_each_step_adds_its_delta_at_the_end_and_rewrites_nothing(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(), reflections=1)
    steps = record.steps[1:]
    assert len(steps) == record.plan.context.train
    texts = [candidate.components["user"] for candidate in record.candidates]
    assert texts[1] == f"{PROMPT}{LEARNED}\n- Take care 1.\n- More of 1."
    for number, (before, after) in enumerate(pairwise(texts[1:]), start=2):
        assert after == f"{before}\n- Take care {number}.\n- More of {number}."
    assert [step.parents for step in steps[1:]] == [(candidate.id,) for candidate in record.candidates[1:-1]]
    rules = [one for step in steps for one in step.feedback if one.kind == "rule"]
    assert [one.text for one in rules][:2] == ["Take care 1.", "More of 1."]
    assert record.candidates[1].feedback == tuple(one.id for one in rules[:2])


async def test_a_wrong_answer_is_reflected_on_until_it_is_right_and_a_right_one_once(tmp_path: Path) -> None:
    record, model = await ran(tmp_path / "a", Scripted(told=2))
    first = record.steps[1]
    own = [rollout for rollout in record.rollouts if rollout.stage.startswith("step/1/train")]
    assert [rollout.score for rollout in own] == [0.0, 0.0, 1.0]
    assert [one.kind for one in first.feedback] == ["critique", "critique", "rule", "rule"]
    asked = [harness.text_of(body) for body in model.of("task") if REVIEWED.strip() in harness.text_of(body)]
    assert "Review 1." in asked[0]
    assert "Review 2." in asked[1]
    assert "Review 1." not in asked[1]
    curator = next(one for one in first.critic_requests if one.template.name == "curate")
    assert [slot.text for slot in curator.slots if slot.kind == "feedback"] == [first.feedback[1].text]
    record, _ = await ran(tmp_path / "b", Scripted(good=1))
    later = [[one.kind for one in step.feedback] for step in record.steps[2:]]
    assert all(kinds == ["critique", "rule", "rule"] for kinds in later)


async def test_a_hint_is_for_another_answer_alone_and_in_no_later_prompt(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(told=2))
    assert not [one for one in record.candidates if REVIEWED.strip() in one.components["user"]]
    reasons = {one.reason for step in record.steps for one in step.proposals if one.status == "rejected"}
    assert reasons == {"only for another answer to the example"}


async def test_reflections_count_bullets_and_those_who_come_later_see_the_counts(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(), reflections=1)
    seen = books(record, "reflect_on_playbook")
    assert seen[0] == "none"
    assert seen[1].splitlines() == ["1. [helpful 0, harmful 0] Take care 1.", "2. [helpful 0, harmful 0] More of 1."]
    assert seen[2].splitlines()[:3] == [
        "1. [helpful 1, harmful 0] Take care 1.",
        "2. [helpful 0, harmful 1] More of 1.",
        "3. [helpful 0, harmful 0] Take care 2.",
    ]
    assert books(record, "curate") == seen


async def test_the_playbook_with_the_best_score_on_validation_is_kept(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(good=3), reflections=1)
    bests = [step.selection.best for step in record.steps[1:] if step.selection]
    assert bests[:4] == ["seed"] * 4
    assert len(set(bests[4:])) == 1
    assert record.result.prompt["user"].count("\n- ") == 10
    never, _ = await ran(tmp_path / "never", Scripted(), reflections=1)
    assert never.result.candidate == "seed"


async def test_the_calls_are_those_of_the_formula_where_every_answer_is_wrong(tmp_path: Path) -> None:
    for place, method in enumerate(({}, {"batch": 5, "epochs": 2, "validate_every": 2, "reflections": 2})):
        record, _ = await ran(tmp_path / str(place), Scripted(), **method)
        assert record.new_calls == expected(record)


async def test_a_bullet_that_is_there_is_not_added_again(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(same=True), reflections=1)
    assert [candidate.components["user"] for candidate in record.candidates[1:]] == [
        f"{PROMPT}{LEARNED}\n- The SAME again."
    ]


async def test_deltas_of_a_batch_come_in_the_order_of_its_examples_whatever_ends_first(tmp_path: Path) -> None:
    request = harness.request(prompt={"user": PROMPT}, method={**ACE, "batch": 4})
    one = await harness.run(tmp_path / "1", request, harness.Model(), slots=1)
    luck = harness.Model(latency_s=lambda body: 0.01 * world.noise(body))
    many = await harness.run(tmp_path / "64", request, luck, slots=64)
    assert one.outcome() == many.outcome()


async def test_a_critic_who_says_nothing_ends_the_example_and_not_the_run(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return harness.failure("no") if harness.role(body) == "critic" else "wrong"

    record = await harness.run(tmp_path, harness.request(method={**ACE, "batch": 6}), harness.Model(answer))
    assert record.result.candidate == "seed"
    assert not [one for step in record.steps for one in step.edit_requests]
