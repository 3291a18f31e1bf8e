"""VISTA against a scripted model: hypotheses one by one, the best on the minibatch, what is remembered, restarts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.run import Step
from tests.methods.graded import means
from tests.methods.rising import PROGRAM, expected
from tests.support import harness

VISTA: dict[str, Any] = {"name": "vista", "iterations": 3, "minibatch": 6, "restart": 0, "epsilon": 0}
PROMPT = "What is the sentiment?\n\n{text}"
KINDS = "Kinds of root causes are:"
_NUMBER = re.compile(r"number (\d+)\.")
_EDIT = re.compile(r"Edit (\d+)\.")
_SLOT = re.compile(r"<data-\w+>\n(.*?)\n</data-", re.DOTALL)


class Scripted:
    """Hypotheses are of form, task and order; edits are numbered, and a prompt's quality is that of its best edit.

    A prompt is right on texts whose number mod 10 is below its quality; one without an edit has that of 0.
    """

    def __init__(self, quality: Callable[[int], int] = lambda _: 0) -> None:
        self._quality = quality
        self.edits = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        match harness.role(body):
            case "critic" if KINDS in text:
                causes = ("Form: words", "task: goal", "**order**: parts", "reasoning: ways")
                return "\n".join(f"<FEEDBACK>{cause} are wrong here.</FEEDBACK>" for cause in causes)
            case "critic":
                return "<FEEDBACK>hidden premise: the text is taken for English.</FEEDBACK>"
            case "editor":
                self.edits += 1
                names = "".join("{" + name + "} " for name in ("text", "notes") if "{" + name + "}" in text)
                return f"<PROMPT>Edit {self.edits}. {names}</PROMPT>"
        best = max(map(self._quality, [int(number) for number in _EDIT.findall(text)] or [0]))
        right = int(_NUMBER.findall(text)[-1]) % 10 < best
        return ("positive" if "good" in text.rsplit("A ", 1)[-1] else "negative") if right else "wrong"


async def ran(
    home: Path,
    answer: Scripted,
    prompt: object = None,
    **method: Any,  # noqa: ANN401
) -> tuple[harness.Record, harness.Model]:
    model = harness.Model(answer)
    request = harness.request(prompt=prompt or {"user": PROMPT}, method={**VISTA, **method})
    record = await harness.run(home, request, model, slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record, model


def slots(step: Step, name: str) -> set[str]:
    """What critics of a step were shown in the slots of a name."""
    return {slot.text for one in step.critic_requests for slot in one.slots if slot.name == name}


def made_by(step: Step, template: str) -> list[str]:
    """The feedback that each edit by a template was told, one each."""
    edits = [one for one in step.edit_requests if one.template.name == template]
    told = [[slot.text for slot in one.slots if slot.kind == "feedback"] for one in edits]
    assert all(len(own) == 1 for own in told)
    return [own[0] for own in told]


def tried_on_train(record: harness.Record, number: int) -> dict[str, set[str]]:
    """The train examples that each candidate of a step was tried on, in their order."""
    found: dict[str, set[str]] = {}
    for rollout in record.rollouts:
        if rollout.stage.startswith(f"step/{number}/train"):
            found.setdefault(rollout.candidate, set()).add(rollout.example)
    return found


async def test_each_hypothesis_has_a_rewriting_of_its_own_and_all_are_tried_on_the_same_examples(
    tmp_path: Path,
) -> None:
    record, model = await ran(tmp_path, Scripted())
    for number, step in enumerate(record.steps[1:], start=1):
        causes = made_by(step, "mend_cause")
        assert causes == [one.text for one in step.feedback][:3]
        assert [cause.split(" are")[0] for cause in causes] == ["Form: words", "task: goal", "**order**: parts"]
        tried = tried_on_train(record, number)
        assert len(tried) == 4
        assert set(map(frozenset, tried.values())) == {frozenset(step.minibatch)}
    assert "Write 3 hypotheses" in harness.text_of(model.of("critic")[0])


async def test_only_what_gains_most_on_the_minibatch_goes_on_to_validation_and_into_the_pool(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(lambda edit: {1: 3, 2: 9, 3: 5}.get(edit, 0)), iterations=1)
    kept = record.steps[1].proposals[1].candidate
    assert set(means(record)) == {"seed", kept}
    assert record.result.candidate == kept
    assert record.steps[1].selection is not None
    assert re.fullmatch(r"task: \+\d+ of 100 on the minibatch", record.steps[1].selection.reason)


async def test_what_gains_nothing_is_not_scored_on_validation(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(lambda edit: 0 if edit else 5))
    assert set(means(record)) == {"seed"}
    assert record.steps[1].selection is not None
    assert re.fullmatch(
        r"of form: -\d+, task: -\d+, order: -\d+ none gained anything on the minibatch",
        record.steps[1].selection.reason,
    )


async def test_labels_with_their_gains_are_remembered_along_a_prompts_line(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(lambda edit: min(edit, 9)))
    assert slots(record.steps[1], "tried") == {"none"}
    lines = [next(iter(slots(step, "tried"))).splitlines() for step in record.steps[1:]]
    assert [len(own) for own in lines[1:]] == [3, 6]
    assert lines[2][:3] == lines[1]
    assert all(re.fullmatch(r"(form|task|order): [+-]\d+", line) for line in lines[2])
    assert [step.parents for step in record.steps[2:]] == [
        (step.selection.best,) for step in record.steps[1:-1] if step.selection
    ]


@pytest.mark.parametrize(("epsilon", "kinds", "calls"), [(0, True, 1), (1, False, 3)])
async def test_hypotheses_that_are_free_of_the_known_labels_are_asked_for_one_by_one(
    tmp_path: Path, *, epsilon: float, kinds: bool, calls: int
) -> None:
    record, model = await ran(tmp_path, Scripted(), epsilon=epsilon, iterations=1)
    asked = [harness.text_of(body) for body in model.of("critic")]
    assert [KINDS in text for text in asked] == [kinds] * calls
    assert len(made_by(record.steps[1], "mend_cause")) == 3
    if not kinds:
        assert record.steps[1].selection is not None
        assert record.steps[1].selection.reason.count("hidden premise: +0") == 3


async def test_a_restart_is_written_from_an_answer_without_the_prompt_and_never_shown_it(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Scripted(lambda edit: 10 if edit == 2 else 0), restart=1, iterations=1)
    asked = [harness.text_of(body) for body in model.of("editor")]
    assert len(asked) == 2
    assert not [text for text in asked if "sentiment" in text]
    assert all("{text}" in _SLOT.findall(text)[0] for text in asked)
    bare = [harness.text_of(body) for body in model.of("task") if "sentiment" not in harness.text_of(body)]
    assert _NUMBER.sub("", bare[0]).startswith("A ")
    best = next(one for one in record.candidates if one.id == record.result.candidate)
    assert best.components["user"].startswith("Edit 2.")
    reasons = [one.reason for one in record.steps[1].proposals if one.status == "rejected"]
    assert reasons == [
        "only for the model's own answer to an example",
        "its answer to the example that it was written for is wrong",
    ]


async def test_a_restart_that_gains_nothing_is_left_after_so_many_writings(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Scripted(), restart=1, iterations=1, lookahead=2)
    assert len(model.of("editor")) == 2
    assert set(means(record)) == {"seed"}
    assert not model.of("critic")


@pytest.mark.parametrize("method", [{"epsilon": 1}, {"restart": 1, "lookahead": 2}])
async def test_the_calls_are_those_of_the_formula_where_all_that_can_be_is_asked(
    tmp_path: Path, method: dict[str, Any]
) -> None:
    record, _ = await ran(tmp_path, Scripted(lambda edit: 3 if edit else 0), iterations=1, **method)
    assert record.result.candidate != "seed"
    assert record.new_calls == expected(record)


async def test_the_run_ends_when_an_epoch_has_nothing_to_mend(tmp_path: Path) -> None:
    record, model = await ran(tmp_path, Scripted(lambda _: 10), iterations=9)
    assert len(record.steps) == 1 + 2
    assert not model.of("critic")


async def test_of_a_program_each_round_works_on_the_next_component(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, Scripted(), prompt=PROGRAM, iterations=4)
    assert [step.edit_requests[0].component for step in record.steps[1:]] == [
        "first.system",
        "first.user",
        "second.system",
        "second.user",
    ]


async def test_a_critic_who_says_nothing_ends_the_round_and_not_the_run(tmp_path: Path) -> None:
    scripted = Scripted()

    def answer(body: harness.Body) -> harness.Reply:
        return harness.failure("no") if harness.role(body) == "critic" else scripted(body)

    record = await harness.run(tmp_path, harness.request(method=VISTA), harness.Model(answer))
    assert record.result.candidate == "seed"
    assert not scripted.edits
