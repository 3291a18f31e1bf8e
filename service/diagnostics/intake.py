"""Whether a diagnostic can be carried out on a run, and the plan if so. It stores nothing."""

from collections.abc import Mapping, Sequence

from service.diagnostics.blocks import TRIES, block_calls
from service.diagnostics.content import ARMS
from service.diagnostics.request import (
    LEAST_PAIRS,
    LEAST_STEPS,
    SHORTCUTS,
    DiagnosticPlan,
    DiagnosticRequest,
    Evidence,
    Recorded,
)
from service.diagnostics.shortcuts import gather
from service.domain.feedback import EditRequest
from service.domain.program import Candidate
from service.domain.run import Budget, Result, Step
from service.domain.seeds import stream
from service.domain.task import Example, Rollout
from service.engine.intake import price_faults
from service.engine.plan import Plan
from service.errors import Fault, InvalidRequestError

_LEAST_ITEMS = 2
_LEAST_DELTA, _SHARE_OF_GAIN = 0.02, 0.25


def accept_diagnostic(
    request: DiagnosticRequest,
    *,
    run_id: str,
    run: Plan,
    result: Result | None,
    steps: Sequence[Step],
    candidates: Sequence[Candidate],
    tested: Sequence[Rollout] = (),
) -> DiagnosticPlan:
    """The plan of a diagnostic; `tested` are the run's rollouts on its test split.

    Raises InvalidRequestError naming every faulty field.
    """
    faults: list[Fault] = []
    for place, name in enumerate(request.tests):
        if name not in request.known:
            faults.append(Fault(f"tests[{place}]", f"unknown test {name!r}; known are {', '.join(request.known)}"))
    draws = set(request.tests) != {SHORTCUTS}
    recorded, items = _drawing(request, run, steps, candidates, faults) if draws else ((), ())
    if faults:
        raise InvalidRequestError.of(*faults)
    return DiagnosticPlan(
        run_id=run_id,
        run=run,
        tests=tuple(dict.fromkeys(request.tests)),
        evidence=gather(run, result, tested) if SHORTCUTS in request.tests else Evidence(),
        improved=result is not None and result.test.verdict == "improved",
        recorded=recorded,
        items=items,
        replicates=request.replicates,
        scope=request.scope,
        delta=request.delta if request.delta is not None else _default_delta(result),
        alpha=request.alpha,
        budget=request.budget,
        seed=request.seed,
    )


def _drawing(
    request: DiagnosticRequest,
    run: Plan,
    steps: Sequence[Step],
    candidates: Sequence[Candidate],
    faults: list[Fault],
) -> tuple[tuple[Recorded, ...], tuple[Example, ...]]:
    """The recorded requests that edits are drawn for, and the items these are scored on."""
    testable = {step.n: own for step in steps if (own := with_feedback(step))}
    chosen = _chosen(request, run, testable, {step.n for step in steps}, faults)
    probe = [example for example in run.examples if example.split == "probe"]
    if len(probe) < _LEAST_ITEMS:
        message = f"the run's probe split has {len(probe)} examples; {_LEAST_ITEMS} are needed to score edits on"
        faults.append(Fault("items", message))
    items = _items(request, probe)
    faults += _budget_faults(request.budget, run, len(items))
    if faults:
        return (), ()
    parents = {candidate.id: candidate for candidate in candidates}
    return tuple(_drawn(request.seed, n, testable[n], parents) for n in chosen), items


def _budget_faults(budget: Budget, run: Plan, items: int) -> list[Fault]:
    """Dollars need prices, and the least number of pairs must fit."""
    faults = price_faults(budget, run.models)
    least = LEAST_PAIRS * block_calls(len(ARMS), items, run.context.per_item, TRIES)
    if budget.max_calls is not None and budget.max_calls < least:
        faults.append(Fault("budget.max_calls", f"is too small: {LEAST_PAIRS} pairs take up to {least} calls"))
    return faults


def with_feedback(step: Step) -> list[EditRequest]:
    """The edit requests of a step that hold feedback."""
    return [
        request
        for request in step.edit_requests
        if any(slot.kind == "feedback" and slot.text for slot in request.slots)
    ]


def _chosen(
    request: DiagnosticRequest,
    run: Plan,
    testable: Mapping[int, list[EditRequest]],
    recorded: set[int],
    faults: list[Fault],
) -> list[int]:
    if run.method.interception == "none":
        name = run.method_name
        message = f"the method {name} has no feedback to perturb; compare it with the controls, or ask for {SHORTCUTS}"
        faults.append(Fault("tests", message))
        return []
    for place, n in enumerate(request.steps or ()):
        if n not in recorded:
            known = ", ".join(map(str, sorted(recorded))) or "none"
            faults.append(Fault(f"steps[{place}]", f"step {n} was not recorded; there are {known}"))
        elif n not in testable:
            faults.append(Fault(f"steps[{place}]", f"step {n} holds no edit with feedback"))
    chosen = [n for n in sorted(set(request.steps or testable)) if n in testable]
    if not chosen and not faults:
        faults.append(Fault("steps", "no step of the run holds an edit with feedback"))
    if request.scope == "method" and len(chosen) < LEAST_STEPS:
        faults.append(Fault("scope", f"method needs {LEAST_STEPS} steps with feedback; there are {len(chosen)}"))
    elif chosen and len(chosen) * request.replicates < LEAST_PAIRS:
        least = -(-LEAST_PAIRS // len(chosen))
        message = f"{len(chosen)} steps need {least} replicates: fewer than {LEAST_PAIRS} pairs cannot reach p = 0.05"
        faults.append(Fault("replicates", message))
    return chosen


def _drawn(seed: int, n: int, requests: Sequence[EditRequest], parents: Mapping[str, Candidate]) -> Recorded:
    """One edit request of a step, drawn by seed."""
    request = requests[int(stream(seed, "request", n).integers(len(requests)))]
    return Recorded(step=n, request=request, parent=parents[request.parents[0]])


def _items(request: DiagnosticRequest, probe: Sequence[Example]) -> tuple[Example, ...]:
    size = min(request.items or len(probe), len(probe))
    order = stream(request.seed, "items").permutation(len(probe))[:size]
    return tuple(probe[position] for position in sorted(order))


def _default_delta(result: Result | None) -> float:
    found = result.validation if result is not None else {}
    gain = found["best"].score - found["baseline"].score if {"best", "baseline"} <= found.keys() else 0.0
    return max(_LEAST_DELTA, _SHARE_OF_GAIN * gain)
