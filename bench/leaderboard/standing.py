"""How methods stand to one another on the rows of one budget: means, places, and what can be told apart.

It owns which rows are compared: those of the tasks and seeds that most methods were run on, of the methods that were
run on all of these. The statistics are the service's own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

import msgspec
import numpy as np
import scipy

from bench.leaderboard.rows import Row
from gradcheck.domain.seeds import derive
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.runs.ranking import Ranking, rank_arms

_LEAST = 1e-9  # of a true difference


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A method over all tasks: means of its runs, and the places it may have, which hold for all methods at once.

    `behind` is its score minus that of the best other method, with the interval that holds for all differences.
    """

    method: str
    score: float
    gain: float
    best_place: int
    worst_place: int
    behind: float
    interval: Interval | None
    mean_rank: float
    below: float
    longer: float
    calls: float
    usd: float | None
    waves: float | None
    seconds: float | None
    by_task: dict[str, float]
    curve: dict[int, float]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Methods from the best to the worst on the same tasks and seeds; those of `unfinished` lack some of the runs."""

    tasks: tuple[str, ...]
    seeds: int
    standings: tuple[Standing, ...]
    unfinished: tuple[str, ...]


def compare(rows: Iterable[Row]) -> Comparison:
    """The methods of these rows, all of one budget and model. Raises ValueError for fewer than two of them whole."""
    known = {(row.method, row.task, row.seed): row for row in rows}
    named = dict.fromkeys(method for method, _, _ in known)
    runs = Counter((task, seed) for _, task, seed in known)
    seeds_of = defaultdict[str, set[int]](set)
    for (task, seed), count in runs.items():
        if count > len(named) / 2:
            seeds_of[task].add(seed)
    tasks, seeds = tuple(seeds_of), sorted(set.intersection(*seeds_of.values()))
    every = [(task, seed) for task in tasks for seed in seeds]
    whole = [method for method in named if all((method, *run) in known for run in every)]
    scores = np.array([[[known[name, task, seed].score for task in tasks] for name in whole] for seed in seeds])
    ranking = rank_arms(scores.mean(axis=2), seed=derive("leaderboard", 0))
    ranks = scipy.stats.rankdata(-scores, axis=1).mean(axis=(0, 2))
    standings = []
    for arm in ranking.arms:
        name = whole[arm.arm]
        behind, interval = _behind(ranking, arm.arm)
        own = [known[(name, *run)] for run in every]
        standings.append(
            Standing(
                method=name,
                score=fmean(row.score for row in own),
                gain=fmean(row.gain for row in own),
                best_place=arm.best_rank,
                worst_place=arm.worst_rank,
                behind=behind,
                interval=interval,
                mean_rank=float(ranks[arm.arm]),
                below=fmean(row.gain < -_LEAST for row in own),
                longer=fmean(row.longer for row in own),
                calls=fmean(row.calls for row in own),
                usd=_mean([row.usd for row in own]),
                waves=_mean([row.waves for row in own]),
                seconds=_mean([row.seconds for row in own]),
                by_task={task: fmean(row.gain for row in own if row.task == task) for task in tasks},
                curve={at: fmean(row.curve[at] - row.given for row in own) for at in own[0].curve},
            )
        )
    unfinished = tuple(name for name in named if name not in whole)
    return Comparison(tasks=tasks, seeds=len(seeds), standings=tuple(standings), unfinished=unfinished)


def _behind(ranking: Ranking, arm: int) -> tuple[float, Interval | None]:
    """An arm's mean minus that of the best of the others."""
    best = next(one.arm for one in ranking.arms if one.arm != arm)
    found = next(one for one in ranking.comparisons if {one.first, one.second} == {arm, best})
    if found.first == arm:
        return found.estimate, found.interval
    turned = None if found.interval is None else Interval(low=-found.interval.high, high=-found.interval.low)
    return -found.estimate, turned


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
