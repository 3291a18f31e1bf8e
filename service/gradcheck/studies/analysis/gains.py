"""What the runs of a study gain over the given prompt, by call, and what of it search, form and content make.

An arm without feedback still rewrites and selects: what it gains is search. What a placebo adds is the form of
feedback, any text in its place; what real feedback adds to that is content. The gain of a method at equal calls that
asks no critic, such as `best_of_n`, stands beside them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import digest
from gradcheck.statistics.runs.trials import welch
from gradcheck.statistics.scores import is_constant
from gradcheck.statistics.student import pair_t, t_interval
from gradcheck.studies.analysis.outcome import RunOutcome, RunScores
from gradcheck.studies.analysis.over_items import OverItems, difference_over_items, gain_over_items
from gradcheck.studies.plan import StudyArm, StudyPlan

_CALLS = 1000
_LEAST = 2  # trials that have a variance
_SAID = 8  # arms that a sentence names


class ArmGain(Value, frozen=True, kw_only=True):
    """An arm's mean gain over the given prompt on the test split, of `n` runs, and by a thousand calls.

    `calls` is their mean without those of the test. `ci95` and `per_1000_ci95` are over trials, `over_items` also over
    items; they are null for a single run and where nothing varies.
    """

    arm: str
    n: int
    gain: float
    ci95: tuple[float, float] | None
    over_items: OverItems | None
    calls: float
    per_1000_calls: float | None
    per_1000_ci95: tuple[float, float] | None


class StudyGainPart(Value, frozen=True, kw_only=True):
    """A part of a gain; intervals as those of a comparison, not adjusted for one another."""

    name: Literal["search", "form", "content"]
    estimate: float
    ci95: tuple[float, float] | None
    over_items: OverItems | None


class SplitGain(Value, frozen=True, kw_only=True):
    """The gain of the arm `real` in parts that add up, over the `n` trials that all three arms have an outcome of."""

    real: str
    placebo: str
    none: str
    n: int
    gain: float
    parts: tuple[StudyGainPart, ...]


class StudyGains(Value, frozen=True, kw_only=True):
    """What arms gain; `parts` where three arms differ by real, placebo and no feedback alone. `text` says it."""

    text: str
    arms: tuple[ArmGain, ...] = ()
    parts: tuple[SplitGain, ...] = ()


class _Given(Value, frozen=True, kw_only=True):
    """The given prompt in a trial: means over all runs that began with it, on the same model."""

    score: float
    items: dict[str, float]


class _Trial(Value, frozen=True, kw_only=True):
    """A run of an arm beside the given prompt; `winner` are its winner's scores by item."""

    outcome: float
    calls: int
    winner: dict[str, float]
    given: _Given


_Trials = dict[int, _Trial]


def gains(plan: StudyPlan, runs: Sequence[RunOutcome], scores: Sequence[RunScores]) -> StudyGains:
    """The gains of all arms that have any outcome; none where the outcome is not the test's."""
    if plan.outcome != "test":
        return StudyGains(text=f"gains are those on test, where the given prompt is scored too, not on {plan.outcome}")
    trials = _trials(plan, runs, scores)
    arms = tuple(_arm(name, list(own.values())) for name, own in trials.items() if own)
    found = [_parts(names, [trials[name] for name in names]) for names in _ladders(plan.arms)]
    parts = tuple(part for part in found if part is not None)
    return StudyGains(text=_words(arms, parts), arms=arms, parts=parts)


def _trials(plan: StudyPlan, runs: Sequence[RunOutcome], scores: Sequence[RunScores]) -> dict[str, _Trials]:
    """The trials of every arm that have an outcome."""
    starts = {arm.name: _start(arm) for arm in plan.arms}
    by_run = {(one.arm, one.trial): one for one in scores}
    beside: defaultdict[tuple[str, int], list[RunOutcome]] = defaultdict(list)
    for run in runs:
        if run.given is not None:
            beside[starts[run.arm], run.trial].append(run)
    given = {key: _given(own, by_run) for key, own in beside.items()}
    found: dict[str, _Trials] = {arm.name: {} for arm in plan.arms}
    for run in runs:
        key, own = (starts[run.arm], run.trial), by_run.get((run.arm, run.trial))
        if run.outcome is not None and key in given:
            found[run.arm][run.trial] = _Trial(
                outcome=run.outcome,
                calls=run.calls - run.test_calls,
                winner={} if own is None else own.winner,
                given=given[key],
            )
    return found


def _given(runs: Sequence[RunOutcome], by_run: Mapping[tuple[str, int], RunScores]) -> _Given:
    tables = [by_run[key].given for run in runs if (key := (run.arm, run.trial)) in by_run]
    items = sorted({item for table in tables for item in table})
    return _Given(
        score=fmean(run.given for run in runs if run.given is not None),
        items={item: fmean(table[item] for table in tables if item in table) for item in items},
    )


