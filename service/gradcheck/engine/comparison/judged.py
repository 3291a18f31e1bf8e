"""Prompts whose answers a judge compares, every two of them: who wins, and how strong each is beside all others."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.program import Candidate
from gradcheck.domain.results.comparison import Comparisons, PromptPair, PromptStrength
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.plan import Plan
from gradcheck.engine.state import RunState
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.llm.session import Session
from gradcheck.methods.standing import lacks
from gradcheck.statistics.runs.all_pairs import FamilyShare, family_of_shares
from gradcheck.statistics.runs.win_share import TIE
from gradcheck.statistics.search.bradley_terry import bradley_terry_by_item

_ALPHA = 0.05
Pair = tuple[int, int]
"""The places of two prompts in their request, the earlier one first."""
Outcomes = Sequence[Rollout | None]
"""The second prompt's rollouts against the first, in the order of the examples; None where an answer is lacking."""


class PairJudge:
    """Has every two prompts' answers compared; each answer is a call that was made before."""

    def __init__(self, plan: Plan, prompts: Sequence[Candidate], session: Session) -> None:
        tasks = [each.task for each in plan.each]
        self._prompts = prompts
        self._evaluators = {
            (first, second): Evaluator(
                replace(tasks[second], reference=prompts[first], of_reference=tasks[first]), session
            )
            for first, second in combinations(range(len(prompts)), 2)
        }

    def reservation(self, item: Example, answers: Sequence[Spend]) -> Spend:
        """The worst case of an example's comparisons, where its answers cost so much by prompt."""
        total = Spend()
        for (first, second), evaluator in self._evaluators.items():
            whole = evaluator.reservation(self._prompts[second], item, 0, self._stage(first))
            total += whole - answers[first] - answers[second]
        return total

    async def outcomes(
        self, state: RunState, items: Sequence[Example], answered: Sequence[Sequence[Rollout]]
    ) -> tuple[dict[Pair, list[Rollout | None]], Spend]:
        """All comparisons of the prompts' answers to these examples, and what is owed for them."""
        both = {
            pair: [
                item
                for item, one, other in zip(items, answered[pair[0]], answered[pair[1]], strict=True)
                if one.score is not None and other.score is not None
            ]
            for pair in self._evaluators
        }
        done = await all_of(
            evaluator.rollouts(
                [
                    Asked(candidate=self._prompts[pair[1]], example=item, stage=self._stage(pair[0]))
                    for item in both[pair]
                ]
            )
            for pair, evaluator in self._evaluators.items()
        )
        compared = dict(zip(self._evaluators, done, strict=True))
        spent = sum((self._evaluators[pair].accept(own) for pair, own in compared.items()), Spend())
        for first in range(len(self._prompts) - 1):
            rollouts = [one.rollout for pair, own in compared.items() if pair[0] == first for one in own]
            state.records.add_rollouts(state.job_id, self._stage(first), rollouts)
        by_item = {pair: {one.rollout.example: one.rollout for one in own} for pair, own in compared.items()}
        return {pair: [own.get(item.id) for item in items] for pair, own in by_item.items()}, spent

    def _stage(self, first: int) -> str:
        """The stage of comparisons with a prompt's answers."""
        return f"against.{self._prompts[first].id}"


def shares_of(prompt: int, outcomes: Mapping[Pair, Outcomes]) -> list[float | None]:
    """A prompt's mean outcome against all others by example; None where one of these comparisons is lacking."""
    own = [
        [
            None if score is None else score if second == prompt else 1 - score
            for score in _scores(outcomes[first, second])
        ]
        for first, second in outcomes
        if prompt in {first, second}
    ]
    return [_mean(row) for row in zip(*own, strict=True)]


def judged_pairs(names: Sequence[str], outcomes: Mapping[Pair, Outcomes]) -> tuple[PromptPair, ...]:
    """Every two prompts by a sign test of wins and losses; those of which a tenth is lacking are not tested."""
    known = {pair: [score for score in _scores(own) if score is not None] for pair, own in outcomes.items()}
    reasons = {pair: _reason(len(own), len(outcomes[pair]) - len(own)) for pair, own in known.items()}
    tested = [pair for pair, reason in reasons.items() if not reason]
    counts = [(known[pair].count(1.0), known[pair].count(0.0), known[pair].count(TIE)) for pair in tested]
    found = dict(zip(tested, family_of_shares(counts), strict=True))
    return tuple(
        _tested(names, pair, found[pair], outcomes[pair])
        if pair in found
        else PromptPair(
            first=names[pair[0]], second=names[pair[1]], verdict="not_tested", reason=reason, n=len(known[pair])
        )
        for pair, reason in reasons.items()
    )


def strengths(names: Sequence[str], outcomes: Mapping[Pair, Outcomes]) -> tuple[PromptStrength, ...]:
    """All prompts, the strongest first; none where fewer than two examples were compared."""
    items = max(map(len, outcomes.values()))
    wins = np.zeros((items, len(names), len(names)))
    for (first, second), own in outcomes.items():
        for place, score in enumerate(_scores(own)):
            if score is not None:
                wins[place, second, first], wins[place, first, second] = score, 1 - score
    compared = wins[wins.any(axis=(1, 2))]
    if len(compared) < 2:
        return ()
    found = [
        PromptStrength(name=name, strength=one.estimate, ci95=(one.interval.low, one.interval.high))
        for name, one in zip(names, bradley_terry_by_item(compared), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.strength))


def _tested(names: Sequence[str], pair: Pair, found: FamilyShare, outcomes: Outcomes) -> PromptPair:
    share = found.share
    verdict: Literal["first_better", "second_better", "not_distinguishable"] = "not_distinguishable"
    if found.adjusted_p <= _ALPHA:
        verdict = "second_better" if share.wins > share.losses else "first_better"
    return PromptPair(
        first=names[pair[0]],
        second=names[pair[1]],
        verdict=verdict,
        n=share.wins + share.losses + share.ties,
        estimate=share.estimate - TIE,
        ci95=(share.interval.low - TIE, share.interval.high - TIE),
        p_value=share.p_value,
        adjusted_p=found.adjusted_p,
        test="sign",
        fixed=share.wins,
        broken=share.losses,
        comparisons=Comparisons.of((one.score, one.preference) for one in outcomes if one is not None),
    )


def _reason(known: int, missing: int) -> str:
    """Why two prompts are not tested; empty where they are."""
    if lacks(known, missing):
        return f"{missing} of {known + missing} examples have no comparison of the two: an answer or the judge failed"
    return "" if known else "no example has a comparison of the two"


def _scores(outcomes: Outcomes) -> list[float | None]:
    return [None if one is None else one.score for one in outcomes]


def _mean(row: Sequence[float | None]) -> float | None:
    known = [score for score in row if score is not None]
    return sum(known) / len(known) if len(known) == len(row) else None
