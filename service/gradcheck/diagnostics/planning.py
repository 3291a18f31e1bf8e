"""What a diagnostic would cost and could detect, before anything is spent."""

import math
from collections.abc import Sequence
from statistics import fmean, pvariance

from msgspec.structs import replace

from gradcheck.diagnostics.draws import alike, distinct, twins
from gradcheck.diagnostics.perturbations.catalogue import PERTURBATIONS
from gradcheck.diagnostics.perturbations.critics import POOL
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, Written, mute_judge, obstacle, targets
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import LEAST_PAIRS, CallsTaken, Noise, Recorded, Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.domain.headroom import KnownHeadroom
from gradcheck.domain.run import Step, Usage
from gradcheck.engine.plan import Plan
from gradcheck.statistics.edits.power import minimum_detectable_effect, pairs_needed, tost_pairs_needed

_CANDIDATE_SD, _LEAST_CANDIDATE_SD = 0.04, 0.02
_CELL_VARIANCE, _CORRELATION = 0.24, 0.5
_LEAST_ENTRIES, _LEAST_SCORED = 5, 8


class Calls(Value, frozen=True, kw_only=True):
    """Calls by role."""

    task: int = 0
    optimizer: int = 0
    judge: int = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(
            task=self.task + other.task, optimizer=self.optimizer + other.optimizer, judge=self.judge + other.judge
        )

    @property
    def total(self) -> int:
        """The calls of all roles."""
        return self.task + self.optimizer + self.judge


class DiagnosticEstimate(Value, frozen=True, kw_only=True):
    """What a diagnostic would take when every edit is usable at its first try, and what it could tell.

    `by_test` counts each test as if it were asked for alone, `calls` counts shared arms once. `cost_usd` is at the
    run's own average cost of a call, null without prices. `enough` says that `minimum_detectable_effect`, the effect
    found with 80 % power, does not exceed `delta`. `untestable` tests draw nothing; it says why. `sampling` is how
    edits and answers are drawn, by what is really sent; `headroom` whether the task is known to react to prompts.
    """

    calls: Calls
    by_arm: dict[str, Calls]
    by_test: dict[str, Calls]
    cost_usd: float | None
    pairs: int
    pair_sd: float
    basis: str
    minimum_detectable_effect: float | None
    delta: float
    enough: bool
    pairs_needed: int
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
    return DiagnosticEstimate(
        calls=calls,
        by_arm={arm: _arm_calls(plan, plan.needs, arm) for arm in plan.needs.arms},
        by_test=by_test,
        cost_usd=_cost(calls, usage, plan.run),
        pairs=len(plan.recorded) * plan.replicates,
        pair_sd=rules.noise.pair_sd,
        basis=rules.noise.basis,
        minimum_detectable_effect=detectable(plan),
        delta=rules.delta,
        enough=is_enough(plan),
        pairs_needed=pairs_needed(rules.noise.pair_sd, rules.delta, alpha=rules.alpha),
        pairs_needed_for_equivalence=tost_pairs_needed(rules.noise.pair_sd, rules.delta, alpha=rules.alpha),
        untestable=plan.untestable,
        sampling=plan.rules.sampling,
    )


def needs_of(tests: Sequence[str], plan: DiagnosticPlan) -> Requirements:
    """All that some tests draw; a judge whose model cannot answer questions is asked none."""
    needs = sum((DIAGNOSTICS[name].drawn(plan.rules) for name in tests), start=Requirements())
    return needs if mute_judge(plan.run) is None else replace(needs, asks=())


def expected_calls(plan: DiagnosticPlan, needs: Requirements) -> Calls:
    """All calls of some needs, shared arms counted once."""
    blocks = len(plan.recorded) * plan.replicates
    per_item, per_judged = len(plan.run.program.modules), plan.run.context.per_item - len(plan.run.program.modules)
    rows = len(plan.items) * needs.repeats + len(plan.gate) * bool(needs.gated)
    items = (rows + len(plan.minibatches) * bool(needs.crossed)) * len(plan.recorded)
    if needs.checkpoints:
        scored = sum(example.split == "train" for example in plan.run.examples) + len(plan.items)
        items += len(plan.checkpoints) * scored
    total = Calls(task=items * per_item, judge=items * per_judged + blocks * len(needs.asks))
    for arm in needs.arms:
        total += _arm_calls(plan, needs, arm)
    if needs.arms and plan.rules.estimand == "critic_average":
        asked = sum(critic_calls(recorded, Critic()) for recorded in plan.recorded)
        total += Calls(optimizer=asked * (plan.replicates - 1))
    return total


def calls_taken(plan: DiagnosticPlan) -> dict[str, CallsTaken]:
    """What each test that can be run and draws edits would take alone, by the number of pairs."""
    if not plan.recorded:
        return {}
    larger = replace(plan, replicates=plan.replicates + 1)
    taken = {}
    for name in plan.rules.tests:
        needs = needs_of([name], plan)
        if needs.arms and name not in plan.untestable:
            now, then = (expected_calls(each, needs).total for each in (plan, larger))
            a_pair = (then - now) / len(plan.recorded)
            taken[name] = CallsTaken(fixed=now - a_pair * len(plan.recorded) * plan.replicates, a_pair=a_pair)
    return taken


def pairs_of(plan: DiagnosticPlan, arm: str) -> int:
    """In how many blocks an arm can be made as an edit of its own."""
    source = PERTURBATIONS[arm].source
    return sum(
        distinct(plan, arm, recorded) for recorded in plan.recorded if obstacle(source, recorded, plan.run) is None
    )


