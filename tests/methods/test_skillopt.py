"""SkillOpt against a scripted model: who reads what, few edits to the letter, a strict gate, what is remembered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.feedback import CriticRequest, critic_of
from gradcheck.domain.run import Step
from gradcheck.optimizer.patches import carried_out
from tests.methods.graded import shown
from tests.methods.rising import PROGRAM, expected
from tests.support import harness, world

SKILLOPT: dict[str, Any] = {"name": "skillopt", "epochs": 2, "batch": 10, "minibatch": 2}
PROMPT = "What is the sentiment?\n\n{text}"
_NUMBER = re.compile(r"number (\d+)\.")
_EDIT = re.compile(r"Edit (\d+)\.")
_LAST = re.compile(r"<data-\w+>\n(.*?)\n</data-", re.DOTALL)


class Scripted:
    """Every reading proposes `per` new edits; a prompt is right on numbers whose last digit is below its quality.

    Lists are joined as they are. Who ranks names every second one before the one in front of it.
    """

    def __init__(self, quality: Callable[[list[int]], int] = lambda _: 5, per: int = 1, form: str = "ADD: ") -> None:
        self._quality = quality
        self._per = per
        self._form = form
        self.edits = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if "Make one list" in text:
            lines = _LAST.findall(text)[-1].splitlines()
            return "\n".join(f"<FEEDBACK>{line}</FEEDBACK>" for line in lines)
        if "will do most" in text:
            return "<FEEDBACK>2, 1, 4, 3, 6, 5, 8, 7</FEEDBACK>"
        if harness.role(body) == "critic":
            first = self.edits + 1
            self.edits += self._per
            return "\n".join(f"<FEEDBACK>{self._form}Edit {n}.</FEEDBACK>" for n in range(first, self.edits + 1))
        right = int(_NUMBER.findall(text)[-1]) % 10 < self._quality([int(number) for number in _EDIT.findall(text)])
        return ("positive" if "good" in text.rsplit("A ", 1)[-1] else "negative") if right else "wrong"


async def ran(home: Path, answer: Scripted, prompt: object = None, **method: Any) -> harness.Record:  # noqa: ANN401
    request = harness.request(prompt=prompt or {"user": PROMPT}, method={**SKILLOPT, **method})
    record = await harness.run(home, request, harness.Model(answer), slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record


def asked(step: Step, template: str) -> list[CriticRequest]:
    return [one for one in step.critic_requests if one.template.name == template]


def tried(step: Step) -> set[str]:
    """What the readers of a step were shown of edits that were turned down."""
    return {slot.text for one in step.critic_requests for slot in one.slots if slot.name == "tried"}


async def test_wrong_and_right_answers_are_read_apart_in_minibatches_of_their_own(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted())
    scores = {(rollout.example, rollout.candidate): rollout.score for rollout in record.rollouts}
    for step in record.steps[1:]:
        for template, score in (("mend_errors", 0.0), ("keep_successes", 1.0)):
            read = [[scores[seen.example, one.candidate] for seen in one.seen] for one in asked(step, template)]
            assert {result for own in read for result in own} <= {score}
            assert all(len(own) == 2 for own in read[:-1])
    first = record.steps[1]
    read_examples = [seen.example for one in first.critic_requests for seen in one.seen]
    assert sorted(read_examples) == sorted(first.minibatch)


async def test_edits_become_one_list_those_of_wrong_answers_first_and_the_ranked_ones_are_carried_out(
    tmp_path: Path,
) -> None:
    record = await ran(tmp_path, Scripted(), edits=2)
    first = record.steps[1]
    proposed = {one.id: one.text for one in first.feedback if one.kind == "rule"}
    joined = [*asked(first, "merge_edits"), *asked(first, "join_edits")]
    own = [{critic_of(name)[0] for name in one.upstream} for one in joined]
    readers = {name: {one.id for one in asked(first, name)} for name in ("mend_errors", "keep_successes")}
    assert own[:2] == [readers["mend_errors"], readers["keep_successes"]]
    assert own[2] == {one.id for one in joined[:2]}
    assert [slot.text for slot in joined[2].slots if slot.kind == "feedback"] == [
        proposed[name] for one in joined[:2] for name in one.upstream
    ]
    every = [proposed[name] for name in joined[2].upstream]
    assert shown(first, "feedback") == [every[1], every[0]]


async def test_a_prompt_is_its_parent_with_the_edits_carried_out_and_nothing_else(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted(quality=lambda edits: min(5 + len(edits) // 4, 10), form="AFTER: What ADD: "))
    texts = {candidate.id: candidate.components["user"] for candidate in record.candidates}
    made = [(step, one.candidate) for step in record.steps for one in step.proposals if one.candidate]
    assert len(made) > 2
    for step, child in made:
        assert texts[child] == carried_out(texts[step.parents[0]], shown(step, "feedback"))
        assert texts[child].splitlines()[-1] == "{text}"


@pytest.mark.parametrize(("better", "kept"), [(5, False), (6, True)])
async def test_a_tie_is_turned_down_and_a_higher_score_is_kept(tmp_path: Path, better: int, *, kept: bool) -> None:
    record = await ran(tmp_path, Scripted(quality=lambda edits: better if edits else 5), epochs=1)
    first = record.steps[1]
    assert first.selection is not None
    assert len(first.selection.pool) == 2
    assert (first.selection.best != "seed") is kept
    assert (record.result.candidate != "seed") is kept


async def test_edits_that_were_turned_down_are_shown_for_the_rest_of_the_epoch(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted(quality=lambda edits: 1 if edits else 5))
    epoch = -(-record.plan.context.train // 10)
    assert epoch > 1
    for place, step in enumerate(record.steps[1:]):
        [said] = tried(step)
        before = range(place - place % epoch, place)
        told = [f"Step {earlier + 1}, the score of 100 went from 50 to 17:" for earlier in before]
        assert re.findall(r"^Step .*$", said, re.MULTILINE) == told
        edits = [edit for earlier in before for edit in shown(record.steps[1 + earlier], "feedback")]
        assert re.findall(r"^\d\. (.*)$", said, re.MULTILINE) == edits
        assert before or said == "none"


async def test_what_was_kept_is_not_among_what_was_turned_down(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted(quality=lambda edits: min(5 + len(edits), 10)), epochs=1)
    assert tried(record.steps[2]) == {"none"}


async def test_the_number_of_edits_falls_from_step_to_step_as_a_cosine(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted(per=9), edits=5, edits_at_end=1)
    sizes = [len(shown(step, "feedback")) for step in record.steps[1:]]
    assert sizes == [5, 4, 2, 1]
    read = [
        {slot.text for one in step.critic_requests for slot in one.slots if slot.name == "most"}
        for step in record.steps[1:]
    ]
    assert read == [{str(size)} for size in sizes]


async def test_edits_that_lose_a_placeholder_are_remembered_and_cost_no_answer(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted(form="REPLACE: {text} WITH: "), epochs=1)
    assert record.result.candidate == "seed"
    assert [one.reason for step in record.steps for one in step.proposals][:1] == ["lost placeholder {text}"]
    assert {rollout.candidate for rollout in record.rollouts} == {"seed"}
    [said] = tried(record.steps[2])
    assert said.startswith("Step 1, no usable prompt came of it:\n1. REPLACE: {text} WITH: Edit ")


async def test_the_calls_are_those_of_the_formula_where_readings_are_most(tmp_path: Path) -> None:
    answer = Scripted(quality=lambda edits: 6 if edits else 5, per=2)
    record = await ran(tmp_path, answer, epochs=1, batch=99, minibatch=4, edits=2)
    assert record.new_calls == expected(record)


async def test_of_a_program_each_step_edits_the_next_component(tmp_path: Path) -> None:
    record = await ran(tmp_path, Scripted(), prompt=PROGRAM)
    assert [step.edit_requests[0].component for step in record.steps[1:5]] == [
        "first.system",
        "first.user",
        "second.system",
        "second.user",
    ]


async def test_the_number_of_edits_does_not_rise(tmp_path: Path) -> None:
    found = harness.errors(tmp_path, harness.request(method={**SKILLOPT, "edits": 2, "edits_at_end": 3}))
    assert [(error.path, error.message) for error in found] == [
        ("method.edits_at_end", "must be at most edits, which is 2")
    ]


async def test_a_critic_who_says_nothing_ends_the_step_and_not_the_run(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return harness.failure("no") if harness.role(body) == "critic" else world.answer(body)

    record = await harness.run(tmp_path, harness.request(method=SKILLOPT), harness.Model(answer))
    assert record.result.candidate == "seed"
    assert not [one for step in record.steps for one in step.edit_requests]
