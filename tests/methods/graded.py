"""A scripted model whose every edit is new, and whose answers are as good as a test says of each edit.

It reads results from what a run recorded. It owns no rule.
"""

import re
from collections.abc import Callable

from gradcheck.domain.run import Step
from tests.support import harness

Quality = Callable[[int], int]
_EDIT = re.compile(r"Edit (\d+)\.")
_NUMBER = re.compile(r"number (\d+)\.")


class Graded:
    """Edits are numbered from 1 as they come; a prompt is right on texts whose number mod 10 is below its quality.

    A prompt that holds no edit has quality 0 as its number; of several edits in a prompt the best counts.
    """

    def __init__(self, quality: Quality = lambda _: 0) -> None:
        self._quality = quality
        self._edits = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if harness.role(body) == "editor":
            self._edits += 1
            names = "".join("{" + name + "} " for name in ("text", "notes") if "{" + name + "}" in text)
            return f"<PROMPT>Edit {self._edits}. {names}</PROMPT>"
        best = max([self._quality(int(number)) for number in _EDIT.findall(text)] or [self._quality(0)])
        right = int(_NUMBER.findall(text)[-1]) % 10 < best
        return ("positive" if "good" in text.rsplit("A ", 1)[1] else "negative") if right else "wrong"


def means(record: harness.Record) -> dict[str, float]:
    """The mean validation score of every candidate that was tried."""
    validation = {example.id for example in record.plan.examples if example.split == "validation"}
    scores: dict[str, dict[str, float]] = {}
    for rollout in record.rollouts:
        if rollout.example in validation and rollout.score is not None:
            scores.setdefault(rollout.candidate, {})[rollout.example] = rollout.score
    return {name: sum(own.values()) / len(own) for name, own in scores.items()}


def texts(record: harness.Record) -> dict[str, str]:
    """The text of the component `user` by candidate."""
    return {candidate.id: candidate.components["user"] for candidate in record.candidates}


def shown(step: Step, kind: str, name: str = "") -> list[str]:
    """What a step's editors were shown in slots of a kind, or of one name."""
    slots = [slot for request in step.edit_requests for slot in request.slots]
    return [slot.text for slot in slots if slot.kind == kind and name in {"", slot.name}]


def assert_costs_are_exact(record: harness.Record) -> None:
    """The calls of the first step and of the run are those of the formulas."""
    assert record.job.status == "succeeded", record.job.error
    plan = record.plan
    tested = plan.test_calls // (1 if record.result.candidate != "seed" else 2)
    assert record.new_calls == plan.expected_calls - plan.test_calls + tested
    first = [r for r in record.rollouts if r.stage.startswith("step/1/") and r.candidate != "seed"]
    written = len(record.steps[1].edit_requests)
    assert len(first) * len(plan.program.modules) + written == plan.method.calls("first", plan.context)