def detectable(plan: DiagnosticPlan) -> float | None:
    """The effect that all pairs (in scope `method` all steps) find with 80 % power; None where there are too few."""
    rules = plan.rules
    steps, pairs = len(plan.recorded), len(plan.recorded) * plan.replicates
    if rules.scope == "method":
        sd = rules.noise.pair_sd / math.sqrt(plan.replicates)
        return minimum_detectable_effect(sd, steps, alpha=rules.alpha) if steps > 1 else None
    return minimum_detectable_effect(rules.noise.pair_sd, pairs, alpha=rules.alpha) if pairs > 1 else None


def is_enough(plan: DiagnosticPlan) -> bool:
    """Whether the job could tell an effect of delta."""
    effect = detectable(plan)
    return not plan.needs.scored or (effect is not None and effect <= plan.rules.delta)


def untestable(plan: DiagnosticPlan) -> dict[str, str]:
    """Why tests cannot be run on this plan.

    There are too few pairs for an arm their claims rest on, its draws cannot differ, or the test has its own reasons.
    """
    reasons_by_test: dict[str, str] = {}
    for name in plan.rules.tests:
        test = DIAGNOSTICS[name]
        reason = test.refuse(plan) or twins(plan, test.redraws)
        for arm in test.required if reason is None else ():
            if pairs_of(plan, arm) < LEAST_PAIRS:
                source = PERTURBATIONS[arm].source
                reasons = [
                    hindrance for recorded in plan.recorded if (hindrance := obstacle(source, recorded, plan.run))
                ]
                reason = f"too few pairs can have the arm {arm}: {reasons[0]}" if reasons else "there are too few pairs"
                if not reasons and any(distinct(plan, arm, recorded) < plan.replicates for recorded in plan.recorded):
                    reason = f"{pairs_of(plan, arm)} edits of the arm {arm} can differ, {LEAST_PAIRS} are needed"
                    reason += f": {alike(plan)}, or ask for more steps"
                break
        if reason is not None:
            reasons_by_test[name] = reason
    return reasons_by_test


def planned_noise(steps: Sequence[Step], items: int) -> Noise:
    """The deviation of pair means before any A/A data: that of the run's own candidates, else a cautious guess.

    sqrt(2 sd_c^2 + 2 v (1 - rho) / m) with the variance v of a score and the correlation rho of an item's two scores.
    """
    entries = [entry for step in steps if step.selection for entry in step.selection.pool if entry.candidate != "seed"]
    means = {entry.candidate: (entry.score, entry.n) for entry in entries if entry.score is not None}
    known = [(score, n) for score, n in means.values() if n >= _LEAST_SCORED and score is not None]
    sd, variance = _CANDIDATE_SD, _CELL_VARIANCE
    if len(known) >= _LEAST_ENTRIES:
        noise = fmean(score * (1 - score) / n for score, n in known)
        spread = pvariance([score for score, _ in known]) * len(known) / (len(known) - 1)
        sd = max(math.sqrt(max(spread - noise, 0.0)), _LEAST_CANDIDATE_SD)
        variance = max(fmean(score * (1 - score) for score, _ in known), _CELL_VARIANCE / 4)
    return Noise(pair_sd=math.sqrt(2 * sd**2 + 2 * variance * (1 - _CORRELATION) / max(items, 1)), basis="assumed")


def items_needed(rules: Rules, pairs: int) -> int | None:
    """The probe items with which so many pairs would find delta, at the assumed noise; None if no number would do."""
    least = minimum_detectable_effect(1.0, max(pairs, 2), alpha=rules.alpha)
    room = (rules.delta / least) ** 2 - 2 * _CANDIDATE_SD**2
    return math.ceil(2 * _CELL_VARIANCE * (1 - _CORRELATION) / room) if room > 0 else None


def _arm_calls(plan: DiagnosticPlan, needs: Requirements, arm: str) -> Calls:
    """An arm's calls over all blocks: its texts, one edit, its scores."""
    source = PERTURBATIONS[arm].source
    modules, per_item = len(plan.run.program.modules), plan.run.context.per_item
    items = len(plan.items) * (arm in needs.scored) + len(plan.gate) * (arm in needs.gated)
    items += len(plan.minibatches) * (arm in needs.crossed)
    total = Calls()
    for recorded in plan.recorded:
        if obstacle(source, recorded, plan.run) is not None:
            continue
        once, answered = 0, 0
        each = sum(request.template.endpoint != "none" for request in targets(source, recorded))  # appending needs none
        match source:
            case Written():
                each += len(recorded.texts)
            case Critic(draw=None, batch=batch):
                each += critic_calls(recorded, source)
                answered = POOL * len(recorded.by_critics) if batch == "other" else 0
            case Critic():
                once = critic_calls(recorded, source)
        scored = plan.replicates * (items + answered)
        total += Calls(
            task=scored * modules, optimizer=once + plan.replicates * each, judge=scored * (per_item - modules)
        )
    return total


def critic_calls(recorded: Recorded, source: Critic) -> int:
    """The calls that ask a request's critics again, those they stand on included unless these are left out."""
    if source.chain != "own":
        return len(recorded.request.feedback)
    by_id = {critic.id: critic for critic in recorded.critics}

    def asked(name: str) -> int:
        return 1 + sum(asked(above) for above in by_id[name].upstream) if name in by_id else 0

    return sum(asked(name) for name in recorded.request.feedback)


def _cost(calls: Calls, usage: Usage, run: Plan) -> float | None:
    """What calls would cost at the run's average price of one; None without prices."""
    if run.models.unpriced:
        return None
    total = 0.0
    for role, count in (("task", calls.task), ("optimizer", calls.optimizer), ("judge", calls.judge)):
        used = usage.get(role) or usage.get("optimizer") or usage.get("task")  # type: ignore[call-overload]
        if used is None:
            continue
        if used.cost_usd is None:
            return None
        total += count * used.cost_usd / max(used.calls - used.cached, 1)
    return total
