"""What a method costs, as formulas: the text that readers see is the text that is computed.

Their language (`arithmetic.py`) is over a method's parameters and the sizes of a task.
"""

import math
from collections.abc import Mapping
from typing import ClassVar

from msgspec import field

from gradcheck.domain.base import Value
from gradcheck.methods.arithmetic import compute, formula

TOLD_APART = 1000  # steps: a request may ask for any number of them, and is answered at once


class Costs(Value, frozen=True, kw_only=True):
    """Calls and dependent rounds of a method; the seed's score and the test come on top.

    `first` and `step` are the most calls of the first and of a later step; in `first` answers of the seed on validation
    are known already. `rounds` are the dependent rounds of a step: calls that wait for one another when every other one
    is made at once, a program's modules and its judge counted as one round. `steps` is the most steps there are.
    `terms` are names for parts, each of the method's parameters, of a task's sizes and of the terms before it; `number`
    is the number of a step, from 1, where steps differ.
    `least` and `most` are of a whole run and follow from the others: a run may find nothing to ask, and at most asks
    all of every step, answers that are known included; `later` is what `step` comes to from the second step on. Of more
    than a thousand steps the further ones count as the dearest of these and of the last.
    """

    epoch_batch: ClassVar[str] = "min(batch, train - (number - 1) % ceil(train / min(batch, train)) * batch)"
    """The examples of a step, where epochs follow one another and the last batch of each is what is left."""

    terms: dict[str, str] = field(default_factory=dict)
    first: str
    step: str
    steps: str
    rounds: str
    least: str = "0"
    most: str = "first + later if steps else 0"

    def __post_init__(self) -> None:
        """Raise ConfigurationError where one cannot be read."""
        for text in (*self.terms.values(), self.first, self.step, self.steps, self.rounds, self.least, self.most):
            formula(text)

    def calls(self, which: str, values: Mapping[str, object], number: int = 1) -> int:
        """The number that one of the formulas comes to; `values` are parameters and sizes by name."""
        names = self._names(values, number)
        if which == "most":
            steps = math.ceil(compute(self.steps, names))
            names |= {"steps": steps, "later": sum(calls * count for calls, count in self._later(values, steps))}
        return math.ceil(compute(getattr(self, which), names))

    def largest_step(self, values: Mapping[str, object]) -> int:
        """The most calls that any step makes, at least a first and a second."""
        later = self._later(values, max(self.calls("steps", values), 2))
        return max(self.calls("first", values), *(calls for calls, _ in later))

    def _later(self, values: Mapping[str, object], steps: int) -> list[tuple[int, int]]:
        """The calls of the steps after the first, each with the number of steps that it stands for."""
        later = [(self.calls("step", values, number), 1) for number in range(2, min(steps, TOLD_APART) + 1)]
        if steps > TOLD_APART:
            dearest = max(self.calls("step", values, steps), *(calls for calls, _ in later))
            later.append((dearest, steps - TOLD_APART))
        return later

    def _names(self, values: Mapping[str, object], number: int) -> dict[str, object]:
        names: dict[str, object] = {**values, "number": number}
        for name, text in {**self.terms, "first": self.first}.items():
            names[name] = compute(text, names)
        return names
