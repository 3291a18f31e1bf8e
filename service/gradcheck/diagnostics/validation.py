"""Whether a diagnostic can be carried out on a run, and the plan if so.

What is wrong with the request is a fault; what the run's steps cannot answer makes a test untestable, with the reason.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gradcheck.diagnostics.draws import sampling
from gradcheck.diagnostics.material import Audited
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, obstacle
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning import (
    calls_taken,
    detectable,
    estimate,
    is_enough,
    items_needed,
    needs_of,
    planned_noise,
    untestable,
)
from gradcheck.diagnostics.recording import CompletedRun, checkpoints, recorded_at, unlike, with_feedback
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import LEAST_PAIRS, LEAST_STEPS, DiagnosticRequest, Noise, Rules
from gradcheck.diagnostics.suite.shortcuts import audited
from gradcheck.domain.feedback import EditRequest
from gradcheck.domain.run import Result
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example
from gradcheck.engine.models import price_errors
from gradcheck.engine.plan import Plan
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.texts.numbers import limit, rounded

_LEAST_ITEMS = 2
_MOST_GATE = 50
_LEAST_DELTA, _SHARE_OF_GAIN = 0.02, 0.25


def build_diagnostic_plan(
    request: DiagnosticRequest,
    ran: CompletedRun,
    *,
    others: Sequence[CompletedRun] = (),
    measured: float | None = None,
    context: int | None = None,
) -> DiagnosticPlan:
    """The plan of a diagnostic. `others` are the further runs it names, `measured` an earlier A/A deviation.

    `context` are the most tokens that the editor's model takes, if that is known.

    Raises InvalidRequestError naming every faulty field.
    """
    errors = [
        FieldError(f"tests[{index}]", f"unknown test {name!r}; known are {', '.join(DIAGNOSTICS)}")
        for index, name in enumerate(request.tests)
        if name not in DIAGNOSTICS
    ]
    if request.stop == "evalue" and request.scope == "method":
        errors.append(FieldError("stop", "evalue needs the scope this_run: a method's steps are looked at as a whole"))
    drawing = [name for name in dict.fromkeys(request.tests) if name in DIAGNOSTICS and DIAGNOSTICS[name].draws]
    if request.stop == "evalue" and len(drawing) > 1:
        errors.append(FieldError("stop", f"evalue ends all tests with the first: ask for one of {', '.join(drawing)}"))
    tests = tuple(dict.fromkeys(name for name in request.tests if name in DIAGNOSTICS))
    probe = [example for example in ran.plan.examples if example.split == "probe"]
    items = _items(request, probe)
    noise = planned_noise(ran.steps, len(items))
    plan = DiagnosticPlan(
        run_id=ran.id,
        run=ran.plan,
        rules=Rules(
            tests=tests,
            scope=request.scope,
            estimand=request.estimand,
            ladder=request.ladder,
            stop=request.stop,
            delta=request.delta if request.delta is not None else _default_delta(ran.result),
            alpha=request.alpha,
            noise=noise if measured is None else Noise(pair_sd=measured, basis="measured"),
            seed=request.seed,
        ),
        audited=audited(ran.plan, ran.result, ran.rollouts) if "shortcuts" in tests else Audited(),
        items=items,
        replicates=request.replicates,
        masked=request.evidence == "masked",
        context=context,
        budget=request.budget,
    )
    errors += _companion_errors(plan, request, ran, others)
    if not tests or any(DIAGNOSTICS[name].draws for name in tests):
        plan = _drawing(plan, request, ran, others, errors)
    if errors:
        raise InvalidRequestError.of(*errors)
    if not request.force and not is_enough(plan):
        raise InvalidRequestError.of(_too_small(plan))
    return plan


def _drawing(
    plan: DiagnosticPlan,
    request: DiagnosticRequest,
    ran: CompletedRun,
    others: Sequence[CompletedRun],
    errors: list[FieldError],
) -> DiagnosticPlan:
    """The plan with the recorded requests that edits are drawn for, and all that is needed by tests that can be run."""
    tests = plan.rules.tests
    if plan.run.feedback != "real":
        message = f"the run's editors were given {plan.run.feedback} feedback by its study: its steps hold no real one"
        errors.append(FieldError("tests", message))
        return plan
    edits = not tests or any(DIAGNOSTICS[name].edits for name in tests)
    by_step = {step.n: requests for step in ran.steps if edits and (requests := with_feedback(step))}
    chosen = _chosen(request, ran, by_step, errors) if edits else []
    if len(plan.items) < _LEAST_ITEMS:
        pairs = max(len(chosen) * request.replicates, LEAST_PAIRS)
        needed = items_needed(plan.rules, pairs) if edits else None
        hint = f"; {pairs} pairs need about {needed} to find delta = {limit(plan.rules.delta)}" if needed else ""
        message = f"the run's probe split has {len(plan.items)} examples; {_LEAST_ITEMS} are the least{hint}"
        errors.append(FieldError("items", message))
    errors += price_errors(request.budget, ran.plan.models)
    if errors:
        return plan
    recorded = recorded_at(chosen, by_step, ran, request.seed)
    if request.estimand == "critic_average":
        reasons = {recorded_step.step: obstacle(Critic(), recorded_step, ran.plan) for recorded_step in recorded}
        errors += [FieldError("estimand", f"step {n}: {reason}") for n, reason in reasons.items() if reason is not None]
    elif any(recorded_step.request.template.endpoint == "none" for recorded_step in recorded):
        message = "fixed_feedback draws the same edit each time where feedback is appended as it is; use critic_average"
        errors.append(FieldError("estimand", message))
    rules = replace(plan.rules, sampling=sampling(ran.plan, recorded))
    whole = replace(plan, rules=rules, recorded=recorded, checkpoints=checkpoints((ran, *others)))
    refused = untestable(whole)
    needs = needs_of([name for name in plan.rules.tests if name not in refused], plan)
    planned = replace(
        whole,
        untestable=refused,
        needs=needs,
        gate=_gate(ran.plan, request.seed) if needs.gated else (),
        checkpoints=whole.checkpoints if needs.checkpoints else (),
    )
    errors += _budget_errors(planned)
    return replace(planned, rules=replace(rules, calls_taken=calls_taken(planned)))


def _companion_errors(
    plan: DiagnosticPlan, request: DiagnosticRequest, ran: CompletedRun, others: Sequence[CompletedRun]
) -> list[FieldError]:
    """Further runs are trials of the same experiment: the same task and method, another seed each."""
    if request.runs and not any(DIAGNOSTICS[name].needs.checkpoints for name in plan.rules.tests):
        reading = [name for name, test in DIAGNOSTICS.items() if test.needs.checkpoints]
        return [FieldError("runs", f"none of the tests reads further runs; {', '.join(reading)} does")]
    seeds = {ran.plan.seed: ran.id}
    errors = []
    for index, other in enumerate(others):
        reason = unlike(ran.plan, other.plan)
        if reason is None and other.plan.seed in seeds:
            reason = f"has the seed {other.plan.seed}, as {seeds[other.plan.seed]} has"
        if reason is not None:
            errors.append(FieldError(f"runs[{index}]", f"{other.id} {reason}"))
        seeds.setdefault(other.plan.seed, other.id)
    return errors


def _budget_errors(plan: DiagnosticPlan) -> list[FieldError]:
    """The least number of complete blocks must fit."""
    blocks = max(len(plan.recorded) * plan.replicates, 1)
    least = estimate(plan, {}).calls.total * min(LEAST_PAIRS, blocks) // blocks
    if plan.budget.max_calls is None or plan.budget.max_calls >= least:
        return []
    what = f"{LEAST_PAIRS} pairs of all arms take" if plan.recorded else "scoring the run's best prompts takes"
    return [FieldError("budget.max_calls", f"is too small: {what} at least {least} calls")]


def _too_small(plan: DiagnosticPlan) -> FieldError:
    counts = estimate(plan, {})
    seen = detectable(plan)
    detects = "nothing" if seen is None else rounded(seen)
    message = (
        f"{counts.pairs} pairs detect {detects} with 80 % power, delta is {limit(plan.rules.delta)}: "
        f"{counts.pairs_needed} pairs are needed; ask for more replicates, more steps or a larger delta, or set force "
        "to run it as it is"
    )
    return FieldError("force", message)


def _chosen(
    request: DiagnosticRequest,
    ran: CompletedRun,
    testable: Mapping[int, Sequence[EditRequest]],
    errors: list[FieldError],
) -> list[int]:
    if ran.plan.method.about.interception == "none":
        free = [name for name, test in DIAGNOSTICS.items() if not test.edits]
        name = ran.plan.method_name
        message = f"the method {name} has no feedback to perturb; ask for {', '.join(free)}, or compare it in a study"
        errors.append(FieldError("tests", message))
        return []
    recorded = {step.n for step in ran.steps}
    for index, n in enumerate(request.steps or ()):
        if n not in recorded:
            known = ", ".join(map(str, sorted(recorded))) or "none"
            errors.append(FieldError(f"steps[{index}]", f"step {n} was not recorded; there are {known}"))
        elif n not in testable:
            errors.append(FieldError(f"steps[{index}]", f"step {n} holds no edit with feedback"))
    chosen = [n for n in sorted(set(request.steps or testable)) if n in testable]
    if not chosen and not errors:
        errors.append(FieldError("steps", "no step of the run holds an edit with feedback"))
    if request.scope == "method" and len(chosen) < LEAST_STEPS:
        errors.append(FieldError("scope", f"method needs {LEAST_STEPS} steps with feedback; there are {len(chosen)}"))
    elif chosen and len(chosen) * request.replicates < LEAST_PAIRS:
        least = -(-LEAST_PAIRS // len(chosen))
        message = f"{len(chosen)} steps need {least} replicates: fewer than {LEAST_PAIRS} pairs cannot reach p = 0.05"
        errors.append(FieldError("replicates", message))
    return chosen


def _items(request: DiagnosticRequest, probe: Sequence[Example]) -> tuple[Example, ...]:
    size = min(request.items or len(probe), len(probe))
    order = stream(request.seed, "items").permutation(len(probe))[:size]
    return tuple(probe[position] for position in sorted(order))


def _gate(run: Plan, seed: int) -> tuple[Example, ...]:
    """Validation examples on which tests select as the run did; never the probe's."""
    validation = [example for example in run.examples if example.split == "validation"]
    order = stream(seed, "gate").permutation(len(validation))[:_MOST_GATE]
    return tuple(validation[position] for position in sorted(order))


def _default_delta(result: Result | None) -> float:
    validation = result.validation if result is not None else {}
    gain = validation["best"].score - validation["baseline"].score if {"best", "baseline"} <= validation.keys() else 0.0
    return max(_LEAST_DELTA, _SHARE_OF_GAIN * gain)
