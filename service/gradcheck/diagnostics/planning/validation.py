"""Whether a diagnostic can be carried out on a run, and the plan if so.

What is wrong with the request is a fault; what the run's steps cannot answer makes a test untestable, with the reason.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from gradcheck.diagnostics.material import Audited
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, obstacle
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import (
    calls_taken,
    detectable,
    expected_calls,
    is_enough,
    needs_of,
    untestable,
)
from gradcheck.diagnostics.planning.draws import sampling
from gradcheck.diagnostics.planning.earlier import Earlier
from gradcheck.diagnostics.planning.pair_noise import answer_sd, at_items, debiased_gain, planned_noise
from gradcheck.diagnostics.planning.recording import CompletedRun, checkpoints, recorded_at, unlike, with_feedback
from gradcheck.diagnostics.planning.sizing import MOST_PAIRS, REPLICATES, needed_design, sized
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import LEAST_PAIRS, LEAST_STEPS, DiagnosticRequest, Rules
from gradcheck.diagnostics.suite.shortcuts import audited
from gradcheck.domain.feedback import EditRequest
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example
from gradcheck.engine.models import price_errors
from gradcheck.engine.plan import Plan
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.statistics.strata import balanced
from gradcheck.texts.numbers import about, count, rounded

_LEAST_ITEMS = 2
_MOST_GATE = 50
_LEAST_DELTA, _MARGIN, _EFFECT = 0.02, 0.25, 0.5  # the last two of the run's gain


def build_diagnostic_plan(
    request: DiagnosticRequest,
    ran: CompletedRun,
    *,
    others: Sequence[CompletedRun] = (),
    earlier: Earlier | None = None,
    context: int | None = None,
) -> DiagnosticPlan:
    """The plan of a diagnostic. `others` are the further runs it names, `earlier` what the run's diagnostics left.

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
    items = _items(request, probe, ran.plan.classes)
    errors += _class_errors(ran.plan, probe, items)
    gain, earlier = debiased_gain(ran), earlier or Earlier()
    delta = request.delta if request.delta is not None else max(_LEAST_DELTA, _MARGIN * gain)
    effect = request.effect or (delta if request.delta is not None else max(delta, _EFFECT * gain))
    noise = earlier.noise or planned_noise(ran, effect)
    plan = DiagnosticPlan(
        run_id=ran.id,
        run=ran.plan,
        rules=Rules(
            tests=tests,
            scope=request.scope,
            estimand=request.estimand or "fixed_feedback",
            ladder=request.ladder,
            stop=request.stop,
            delta=delta,
            alpha=request.alpha,
            noise=at_items(replace(noise, answer_sd=answer_sd(ran)), request.items_per_pair or len(items)),
            seed=request.seed,
            earlier=earlier.tests,
            effect=effect,
        ),
        audited=audited(ran.plan, ran.result, ran.rollouts) if "shortcuts" in tests else Audited(),
        items=items,
        replicates=request.replicates or REPLICATES,
        items_per_pair=request.items_per_pair,
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
    if len(plan.items) < _LEAST_ITEMS and not any(error.path == "items" for error in errors):
        message = f"the run's probe split has {len(plan.items)} examples; {_LEAST_ITEMS} are the least"
        errors.append(FieldError("items", message))
    errors += price_errors(request.budget, ran.plan.models)
    if errors:
        return plan
    recorded = recorded_at(chosen, by_step, ran, request.seed)
    hindered = {each.step: reason for each in recorded if (reason := obstacle(Critic(), each, ran.plan)) is not None}
    appended = any(recorded_step.request.template.endpoint == "none" for recorded_step in recorded)
    editing = [name for name in tests if DIAGNOSTICS[name].edits]
    of_texts = bool(editing) and all(DIAGNOSTICS[name].recorded_only for name in editing) and not appended
    estimand = request.estimand or ("fixed_feedback" if hindered or of_texts else "critic_average")
    if estimand == "critic_average":
        errors += [FieldError("estimand", f"step {n}: {reason}") for n, reason in hindered.items()]
    elif appended:
        message = "fixed_feedback draws the same edit each time where feedback is appended as it is; use critic_average"
        errors.append(FieldError("estimand", message))
    rules = replace(plan.rules, sampling=sampling(ran.plan, recorded), estimand=estimand)
    whole = replace(plan, rules=rules, recorded=recorded, checkpoints=checkpoints((ran, *others)))
    calls = request.budget.max_calls if request.budget.max_calls is not None else _calls_made(ran)
    planned = sized(_with_needs(whole), request.replicates, request.items_per_pair, calls)
    planned = _with_needs(replace(planned, checkpoints=whole.checkpoints))
    errors += _budget_errors(planned)
    return replace(planned, rules=replace(planned.rules, calls_taken=calls_taken(planned)))


def _with_needs(plan: DiagnosticPlan) -> DiagnosticPlan:
    """The plan with all that is needed by the tests that can be run, and why the others cannot."""
    refused = untestable(plan)
    needs = needs_of([name for name in plan.rules.tests if name not in refused], plan)
    return replace(
        plan,
        untestable=refused,
        needs=needs,
        gate=_gate(plan.run, plan.rules.seed) if needs.gated else (),
        checkpoints=plan.checkpoints if needs.checkpoints else (),
    )


def _calls_made(ran: CompletedRun) -> int | None:
    """The calls that a run made; None where it has no result."""
    return None if ran.result is None else sum(role.calls - role.cached for role in ran.result.usage.values())


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
    least = expected_calls(plan, plan.needs).total * min(LEAST_PAIRS, blocks) // blocks
    if plan.budget.max_calls is None or plan.budget.max_calls >= least:
        return []
    what = f"{LEAST_PAIRS} pairs of all arms take" if plan.recorded else "scoring the run's best prompts takes"
    return [FieldError("budget.max_calls", f"is too small: {what} at least {least} calls")]


def _too_small(plan: DiagnosticPlan) -> FieldError:
    seen, needed = detectable(plan), needed_design(plan)
    detects = "nothing" if seen is None else rounded(seen)
    pairs = len(plan.recorded) * plan.replicates
    enough = "no number of pairs would"
    if needed is not None:
        items = f"{needed.items_per_pair} items each"
        enough = f"{count(needed.pairs)} pairs on {items}, about {about(needed.calls)} calls, would"
        more = needed.probe > len(plan.items)
        enough += f" with a probe of {count(needed.probe)} examples, so much may items differ in it" if more else ""
    message = (
        f"{pairs} pairs on {plan.pair_items} items each find {detects} with 80 % power, and the effect to find is "
        f"{rounded(plan.rules.effect)}: {enough}; raise budget.max_calls, or set force to run it as it is"
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
    elif chosen and request.replicates is not None and len(chosen) * request.replicates < LEAST_PAIRS:
        least = -(-LEAST_PAIRS // len(chosen))
        message = f"{len(chosen)} steps need {least} replicates: fewer than {LEAST_PAIRS} pairs cannot reach p = 0.05"
        errors.append(FieldError("replicates", message))
    elif chosen and (request.replicates or 0) > MOST_PAIRS // len(chosen):
        most = MOST_PAIRS // len(chosen)
        message = f"{len(chosen)} steps take at most {most} replicates: a diagnostic holds up to {MOST_PAIRS} pairs"
        errors.append(FieldError("replicates", message))
    return chosen


def _items(request: DiagnosticRequest, probe: Sequence[Example], classes: Mapping[str, str]) -> tuple[Example, ...]:
    return _drawn(probe, request.items or len(probe), stream(request.seed, "items"), classes)


def _gate(run: Plan, seed: int) -> tuple[Example, ...]:
    """Validation examples on which tests select as the run did; never the probe's."""
    validation = [example for example in run.examples if example.split == "validation"]
    return _drawn(validation, _MOST_GATE, stream(seed, "gate"), run.classes)


def _drawn(
    examples: Sequence[Example], most: int, rng: np.random.Generator, classes: Mapping[str, str]
) -> tuple[Example, ...]:
    """At most so many of the examples at random, in their order; of every class as many, where they have classes."""
    order = rng.permutation(len(examples)).tolist()
    kept = balanced([classes.get(examples[place].id) for place in order], most)
    return tuple(examples[order[place]] for place in sorted(kept, key=order.__getitem__))


def _class_errors(run: Plan, probe: Sequence[Example], items: Sequence[Example]) -> list[FieldError]:
    """Why edits cannot be compared by macro means on these items of the probe."""
    missing = sorted(set(run.classes.values()) - {run.classes.get(example.id) for example in probe})
    if missing and probe:
        message = f"the run's probe split has no example of {', '.join(map(repr, missing))}, which macro counts alike"
        return [FieldError("items", f"{message}; make the run with a larger probe")]
    if probe and not items:
        return [FieldError("items", f"are as many of each class, of which there are {len(set(run.classes.values()))}")]
    return []
