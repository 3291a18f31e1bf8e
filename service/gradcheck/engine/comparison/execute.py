"""Prompts compared: each scored on the same examples of the test, every two of them tested."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from itertools import combinations

from gradcheck.concurrency import all_of
from gradcheck.domain.call import MICRO, Spend
from gradcheck.domain.division import item_digest
from gradcheck.domain.program import SEED, Candidate
from gradcheck.domain.results.comparison import PromptComparison, PromptPair, PromptScore
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.comparison.judged import Pair, PairJudge, judged_pairs, shares_of, strengths
from gradcheck.engine.data import warnings_for_test
from gradcheck.engine.plan import ComparedPrompt, Plan
from gradcheck.engine.state import RunState, scored
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.llm.session import Session
from gradcheck.methods.standing import lacks
from gradcheck.statistics.runs.all_pairs import FamilyDifference, family_of_differences
from gradcheck.statistics.runs.macro import Classes

_STAGE, _ALPHA = "test", 0.05


async def compare(
    state: RunState, plan: Plan, session: Session, claim: Callable[[Collection[bytes]], Awaitable[int]]
) -> PromptComparison:
    """Score all prompts on as many examples as the budget holds for all of them, and compare every two.

    Where a judge compares, it is shown every two prompts' answers once all are there. `claim` counts
    how often any of these examples has been tested on.
    """
    prompts = [_candidate(place, prompt) for place, prompt in enumerate(plan.compared)]
    evaluators = [Evaluator(each.task, session) for each in plan.each]
    for prompt in prompts:
        state.register(prompt)
    judge = PairJudge(plan, prompts, session) if plan.pairwise else None
    costs = [_cost(evaluators, prompts, item, judge) for item in plan.examples]
    fitting, short = state.planned.reserve(costs)
    items, held = plan.examples[:fitting], sum(costs[:fitting], Spend())
    reason = f"the budget had room for {fitting} of {len(costs)} examples only: {short}" if short is not None else ""
    times_used = await claim([item_digest(item) for item in items]) if items else 0
    state.pace.test(held.calls)
    outcomes = await all_of(
        evaluator.rollouts([Asked(candidate=prompt, example=item, stage=_STAGE) for item in items])
        for evaluator, prompt in zip(evaluators, prompts, strict=True)
    )
    spent = [evaluator.accept(done) for evaluator, done in zip(evaluators, outcomes, strict=True)]
    rollouts = [[one.rollout for one in done] for done in outcomes]
    state.records.add_rollouts(state.job_id, _STAGE, [rollout for of_prompt in rollouts for rollout in of_prompt])
    scores = [[rollout.score for rollout in of_prompt] for of_prompt in rollouts]
    names, classes = [prompt.name for prompt in plan.compared], [state.classes.get(item.id) for item in items]
    owed, outcomes_of = sum(spent, Spend()), dict[Pair, list[Rollout | None]]()
    if judge is not None:
        outcomes_of, judged = await judge.outcomes(state, items, rollouts)
        scores, owed = [shares_of(place, outcomes_of) for place in range(len(prompts))], owed + judged
    state.planned.settle(held, owed)
    return PromptComparison(
        prompts=tuple(
            _prompt(state, prompt, candidate.id, dict(zip((item.id for item in items), own, strict=True)), cost)
            for prompt, candidate, own, cost in zip(plan.compared, prompts, scores, spent, strict=True)
        ),
        pairs=await asyncio.to_thread(compared_pairs, names, scores, classes, state.seed)
        if judge is None
        else judged_pairs(names, outcomes_of),
        ranking=() if judge is None else strengths(names, outcomes_of),
        reason=reason,
        warnings=(*warnings_for_test(plan.data), *_warnings(plan)),
        times_used=times_used,
    )


def compared_pairs(
    names: Sequence[str], scores: Sequence[Sequence[float | None]], classes: Classes, seed: int
) -> tuple[PromptPair, ...]:
    """Every two prompts on the examples that both have a score of; `scores` are theirs, in the order of the examples.

    `classes` are those of the examples in the same order; where all are of one, each example counts alike.
    A prompt that lacks scores of more than a tenth is tested against none, and counts in no adjustment.
    """
    lacking = {name: own.count(None) for name, own in zip(names, map(list, scores), strict=True) if _lacks(own)}
    both = {
        (first, second): [
            (a, b, name)
            for a, b, name in zip(scores[first], scores[second], classes, strict=True)
            if a is not None and b is not None
        ]
        for first, second in combinations(range(len(names)), 2)
    }
    reasons = {pair: _reason([names[place] for place in pair], lacking, len(known)) for pair, known in both.items()}
    tested = [pair for pair, reason in reasons.items() if not reason]
    family = family_of_differences(
        [
            ([a for a, *_ in both[pair]], [b for _, b, _ in both[pair]], [name for *_, name in both[pair]])
            for pair in tested
        ],
        seed=seed,
    )
    found = dict(zip(tested, family, strict=True))
    return tuple(
        _pair(names[first], names[second], found[first, second])
        if (first, second) in found
        else PromptPair(
            first=names[first], second=names[second], verdict="not_tested", reason=reason, n=len(both[first, second])
        )
        for (first, second), reason in reasons.items()
    )


def _pair(first: str, second: str, found: FamilyDifference) -> PromptPair:
    difference = found.difference
    distinct = found.adjusted_p <= _ALPHA and difference.estimate != 0
    return PromptPair(
        first=first,
        second=second,
        verdict="not_distinguishable"
        if not distinct
        else "second_better"
        if difference.estimate > 0
        else "first_better",
        n=difference.n,
        estimate=difference.estimate,
        ci95=(difference.interval.low, difference.interval.high),
        p_value=difference.p_value,
        adjusted_p=found.adjusted_p,
        test=difference.test,
        fixed=difference.fixed,
        broken=difference.broken,
    )


def _lacks(scores: Sequence[float | None]) -> bool:
    missing = list(scores).count(None)
    return lacks(len(scores) - missing, missing)


def _reason(names: Sequence[str], lacking: dict[str, int], known: int) -> str:
    """Why two prompts are not compared; empty where they are."""
    without = [f"{name} lacks answers to {lacking[name]} examples" for name in names if name in lacking]
    if without:
        return "; ".join(without)
    return "" if known else "no example has a score of both"


def _candidate(place: int, prompt: ComparedPrompt) -> Candidate:
    """A prompt as a candidate; the first is the seed of the run."""
    name = SEED if place == 0 else f"prompt.{place}"
    return Candidate(
        id=name, components=prompt.components, demos=prompt.demos, operator="seed" if place == 0 else "given"
    )


def _cost(
    evaluators: Sequence[Evaluator], prompts: Sequence[Candidate], item: Example, judge: PairJudge | None
) -> Spend:
    """The worst case of one example with all prompts, and of comparing every two answers to it."""
    pairs = zip(evaluators, prompts, strict=True)
    answers = [evaluator.reservation(prompt, item, 0, _STAGE) for evaluator, prompt in pairs]
    return sum(answers, Spend() if judge is None else judge.reservation(item, answers))


def _prompt(
    state: RunState, prompt: ComparedPrompt, candidate: str, scores: Mapping[str, float | None], spent: Spend
) -> PromptScore:
    score = scored(scores, state.seed, state.classes)
    return PromptScore(
        name=prompt.name,
        candidate=candidate,
        run=prompt.run,
        prompt=prompt.components,
        demos=prompt.demos,
        score=None if score is None else score.score,
        ci95=None if score is None else score.ci95,
        n=0 if score is None else score.n,
        failed=list(scores.values()).count(None),
        calls=spent.calls,
        tokens=spent.tokens,
        cost_usd=None if prompt.models.unpriced else spent.cost_micro_usd / MICRO,
    )


def _warnings(plan: Plan) -> tuple[str, ...]:
    """Which prompts may know some of the examples."""
    return tuple(
        f"{prompt.name}: {count} of {len(plan.examples)} examples {what}, so its score may show what was seen before"
        for prompt in plan.compared
        for count, what in (
            (prompt.seen, f"were in the train or validation split of {prompt.run}"),
            (prompt.shown, "are among its demos"),
        )
        if count
    )
