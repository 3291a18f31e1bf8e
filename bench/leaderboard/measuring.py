"""A run from its request to its row. It owns how a method is made to fit a budget, and what is read of a record."""

import subprocess
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from bench import graph, schedule
from bench.leaderboard.rows import Part, Row
from bench.leaderboard.tasks import GOOD, ITEMS, REAL, in_world, on_data
from gradcheck.domain.call import Chat
from gradcheck.domain.program import SEED, Candidate, default_user_message
from gradcheck.domain.run import ENDED
from gradcheck.errors import InvalidRequestError
from gradcheck.inputs.asking import render
from gradcheck.llm.checking import worst
from gradcheck.methods.base import MethodParameters
from gradcheck.methods.registry import METHODS
from gradcheck.pages.history import history_of
from gradcheck.recommending.fitting import fitted
from gradcheck.recommending.resolving import changed
from gradcheck.runtime import Service
from gradcheck.simulation.twin.truth import true_score_of
from gradcheck.simulation.worlds.registry import WORLDS
from tests.support import harness
from tests.support.processes import ROOT

Json = dict[str, Any]
SLOTS: Final = 64
POINTS: Final = (25, 50, 75, 100, 150, 200, 300, 400, 600)
USD_PER_MILLION: Final = (0.15, 0.60)
"""The reference price of tokens, in and out: that of a small hosted model."""
_MANY = 1_000_000
_TOLD = 0.9
_LOOK_S = 60.0


class LeftOutError(Exception):
    """A method that cannot be run on a part; the message says why."""


async def measured(
    service: Service, part: Part, method: str, seed: int, model: Mapping[str, Any], **option: object
) -> Row:
    """Run a method, with an option of all methods, and read what came of it.

    Raises LeftOutError, and ValueError where the run fails.
    """
    request = _request(part, seed, dict(model))
    whole = harness.plan_of(service, {**request, "method": "none"})
    chosen = fitted(METHODS[method], whole.context, part.budget - whole.seed_calls)
    if chosen is None:
        raise LeftOutError(f"{method}: no step of it fits {part.budget} calls")
    chosen = replace(chosen, **option)
    asked = {**request, "method": msgspec.to_builtins(chosen)}
    try:
        checks = worst(harness.plan_of(service, {**asked, "budget": {"max_calls": _MANY}}).checks).calls
        budget = {"max_calls": part.budget + whole.test_calls + checks}
        plan = harness.plan_of(service, {**asked, "budget": budget})
    except InvalidRequestError as error:
        raise LeftOutError(f"{method}: {error.errors[0].path} {error.errors[0].message}") from error
    job = "-".join([part.name, method, str(seed), *(f"{name}-{value}" for name, value in option.items())])
    await harness.submit(service, plan, job_id=job)
    while (await service.jobs.get(job, "run")).status not in ENDED:
        await service.wait(job, "run", _LOOK_S)
    record = await harness.read(service, job)
    if record.job.status != "succeeded":
        raise ValueError(f"{job} did not succeed: {record.job.error}")
    return _row(part, seed, chosen, record)


def _request(part: Part, seed: int, model: Json) -> Json:
    items = ITEMS[part.budget]
    if part.task in REAL:
        return on_data(part.task, items, seed, model)
    return in_world(part.task, 2 * items, seed)


def _row(part: Part, seed: int, method: MethodParameters, record: harness.Record) -> Row:
    given, best = (_candidate(record, name) for name in (SEED, record.result.candidate))
    used = [one for role, one in record.result.usage.items() if role != "check"]
    prices = ((one.input_tokens, one.output_tokens) for one in used)
    about: Json = {
        "method": str(method.__struct_config__.tag),
        "task": part.task,
        "model": part.model,
        "budget": part.budget,
        "seed": seed,
        "asked": changed(method),
        "length": _length(best),
        "longer": round(_length(best) / _length(given), 3),
        "calls": sum(one.calls - one.cached for one in used) - _test_calls(record, best),
        "usd": round(sum(i * USD_PER_MILLION[0] + o * USD_PER_MILLION[1] for i, o in prices) / 1e6, 6),
        "commit": commit(),
    }
    if part.task in REAL:
        return Row(**about, **_tested(record), prompt=best.components)
    worth = cache(lambda name: round(_truth(part, record, _candidate(record, name)), 4))
    return Row(
        **about,
        given=worth(SEED),
        score=worth(best.id),
        waves=_waves(record, about["calls"]),
        curve={point: worth(name) for point, name in _held(record, part.budget).items()},
    )


def _test_calls(record: harness.Record, best: Candidate) -> int:
    """The calls that the test paid for: the given prompt's answers are known where it is the best too."""
    plan = record.plan
    return plan.test_calls if best.id != SEED else plan.context.test * plan.per_own_item


def _tested(record: harness.Record) -> Json:
    """Held-out scores and seconds of a run on real data."""
    test = record.result.test
    if test.baseline is None or test.best is None:
        raise ValueError(f"{record.job.id} was not tested: {test.reason}")
    began, ended = record.job.started_at, record.job.ended_at
    seconds = None if began is None or ended is None else round((ended - began).total_seconds(), 1)
    return {"given": test.baseline.score, "score": test.best.score, "seconds": seconds}


def _candidate(record: harness.Record, name: str) -> Candidate:
    return next(one for one in record.candidates if one.id == name)


def _length(candidate: Candidate) -> int:
    demos = sum(len(demo.input) + len(demo.output) for demo in candidate.demos)
    return sum(map(len, candidate.components.values())) + demos


def _truth(part: Part, record: harness.Record, candidate: Candidate) -> float:
    program, known = record.plan.program, record.plan.examples[0].fields
    messages = render(program, program.modules[0], candidate, known, default_user_message(known))
    return true_score_of(WORLDS[part.task.removesuffix(GOOD)], Chat(messages=messages))


def _held(record: harness.Record, budget: int) -> dict[int, str]:
    """What the run would have returned by calls made: the best of the last step that had ended by then."""
    told = history_of(record.events).steps
    ended = [(step.calls or 0, step.best) for step in told]
    return {
        point: next((best for calls, best in reversed(ended) if calls <= point), SEED)
        for point in POINTS
        if point <= budget
    }


def _waves(record: harness.Record, calls: int) -> int | None:
    """The call times that the run takes at the least; None where its record does not tell.

    Of a step that the budget cut off nothing is recorded but answers; and what a method asks may have an order of its
    own that the rules of the graph do not know.
    """
    known = {one.id for one in record.candidates}
    rollouts = tuple(one for one in record.rollouts if one.candidate in known)
    told = graph.Recorded(steps=tuple(record.steps), rollouts=rollouts, candidates=tuple(record.candidates))
    try:
        nodes = graph.build(told)
    except CycleError:
        return None
    return schedule.waves(nodes, SLOTS) if sum(node.is_call for node in nodes) >= _TOLD * calls else None


@cache
def commit() -> str:
    """The commit that rows are made at, and whether anything but rows was changed since."""
    looked = ["git", "diff", "--quiet", "HEAD", "--", ".", ":!docs/leaderboard"]
    dirty = subprocess.run(looked, cwd=ROOT, check=False).returncode
    asked = ["git", "describe", "--always", "--exclude", "*"]
    name = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    return f"{name}-dirty" if dirty else name
