"""All arms of a study side by side: their ranks, and in plain words which of them cannot be told apart."""

from collections.abc import Sequence
from itertools import combinations

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import derive
from gradcheck.statistics.runs.ranking import Ranking, rank_arms
from gradcheck.studies.analysis.outcome import RunOutcome
from gradcheck.studies.plan import StudyPlan


class ArmRank(Value, frozen=True, kw_only=True):
    """An arm's mean over the ranked trials and the ranks it may have, 1 the best; all arms' hold at once."""

    arm: str
    mean: float
    best_rank: int
    worst_rank: int


class RankedGap(Value, frozen=True, kw_only=True):
    """First arm minus second; the interval holds for all gaps at once, null where so few trials leave it open."""

    first: str
    second: str
    estimate: float
    interval: tuple[float, float] | None
    p_value: float
    distinguishable: bool


class StudyRanking(Value, frozen=True, kw_only=True):
    """Arms from the best to the worst over the `n` trials that all of them have an outcome of; `text` says it.

    `left_out` arms have no outcome at all. Arms are empty where fewer than two trials or arms can be ranked.
    """

    text: str
    n: int
    level: float
    arms: tuple[ArmRank, ...] = ()
    gaps: tuple[RankedGap, ...] = ()
    left_out: tuple[str, ...] = ()


def rank(plan: StudyPlan, runs: Sequence[RunOutcome]) -> StudyRanking:
    """Rank the arms on the trials that are complete."""
    outcomes = {(run.arm, run.trial): run.outcome for run in runs if run.outcome is not None}
    names = [arm.name for arm in plan.arms if any(name == arm.name for name, _ in outcomes)]
    left_out = tuple(arm.name for arm in plan.arms if arm.name not in names)
    complete = [trial for trial in range(plan.trials) if all((name, trial) in outcomes for name in names)]
    level = 1 - plan.alpha
    if len(names) < 2 or len(complete) < 2:
        text = "fewer than two arms have two trials in common, so nothing can be ranked"
        return StudyRanking(text=text, n=len(complete) if names else 0, level=level, left_out=left_out)
    matrix = [[outcomes[name, trial] for name in names] for trial in complete]
    ranking = rank_arms(matrix, seed=derive("ranking", plan.seed), level=level)
    return StudyRanking(
        text=_words(ranking, names),
        n=ranking.n_runs,
        level=level,
        arms=tuple(
            ArmRank(arm=names[ranked.arm], mean=ranked.mean, best_rank=ranked.best_rank, worst_rank=ranked.worst_rank)
            for ranked in ranking.arms
        ),
        gaps=tuple(
            RankedGap(
                first=names[comparison.first],
                second=names[comparison.second],
                estimate=comparison.estimate,
                interval=comparison.interval,
                p_value=comparison.p_value,
                distinguishable=comparison.distinguishable,
            )
            for comparison in ranking.comparisons
        ),
        left_out=left_out,
    )


def _words(ranking: Ranking, names: Sequence[str]) -> str:
    alike = {
        frozenset((comparison.first, comparison.second))
        for comparison in ranking.comparisons
        if not comparison.distinguishable
    }
    if not alike:
        return "all arms can be told apart"
    groups = _groups([ranked.arm for ranked in ranking.arms], alike)
    return "these cannot be told apart: " + "; ".join(", ".join(names[arm] for arm in group) for group in groups)


def _groups(order: Sequence[int], alike: set[frozenset[int]]) -> list[list[int]]:
    """Groups that hold every pair of arms that cannot be told apart and no other, the best arms first.

    Neighbours in the order of means go together as far as all of them are alike; a pair that is alike although an arm
    between them is not stands by itself.
    """
    groups: list[list[int]] = []
    for start in range(len(order)):
        group = [order[start]]
        for arm in order[start + 1 :]:
            if any(frozenset((arm, other)) not in alike for other in group):
                break
            group.append(arm)
        if len(group) > 1 and not any(set(group) <= set(larger) for larger in groups):
            groups.append(group)
    covered = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    rest = [[a, b] for a, b in combinations(order, 2) if frozenset((a, b)) in alike - covered]
    return groups + rest
