"""The test split: touched once, by the seed and the winner."""

from collections.abc import Awaitable, Callable, Collection, Sequence

from msgspec.structs import replace

from gradcheck.domain.call import Spend
from gradcheck.domain.division import item_digest
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Difference, Scored, TestResult
from gradcheck.domain.task import Rollout
from gradcheck.engine.classes import by_class
from gradcheck.engine.labels_said import said
from gradcheck.engine.preference import preferred
from gradcheck.engine.state import RunState, scored, with_labels
from gradcheck.evaluation import Asked
from gradcheck.methods.standing import lacks
from gradcheck.statistics.runs.macro import macro_difference
from gradcheck.statistics.runs.paired import verdict

_STAGE = "test"


def reserve_test_budget(state: RunState) -> str | None:
    """Hold the worst case of the test back as the best so far would need it; why it no longer fits, if so."""
    needed = _reservation(state)
    state.planned.settle(state.held, Spend())
    fitting, reason = state.planned.reserve([needed])
    if fitting:
        state.held = needed
    else:
        state.planned.reserve([state.held])
    state.hold(state.held)
    return reason


def release_test_budget(state: RunState) -> None:
    """Let what was held back be used."""
    state.planned.settle(state.held, Spend())
    state.held = Spend()


def _reservation(state: RunState) -> Spend:
    """The worst case of the test: the seed, and a winner that may be twice as long as the best so far."""
    doubled = {name: text * 2 for name, text in state.best.components.items()}
    winner = Candidate(id="winner", components=doubled, demos=state.best.demos * 2)
    return _worst(state, state.baseline) + _worst(state, winner)


def _worst(state: RunState, candidate: Candidate) -> Spend:
    """The worst case of a candidate's test, found once: most steps leave the best as it is."""
    if candidate.content not in state.worst_tests:
        state.worst_tests[candidate.content] = sum(
            (state.evaluator.reservation(candidate, example, 0, _STAGE) for example in state.split("test")), Spend()
        )
    return state.worst_tests[candidate.content]


def not_tested(reason: str) -> TestResult:
    """A result without a test, saying why."""
    return TestResult(verdict="not_tested", reason=reason)


async def final_test(state: RunState, claim: Callable[[Collection[bytes]], Awaitable[int]]) -> TestResult:
    """Score the seed and the winner on the test split. `claim` counts how often any of its items has been used."""
    items = state.split("test")
    if not items:
        return not_tested("the test split is empty")
    candidates = [state.baseline]
    if state.best.content != state.baseline.content:
        candidates.append(state.best)
    costs = [
        sum((state.evaluator.reservation(candidate, item, 0, _STAGE) for candidate in candidates), Spend())
        for item in items
    ]
    fitting, short = state.planned.reserve(costs)
    if fitting == 0:
        return not_tested(f"the budget has no room for the test: {short}")
    times_used = await claim([item_digest(item) for item in items[:fitting]])
    state.pace.test(sum((cost.calls for cost in costs[:fitting]), 0))
    outcomes = await state.evaluator.rollouts(
        [Asked(candidate=candidate, example=item, stage=_STAGE) for candidate in candidates for item in items[:fitting]]
    )
    state.planned.settle(sum(costs[:fitting], Spend()), state.evaluator.accept(outcomes))
    rollouts = [outcome.rollout for outcome in outcomes]
    state.records.add_rollouts(state.job_id, _STAGE, rollouts)
    state.tested = tuple(rollouts)
    found = "found that is" if state.lead is None else "shown to be"
    reason = "" if len(candidates) > 1 else f"no prompt was {found} better than the given one"
    if short is not None:
        reason = f"the budget had room for {fitting} of {len(items)} test examples only: {short}"
    return _judge(state, rollouts[:fitting], rollouts[-fitting:], reason, times_used)


def _judge(
    state: RunState, before: Sequence[Rollout], after: Sequence[Rollout], reason: str, times_used: int
) -> TestResult:
    """The verdict on pairs whose sides both have a score; none where either lacks more than a tenth of its items."""
    baseline, best = [rollout.score for rollout in before], [rollout.score for rollout in after]
    pairs = [
        (one.example, one.score, other.score)
        for one, other in zip(before, after, strict=True)
        if one.score is not None and other.score is not None
    ]
    summary = TestResult(
        verdict="not_tested",
        reason="every pair of answers has a failed side",
        baseline=state.by_definition(_in_full(state, before)),
        best=_in_full(state, after),
        times_used=times_used,
        by_class=by_class(state.labels, state.examples, before, after),
    )
    if not pairs:
        return summary
    for name, scores in (("given prompt", baseline), ("best prompt", best)):
        missing = scores.count(None)
        if lacks(len(scores) - missing, missing):
            return replace(summary, reason=f"the {name} lacks answers to {missing} of {len(scores)} test examples")
    if state.pairwise:
        state.observe(after)
        return preferred(replace(summary, reason=reason), [pair[1:] for pair in pairs], after)
    classes = [state.classes.get(name) for name, *_ in pairs]
    compared = macro_difference([a for _, a, _ in pairs], [b for *_, b in pairs], classes, seed=state.seed)
    difference = Difference(
        estimate=compared.estimate,
        ci95=(compared.interval.low, compared.interval.high),
        p_value=compared.p_value,
        n=compared.n,
        test=compared.test,
    )
    return TestResult(
        verdict=verdict(compared),
        reason=reason,
        baseline=summary.baseline,
        best=summary.best,
        difference=difference,
        fixed=compared.fixed,
        broken=compared.broken,
        times_used=times_used,
        by_class=summary.by_class,
    )


def _in_full(state: RunState, rollouts: Sequence[Rollout]) -> Scored | None:
    """A mean over the test with its figures by label."""
    score = scored({rollout.example: rollout.score for rollout in rollouts}, state.seed, state.classes)
    answers = {rollout.example: said(rollout, state.examples, state.reader) for rollout in rollouts}
    return score and with_labels(score, answers, state.examples, state.reader)
