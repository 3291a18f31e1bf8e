"""Thompson sampling: which arm to try next, where each arm's mean effect is known from a few trials."""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np

Arm = TypeVar("Arm", bound=Hashable)


def thompson(effects: Mapping[Arm, Sequence[float]], rng: np.random.Generator, *, sd: float, prior: float) -> Arm:
    """The arm with the largest draw from the posterior of its mean; `effects` are those seen of each arm.

    Trials are normal about their arm's mean with deviation `sd`, and every arm begins with so many trials of effect 0
    as `prior` says (Thompson 1933; Russo et al. 2018, "A tutorial on Thompson sampling", section 4). Raises ValueError
    without any arm.
    """
    weights = {arm: len(seen) + prior for arm, seen in effects.items()}
    drawn = {arm: rng.normal(sum(effects[arm]) / n, sd / math.sqrt(n)) for arm, n in weights.items()}
    return max(drawn, key=drawn.__getitem__)
