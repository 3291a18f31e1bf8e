"""The client against a running service, asynchronous and synchronous alike."""

import json
from pathlib import Path

import msgspec
import pytest

from gradcheck_client import operations
from gradcheck_client.errors import (
    ConflictError,
    InvalidRequestError,
    NoResultError,
    NotFoundError,
    UnauthorizedError,
    WaitTimeoutError,
)
from gradcheck_client.models import Exact, OptimizeRequest, ProTeGi, StepDetail
from gradcheck_client.wire import as_json
from tests.api.server import Json, Server
from tests.api.test_studying import body as study_body
from tests.clients.conftest import Connect
from tests.support import world

REQUEST = world.request(method="none")


@pytest.fixture(scope="module")
def finished(server: Server) -> Json:
    """A finished run."""
    return server.run()


async def test_a_run_is_started_waited_for_and_read_whole(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    task = REQUEST["task"]
    run = await client.optimize(
        prompt=REQUEST["prompt"],
        examples=task["examples"],
        description="Sentiment.",
        method="none",
        models=REQUEST["models"],
    )
    assert run.status in {"queued", "running"}
    ended = await run.wait()
    assert (run.status, ended.id, run.state) == ("succeeded", run.id, ended)
    assert run.result.test.verdict
    assert run.result.prompt == {"user": REQUEST["prompt"]}
    assert ended.created_at.tzinfo is not None
    assert as_json(ended) == server.get(f"/runs/{run.id}")


async def test_a_request_from_a_file_is_started_as_it_stands(server: Server, connect: Connect) -> None:
    run = await connect(server.url).optimize(**REQUEST)
    assert as_json((await run.wait()).stop) == {"target_score": None, "patience": None, "max_steps": None}


async def test_types_may_stand_for_any_part_of_a_request(server: Server, connect: Connect) -> None:
    whole = msgspec.convert(world.request(), OptimizeRequest)
    assert isinstance(whole.method, ProTeGi)
    assert isinstance(whole.task.scoring, Exact)
    client = connect(server.url)
    typed = await client.estimate(prompt=whole.prompt, task=whole.task, method=whole.method, models=whole.models)
    assert typed == await client.estimate(**{**world.request(), "seed": 0})
    assert typed == await client.call(operations.estimate_run(msgspec.structs.replace(whole, seed=0)))


async def test_every_faulty_field_is_raised(server: Server, connect: Connect) -> None:
    request = world.request(method="nope", models={"task": {"provider": "x"}})
    with pytest.raises(InvalidRequestError) as refused:
        await connect(server.url).optimize(**request)
    error = refused.value
    assert (error.status, error.code) == (422, "invalid_request")
    assert {field_error.path for field_error in error.errors} == {"method", "models.task.provider"}
    assert error.message == "2 fields are not acceptable"
    assert all(f"{field_error.path}: {field_error.message}" in str(error) for field_error in error.errors)
    assert error.request_id


async def test_an_argument_that_is_no_field_is_the_services_to_refuse(server: Server, connect: Connect) -> None:
    request = {**REQUEST, "extra": 1, "split_seeds": 2}
    with pytest.raises(InvalidRequestError) as refused:
        await connect(server.url).optimize(**request)
    assert {field_error.path for field_error in refused.value.errors} == {"extra", "split_seeds"}


async def test_what_is_not_there_and_who_may_not_ask_are_errors(server: Server, connect: Connect) -> None:
    with pytest.raises(NotFoundError) as missing:
        await connect(server.url).get_run("run_unknown/../x?y#z")
    assert (missing.value.status, missing.value.code) == (404, "not_found")
    with pytest.raises(UnauthorizedError, match="key"):
        await connect(server.url, api_key="wrong").get_run("run_x")


async def test_lists_are_read_page_after_page(server: Server, connect: Connect, finished: Json) -> None:
    client = connect(server.url)
    for seed in range(3):
        server.run(method="none", seed=seed)
    everything = [run.id async for run in client.iter_runs()]
    assert len(everything) == len(set(everything)) >= 4
    assert [one.id async for one in client.entries(operations.list_runs(limit=1))] == everything
    assert finished["id"] in [run.id async for run in client.iter_runs(method="protegi", status="succeeded")]
    run = await client.get_run(finished["id"])
    steps = [step async for step in run.iter_steps()]
    assert [step.n for step in steps] == [0, 1, 2]
    step = await client.call(operations.get_step(run.id, 1))
    assert isinstance(step, StepDetail)
    assert step.step == steps[1]
    assert "seed" in [candidate.id async for candidate in run.iter_candidates()]
    rollouts = [one async for one in run.iter_rollouts(stage="test")]
    few = [one async for one in client.entries(operations.list_rollouts(run.id, stage="test", limit=2))]
    assert rollouts == few
    assert len(rollouts) > 2


async def test_a_run_is_cancelled_and_cancelling_again_changes_nothing(server: Server, connect: Connect) -> None:
    with server.world.held():
        run = await connect(server.url).optimize(**world.request(seed=11))
        with pytest.raises(WaitTimeoutError, match=r"has not ended in 0\.3 s: it is (queued|running)"):
            await run.wait(timeout_s=0.3)
        with pytest.raises(NoResultError, match=f"{run.id} has no result: it is (queued|running)"):
            _ = run.result
        await run.cancel()
        assert (await run.wait(timeout_s=30)).status == "cancelled"
    assert (await run.cancel()).status == "cancelled"


async def test_what_has_ended_otherwise_is_not_cancelled(server: Server, connect: Connect, finished: Json) -> None:
    run = await connect(server.url).get_run(finished["id"])
    with pytest.raises(ConflictError) as refused:
        await run.cancel()
    assert (refused.value.status, refused.value.code) == (409, "conflict")


async def test_a_run_is_continued_and_diagnosed(server: Server, connect: Connect, finished: Json) -> None:
    client = connect(server.url)
    run = await client.get_run(finished["id"])
    again = await run.continue_run(budget={"max_calls": 5000})
    assert again.state.parent == run.id
    assert (await run.plan_diagnostic(tests=["content"], replicates=8)).pairs >= 8
    diagnostic = await run.diagnose(tests=["content"], replicates=8, force=True)
    assert [event.type async for event in diagnostic.events()][-1] == "diagnostic_succeeded"
    await diagnostic.wait()
    assert set(diagnostic.result.findings) == {"content"}
    assert as_json(diagnostic.state) == server.get(f"/diagnostics/{diagnostic.id}")
    assert diagnostic.id in [one.id async for one in run.iter_diagnostics()]
    assert await run.diagnostics_summary() == diagnostic.result.summary
    assert diagnostic.id in [one.id async for one in client.iter_diagnostics(run=run.id)]
    assert (await client.get_diagnostic(diagnostic.id)).state == diagnostic.state
    await again.wait()


async def test_a_study_is_planned_started_and_read(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    assert (await client.plan_study(**study_body())).runs == 8
    assert (await client.plan_headroom(optimize=world.request())).prompts == 6
    study = await client.study(**study_body())
    await study.wait()
    assert [arm.name for arm in study.result.arms] == ["seed", "longer"]
    assert as_json(study.state) == server.get(f"/studies/{study.id}")
    assert study.id in [one.id async for one in client.iter_studies(preset="custom")]
    assert len([run async for run in client.iter_runs(study=study.id)]) == 8
    assert (await client.get_study(study.id)).status == "succeeded"


async def test_an_idempotency_key_of_ones_own_finds_the_run_again(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    runs = [await client.optimize(idempotency_key=f"own-{client!r}", **REQUEST) for _ in range(2)]
    assert runs[0].id == runs[1].id
    assert (await client.optimize(**REQUEST)).id != runs[0].id


async def test_catalogues_checks_and_health_are_read(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    assert {"protegi", "none"} <= {method.name for method in await client.call(operations.list_methods())}
    assert {"exact", "judge"} <= {scorer.name for scorer in await client.call(operations.list_scorers())}
    assert await client.call(operations.list_perturbations())
    found = [provider.name for provider in await client.call(operations.list_providers())]
    assert found == ["embedded", "simulated", "world"]
    shapes = (await client.check_provider("world", model="pure")).shapes
    assert [shape.role for shape in shapes] == ["task", "optimizer", "judge"]
    assert "gradcheck" in await client.call(operations.metrics())
    assert (await client.call(operations.health_live())).status == "alive"
    assert (await client.call(operations.health_ready())).status == "ready"


async def test_a_file_of_another_tool_gives_the_arguments_of_a_run(
    server: Server, connect: Connect, tmp_path: Path
) -> None:
    tests = [
        {"vars": one["input"], "assert": [{"type": "equals", "value": one["expected"]}]}
        for one in world.task()["examples"]
    ]
    file = tmp_path / "promptfooconfig.yaml"
    file.write_text(json.dumps({"prompts": ["Is it good? {{text}}"], "tests": tests}), "utf-8")
    client = connect(server.url)
    found = await client.import_file(file, name="by-client")
    assert found.dataset is not None
    assert found.request is not None
    assert (found.kind, found.dataset.rows, found.dataset.name) == ("promptfoo", 24, "by-client")
    run = await client.optimize(**{**found.request, "method": "none", "models": REQUEST["models"]})
    assert (await run.wait()).status == "succeeded"


async def test_jobs_of_every_kind_are_deleted(server: Server, connect: Connect) -> None:
    client = connect(server.url)
    run = await client.optimize(**world.request(seed=51))
    await run.wait()
    diagnostic = await run.diagnose(force=True)
    await diagnostic.wait()
    with pytest.raises(ConflictError, match=diagnostic.id):
        await run.delete()
    await diagnostic.delete()
    with pytest.raises(NotFoundError):
        await diagnostic.refresh()
    study = await client.study(**study_body(optimize=REQUEST))
    await study.wait()
    await study.delete(cascade=True)
    with pytest.raises(NotFoundError):
        await client.get_study(study.id)


async def test_a_run_is_archived_and_taken_in_by_another_service_only(
    server: Server, connect: Connect, tmp_path: Path
) -> None:
    client = connect(server.url)
    run = await client.optimize(**REQUEST)
    await run.wait()
    file = tmp_path / "run.gradcheck"
    file.write_bytes(await run.archive())
    for source in (file, file.read_bytes()):
        with pytest.raises(ConflictError, match="is there already"):
            await client.import_run(source)
    with pytest.raises(InvalidRequestError, match="file"):
        await client.import_run(b"nothing")
