"""What critics and editors are shown of the evaluation of rollouts.

That is the scorer's note, unless an arm of a study says otherwise: nothing but input and answer, or in the note's place
the grade of a critic model that is told the expected answer. A rollout is graded once a step, strictly read, and one
that could not be graded is not shown.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from urllib.parse import quote

from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import ShownRollout, Slot, Template
from gradcheck.domain.program import default_user_message
from gradcheck.domain.task import Rollout
from gradcheck.optimizer.model import Optimizer
from gradcheck.optimizer.rendering import gaps
from gradcheck.optimizer.slots import shown_rollout
from gradcheck.optimizer.templates.grading import grading_template
from gradcheck.scoring.expected import acceptable

_GRADE = re.compile(r"(?:SCORE: )?([0-9]{1,3})")
_NOTES = {"binary": ("graded wrong", "graded right"), "smooth": tuple(f"graded {n} of 100" for n in range(101))}


class Grading:
    """How a step shows the evaluation of rollouts; `spend` is told what a grade has cost."""

    def __init__(self, optimizer: Optimizer, path: str, spend: Callable[[Spend], None]) -> None:
        self._optimizer = optimizer
        self._evaluation = optimizer.evaluation
        self._path = path
        self._spend = spend
        self._graded: dict[tuple[str, str], str | None] = {}
        self._turns: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    def longest(self, template: Template, rollouts: Sequence[Rollout]) -> tuple[ShownRollout, ...]:
        """What the template may show of rollouts at most, before anything is graded."""
        if not shows_rollouts(template):
            return ()
        if self._evaluation == "scorer":
            return tuple(map(self._shown, rollouts))
        note = "" if self._evaluation == "none" else max(_NOTES[self._evaluation], key=len)
        return tuple(self._graded_by(rollout, note) for rollout in rollouts)

    async def shown(self, template: Template, rollouts: Sequence[Rollout]) -> tuple[ShownRollout, ...]:
        """What the template shows of rollouts; those without a grade are left out where one is asked for."""
        if not self.is_asked_for(template):
            return self.longest(template, rollouts)
        notes = await all_of(map(self._note, rollouts))
        graded = zip(rollouts, notes, strict=True)
        return tuple(self._graded_by(rollout, note) for rollout, note in graded if note is not None)

    def is_asked_for(self, template: Template) -> bool:
        """Whether a model is asked for the grades that the template shows."""
        return self._evaluation not in {"scorer", "none"} and shows_rollouts(template)

    def max_cost(self, rollouts: Sequence[Rollout]) -> Spend:
        """The worst case of grading rollouts; nothing where no model grades or the grade is inherited."""
        if self._evaluation in {"scorer", "none"}:
            return Spend()
        template, model = self._template, self._optimizer.model
        asked = [(self._slots(rollout), self._at(rollout)) for rollout in rollouts]
        unpaid = [slots for slots, at in asked if not model.inherits(template, slots, at)]
        return sum((model.max_cost(template, [slot.text for slot in slots]) for slots in unpaid), Spend())

    def _shown(self, rollout: Rollout) -> ShownRollout:
        return shown_rollout(rollout, self._optimizer.examples[rollout.example])

    def _graded_by(self, rollout: Rollout, note: str) -> ShownRollout:
        """What is shown of a rollout where a grade stands for all that is known of its worth."""
        return replace(self._shown(rollout), note=note, remarks="")

    async def _note(self, rollout: Rollout) -> str | None:
        """The grade of a rollout in words; None if the call failed or its answer is no grade."""
        key = (rollout.candidate, rollout.example)
        async with self._turns[key]:
            if key not in self._graded:
                reply = await self._optimizer.model.write(self._template, self._slots(rollout), self._at(rollout))
                self._spend(reply.spend)
                self._graded[key] = self._read(reply.text or "")
        return self._graded[key]

    def _read(self, line: str) -> str | None:
        grade, notes = _GRADE.fullmatch(line), _NOTES[self._evaluation]
        return notes[int(grade[1])] if grade and int(grade[1]) < len(notes) else None

    def _slots(self, rollout: Rollout) -> tuple[Slot, ...]:
        """The final answer of the program, whichever module the critic is asked about."""
        example = self._optimizer.examples[rollout.example]
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
        return self._optimizer.templates[grading_template(self._evaluation)]


def shows_rollouts(template: Template) -> bool:
    """Whether a template has room for rollouts."""
    return "evidence" in gaps(template)
