"""Jobs as a person watches them: progress, the end, and what an interruption does."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Coroutine
from typing import Any

import msgspec

from gradcheck.cli.interruptions import Interruptions, interruptions
from gradcheck.cli.job_kinds import Handle, JobKind
from gradcheck.cli.output import note, save, tell
from gradcheck.cli.progress import ProgressBar
from gradcheck.cli.service import AskedService

INTERRUPTED = 130
_AGAIN_S, _ENDS_S = 3, 60.0


async def started(
    arguments: Namespace, service: AskedService, kind: JobKind, start: Coroutine[Any, Any, Handle]
) -> int:
    """Start a job, tell its id, watch it, tell its result; the exit code. Raises GradcheckError where it may not be."""
    with interruptions() as interrupted:
        starting = asyncio.create_task(start)
        if await interrupted.outlast(starting) != "ended":
            print(f"gradcheck {kind.group} list{service.flag} says whether it was started", file=sys.stderr)
            return INTERRUPTED
        job = await starting
        note(arguments, job.id)
        if not arguments.detach:
            code, state = await _followed(service, kind, job, shown(job, kind), interrupted)
            if state is not None:
                tell(arguments, state, lambda: kind.text(state))
            return code
    if arguments.json or arguments.save is not None:
        tell(arguments, job.state, str)
    return 0


async def watched(
    arguments: Namespace, service: AskedService, kind: JobKind, job: Handle, *, after: int = 0, events: bool = False
) -> int:
    """Watch a job to its end and tell its result: 0 where it succeeded, 1 where not, 130 where nobody waited for it.

    Events behind `after` are shown as progress, or printed as they come: then the result is only saved, if so asked.
    The first interruption says what goes on and how to come back, and leaves after three seconds; another one within
    them cancels the job.
    """
    with interruptions() as interrupted:
        following = _print_events(job, after) if events else shown(job, kind, after)
        code, state = await _followed(service, kind, job, following, interrupted)
    if state is not None and events:
        save(arguments, state)
    elif state is not None:
        tell(arguments, state, lambda: kind.text(state))
    return code


async def _followed(
    service: AskedService,
    kind: JobKind,
    job: Handle,
    following: Coroutine[Any, Any, None],
    interrupted: Interruptions,
) -> tuple[int, Any]:
    """The exit code and the state a job ended in, None where nobody waited for that."""
    code = await _left(service, kind, job, asyncio.create_task(following), interrupted)
    if code is not None and job.status != "cancelled":
        return code, None
    state = await job.wait()
    return code or (0 if state.status == "succeeded" else 1), state


async def _left(
    service: AskedService, kind: JobKind, job: Handle, following: "asyncio.Task[None]", interrupted: Interruptions
) -> int | None:
    """Wait for a job's end: None at it, the exit code where an interruption came first, which may have cancelled it."""
    if await interrupted.outlast(following) == "ended":
        await following
        return None
    _say_what_goes_on(service, kind, job.id)
    match await interrupted.outlast(following, _AGAIN_S):
        case "ended":
            await following
            return None
        case "interrupted":
            print(f"cancelling {job.id}", file=sys.stderr, flush=True)
            await job.cancel()
            await job.wait(_ENDS_S)
    return INTERRUPTED


async def shown(job: Handle, kind: JobKind, after: int = 0) -> None:
    """Show a job's progress behind the event `after` to its end."""
    progress = ProgressBar(kind.doing)
    async for event in job.events(after=after):
        progress.show(event.type, event.data)
    progress.end()


async def _print_events(job: Handle, after: int) -> None:
    async for event in job.events(after=after):
        print(msgspec.json.encode(event).decode(), flush=True)


def _say_what_goes_on(service: AskedService, kind: JobKind, job_id: str) -> None:
    command = f"gradcheck {kind.group}"
    if service.own:
        rests = f"The service that was started for this command ends with it, and {job_id} rests."
        said = f"{rests} What it has is kept, and no answer is paid for again."
        comes_back = "goes on with it"
    else:
        said, comes_back = f"{job_id} goes on at {service.url}.", "comes back to it"
    lines = [
        said,
        f"  {command} watch {job_id}{service.flag}   {comes_back}",
        f"  {command} cancel {job_id}{service.flag}   cancels it, what it has so far is kept",
        f"Ctrl-C again within {_AGAIN_S} s cancels it now.",
    ]
    print("\n" + "\n".join(lines), file=sys.stderr, flush=True)
