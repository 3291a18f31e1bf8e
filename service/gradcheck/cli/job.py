"""Runs and diagnostics through the generated client, as a person watches them. It owns no output but the bar's."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

import httpx

from gradcheck.cli.progress import ProgressBar
from gradcheck.errors import Fault, GradcheckError
from gradcheck.settings import load
from gradcheck_client.events import events
from gradcheck_client.rest import AuthenticatedClient, Client
from gradcheck_client.rest.api.diagnostics import diagnose, get_diagnostic
from gradcheck_client.rest.api.runs import get_run, optimize
from gradcheck_client.rest.models import Diagnostic, DiagnosticRequest, OptimizeRequest, Problem, Run

AnyClient = Client | AuthenticatedClient
T = TypeVar("T")


def finish(command: Coroutine[None, None, int]) -> int:
    """The exit code of a command that asks a service. Raises GradcheckError where the service does not answer."""
    try:
        return asyncio.run(command)
    except httpx.HTTPError as error:
        raise GradcheckError(f"the service does not answer: {str(error) or type(error).__name__}") from None


def client_of(url: str) -> AnyClient:
    """A client of the service at this URL, with the first key of the settings if they have any."""
    keys = load().api_keys
    return AuthenticatedClient(url, token=keys[0]) if keys else Client(url)


async def watch_run(client: AnyClient, request: OptimizeRequest) -> Run:
    """Start a run, show its progress, return it when it has ended. Raises GradcheckError where it is refused."""
    run = given(await optimize.asyncio(client=client, body=request))
    await _watch(client, f"/runs/{run.id}/events", ProgressBar("optimizing"))
    return given(await get_run.asyncio(run.id, client=client))


async def watch_diagnostic(client: AnyClient, run_id: str, request: DiagnosticRequest) -> Diagnostic:
    """Start a diagnostic, show its progress, return it when it has ended. Raises GradcheckError where it is refused."""
    found = given(await diagnose.asyncio(run_id, client=client, body=request))
    await _watch(client, f"/diagnostics/{found.id}/events", ProgressBar("diagnosing"))
    return given(await get_diagnostic.asyncio(found.id, client=client))


async def _watch(client: AnyClient, path: str, progress: ProgressBar) -> None:
    async for event in events(client, path):
        progress.show(event.type_, event.data.to_dict())
    progress.end()


def given(answer: T | Problem | None) -> T:
    """The answer. Raises GradcheckError where the service refuses or says what its document does not promise."""
    if isinstance(answer, Problem):
        faults = tuple(Fault(fault.path, fault.message) for fault in answer.errors or ())
        raise GradcheckError(answer.detail, faults)
    if answer is None:
        raise GradcheckError("the service gave an answer that its document does not promise")
    return answer