def _start(arm: StudyArm) -> str:
    """What the score of the given prompt depends on."""
    return digest(arm.plan.program, arm.plan.components, arm.plan.demos, arm.plan.answering, arm.plan.models.judge)


def _arm(name: str, trials: Sequence[_Trial]) -> ArmGain:
    values = np.array([one.outcome - one.given.score for one in trials])
    calls = np.array([one.calls for one in trials], dtype=np.float64)
    gain, mean_calls = float(values.mean()), float(calls.mean())
    by_call = gain / mean_calls * _CALLS if mean_calls else None
    # a ratio of means, linearized: Cochran 1977, "Sampling Techniques", chapter 6
    rests = None if by_call is None else values * _CALLS / mean_calls - by_call * calls / mean_calls
    error = None if rests is None or len(trials) < _LEAST or is_constant(values) else _error(rests)
    return ArmGain(
        arm=name,
        n=len(trials),
        gain=gain,
        ci95=_paired(values),
        over_items=gain_over_items([one.winner for one in trials], [one.given.items for one in trials]),
        calls=mean_calls,
        per_1000_calls=by_call,
        per_1000_ci95=None if error is None or by_call is None else t_interval(by_call, error, len(trials) - 1),
    )


def _error(values: npt.NDArray[np.float64]) -> float:
    return float(values.std(ddof=1)) / float(np.sqrt(values.size))


def _paired(values: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    return None if values.size < _LEAST or is_constant(values) else pair_t(values).interval


def _ladders(arms: Sequence[StudyArm]) -> Iterator[tuple[str, str, str]]:
    """The names of arms that differ by real, placebo and no feedback alone."""
    alike: dict[str, dict[str, str]] = {}
    for arm in arms:
        rest = digest(replace(arm.plan, feedback="real"), replace(arm.critic, feedback="real"))
        alike.setdefault(rest, {})[arm.critic.feedback] = arm.name
    for rungs in alike.values():
        if {"real", "placebo", "none"} <= rungs.keys():
            yield rungs["real"], rungs["placebo"], rungs["none"]


def _parts(names: tuple[str, str, str], arms: Sequence[_Trials]) -> SplitGain | None:
    common = sorted(set(arms[0]) & set(arms[1]) & set(arms[2]))
    if not common:
        return None
    real, placebo, none = ([trials[n] for n in common] for trials in arms)
    search = np.array([one.outcome - one.given.score for one in none])
    over_items = gain_over_items([one.winner for one in none], [one.given.items for one in none])
    first = StudyGainPart(name="search", estimate=float(search.mean()), ci95=_paired(search), over_items=over_items)
    return SplitGain(
        real=names[0],
        placebo=names[1],
        none=names[2],
        n=len(common),
        gain=fmean(one.outcome for one in real) - fmean(one.given.score for one in none),
        parts=(first, _step("form", placebo, none), _step("content", real, placebo)),
    )


def _step(name: Literal["form", "content"], upper: Sequence[_Trial], lower: Sequence[_Trial]) -> StudyGainPart:
    sides = [np.array([one.outcome for one in trials]) for trials in (upper, lower)]
    varies = len(upper) >= _LEAST and not all(map(is_constant, sides))
    return StudyGainPart(
        name=name,
        estimate=float(sides[0].mean() - sides[1].mean()),
        ci95=welch(*sides).interval if varies else None,
        over_items=difference_over_items([one.winner for one in upper], [one.winner for one in lower]),
    )


_NAMES = {"search": "search without feedback", "form": "the form of feedback", "content": "its content"}


def _words(arms: Sequence[ArmGain], parts: Sequence[SplitGain]) -> str:
    said = []
    for one in parts:
        shares = ", ".join(f"{_NAMES[part.name]} {_written(part.estimate, part.ci95)}" for part in one.parts)
        said.append(f"of the gain of {one.real!r} over the given prompt, {one.gain:+.3f} over {one.n} trials: {shares}")
    rates = [f"{one.arm} {_written(one.per_1000_calls, one.per_1000_ci95)}" for one in arms if one.per_1000_calls]
    if not rates:
        said.append("no arm gains over the given prompt")
    elif len(rates) <= _SAID:
        said.append(f"gain by 1000 calls: {', '.join(rates)}")
    else:
        said.append(f"gains by 1000 calls are those of {len(rates)} arms, in `arms`")
    return "; ".join(said)


def _written(estimate: float, interval: tuple[float, float] | None) -> str:
    return f"{estimate:+.3f}" + ("" if interval is None else f" [{interval[0]:+.3f}, {interval[1]:+.3f}]")
