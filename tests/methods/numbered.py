"""A model whose every edit and every answer says which edit it is of, and that compares answers by that."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from tests.support import harness

_LEVEL = re.compile(r"Edit (\d+)\.")
_PROMPT = re.compile(r"<data-\w+>\n(.*?)\n</data-", re.DOTALL)
_ANSWERS = re.compile(r"^Answers ([AB]):\n<data-\w+>\n(.*?)\n</data-", re.DOTALL | re.MULTILINE)


def level(text: str) -> int:
    """The latest edit that a text is of; 0 where it is of none."""
    return max(map(int, _LEVEL.findall(text)), default=0)


class Numbered:
    """Who compares prefers answers of a later edit, or those in place A, or names nobody; `mute` edits lose answers."""

    def __init__(
        self,
        *,
        named: Literal["later", "place", "nobody"] = "later",
        mute: Collection[int] = (),
        same: bool = False,
    ) -> None:
        self._named = named
        self._mute = mute
        self._same = same
        self.edits = 0

    def __call__(self, body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        match harness.role(body):
            case "editor":
                self.edits += 1
                prompt = _PROMPT.findall(text)[0]
                names = "".join("{" + name + "} " for name in ("text", "notes") if "{" + name + "}" in prompt)
                return f"<PROMPT>Edit {self.edits}. {names}</PROMPT>"
            case "critic":
                [(first, second)] = compared_in([body])
                later = "A" if first > second else "B"
                named = {"later": later, "place": "A", "nobody": "Both."}[self._named]
                return f"That is how it is. <FEEDBACK>{named}</FEEDBACK>"
        if level(text) in self._mute:
            return harness.failure("no")
        return "the same" if self._same else f"Edit {level(text)}."


def compared_in(bodies: Collection[harness.Body]) -> list[tuple[int, int]]:
    """The edits whose answers were shown, A before B."""
    shown = [dict(_ANSWERS.findall(harness.text_of(body))) for body in bodies]
    return [(level(one["A"]), level(one["B"])) for one in shown]


async def ran(
    usual: dict[str, Any],
    home: Path,
    answer: Numbered,
    **changes: Any,  # noqa: ANN401 - of any part of a request
) -> tuple[harness.Record, harness.Model]:
    """A run of the usual method, or of another in `changes`, that succeeds, its calls one after another."""
    model = harness.Model(answer)
    record = await harness.run(home, harness.request(**{"method": usual, **changes}), model, slots=1)
    assert record.job.status == "succeeded", record.job.error
    return record, model
