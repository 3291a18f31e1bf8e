"""A model that does better with every edit: what a method costs when all that it tries is kept."""

import re

from tests.support import harness, world

PROGRAM = {
    "modules": [
        {"name": "first", "system": "Read with care.", "user": "Note down: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}
TASK = {**world.task(40), "scoring": {"kind": "f1"}}
_EDIT = re.compile(r"Edit (\d+)\.")
_WORDS = 200  # beside the right one, less one for every edit


class Rising:
    """Answers with fewer needless words the more and the later edits there are, so that f1 rises with every edit.

    `several` feedbacks are written by every critic that may write more than one.
    """

    def __init__(self, several: int = 1) -> None:
        self.edits = 0
        self.several = several
        self.model = harness.Model(self.answer)

    def answer(self, body: harness.Body) -> str:
        """The model's answer to a request."""
        text = harness.text_of(body)
        match harness.role(body):
            case "critic":
                count = self.several if "each of them" in text else 1
                return " ".join(f"<FEEDBACK>reason {n} of {body['seed']}</FEEDBACK>" for n in range(count))
            case "editor":
                self.edits += 1
                names = "".join("{" + name + "} " for name in ("text", "notes") if "{" + name + "}" in text)
                return f"<PROMPT>Edit {self.edits}. {names}</PROMPT>"
        level = sum(map(int, _EDIT.findall(text)))
        truth = "positive" if "good" in text else "negative"
        return f"{truth} {'so ' * max(_WORDS - level, 0)}Edit {level}."


def expected(record: harness.Record) -> int:
    """The calls that its formulas come to when all that is proposed is new, usable and better."""
    tested = record.plan.test_calls // (1 if record.result.candidate != "seed" else 2)
    return record.plan.expected_calls - record.plan.test_calls + tested


def of_first_step(record: harness.Record) -> int:
    """The calls of the first step, without the seed's validation, whose answers are known."""
    own = [
        r
        for r in record.rollouts
        if r.stage.startswith("step/1/")
        and "validation.seed" not in r.stage
        and not (r.candidate == "seed" and r.stage.startswith("step/1/validation/"))
    ]
    step = record.steps[1]
    asked = sum(request.template.endpoint != "none" for request in step.edit_requests)
    return len(own) * len(record.plan.program.modules) + len(step.critic_requests) + asked
