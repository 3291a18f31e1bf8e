"""Analyses that are known to be wrong: they must fail in worlds where those of the service hold."""

import numpy as np
import scipy
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.samples import Matrix
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


def _by_items(judged: Judged) -> float:
    """McNemar's test on the items of one pair of prompts."""
    first, second = judged.samples.scores["placebo"][0], judged.samples.scores["real"][0]
    return float(paired_difference(first, second, seed=judged.rules.seed).p_value <= _ALPHA)


def _pooled(judged: Judged) -> float:
    """All items of all pairs as if they were independent."""
    differences = judged.samples.scores["real"] - judged.samples.scores["placebo"]
    return float(scipy.stats.ttest_1samp(differences.ravel(), 0.0).pvalue <= _ALPHA)


def _steps_alone(judged: Judged) -> float:
    """Whether an interval over steps alone covers the gain over the one prompt that all of them start from."""
    interval = pair_t(_by_step(judged, judged.samples.scores["none"] - judged.samples.before())).interval
    return float(interval.low <= of_parent("none")(judged) <= interval.high)


def _by_step(judged: Judged, differences: Matrix) -> NDArray[np.float64]:
    steps = judged.samples.steps
    return np.array([differences[steps == step].mean() for step in np.unique(steps)])


def _accepted(judged: Judged) -> float:
    """The edit that a gate accepted, against a fresh one of the placebo."""
    gate, fresh = judged.scores.gate[judged.run], judged.scores.edits[judged.run].mean(-1)
    chosen = gate[0].mean(-1).argmax(-1)[..., None]
    real = np.take_along_axis(fresh[0], chosen, -1)[..., 0]
    return float(sign_flip((real - fresh[1, ..., 0]).ravel(), seed=judged.rules.seed).p_value <= _ALPHA)


def _before_and_after(judged: Judged) -> float:
    """The recorded scores of the items that the critic was shown as errors, against the edit's on the same items."""
    steps, size = judged.design.steps, judged.design.batch
    before = judged.scores.recorded[judged.run].reshape(steps, size)
    after_by_step = judged.scores.crossed[judged.run][np.arange(steps), :, np.arange(steps)].mean(1)
    gains = [
        float((after - then)[~then].mean()) for then, after in zip(before, after_by_step, strict=True) if not then.all()
    ]
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
