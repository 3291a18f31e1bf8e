"""Sets of demos: which examples are shown together.

It owns how many demos a set has and in what order. It does not own how a demo is made (`demos.py`), nor which set is
best.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from gradcheck.domain.program import Demo, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.demos import bootstrapped, labelled
from gradcheck.methods.interface import RunContext

DemoSet = tuple[Demo, ...]


def reached(rollouts: Iterable[Rollout], threshold: float) -> dict[str, Rollout]:
    """The first rollout of each example that says something and whose score reaches the threshold."""
    found: dict[str, Rollout] = {}
    for rollout in rollouts:
        if rollout.cause is None and rollout.score is not None and rollout.score >= threshold:
            found.setdefault(rollout.example, rollout)
    return found


def only_labelled(program: Program, train: Sequence[Example], size: int, rng: np.random.Generator) -> DemoSet:
    """So many demos from expected answers, of examples at random; none for a program of several modules."""
    usable = [example for example in train if example.expected is not None]
    chosen = rng.permutation(len(usable))[:size]
    return tuple(demo for place in chosen for demo in labelled(program, usable[place]))


def demo_sets(run: RunContext, right: Mapping[str, Rollout], *, count: int, most: int, size: int) -> list[DemoSet]:
    """Sets as BootstrapFewShotWithRandomSearch and MIPROv2 make them (DSPy, random_search.py and utils.py).

    The first has expected answers alone, if any are wanted; the second takes the examples in their order and as many of
    them as it may; each later one shuffles them and takes a random number, at least one. `right` are the rollouts that
    demos are made of. There are `count` sets; one has at most so many demos from rollouts, and is filled up to `size`
    with demos from expected answers.
    """
    found = []
    for number in range(count):
        rng = run.rng("demos", number)
        order = list(run.train) if number < 2 else [run.train[place] for place in rng.permutation(len(run.train))]
        if number == 0:
            found.append(only_labelled(run.program, order, size, rng))
            continue
        taken = int(rng.integers(1, most + 1)) if number > 1 and most > 1 else most
        chosen = [example for example in order if example.id in right][:taken]
        made = tuple(demo for example in chosen for demo in bootstrapped(run.program, example, right[example.id]))
        rest = [example for example in run.train if example not in chosen]
        found.append(made + only_labelled(run.program, rest, max(size - len(chosen), 0), rng))
    return found
