"""Shots that are planned before a prompt is there, and made from what it answers.

It owns how a plan becomes the demos of a prompt. It does not own which examples are taken, nor what a demo is made of
(`demos.py`).
"""

from collections.abc import Awaitable, Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate, Demo, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.asks import At
from gradcheck.methods.demos import bootstrapped, labelled
from gradcheck.methods.view import StepView

Shot = tuple[Demo, ...]


class Shots(Value, frozen=True, kw_only=True):
    """Which shots a prompt gets: some that there are, by example, and some to be made; `order` is theirs together."""

    kept: dict[str, Shot]
    made: tuple[Example, ...]
    order: tuple[str, ...]


def asked_for(step: StepView, child: Candidate | None, plan: Shots) -> Awaitable[list[Rollout]]:
    """A prompt's own answers to the examples that are to be shots."""
    return step.evaluate([] if child is None else [child], plan.made, "shots")


def dressed(
    program: Program, step: StepView, at: At, child: Candidate | None, plan: Shots, answers: Sequence[Rollout]
) -> Candidate | None:
    """A prompt with its shots."""
    if child is None:
        return None
    by_example = {rollout.example: rollout for rollout in answers}
    made = {example.id: _shot(program, example, by_example.get(example.id)) for example in plan.made}
    demos = tuple(demo for name in plan.order for demo in {**plan.kept, **made}[name])
    return child if demos == child.demos else step.compose(at, "shots", [child], demos=demos)


def _shot(program: Program, example: Example, answer: Rollout | None) -> Shot:
    """The answer where it is right, else the expected one; nothing where there is neither."""
    if answer is not None and answer.score is not None and answer.score >= 1:
        return bootstrapped(program, example, answer)
    return labelled(program, example) if example.expected is not None else ()


def planned(kept: dict[str, Shot], made: Sequence[Example], rng: np.random.Generator) -> Shots:
    """A plan in a random order."""
    names = [*kept, *(example.id for example in made)]
    order = tuple(names[place] for place in rng.permutation(len(names)))
    return Shots(kept=kept, made=tuple(made), order=order)


def shots_of(candidate: Candidate) -> dict[str, Shot]:
    """A candidate's demos by their example."""
    examples = dict.fromkeys(demo.example for demo in candidate.demos)
    return {name: tuple(demo for demo in candidate.demos if demo.example == name) for name in examples}
