"""What a run would take, before anything is spent."""

from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO, Spend
from gradcheck.domain.dataset import DatasetUse
from gradcheck.domain.headroom import KnownHeadroom
from gradcheck.domain.task import DataReport
from gradcheck.engine.plan import ChosenMethod, Plan


class Amount(Value, frozen=True, kw_only=True):
    """Calls, and what they come to as calls of the task's model with the prompt as it was given.

    `cost_usd` is null where nobody knows what one of the models costs.
    """

    calls: int
    tokens: int
    cost_usd: float | None


class Rounds(Value, frozen=True, kw_only=True):
    """Dependent rounds: calls that wait for one another when every other one is made at once.

    A rollout is one round, however many modules it has. `most` includes the seed's score and the test.
    """

    step: int
    most: int | None


class RunEstimate(Value, frozen=True, kw_only=True):
    """What a run would take.

    `seed` and `test` are the calls of these, `first_step` the most of the first step. `least` is what no run goes
    below, the seed's score and the test; `most` is what one asks for whose every proposal is usable, answers that are
    known already included; null where only the budget ends the method. `needed` is the least budget that is accepted.
    `data` says what repeats in the examples, `dataset` where they come from; `headroom` whether the task is known to
    react to prompts, else what it would take to find out; `choice` how the method was chosen, null where it was named.
    """

    method: str
    seed: int
    first_step: int
    test: int
    least: Amount
    most: Amount | None
    needed: Amount
    rounds: Rounds
    data: DataReport | None
    dataset: DatasetUse | None = None
    headroom: KnownHeadroom | None = None
    choice: ChosenMethod | None = None


def estimate(plan: Plan) -> RunEstimate:
    """What the run would take; its headroom is looked up by whoever can."""
    method, context = plan.method, plan.context
    fixed, method_calls = plan.seed_calls + plan.test_calls, method.calls("most", context)
    endless = method.is_endless
    return RunEstimate(
        method=plan.method_name,
        seed=plan.seed_calls,
        first_step=method.calls("first", context),
        test=plan.test_calls,
        least=_amount(plan, plan.one_call * (fixed + method.calls("least", context))),
        most=None if endless else _amount(plan, plan.one_call * (fixed + method_calls)),
        needed=_amount(plan, plan.least),
        rounds=Rounds(
            step=method.calls("rounds", context),
            most=None if endless else 2 + method.calls("steps", context) * method.calls("rounds", context),
        ),
        data=plan.data,
        dataset=plan.dataset,
        choice=plan.choice,
    )


def _amount(plan: Plan, spend: Spend) -> Amount:
    cost = None if plan.models.unpriced else spend.cost_micro_usd / MICRO
    return Amount(calls=spend.calls, tokens=spend.tokens, cost_usd=cost)
