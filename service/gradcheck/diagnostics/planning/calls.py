"""How many calls a diagnostic makes, which effect it detects, and which of its tests cannot be run."""

import math
from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.perturbations.catalogue import PERTURBATIONS
from gradcheck.diagnostics.perturbations.critics import POOL
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, Written, mute_judge, obstacle, targets
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.draws import alike, distinct, twins
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import LEAST_PAIRS, CallsTaken, Recorded
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.domain.call import Role
from gradcheck.engine.plan import Plan
from gradcheck.statistics.edits.power import POWER, minimum_detectable_effect, power_of_each
from gradcheck.statistics.looks import Looks

_MANY = 1000


class Calls(Value, frozen=True, kw_only=True):
    """Calls by role."""

    task: int = 0
    optimizer: int = 0
    judge: int = 0
    application: int = 0
    grader: int = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})

    @property
    def by_role(self) -> dict[Role, int]:
        """The calls of each role."""
        return {
            "task": self.task,
            "optimizer": self.optimizer,
            "judge": self.judge,
            "application": self.application,
            "grader": self.grader,
        }

    @property
    def total(self) -> int:
        """The calls of all roles."""
        return sum(self.by_role.values())


def needs_of(tests: Sequence[str], plan: DiagnosticPlan) -> Requirements:
    """All that some tests draw; a judge whose model cannot answer questions is asked none."""
    needs = sum((DIAGNOSTICS[name].drawn(plan.rules) for name in tests), start=Requirements())
    return needs if mute_judge(plan.run) is None else replace(needs, asks=())


def expected_calls(plan: DiagnosticPlan, needs: Requirements) -> Calls:
    """All calls of some needs, shared arms counted once."""
    blocks = len(plan.recorded) * plan.replicates
    probed = sum(len(plan.places(recorded.step)) for recorded in plan.recorded) if needs.repeats else 0
    items = probed * needs.repeats
    items += (len(plan.gate) * bool(needs.gated) + len(plan.minibatches) * bool(needs.crossed)) * len(plan.recorded)
    if needs.checkpoints:
        items += len(plan.checkpoints) * (len(plan.train) + len(plan.items))
    total = _scored(plan.run, items) + Calls(judge=blocks * len(needs.asks))
    for arm in needs.arms:
        total += calls_of(plan, needs, arm)
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
    """The effect that every test that can be run finds with 80 % power; None where there are too few pairs for one.

    All claims of a test have to find it, so each has a power of its own. The level is that of the last look, shared as
    Holm's first step shares it by the tests that draw.
    """
    effects = [_detectable(plan, name) for name in scoring(plan)]
    known = [effect for effect in effects if effect is not None]
    return max(known) if known and len(known) == len(effects) else None


def scoring(plan: DiagnosticPlan) -> list[str]:
    """The tests that can be run and compare scores of edits."""
    tests = [name for name in plan.rules.tests if name not in plan.untestable]
    return [name for name in tests if DIAGNOSTICS[name].drawn(plan.rules).scored]


def level_of(plan: DiagnosticPlan) -> float:
    """The level that is left for each test."""
    looks = Looks.after(plan.rules.looks, len(plan.recorded) * plan.replicates)
    return looks.level(plan.rules.alpha / max(len(scoring(plan)), 1))


def _detectable(plan: DiagnosticPlan, name: str) -> float | None:
    """What a test finds: its verdict takes the interval too, so what items bring is part of the error.

    The error of a mean over pairs that are scored on items in turn, and Student's t of the fewer of both.
    """
    rules, items = plan.rules, len(items_of(plan))
    pairs = len(plan.recorded) * plan.replicates
    units = len(plan.recorded) if rules.scope == "method" else pairs
    if min(units, items) < 2:
        return None
    se = math.sqrt(rules.noise.pair_sd**2 / pairs + _variance_of_items(plan, name) / items)
    fewer = min(units, items)
    return _smallest(plan, name, se * math.sqrt(fewer), fewer)


def item_variance(plan: DiagnosticPlan) -> float:
    """What an item brings to an estimate whatever the pairs, of the test where that is most."""
    return max((_variance_of_items(plan, name) for name in scoring(plan)), default=0.0)


def _variance_of_items(plan: DiagnosticPlan, name: str) -> float:
    """That of the effect between items, and of the answers of the one prompt that edits are compared with, if so.

    These are drawn as often as the test asks for, which at temperature 0 is the same answer again.
    """
    test, noise = DIAGNOSTICS[name], plan.rules.noise
    if not test.against_one:
        return noise.effect_sd**2
    answers = test.drawn(plan.rules).repeats if plan.run.models.task.sampling.temperature > 0 else 1
    return noise.effect_sd**2 + noise.answer_sd**2 / max(answers, 1)


def allowed_variance(plan: DiagnosticPlan) -> float:
    """That of an estimate with which all tests find the effect, where pairs and items are many."""
    errors = max(_smallest(plan, name, math.sqrt(_MANY), _MANY) for name in scoring(plan))
    return (plan.rules.effect / errors) ** 2


def _smallest(plan: DiagnosticPlan, name: str, sd: float, units: int) -> float:
    """The smallest effect that a test finds on so many units with this deviation, with all of its claims."""
    test = DIAGNOSTICS[name]
    power = POWER if test.shared is None else power_of_each(test.shared)
    return minimum_detectable_effect(sd, units, alpha=level_of(plan) / test.among(plan), power=power)


def items_of(plan: DiagnosticPlan) -> set[int]:
    """The places of all items that any pair is scored on."""
    return {place for recorded in plan.recorded for place in plan.places(recorded.step)}


def is_enough(plan: DiagnosticPlan) -> bool:
    """Whether the job could tell the effect that it is to find."""
    effect = detectable(plan)
    return not plan.needs.scored or (effect is not None and effect <= plan.rules.effect)


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


def calls_of(plan: DiagnosticPlan, needs: Requirements, arm: str) -> Calls:
    """An arm's calls over all blocks: its texts, one edit, its scores."""
    source = PERTURBATIONS[arm].source
    items = plan.pair_items * (arm in needs.scored) + len(plan.gate) * (arm in needs.gated)
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
        total += _scored(plan.run, plan.replicates * (items + answered))
        total += Calls(optimizer=once + plan.replicates * each)
    return total


def _scored(run: Plan, items: int) -> Calls:
    """The calls of so many scored items, of which each may have several answers, and each of these one beside it."""
    answers = items * run.scoring.answers
    each = answers * run.per_answer // len(run.program.modules)
    applications = sum(endpoint.kind == "application" for endpoint in run.answering)
    return Calls(
        task=each * (len(run.program.modules) - applications),
        judge=answers * run.scoring.judge_calls,
        application=each * applications,
        grader=answers * len(run.scoring.graders("")),
    )


def critic_calls(recorded: Recorded, source: Critic) -> int:
    """The calls that ask a request's critics again, those they stand on included unless these are left out."""
    if source.chain != "own":
        return len(recorded.request.feedback)
    by_id = {critic.id: critic for critic in recorded.critics}

    def asked(name: str) -> int:
        return 1 + sum(asked(above) for above in by_id[name].upstream) if name in by_id else 0

    return sum(asked(name) for name in recorded.request.feedback)
