"""The test split: touched once, by the seed and the winner.

It owns the reservation of the test's calls and the verdict. It does not own which candidate is the winner.
"""

from collections.abc import Awaitable, Callable, Sequence

from service.concurrency import all_of
from service.domain.call import Spend
from service.domain.program import Candidate
from service.domain.run import Difference, TestResult
from service.domain.task import Example, Rollout
from service.engine.state import RunState, scored
from service.evaluation import Done
from service.statistics.paired import paired_difference, verdict

_STAGE = "test"


def reservation(state: RunState) -> Spend:
    """The worst case of the test: the seed once, and a winner whose prompt may be twice as long."""
    total = Spend()
    for example in state.split("test"):
        one = state.evaluator.reservation(state.baseline, example, 0, _STAGE)
        total += one + Spend(calls=one.calls, tokens=2 * one.tokens, cost_micro_usd=2 * one.cost_micro_usd)
    return total


def not_tested(reason: str) -> TestResult:
    """A result without a test, saying why."""
    return TestResult(verdict="not_tested", reason=reason)


async def final_test(state: RunState, claim: Callable[[], Awaitable[int]]) -> TestResult:
    """Score the seed and the winner on the test split. `claim` counts how often the split has been used."""
    items = state.split("test")
    if not items:
        return not_tested("the test split is empty")
    candidates = [state.baseline]
    if state.best.components != state.baseline.components:
        candidates.append(state.best)
    pairs = [(candidate, example) for candidate in candidates for example in items]
    reservations = [state.evaluator.reservation(c, example, 0, _STAGE) for c, example in pairs]
    fitting, reason = state.planned.reserve(reservations)
    if fitting < len(pairs):
        return not_tested(f"the budget has no room for the winner's test: {reason}")
    times_used = await claim()
    done: list[Done] = await all_of(
        state.evaluator.rollout(candidate, example, 0, _STAGE) for candidate, example in pairs
    )
    state.settle(sum(reservations, Spend()), sum((one.spend for one in done), Spend()))
    rollouts = [one.rollout for one in done]
    state.records.add_rollouts(state.job_id, _STAGE, rollouts)
    return _judge(state, candidates, items, rollouts, times_used)


def _judge(
    state: RunState,
    candidates: Sequence[Candidate],
    items: Sequence[Example],
    rollouts: Sequence[Rollout],
    times_used: int,
) -> TestResult:
    """Pairs with a failed side are dropped; the means count their own failures."""
    baseline = [rollout.score for rollout in rollouts[: len(items)]]
    best = [rollout.score for rollout in rollouts[-len(items) :]]
    pairs = [(a, b) for a, b in zip(baseline, best, strict=True) if a is not None and b is not None]
    summary = TestResult(
        verdict="not_tested",
        reason="every pair of answers has a failed side",
        baseline=scored(baseline, state.seed),
        best=scored(best, state.seed),
        times_used=times_used,
    )
    if not pairs:
        return summary
    compared = paired_difference([a for a, _ in pairs], [b for _, b in pairs], seed=state.seed)
    difference = Difference(
        estimate=compared.estimate,
        ci95=(compared.interval.low, compared.interval.high),
        p_value=compared.p_value,
        n=compared.n,
        test=compared.test,
    )
    return TestResult(
        verdict=verdict(compared),
        reason="" if len(candidates) > 1 else "no prompt was found that is better than the given one",
        baseline=summary.baseline,
        best=summary.best,
        difference=difference,
        fixed=compared.fixed,
        broken=compared.broken,
        times_used=times_used,
    )
