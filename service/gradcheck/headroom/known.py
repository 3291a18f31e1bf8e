"""What estimates and plans of others show of headroom: the newest measurement, and what another one would take."""

import asyncio

import msgspec

from gradcheck.domain.headroom import KnownHeadroom, MeasuredHeadroom
from gradcheck.engine.plan import Plan
from gradcheck.headroom.measured import HeadroomResult
from gradcheck.headroom.plan import candidates, cost_usd, expected_calls, headroom_plan, obstacle
from gradcheck.storage.jobs import Job
from gradcheck.storage.tenant_jobs import TenantJobs


async def known_headroom(jobs: TenantJobs, run: Plan) -> KnownHeadroom:
    """What is known for a run's data, scoring, prompt and task model; nothing is spent."""
    plan = await asyncio.to_thread(headroom_plan, run)  # a run may hold many thousand examples
    found = await jobs.page("headroom", limit=1, before=None, status="succeeded", label=None, target=plan.about)
    reason = obstacle(plan)
    return KnownHeadroom(
        measured=_measured(found[0], run) if found else None,
        calls=expected_calls(plan) if reason is None else None,
        cost_usd=cost_usd(plan) if reason is None else None,
        reason=reason or "",
    )


def _measured(job: Job, run: Plan) -> MeasuredHeadroom | None:
    if job.result is None:
        return None
    result = msgspec.json.decode(job.result, type=HeadroomResult)
    gain = result.gain
    return MeasuredHeadroom(
        id=job.id,
        verdict=result.verdict,
        said=result.said,
        at_most=None if gain is None else gain.at_most,
        candidates=candidates(run) if gain is None else gain.candidates,
    )
