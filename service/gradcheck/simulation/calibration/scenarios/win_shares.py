"""Diagnostics of runs whose scores are comparisons: nulls, scored by a judge that errs, ties and has a bias.

Where edits are compared with the prompt before them, that has no luck of its own: else they truly differ from it.
"""

from gradcheck.simulation.calibration.limits import Exposed, Level, Limit
from gradcheck.simulation.calibration.pairwise_judge import PairwiseJudge
from gradcheck.simulation.calibration.readers import any_rejects, effect_rejects, rejects, verdict
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import core, steady, together
from gradcheck.simulation.calibration.suite import Judged, Reader, Suite
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.statistics.runs.win_share import TIE
from gradcheck.statistics.student import pair_t

_ALPHA, _BAD = 0.05, "win shares of pairs alone reject"
_TESTS = ("noise_floor", "content")


def _pairs_alone(judged: Judged) -> float:
    """Edits' win shares against 0.5, as if other items could not have met the reference answers' luck otherwise."""
    shares = judged.samples.scores["real"].mean(axis=1) - TIE
    return float(pair_t(shares).p_value <= _ALPHA)


_READERS: dict[str, Reader] = {
    **{f"{test} rejects": rejects(test) for test in _TESTS},
    "content wrongly supported": verdict("content", "supported"),
    "any test rejects, Holm": any_rejects(_TESTS),
    "real - none rejects": effect_rejects("content", "real - none"),
}
_LIMITS: dict[str, Limit] = {
    **dict.fromkeys(_READERS, Level()),
    "content wrongly supported": Level(rate=0.025),
}

_AFTER: dict[str, Reader] = {"descent rejects": rejects("descent"), _BAD: _pairs_alone}
_JUDGES = {
    "errs": PairwiseJudge(),
    "goes by the order": PairwiseJudge(by_place=0.6),
    "hardly ties": PairwiseJudge(errs=0.3, ties=0.0),
}


def _suites() -> dict[str, Suite]:
    world, design = WORLDS["W3"], core(10, 3, 50)
    edits = {
        name: Suite(world=world, design=design, tests=_TESTS, readers=_READERS, judge=judge)
        for name, judge in _JUDGES.items()
    }
    after = {
        f"{name}, descent": Suite(world=steady(world), design=design, tests=("descent",), readers=_AFTER, judge=judge)
        for name, judge in _JUDGES.items()
    }
    return edits | after


CELLS = (
    Scenario(
        name="win-shares",
        about="feedback that does nothing, where a judge compares answers with the given prompt's",
        worlds=("W3",),
        draw=together(_suites()),
        limits={
            **{f"{name}: {quantity}": limit for name in _JUDGES for quantity, limit in _LIMITS.items()},
            **{f"{name}, descent: descent rejects": Level() for name in _JUDGES},
            **{f"{name}, descent: {_BAD}": Exposed() for name in _JUDGES},
        },
    ),
)
