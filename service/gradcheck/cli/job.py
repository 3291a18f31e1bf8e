"""Jobs as a person watches them."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path

from gradcheck.cli.local import local_service
from gradcheck.cli.progress import ProgressBar
from gradcheck.errors import FieldError, GradcheckError
from gradcheck.settings import load
from gradcheck_client import AsyncGradcheck, ProblemError, models
from gradcheck_client.aio.handles import AsyncDiagnosticHandle, AsyncHeadroomHandle, AsyncRunHandle
from gradcheck_client.errors import GradcheckError as ClientError
from gradcheck_client.wire import as_json


def finish(command: Coroutine[None, None, int]) -> int:
    """The exit code of a command that asks a service. Raises GradcheckError with what the client or the service say."""
    try:
        return asyncio.run(command)
    except ProblemError as error:
        raise GradcheckError(
            error.message, tuple(FieldError(field_error.path, field_error.message) for field_error in error.errors)
        ) from None
    except ClientError as error:
        raise GradcheckError(str(error)) from None


@contextlib.asynccontextmanager
async def client_of(url: str | None) -> AsyncIterator[AsyncGradcheck]:
    """A client of the service at this URL, with the first key of the settings, or of one that is started for it."""
    async with contextlib.AsyncExitStack() as stack:
        settings = load()
        if url is None:
            url = (await stack.enter_async_context(local_service(settings.home))).url
        yield await stack.enter_async_context(AsyncGradcheck(url, api_key=next(iter(settings.api_keys), None)))


def write_json(file: Path | None, value: object) -> None:
    """Write a value of the wire into a file, if there is one."""
    if file is not None:
        file.write_text(json.dumps(as_json(value), indent=2) + "\n")


async def watched_run(run: AsyncRunHandle) -> models.Run:
    """Show a run's progress, return it when it has ended."""
    await _watch(run, ProgressBar("optimizing"))
    return await run.wait()


async def watched_diagnostic(diagnostic: AsyncDiagnosticHandle) -> models.Diagnostic:
    """Show a diagnostic's progress, return it when it has ended."""
    await _watch(diagnostic, ProgressBar("diagnosing"))
    return await diagnostic.wait()


async def watched_headroom(measurement: AsyncHeadroomHandle) -> models.Headroom:
    """Show a measurement's progress, return it when it has ended."""
    await _watch(measurement, ProgressBar("measuring"))
    return await measurement.wait()


async def _watch(job: AsyncRunHandle | AsyncDiagnosticHandle | AsyncHeadroomHandle, progress: ProgressBar) -> None:
    async for event in job.events():
        progress.show(event.type, event.data)
    progress.end()
