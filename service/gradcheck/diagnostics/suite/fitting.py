"""D12, fitting: whether steps after the first go on improving the score on the train examples.

The best prompt after every step is scored on the train and the probe examples, for several runs of the same task and
method with different seeds. The unit is the run: steps of one run build on each other. No edit is drawn, so methods
without feedback can be asked too.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Decided, DiagnosticTest, Figure, Measured, TestInput
from gradcheck.diagnostics.analysis.telling import News, Telling, of_runs
from gradcheck.diagnostics.effects.contrasts import of_interval, of_units
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.effects.room import no_room
from gradcheck.diagnostics.effects.samples import Matrix, Trajectories
from gradcheck.diagnostics.request import Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.crossed import CrossedMeans, TwoWayInterval, crossed_means, interval_of, minus
from gradcheck.statistics.edits.pairs import sign_flip
from gradcheck.statistics.edits.ratio import share_of
from gradcheck.statistics.scores import is_constant
from gradcheck.statistics.student import pair_t
from gradcheck.statistics.trend import slopes
from gradcheck.texts.numbers import rounded

if TYPE_CHECKING:
    from gradcheck.diagnostics.plan import DiagnosticPlan

_LEAST_RUNS = 5  # one-sided sign flips of five runs reach p = 1/32
_LEAST_CHECKPOINTS = 3
_LEAST_ITEMS = 2
_ONE_SHOT = 0.8
_RISE, _GAIN, _GAP = "rise after the first step", "gain over all steps", "gain on train - gain on probe"
_SHARE = "first step's share of the gain"
_TEST = "two-way t of runs and examples"


class _Curve(Value, frozen=True, kw_only=True, eq=False):
    """A run's best prompts on the examples that all of them were scored on: steps, shape (checkpoints,), and means.

    `cells` are the same by example, train before probe, each of shape (checkpoints, items).
    """

    steps: npt.NDArray[np.int_]
    train: npt.NDArray[np.float64]
    probe: npt.NDArray[np.float64]
    cells: tuple[Matrix, Matrix]

    @property
    def rise(self) -> float:
        """The least-squares line through the steps after the given prompt, from the first of them to the last."""
        later = self.steps[1:].astype(np.float64)
        return float(slopes(self.train[np.newaxis, 1:], later)[0] * (later[-1] - later[0]))


def _refuse(plan: "DiagnosticPlan") -> str | None:
    if sum(example.split == "train" for example in plan.run.examples) < _LEAST_ITEMS:
        return f"the train split has fewer than {_LEAST_ITEMS} examples"
    checkpoints = Counter(checkpoint.run_id for checkpoint in plan.checkpoints)
    steps = max(checkpoints[plan.run_id] - 1, 0)
    needed = _LEAST_CHECKPOINTS - 1
    return None if steps >= needed else f"{steps} steps of the run chose a prompt; {needed} are needed"


def _measure(given: TestInput) -> Measured:
    scored, rules = given.samples.checkpoints, given.rules
    if scored is None:
        return Measured(obstacle="no prompt was scored")
    runs = np.unique(scored.runs).tolist()
    curves = [curve for run in runs if (curve := _curve(scored, run)) is not None]
    if not curves:
        return Measured(obstacle=f"no run has {_LEAST_CHECKPOINTS} prompts that were scored on the same examples")
    flags = (
        [f"{len(runs) - len(curves)} runs with too few scored prompts are left out"] if len(curves) < len(runs) else []
    )
    figures = _figures(curves)
    if len(curves) < _LEAST_RUNS:
        missing = _LEAST_RUNS - len(curves)
        obstacle = (
            f"the unit is the run: {_LEAST_RUNS} of the same task and method with different seeds are needed, there "
            f"are {len(curves)}; name {missing} more in runs"
        )
        return Measured(figures=figures, flags=tuple(flags), obstacle=obstacle)
    gap = _gap(curves, rules)
    if gap.p_value is not None and gap.p_value <= rules.alpha and (gap.estimate or 0) > 0:
        flags.append(f"OVERFITS: train examples gained {rounded(gap.estimate or 0)} more than probe examples")
    return Measured(
        claims=(_rise(curves, rules),),
        others=(_gain(curves, rules), gap),
        figures=figures,
        flags=tuple(flags),
    )


def _curve(scored: Trajectories, run: int) -> _Curve | None:
    """A run's curve; None where too few prompts share examples."""
    rows = np.flatnonzero(scored.runs == run)
    rows = rows[np.argsort(scored.steps[rows])]
    scored_rows = [~np.isnan(scores[rows]).all(axis=1) for scores in (scored.train, scored.probe)]
    rows = rows[scored_rows[0] & scored_rows[1]]
    train, probe = (_complete(scores[rows]) for scores in (scored.train, scored.probe))
    started = rows.size > 0 and scored.steps[rows[0]] == 0
    items = min(int((~np.isnan(scores).any(axis=0)).sum()) for scores in (train, probe))
    if not started or rows.size < _LEAST_CHECKPOINTS or items < _LEAST_ITEMS:
        return None
    return _Curve(
        steps=scored.steps[rows],
        train=np.nanmean(train, axis=1),
        probe=np.nanmean(probe, axis=1),
        cells=(train, probe),
    )


def _complete(scores: Matrix) -> Matrix:
    """The scores without the items that some prompt lacks."""
    return np.where(np.isnan(scores).any(axis=0), np.nan, scores)


