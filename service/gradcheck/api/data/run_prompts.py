"""Requests that name runs get their best prompts."""

import asyncio
from collections.abc import Sequence

from gradcheck.api.callers.tenant import TenantService
from gradcheck.engine.comparison.from_run import PromptOfRun, prompt_of_run
from gradcheck.engine.comparison.request import PromptToCompare
from gradcheck.engine.comparison.validation import Written, prompt_errors
from gradcheck.errors import FieldError, InvalidRequestError, NotFoundError


async def prompts_of(service: TenantService, asked: Sequence[PromptToCompare]) -> list[Written]:
    """The prompts, those of runs fetched. Raises InvalidRequestError naming every one that cannot be had."""
    errors = prompt_errors(asked)
    found: list[Written] = []
    for place, one in enumerate(asked):
        if one.run is None or one.prompt is not None:
            found.append(one.prompt or "")
            continue
        fetched = await _of_run(service, one.run)
        if isinstance(fetched, str):
            errors.append(FieldError(f"prompts[{place}].run", fetched))
        else:
            found.append(fetched)
    if errors:
        raise InvalidRequestError.of(*errors)
    return found


async def _of_run(service: TenantService, run: str) -> PromptOfRun | str:
    """The best prompt of a run, or why there is none."""
    try:
        job = await service.jobs.get(run, "run")
    except NotFoundError:
        return f"there is no run {run!r}"
    if job.result is None:
        return f"{run} is {job.status} and has no prompt yet"
    found = await asyncio.to_thread(prompt_of_run, run, await service.plan(job), job.result)
    return found or f"{run} compares prompts and has chosen none"
