"""The generated client against a running service."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import TypeVar

import httpx
import pytest

from gradcheck_client.rest import AuthenticatedClient, Client
from gradcheck_client.rest.api.diagnostics import cancel_diagnostic, diagnose, get_diagnostic
from gradcheck_client.rest.api.runs import (
    cancel_run,
    continue_run,
    get_run,
    get_step,
    list_candidates,
    list_rollouts,
    list_runs,
    list_steps,
    optimize,
)
from gradcheck_client.rest.api.service import (
    health_live,
    health_ready,
    list_methods,
    list_providers,
    list_scorers,
    metrics,
)
from gradcheck_client.rest.models import (
    Budget,
    CandidatePage,
    ContinueRequest,
    Diagnostic,
    DiagnosticRequest,
    Exact,
    Health,
    OptimizeRequest,
    Problem,
    ProTeGi,
    Result,
    RolloutPage,
    Run,
    RunPage,
    StepDetail,
    StepPage,
)
from tests.api.server import CLIENT_KEY, Server
from tests.support import world

T = TypeVar("T")


@pytest.fixture
def client(server: Server) -> Iterator[AuthenticatedClient]:
    with AuthenticatedClient(server.url, token=CLIENT_KEY) as opened:
        yield opened


@pytest.fixture(scope="module")
def run(server: Server) -> Run:
    """A finished run."""
    with AuthenticatedClient(server.url, token=CLIENT_KEY, timeout=httpx.Timeout(60)) as opened:
        body = OptimizeRequest.from_dict(world.request())
        answer = optimize.sync_detailed(client=opened, body=body, prefer="wait=60")
        assert answer.status_code == HTTPStatus.OK
        return typed(answer.parsed, Run)


def typed(value: object, kind: type[T]) -> T:
    assert isinstance(value, kind), value
    return value


def test_a_finished_run_is_read_whole(client: AuthenticatedClient, run: Run) -> None:
    again = typed(get_run.sync(run.id, client=client), Run)
    assert again.to_dict() == run.to_dict()
    result = typed(again.result, Result)
    assert result.test.verdict
    assert result.prompt.to_dict()
    assert again.created_at.tzinfo is not None


def test_unions_are_read_and_written_by_their_tag() -> None:
    body = OptimizeRequest.from_dict(world.request())
    assert isinstance(body.method, ProTeGi)
    assert isinstance(body.task.scoring, Exact)
    assert body.to_dict() == world.request()


def test_lists_are_read_in_pages(client: AuthenticatedClient, run: Run) -> None:
    runs = typed(list_runs.sync(client=client, method="protegi", status="succeeded", limit=1), RunPage)
    assert [one.id for one in runs.items] == [run.id]
    steps = typed(list_steps.sync(run.id, client=client), StepPage)
    assert [step.n for step in steps.items] == [0, 1, 2]
    step = typed(get_step.sync(run.id, 1, client=client), StepDetail)
    assert step.step.to_dict() == steps.items[1].to_dict()
    assert step.rollouts
    assert typed(list_candidates.sync(run.id, client=client), CandidatePage).items[0].id == "seed"
    rollouts = typed(list_rollouts.sync(run.id, client=client, stage="test", limit=2), RolloutPage)
    assert (len(rollouts.items), rollouts.next_) == (2, "2")


def test_a_run_is_continued_and_not_cancelled_once_it_ended(client: AuthenticatedClient, run: Run) -> None:
    body = ContinueRequest(budget=Budget(max_calls=5000))
    again = typed(continue_run.sync(run.id, client=client, body=body), Run)
    assert again.parent == run.id
    refused = typed(cancel_run.sync(run.id, client=client), Problem)
    assert (refused.status, refused.code) == (409, "conflict")


def test_a_run_is_diagnosed(server: Server, client: AuthenticatedClient, run: Run) -> None:
    started = typed(diagnose.sync(run.id, client=client, body=DiagnosticRequest(replicates=8)), Diagnostic)
    ended = server.ended(started.id, "diagnostics")
    read = typed(get_diagnostic.sync(started.id, client=client), Diagnostic)
    assert read.status == ended["status"] == "succeeded"
    assert typed(cancel_diagnostic.sync(started.id, client=client), Problem).code == "conflict"


def test_faults_are_read_as_a_problem(client: AuthenticatedClient) -> None:
    body = OptimizeRequest.from_dict(world.request(method="nope", models={"task": {"provider": "x"}}))
    refused = typed(optimize.sync(client=client, body=body), Problem)
    assert (refused.status, refused.code) == (422, "invalid_request")
    assert isinstance(refused.errors, list)
    assert {fault.path for fault in refused.errors} == {"method", "models.task.provider"}


def test_what_is_not_there_and_who_may_not_ask_are_problems(server: Server, client: AuthenticatedClient) -> None:
    assert typed(get_run.sync("run_unknown", client=client), Problem).code == "not_found"
    with Client(server.url) as nobody:
        assert typed(get_run.sync("run_x", client=nobody), Problem).code == "unauthorized"


def test_an_idempotency_key_is_sent(client: AuthenticatedClient) -> None:
    body = OptimizeRequest.from_dict(world.request(method="none"))
    first, second = (typed(optimize.sync(client=client, body=body, idempotency_key="client"), Run) for _ in range(2))
    assert first.id == second.id


def test_catalogues_and_health_are_read(server: Server, client: AuthenticatedClient) -> None:
    methods = list_methods.sync(client=client)
    scorers = list_scorers.sync(client=client)
    providers = list_providers.sync(client=client)
    assert isinstance(methods, list)
    assert isinstance(scorers, list)
    assert isinstance(providers, list)
    assert {"protegi", "none"} <= {method.name for method in methods}
    assert {"exact", "judge"} <= {scorer.name for scorer in scorers}
    assert [provider.name for provider in providers] == ["embedded", "simulated", "world"]
    assert metrics.sync_detailed(client=client).status_code == HTTPStatus.OK
    with Client(server.url) as nobody:
        assert typed(health_live.sync(client=nobody), Health).status == "alive"
        assert typed(health_ready.sync(client=nobody), Health).status == "ready"


async def test_everything_works_asynchronously_too(server: Server, run: Run) -> None:
    async with AuthenticatedClient(server.url, token=CLIENT_KEY, timeout=httpx.Timeout(60)) as client:
        body = OptimizeRequest.from_dict(world.request(method="none"))
        other = typed(await optimize.asyncio(client=client, body=body, prefer="wait=60"), Run)
        assert other.status == "succeeded"
        assert typed(await list_runs.asyncio(client=client), RunPage).items[0].id == other.id
