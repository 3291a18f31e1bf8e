"""A scripted world in which a test says which prompt is right about which example.

Every critic writes something new, every edit is new and usable: it names itself, its level (one more than that of the
prompt it edits; the seed's is 0) and the placeholders of the prompt.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gradcheck.domain.feedback import EditRequest
from gradcheck.runtime import Service
from tests.support import harness

Right = Callable[[str, int], bool]
"""Whether a prompt (`seed`, `Edit 3, level 2`) is right about the example of a number."""
Truth = Callable[[dict[int, str]], Right]
"""The same, told the split of every example."""

_MADE = re.compile(r"Edit \d+, level (\d+)")


def answers(right: Right) -> Callable[[harness.Body], str]:
    """The world's model, as a function of what it is asked."""
    edits = 0

    def answer(body: harness.Body) -> str:
        nonlocal edits
        text = harness.text_of(body)
        match harness.role(body):
            case "critic":
                return f"<FEEDBACK>reason {body['seed']}</FEEDBACK>"
            case "editor":
                edits += 1
                edited = text.split("<data-", 2)[2].split("</data-")[0]
                before = _MADE.search(edited)
                names = " ".join(re.findall(r"{\w+}", edited))
                return f"<PROMPT>Edit {edits}, level {int(before[1]) + 1 if before else 1}. {names}</PROMPT>"
            case _:
                made = _MADE.search(text)
                number = int(text.rsplit("number ", 1)[1].split(".")[0])
                truth = "positive" if "good" in text else "negative"
                return truth if right(made[0] if made else "seed", number) else "wrong"

    return answer


async def run(
    home: Path, method: Mapping[str, Any], truth: Truth, prompt: Mapping[str, Any] | None = None
) -> tuple[harness.Record, harness.Model]:
    """A run in the world, and what its model was asked."""
    changes = {} if prompt is None else {"prompt": prompt}
    request = harness.request(method=method, **changes)
    planned = harness.plan_of(Service(harness.settings(home)), request)
    split = {int(example.id[1:]): str(example.split) for example in planned.examples}
    model = harness.Model(answers(truth(split)))
    return await harness.run(home, request, model), model


def slot(edit: EditRequest, name: str) -> str:
    """What stands in a slot of an edit request."""
    return next(slot.text for slot in edit.slots if slot.name == name)
