"""Where the portfolio's proposals come from: how each source makes one from the best candidate, if it can.

Which of them is asked how often, and what becomes of a proposal, is not its affair.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.bullets import taught
from gradcheck.methods.demos import bootstrapped, labelled
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.rollouts import errors
from gradcheck.scoring import labels
from gradcheck.texts.placebo import drawn_manner, placebo

Source = Literal["playbook", "feedback", "demos", "induction", "blind", "placebo", "crossover"]
Origin = Source | Literal["shorter"]
"""What a candidate comes from: a source, or the halving of what would go home (`shortening.py`)."""

Tried = list[tuple[Candidate, list[Rollout]]]
"""Proposals of a place with the answers that they were tried by."""
Way = Callable[[int], Awaitable[Candidate | None]]
"""How a source makes the proposal of a place in the step; None if it was lost."""

_SHOWN = 8  # examples that an instruction is induced from
_PLACEBO_WORDS = 20  # about a critic's sentence


def ways(
    run: RunContext,
    step: StepContext,
    number: int,
    best: Candidate,
    answers: Sequence[Rollout],
    *,
    others: Sequence[Candidate],
    most_demos: int,
) -> dict[Source, Way]:
    """The ways of all sources that can make a proposal in the step of this number.

    `answers` are those of the best candidate to the train examples that it may read.
    """
    component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
    train = {example.id: example for example in run.train}
    wrong = errors(answers)
    right = [answer for answer in answers if answer.score == 1]
    worked = [bootstrapped(run.program, train[answer.example], answer) for answer in right] or [
        demos for example in run.train if example.expected is not None and (demos := labelled(run.program, example))
    ]

    async def from_feedback(_: int) -> Candidate | None:
        critique = await step.critique("critique", best, component, wrong)
        return await step.edit("edit", best, component, wrong, feedback=[critique]) if critique else None

    async def from_placebo(place: int) -> Candidate | None:
        """By a text as a critic might write it that knows nothing of the task. It is no feedback and passes no bus."""
        rng = run.rng("proposal", number, place)
        text = placebo(_PLACEBO_WORDS, labels([one.expected for one in run.train]), rng, drawn_manner(rng))
        told = Feedback(
            id=f"placebo/{place}",
            kind="critique",
            module=run.program.module_of(component).name,
            component=component,
            text=text,
            author="control",
            candidate=best.id,
        )
        return await step.edit("edit", best, component, wrong, feedback=[told])

    async def from_crossover(place: int) -> Candidate | None:
        second = others[int(run.rng("proposal", number, place).integers(len(others)))]
        return await step.edit("crossover", best, component, others={"second": second})

    async def from_induction(place: int) -> Candidate | None:
        shown = run.sample(run.train, _SHOWN, "proposal", number, place)
        context = {"placeholders": run.program.written_placeholders(component, best.components[component])}
        return await step.edit("induce", best, component, examples=shown, context=context)

    async def from_demos(place: int) -> Candidate:
        rng = run.rng("proposal", number, place)
        size = int(rng.integers(1, min(most_demos, len(worked)) + 1))
        chosen = rng.choice(len(worked), size=size, replace=False)
        return step.compose("demos", [best], demos=[demo for n in chosen for demo in worked[int(n)]])

    found: dict[Source, tuple[object, Way]] = {
        "blind": (True, lambda _: step.edit("improve", best, component)),
        "playbook": (wrong, lambda _: taught(step, best, component, wrong)),
        "feedback": (wrong, from_feedback),
        "placebo": (wrong, from_placebo),
        "crossover": (others, from_crossover),
        "demos": (worked, from_demos),
        "induction": (all(example.expected is not None for example in run.train), from_induction),
    }
    return {source: way for source, (can, way) in found.items() if can}
