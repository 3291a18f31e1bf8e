"""What a step shows its critics and editors of the evaluation of rollouts.

That is the scorer's note, unless an arm of a study says otherwise: nothing but input and answer, or in the note's place
the verdict of a critic model that is told the expected answer. It owns these verdicts: a rollout is graded once a step,
strictly read, and one that could not be graded is not shown. It does not own what a critic makes of them.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from urllib.parse import quote

from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import Seen, Slot, Template
from gradcheck.domain.program import default_user_message
from gradcheck.domain.task import Rollout
from gradcheck.editing import gaps, seen
from gradcheck.engine.state import RunState
from gradcheck.scoring.answers import acceptable

_GRADE = re.compile(r"(?:SCORE: )?([0-9]{1,3})")
_NOTES = {"binary": ("graded wrong", "graded right"), "smooth": tuple(f"graded {n} of 100" for n in range(101))}

Key = tuple[str, str]


class Verdicts:
    """The evaluations that one step shows; `spend` is told what a verdict cost."""

    def __init__(self, state: RunState, path: str, spend: Callable[[Spend], None]) -> None:
        self._state = state
        self._path = path
        self._spend = spend
        self._sees = state.critics_see
        self._graded: dict[Key, str | None] = {}
        self._turns: defaultdict[Key, asyncio.Lock] = defaultdict(asyncio.Lock)

    def longest(self, template: Template, rollouts: Sequence[Rollout]) -> tuple[Seen, ...]:
        """What the template may show of rollouts at most, before anything is graded."""
        if not shows(template):
            return ()
        if self._sees == "scorer":
            return tuple(map(seen, rollouts))
        note = "" if self._sees == "none" else max(_NOTES[self._sees], key=len)
        return tuple(replace(seen(rollout), note=note) for rollout in rollouts)

    async def shown(self, template: Template, rollouts: Sequence[Rollout]) -> tuple[Seen, ...]:
        """What the template shows of rollouts; those without a verdict are left out where one is asked for."""
        if not self.are_asked_for(template):
            return self.longest(template, rollouts)
        notes = await all_of(map(self._note, rollouts))
        graded = zip(rollouts, notes, strict=True)
        return tuple(replace(seen(rollout), note=note) for rollout, note in graded if note is not None)

    def are_asked_for(self, template: Template) -> bool:
        """Whether a model is asked for the verdicts that the template shows."""
        return self._sees not in {"scorer", "none"} and shows(template)

    def worst(self, rollouts: Sequence[Rollout]) -> Spend:
        """The worst case of grading rollouts; nothing where no model grades or the grade is inherited."""
        if self._sees in {"scorer", "none"}:
            return Spend()
        template, writer = self._template, self._state.writer
        asked = [(self._slots(rollout), self._at(rollout)) for rollout in rollouts]
        unpaid = [slots for slots, at in asked if not writer.inherits(template, slots, at)]
        return sum((writer.worst(template, [slot.text for slot in slots], 0) for slots in unpaid), Spend())

    async def _note(self, rollout: Rollout) -> str | None:
        """The verdict on a rollout; None if the call failed or its answer is no grade."""
        key = (rollout.candidate, rollout.example)
        async with self._turns[key]:
            if key not in self._graded:
                reply = await self._state.writer.write(self._template, self._slots(rollout), self._at(rollout))
                self._spend(reply.spend)
                self._graded[key] = self._read(reply.text or "")
        return self._graded[key]

    def _read(self, line: str) -> str | None:
        grade, notes = _GRADE.fullmatch(line), _NOTES[self._sees]
        return notes[int(grade[1])] if grade and int(grade[1]) < len(notes) else None

    def _slots(self, rollout: Rollout) -> tuple[Slot, ...]:
        """The final answer of the program, whichever module the critic is asked about."""
        example = self._state.examples[rollout.example]
        texts = {
            "input": default_user_message(example.fields),
            "expected": " or ".join(acceptable(example.expected)),
            "answer": rollout.trace[-1].output or "",
        }
        return tuple(Slot(name=name, kind="context", text=" ".join(text.split())) for name, text in texts.items())

    def _at(self, rollout: Rollout) -> str:
        return f"{self._path}/verdict/{rollout.candidate}/{quote(rollout.example, safe='')}"

    @property
    def _template(self) -> Template:
        return self._state.templates[f"verdict_{self._sees}"]


def shows(template: Template) -> bool:
    """Whether a template has room for rollouts."""
    return "evidence" in gaps(template)
