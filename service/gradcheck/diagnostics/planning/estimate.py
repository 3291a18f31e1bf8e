"""What a diagnostic would cost and could detect, before anything is spent."""

from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import (
    Calls,
    calls_of,
    detectable,
    expected_calls,
    is_enough,
    level_of,
    needs_of,
)
from gradcheck.diagnostics.planning.sizing import Design, needed_design
from gradcheck.diagnostics.request import Noise
from gradcheck.domain.base import Value
from gradcheck.domain.headroom import KnownHeadroom
from gradcheck.domain.run import Usage
from gradcheck.engine.plan import Plan
from gradcheck.statistics.edits.power import tost_pairs_needed
from gradcheck.statistics.looks import Looks, expected_share

_POWER = 2.8  # the noncentrality of a test with 80 % power at 5 %


class DiagnosticEstimate(Value, frozen=True, kw_only=True):
    """What a diagnostic would take when every edit is usable at its first try, and what it could tell.

    `by_test` counts each test as if it were asked for alone, `calls` counts shared arms once, all pairs included:
    `likely_calls` are those of a job that may stop at a look, if the effect is what the plan is to find. `cost_usd` is
    at the run's own average cost of a call, null without prices. `enough` says that `minimum_detectable_effect`, the
    effect that all tests find with 80 % power, does not exceed `effect`; `needed` is the cheapest design that would
    find it. `noise` is what this rests on. `untestable` tests draw nothing; it says why. `sampling` is how edits and
    answers are drawn, by what is really sent; `headroom` whether the task is known to react to prompts.
    """

    calls: Calls
    by_arm: dict[str, Calls]
    by_test: dict[str, Calls]
    likely_calls: int
    cost_usd: float | None
    pairs: int
    items_per_pair: int
    noise: Noise
    minimum_detectable_effect: float | None
    delta: float
    effect: float
    enough: bool
    needed: Design | None
    pairs_needed_for_equivalence: int
    untestable: dict[str, str]
    sampling: str
    headroom: KnownHeadroom | None = None


def estimate(plan: DiagnosticPlan, usage: Usage) -> DiagnosticEstimate:
    """The estimate of a plan; `usage` is what its run used."""
    rules = plan.rules
    calls = expected_calls(plan, plan.needs)
    by_test = {
        name: expected_calls(plan, needs_of([name], plan)) if name not in plan.untestable else Calls()
        for name in rules.tests
    }
    blocks = len(plan.recorded) * plan.replicates
    return DiagnosticEstimate(
        calls=calls,
        by_arm={arm: calls_of(plan, plan.needs, arm) for arm in plan.needs.arms},
        by_test=by_test,
        likely_calls=round(calls.total * expected_share(Looks.after(rules.looks, blocks).shares, _POWER)),
        cost_usd=_cost(calls, usage, plan.run),
        pairs=blocks,
        items_per_pair=plan.pair_items,
        noise=rules.noise,
        minimum_detectable_effect=detectable(plan),
        delta=rules.delta,
        effect=rules.effect,
        enough=is_enough(plan),
        needed=needed_design(plan),
        pairs_needed_for_equivalence=tost_pairs_needed(rules.noise.pair_sd, rules.delta, alpha=level_of(plan)),
        untestable=plan.untestable,
        sampling=rules.sampling,
    )


def _cost(calls: Calls, usage: Usage, run: Plan) -> float | None:
    """What calls would cost at the run's average price of one; None without prices."""
    if run.models.unpriced:
        return None
    total = 0.0
    for role, count in calls.by_role.items():
        used = usage.get(role) or usage.get("optimizer") or usage.get("task")
        if used is None or not count:
            continue
        if used.cost_usd is None:
            return None
        total += count * used.cost_usd / max(used.calls - used.cached, 1)
    return total
