"""Where proposals come from: ways to make one from the incumbent, each with what it needs and what it may cost.

It owns the ways. Which of them is asked how often, and what becomes of a proposal, is a method's affair.
"""

from functools import partial
from typing import Literal

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate, Demo, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.asks import Critique, Edit
from gradcheck.methods.demos import bootstrapped, labelled
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.revising import following
from gradcheck.methods.view import StepView, Work, errors
from gradcheck.texts import placebo

Source = Literal["feedback", "placebo", "blind", "crossover", "demos", "induction"]
SOURCES: tuple[Source, ...] = ("feedback", "placebo", "blind", "crossover", "demos", "induction")

_SHOWN = 8  # examples that an instruction is induced from
_PLACEBO_WORDS = 20  # about a critic's sentence


class Stock(Value, frozen=True, kw_only=True):
    """What proposals of a step are made from; `unseen` are train examples that they are not tried on next."""

    program: Program
    component: str
    incumbent: Candidate
    others: tuple[Candidate, ...]
    train: tuple[Example, ...]
    unseen: tuple[Example, ...]
    labels: tuple[str, ...]
    most_demos: int
    rollouts: tuple[Rollout, ...] = ()


def usable(source: Source, stock: Stock) -> bool:
    """Whether a source can make a proposal of this stock."""
    match source:
        case "feedback" | "placebo":
            return bool(errors(stock.rollouts))
        case "crossover":
            return bool(stock.others)
        case "demos":
            return bool(_right(stock))
        case "induction":
            return all(one.expected is not None for one in stock.unseen)
        case "blind":
            return True


def proposal(step: StepView, source: Source, place: int, stock: Stock, rng: np.random.Generator) -> Work:
    """One proposal of a source; all it draws is drawn now."""
    edit = Edit(at=(place,), template="improve", candidate=stock.incumbent, component=stock.component, draw=place)
    match source:
        case "feedback":
            return _from_feedback(step, replace(edit, template="edit", rollouts=tuple(errors(stock.rollouts))))
        case "placebo":
            instead = (_placebo(stock, place, rng),)
            edit = replace(edit, template="edit", rollouts=tuple(errors(stock.rollouts)), feedback=instead)
        case "crossover":
            other = stock.others[int(rng.integers(len(stock.others)))]
            edit = replace(edit, template="crossover", others={"second": other})
        case "induction":
            examples = draw_items(stock.unseen, _SHOWN, rng)
            told = {"placeholders": stock.program.written_placeholders(stock.incumbent.components[stock.component])}
            edit = replace(edit, template="induce", examples=examples, context=told)
        case "demos":
            return _from_demos(step, place, stock, rng)
        case "blind":
            pass
    return Work(reserve=step.worst(edit), start=partial(step.edit, edit))


def _from_feedback(step: StepView, edit: Edit) -> Work:
    """A critic reads errors, an editor follows."""
    critique = Critique(
        at=edit.at,
        template="critique",
        kind="critique",
        candidate=edit.candidate,
        component=edit.component,
        rollouts=edit.rollouts,
    )

    return following(step, critique, edit)


def _from_demos(step: StepView, place: int, stock: Stock, rng: np.random.Generator) -> Work:
    """Answers that scored best, or expected ones, as worked examples."""
    right = _right(stock)
    size = int(rng.integers(1, min(stock.most_demos, len(right)) + 1))
    chosen = rng.choice(len(right), size=size, replace=False)
    demos = [demo for n in chosen for demo in right[int(n)]]

    async def start() -> Candidate:
        return step.compose((place,), "demos", [stock.incumbent], demos=demos)

    return Work(reserve=Spend(), start=start)


def _placebo(stock: Stock, place: int, rng: np.random.Generator) -> Feedback:
    """A text as a critic might write it that knows nothing of the task. It is no feedback and passes no bus."""
    return Feedback(
        id=f"placebo/{place}",
        kind="critique",
        module=stock.program.module_of(stock.component).name,
        component=stock.component,
        text=placebo(_PLACEBO_WORDS, stock.labels, rng),
        author="control",
        candidate=stock.incumbent.id,
    )


def _right(stock: Stock) -> list[tuple[Demo, ...]]:
    """Demos to choose from: of right answers first, of expected ones where the program has one module."""
    examples = {one.id: one for one in stock.train}
    found = [bootstrapped(stock.program, examples[one.example], one) for one in stock.rollouts if one.score == 1]
    return found or [
        made for one in stock.unseen if one.expected is not None and (made := labelled(stock.program, one))
    ]
