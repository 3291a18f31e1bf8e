"""Where proposals come from: ways to make one from the incumbent, and what each needs.

It owns the ways. Which of them is asked how often, and what becomes of a proposal, is a method's affair.
"""

from typing import Literal

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate, Demo, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.demos import bootstrapped, labelled
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.rollouts import errors
from gradcheck.scoring import labels
from gradcheck.texts import placebo

Source = Literal["feedback", "placebo", "blind", "crossover", "demos", "induction"]

_SHOWN = 8  # examples that an instruction is induced from
_PLACEBO_WORDS = 20  # about a critic's sentence


class ProposalInputs(Value, frozen=True, kw_only=True):
    """What proposals of a step are made from; `unseen` are train examples that they are not tried on next."""

    program: Program
    component: str
    incumbent: Candidate
    others: tuple[Candidate, ...]
    train: tuple[Example, ...]
    unseen: tuple[Example, ...]
    most_demos: int
    rollouts: tuple[Rollout, ...]

    def is_usable(self, source: Source) -> bool:
        """Whether a source can make a proposal of it."""
        match source:
            case "feedback" | "placebo":
                return bool(errors(self.rollouts))
            case "crossover":
                return bool(self.others)
            case "demos":
                return bool(self._demos())
            case "induction":
                return all(example.expected is not None for example in self.unseen)
            case "blind":
                return True

    async def proposal(
        self, step: StepContext, source: Source, place: int, rng: np.random.Generator
    ) -> Candidate | None:
        """A source's proposal, the step's one at this place; None if it was lost."""
        best, component, wrong = self.incumbent, self.component, errors(self.rollouts)
        match source:
            case "feedback":
                critique = await step.critique("critique", best, component, wrong)
                return await step.edit("edit", best, component, wrong, feedback=[critique]) if critique else None
            case "placebo":
                # A text as a critic might write it that knows nothing of the task: it is no feedback, it passes no bus.
                text = placebo(_PLACEBO_WORDS, labels([example.expected for example in self.train]), rng)
                module = self.program.module_of(component).name
                told = Feedback(
                    id=f"placebo/{place}",
                    kind="critique",
                    module=module,
                    component=component,
                    text=text,
                    author="control",
                    candidate=best.id,
                )
                return await step.edit("edit", best, component, wrong, feedback=[told])
            case "blind":
                return await step.edit("improve", best, component)
            case "crossover":
                second = self.others[int(rng.integers(len(self.others)))]
                return await step.edit("crossover", best, component, others={"second": second})
            case "induction":
                shown = draw_items(self.unseen, _SHOWN, rng)
                context = {"placeholders": self.program.written_placeholders(best.components[component])}
                return await step.edit("induce", best, component, examples=shown, context=context)
            case "demos":
                known = self._demos()
                size = int(rng.integers(1, min(self.most_demos, len(known)) + 1))
                chosen = rng.choice(len(known), size=size, replace=False)
                return step.compose("demos", [best], demos=[demo for n in chosen for demo in known[int(n)]])

    def _demos(self) -> list[tuple[Demo, ...]]:
        """Demos to choose from: of right answers first, of expected ones where the program has one module."""
        examples = {example.id: example for example in self.train}
        right = [rollout for rollout in self.rollouts if rollout.score == 1]
        told = [example for example in self.unseen if example.expected is not None]
        found = [bootstrapped(self.program, examples[rollout.example], rollout) for rollout in right]
        return found or [demos for example in told if (demos := labelled(self.program, example))]