def _rise(curves: list[_Curve], rules: Rules) -> Effect:
    """The rise after the first step, where there was room for one; sign flips of runs."""
    rises = np.array([curve.rise for curve in curves])
    untested = Effect(name=_RISE, test="sign flip of runs", alternative="greater", n_pairs=len(curves))
    cramped = no_room([float(np.mean([curve.train[step] for curve in curves])) for step in (1, -1)], rules.delta)
    if cramped is not None:
        return replace(untested, reasons=(cramped,))
    if is_constant(rises):
        return replace(untested, reasons=("the train score rises alike in all runs, so no error can be estimated",))
    towards = sign_flip(rises, seed=rules.seed, alternative="greater")
    opposite = sign_flip(rises, seed=rules.seed, alternative="less").p_value
    return of_units(_RISE, untested.test, pair_t(rises), towards, opposite, rules)


def _gain(curves: list[_Curve], rules: Rules) -> Effect:
    """The gain over all steps. Runs share the prompt they start from, so that examples vary as well as runs."""
    return of_interval(_GAIN, _TEST, interval_of(_gains(curves), 1), rules)


def _gap(curves: list[_Curve], rules: Rules) -> Effect:
    """By how much more the train examples gained than the probe examples: what was learned by heart."""
    train, probe = (np.stack([curve.cells[split][-1] - curve.cells[split][0] for curve in curves]) for split in (0, 1))
    return of_interval(_GAP, _TEST, _between(train, probe), rules)


def _gains(curves: list[_Curve]) -> CrossedMeans:
    """The gain of the first step and that of all, over runs and train examples."""
    parts = [np.stack([curve.cells[0][step] - curve.cells[0][0] for curve in curves]) for step in (1, -1)]
    return crossed_means(np.stack(parts), np.arange(len(curves)))


def _between(train: Matrix, probe: Matrix) -> TwoWayInterval:
    """A mean over runs and train examples less one over the same runs and probe examples."""
    rows = np.arange(len(train))
    means = minus(crossed_means(train[np.newaxis], rows), crossed_means(probe[np.newaxis], rows))
    return interval_of(means, 0)


def _figures(curves: list[_Curve]) -> tuple[Figure, ...]:
    """The mean curves' ends, and with several runs the first step's share where the whole gain is not about 0."""

    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values))

    figures = [Figure(name="runs", value=len(curves))]
    for name, step in (("before", 0), ("after the first step", 1), ("at the end", -1)):
        figures += [
            Figure(name=f"train score {name}", value=mean([curve.train[step] for curve in curves])),
            Figure(name=f"probe score {name}", value=mean([curve.probe[step] for curve in curves])),
        ]
    figures.append(Figure(name=_RISE, value=mean([curve.rise for curve in curves])))
    ends = [np.stack([curve.cells[split][-1] for curve in curves]) for split in (0, 1)]
    interval = _between(*ends).interval if len(curves) > 1 else None
    gap = mean([curve.train[-1] - curve.probe[-1] for curve in curves])
    figures.append(Figure(name="train - probe at the end", value=gap, ci95=interval))
    share = _share(curves) if len(curves) > 1 else None
    return (*figures, share) if share else tuple(figures)


def _share(curves: list[_Curve]) -> Figure | None:
    """The first step's share of the gain; None where the gain is not told from 0, for then it can be anything."""
    means = _gains(curves)
    share = share_of(means, 0, 1) if means.estimates[1] else None
    if share is None or share.interval is None:
        return None
    return Figure(name=_SHARE, value=share.estimate, ci95=share.interval)


def _read(finding: Decided) -> str:
    gain = finding.other(_GAIN)
    share = next((figure.ci95 for figure in finding.figures if figure.name == _SHARE), None)
    match finding.verdict:
        case "supported":
            return "fits: the score on the train examples goes on rising after the first step"
        case "refuted" if finding.is_opposite(finding.claims[0]):
            return "the score on the train examples falls after the first step"
        case "refuted" if share is not None and share[0] > _ONE_SHOT:
            return "one-shot: the first step brings the gain, later steps add nothing"
        case "refuted" if gain is not None and gain.verdict == "refuted":
            return "no step changes the score on the train examples"
        case "refuted":
            return "later steps add nothing to the score on the train examples"
        case _:
            return "not settled whether steps after the first add anything"


def _news(finding: Decided) -> News:
    """Steps that add nothing to the first one's gain take nothing from it; falling or learning by heart does."""
    gain, gap = finding.other(_GAIN), finding.other(_GAP)
    overfits = gap is not None and gap.verdict == "supported"
    gained = gain is None or gain.verdict != "refuted"
    if finding.verdict == "supported":
        return "bad" if overfits else "good"
    return "bad" if overfits or not gained or finding.is_opposite(finding.claims[0]) else "neutral"


FITTING = DiagnosticTest(
    name="fitting",
    asks="Do steps after the first go on improving the score on the train examples?",
    source="Melcer et al. 2025, arXiv 2512.13598, long runs; Fieller 1954 for the first step's share",
    needs=Requirements(checkpoints=True),
    edits=False,
    refuse=_refuse,
    measure=_measure,
    read=_read,
    news=_news,
    telling=Telling(on=of_runs, counted="runs"),
)
