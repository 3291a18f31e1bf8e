"""Analyses that are known to be wrong: they must fail in the same worlds, or these would be too easy to expose errors.

It owns these analyses; none of them is the service's.
"""

import numpy as np
import scipy
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis.samples import Matrix
from gradcheck.simulation.calibration.limits import Exposed, Level, Limit, Uncovered
from gradcheck.simulation.calibration.readers import of_parent, rejects
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import core
from gradcheck.simulation.calibration.suite import Judged, Reader, Suite
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.statistics.edits.pairs import sign_flip
from gradcheck.statistics.runs.paired import paired_difference
from gradcheck.statistics.student import pair_t

_ALPHA = 0.05


def _by_items(one: Judged) -> float:
    """McNemar's test on the items of one pair of prompts."""
    first, second = one.samples.scores["placebo"][0], one.samples.scores["real"][0]
    return float(paired_difference(first, second, seed=one.rules.seed).p_value <= _ALPHA)


def _pooled(one: Judged) -> float:
    """All items of all pairs as if they were independent."""
    differences = one.samples.scores["real"] - one.samples.scores["placebo"]
    return float(scipy.stats.ttest_1samp(differences.ravel(), 0.0).pvalue <= _ALPHA)


def _steps_alone(one: Judged) -> float:
    """Whether an interval over steps alone covers the gain over the one prompt that all of them start from."""
    found = pair_t(_by_step(one, one.samples.scores["none"] - one.samples.before())).interval
    return float(found.low <= of_parent("none")(one) <= found.high)


def _by_step(one: Judged, differences: Matrix) -> NDArray[np.float64]:
    steps = one.samples.steps
    return np.array([differences[steps == step].mean() for step in np.unique(steps)])


def _accepted(one: Judged) -> float:
    """The edit that a gate accepted, against a fresh one of the placebo."""
    gate, fresh = one.scores.gate[one.run], one.scores.edits[one.run].mean(-1)
    chosen = gate[0].mean(-1).argmax(-1)[..., None]
    real = np.take_along_axis(fresh[0], chosen, -1)[..., 0]
    return float(sign_flip((real - fresh[1, ..., 0]).ravel(), seed=one.rules.seed).p_value <= _ALPHA)


def _before_and_after(one: Judged) -> float:
    """The recorded scores of the items that the critic was shown as errors, against the edit's on the same items."""
    steps, size = one.design.steps, one.design.batch
    before = one.scores.recorded[one.run].reshape(steps, size)
    own = one.scores.crossed[one.run][np.arange(steps), :, np.arange(steps)].mean(1)
    gains = [float((after - then)[~then].mean()) for then, after in zip(before, own, strict=True) if not then.all()]
    return float(pair_t(gains).p_value <= _ALPHA)


_READERS: dict[str, Reader] = {
    "McNemar on one pair of prompts": _by_items,
    "all items pooled": _pooled,
    "recorded before and after": _before_and_after,
    "gain over the parent, steps alone, coverage": _steps_alone,
    "content rejects": rejects("content"),
}
_LIMITS: dict[str, Limit] = {
    **dict.fromkeys(_READERS, Exposed()),
    "gain over the parent, steps alone, coverage": Uncovered(),
    "content rejects": Level(),
}

CELLS = (
    Scenario(
        name="known-bad",
        about="wrong analyses fail where the suite's own test holds",
        worlds=("W3",),
        draw=Suite(world=WORLDS["W3"], design=core(10, 3, 100, crossed=True), tests=("content",), readers=_READERS),
        limits=_LIMITS,
        per_thousand=100,
    ),
    Scenario(
        name="accepted-edit",
        about="the accepted edit as the real arm shows an effect that is not there",
        worlds=("W3",),
        draw=Suite(
            world=WORLDS["W3"],
            design=TwinDesign(steps=20, replicates=1, items=100, gate=50, candidates=4, arms=("real", "placebo")),
            tests=(),
            readers={"accepted edit - placebo rejects": _accepted},
        ),
        limits={"accepted edit - placebo rejects": Exposed()},
        per_thousand=100,
    ),
)
