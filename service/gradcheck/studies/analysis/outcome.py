"""What the runs of a study left behind, as the analysis reads it: one number a run, or why there is none.

A run that failed is counted and never scored.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from gradcheck.diagnostics.suite.shortcuts import audit, audited
from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO, Spend
from gradcheck.domain.program import SEED
from gradcheck.domain.run import Result, RoleUsage, Status, Usage
from gradcheck.domain.task import Rollout
from gradcheck.engine.plan import Plan
from gradcheck.storage.jobs import Job
from gradcheck.studies.request import Outcome


class CurvePoint(Value, frozen=True, kw_only=True):
    """The best candidate after a step, on the tracked split; the score is None where every call failed."""

    step: int
    score: float | None
    n: int


class RunOutcome(Value, frozen=True, kw_only=True):
    """A run of a study. `outcome` is its winner's score, `missing` says why there is none.

    `given` is the given prompt's score beside it, null where the outcome is not the test's, which alone scores both.
    `test_calls` of the `calls` were made for the test.
    `shortcuts` is the verdict of the shortcut audit, null where it had nothing to read; `flags` are what it noted.
    """

    run_id: str
    arm: str
    trial: int
    status: Status
    finish_reason: str | None
    outcome: float | None
    missing: str | None
    calls: int
    given: float | None = None
    test_calls: int = 0
    shortcuts: Literal["supported", "refuted", "inconclusive", "not_testable"] | None = None
    flags: tuple[str, ...] = ()
    curve: tuple[CurvePoint, ...] = ()


class RunScores(Value, frozen=True, kw_only=True):
    """What a run's outcome is the mean of: its winner's scores by item, and the given prompt's where it has them.

    Items without a score are left out. It is kept beside outcomes and is no part of a result, which would be large.
    """

    arm: str
    trial: int
    winner: dict[str, float]
    given: dict[str, float]


def scores_of(arm: str, trial: int, tested: Sequence[Rollout], winner: str) -> RunScores:
    """The scores of an ended run's test; where no prompt was better than the given one, that one's count for both."""
    sides = [{one.example: one.score for one in tested if one.candidate == name} for name in (SEED, winner)]
    given, best = ({item: score for item, score in side.items() if score is not None} for side in sides)
    return RunScores(arm=arm, trial=trial, winner=best if sides[1] else given, given=given)


def result_of(job: Job) -> Result | None:
    """The result of an ended run; None where it crashed."""
    return None if job.result is None else msgspec.json.decode(job.result, type=Result)


def read(job: Job, arm: str, trial: int, plan: Plan, tested: Sequence[Rollout], wanted: Outcome) -> RunOutcome:
    """An ended run; `tested` are its rollouts on the test split. Takes the time of the audit's resampling."""
    result = result_of(job)
    score, missing = _score(job, result, wanted)
    given = None if wanted != "test" or score is None or result is None else result.test.baseline
    audit_verdict = audit(audited(plan, result, tested), plan.labels, plan.seed)
    return RunOutcome(
        run_id=job.id,
        arm=arm,
        trial=trial,
        status=job.status,
        finish_reason=job.finish_reason,
        outcome=score,
        missing=missing,
        calls=0 if result is None else calls_of(result.usage),
        given=None if given is None else given.score,
        test_calls=sum(one.n_calls for one in tested),
        shortcuts=None if audit_verdict is None else audit_verdict[0],
        flags=() if audit_verdict is None else audit_verdict[1],
    )


def _score(job: Job, result: Result | None, wanted: Outcome) -> tuple[float | None, str | None]:
    if job.status != "succeeded" or result is None:
        return None, f"the run ended as {job.status}: {job.finish_reason}"
    if wanted != "test":
        return None, f"its winner has not been scored on {wanted}"
    if result.test.best is None:
        return None, f"its winner was not tested: {result.test.reason}"
    return result.test.best.score, None


def calls_of(usage: Usage) -> int:
    """How many calls a job made, the checks of its models left out."""
    return sum(used.calls for role, used in usage.items() if role != "check")


def paid(usage: Usage) -> Spend:
    """What a run's planned account has paid: the same however often the run was interrupted."""
    return sum(
        (
            Spend(
                calls=role.calls - role.cached,
                tokens=role.input_tokens + role.output_tokens,
                cost_micro_usd=round((role.cost_usd or 0.0) * MICRO),
            )
            for role in usage.values()
        ),
        Spend(),
    )


def added(usages: Iterable[Usage]) -> Usage:
    """The sum of what several jobs used, by role; a cost is unknown where one of theirs is."""
    total: Usage = {}
    for usage in usages:
        for role, added_usage in usage.items():
            before, more = msgspec.structs.asdict(total.get(role, RoleUsage())), msgspec.structs.asdict(added_usage)
            known = before["cost_usd"] is not None and added_usage.cost_usd is not None
            summed = {name: before[name] + value for name, value in more.items() if name != "cost_usd"}
            total[role] = RoleUsage(**summed, cost_usd=before["cost_usd"] + added_usage.cost_usd if known else None)
    return dict(sorted(total.items()))
