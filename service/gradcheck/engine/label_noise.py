"""Wrong labels: an accepted plan with another answer in the place of every train example's expected one.

A function of each example's content alone, so that a question has the same wrong answer in every run and every study
(Melcer et al. 2025, arXiv 2512.13598, did so by question). Validation, probe and test stay true.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.seeds import digest, stream
from gradcheck.domain.task import Example, Expected
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.scoring import score_function, set_scoring
from gradcheck.scoring.choice import Choice
from gradcheck.scoring.expected import acceptable, text_of
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.quantity import DecimalMark, only_quantity

if TYPE_CHECKING:
    from gradcheck.engine.plan import Plan

_FARTHEST = 10


def with_wrong_labels(plan: "Plan") -> "Plan":
    """The plan with wrong labels. Raises InvalidRequestError where an example has no answer that is wrong."""
    train = [example for example in plan.examples if example.split == "train"]
    wrong = {example.id: wrong_answer(example, plan) for example in train}
    lacking = [identity for identity, answer in wrong.items() if answer is None]
    if lacking:
        message = f"the scorer takes no other answer to {lacking[0]!r} for wrong, nor to {len(lacking) - 1} more"
        raise InvalidRequestError.of(FieldError("labels", message))
    examples = tuple(replace(e, expected=wrong[e.id]) if e.id in wrong else e for e in plan.examples)
    return replace(plan, examples=examples)


def wrong_answer(example: Example, plan: "Plan") -> Expected:
    """The first other answer for which the right one would not be fully right; None where there is none."""
    rng = stream("wrong label", digest(example.fields))
    train = [example for example in plan.examples if example.split == "train"]
    others = _others(example, train, plan, rng)
    return next((other for other in others if other is not None and _differs(other, example.expected, plan)), None)


def _others(example: Example, train: list[Example], plan: "Plan", rng: np.random.Generator) -> Iterator[Expected]:
    """Other answers in the order in which they are tried."""
    expected = example.expected
    if isinstance(plan.scoring, Choice) and plan.scoring.choices is not None:
        yield from _next_choices(expected, plan.scoring, plan.scoring.choices)
    elif isinstance(plan.scoring, Numeric) or (_is_number(expected) and not plan.labels):
        steps = [step for step in range(-_FARTHEST, _FARTHEST + 1) if step != 0]
        mark = plan.scoring.decimal_mark if isinstance(plan.scoring, Numeric) else "."
        yield from (_shifted(expected, steps[index], mark) for index in rng.permutation(len(steps)))
    elif plan.labels and set_scoring(plan.scoring) is None:
        given = {text_of(example.expected): example.expected for example in plan.examples}
        yield from (given[plan.labels[index]] for index in rng.permutation(len(plan.labels)))
    else:
        yield from (train[index].expected for index in rng.permutation(len(train)))


def _next_choices(expected: Expected, scoring: Choice, choices: tuple[str, ...]) -> Iterator[Expected]:
    """The choices after the right one, round to the first."""
    right = [index for index, choice in enumerate(choices) if scoring.score(choice, expected, ()).value == 1]
    start = right[0] + 1 if right else 0
    yield from (*choices[start:], *choices[:start])


def _is_number(expected: Expected) -> bool:
    return isinstance(expected, int | float) and not isinstance(expected, bool)


def _shifted(expected: Expected, step: int, mark: DecimalMark) -> Expected:
    """A number with an integer added, written as it was."""
    if isinstance(expected, int | float):
        return expected + step
    quantity = only_quantity(text_of(expected), mark)
    if quantity is None:
        return None
    return f"{quantity.value + step:f}{'%' if quantity.percent else ''}".replace(".", mark)


def _differs(other: Expected, right: Expected, plan: "Plan") -> bool:
    """Whether the right answer would not be fully right if the other one were expected."""
    if right is None:
        return False
    score = score_function(plan.scoring)
    if score is None:
        return text_of(other) != text_of(right)
    return all((score(text, other, plan.labels).value or 0.0) < 1 for text in acceptable(right))
