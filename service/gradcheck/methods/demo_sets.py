"""Sets of demos: which examples are shown together.

It owns how many demos a set has and in what order. It does not own how a demo is made (`demos.py`), nor which set is
best.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Demo, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.demos import bootstrapped, labelled

DemoSet = tuple[Demo, ...]


class Sizes(Value, frozen=True, kw_only=True):
    """How many sets there are beside the empty one, and how many demos at most one has: from rollouts, and in all.

    What rollouts leave free is filled up with demos from expected answers.
    """

    sets: int
    bootstrapped: int
    labelled: int


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


def demo_sets(
    program: Program,
    train: Sequence[Example],
    right: Mapping[str, Rollout],
    sizes: Sizes,
    rng: Callable[[int], np.random.Generator],
) -> list[DemoSet]:
    """Sets as BootstrapFewShotWithRandomSearch and MIPROv2 make them (DSPy, random_search.py and utils.py).

    The first has expected answers alone, if any are wanted; the second takes the examples in their order and as many of
    them as it may; each later one shuffles them and takes a random number, at least one. `right` are the rollouts that
    demos are made of, `rng` the stream of a set by its number.
    """
    found = []
    for number in range(sizes.sets):
        own = rng(number)
        order = list(train) if number < 2 else [train[place] for place in own.permutation(len(train))]
        most = sizes.bootstrapped
        if number == 0:
            found.append(only_labelled(program, order, sizes.labelled, own))
            continue
        if number > 1 and most > 1:
            most = int(own.integers(1, most + 1))
        chosen = [example for example in order if example.id in right][:most]
        made = tuple(demo for example in chosen for demo in bootstrapped(program, example, right[example.id]))
        rest = [example for example in train if example not in chosen]
        found.append(made + only_labelled(program, rest, max(sizes.labelled - len(chosen), 0), own))
    return found
