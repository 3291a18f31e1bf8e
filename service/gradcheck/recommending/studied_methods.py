"""What a team's own studies found of methods on a task like a request's.

It owns what is like it: as many modules, the same kind of scoring, the same labels. It decides nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from gradcheck.engine.plan import Plan
from gradcheck.recommending.choosing import StudiedMethods
from gradcheck.storage.jobs import Job
from gradcheck.storage.tenant_jobs import TenantJobs
from gradcheck.studies.analysis.result import StudyResult

_MOST_STUDIES = 10


class _Named(msgspec.Struct):
    name: str


class _Program(msgspec.Struct):
    modules: tuple[msgspec.Raw, ...]


class _Kind(msgspec.Struct):
    kind: str


class _ArmPlan(msgspec.Struct):
    """As much of an arm's plan as says what its task is like."""

    program: _Program
    labels: tuple[str, ...]
    scoring: _Kind
    method: _Named


class _Arm(msgspec.Struct):
    name: str
    plan: _ArmPlan


class _StudyPlan(msgspec.Struct):
    arms: tuple[_Arm, ...]


async def studied(jobs: TenantJobs, plan_of: Callable[[Job], Awaitable[bytes]], run: Plan) -> StudiedMethods | None:
    """The newest study that ranked methods on a task like this one's; None without one."""
    ended = await jobs.page("study", limit=_MOST_STUDIES, before=None, status="succeeded", label=None)
    for job in ended:
        found = await asyncio.to_thread(_read, job, await plan_of(job), run)
        if found is not None:
            return found
    return None


def _read(job: Job, stored: bytes, run: Plan) -> StudiedMethods | None:
    arms = msgspec.json.decode(stored, type=_StudyPlan).arms
    if job.result is None or _likeness(arms[0].plan) != _likeness(_own(run)):
        return None
    ranking = msgspec.json.decode(job.result, type=StudyResult).ranking
    methods = {arm.name: arm.plan.method.name for arm in arms}
    if len(set(methods.values())) < 2 or not ranking.arms:
        return None
    best: dict[str, int] = {}
    for place in ranking.arms:
        best.setdefault(methods[place.arm], place.best_rank)
    return StudiedMethods(study=job.id, trials=ranking.n, methods=tuple(best.items()))


def _own(run: Plan) -> _ArmPlan:
    written: dict[str, Any] = {
        name: msgspec.to_builtins(getattr(run, name)) for name in ("program", "labels", "scoring", "method")
    }
    return msgspec.json.decode(msgspec.json.encode(written), type=_ArmPlan)


def _likeness(plan: _ArmPlan) -> tuple[int, str, tuple[str, ...]]:
    return len(plan.program.modules), plan.scoring.kind, tuple(sorted(plan.labels))
