"""The real service in its own process, a real provider in another, and `kill -9`."""

import json
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.support import databases, world
from tests.support.homes import furnish
from tests.support.pictures import data_url, png
from tests.support.processes import HTTP, Json, ProviderProcess, ServiceProcess, provider_process, service_process

SLOTS = 8
LATENCY = {"latency_s": 0.08, "jitter": 0.5}
ENDED = {"succeeded", "failed", "cancelled"}


def pair(seed: int) -> list[Json]:
    """Two runs whose requests to the model have nothing in common; the second makes calls that it may not need."""
    task = world.task(40)
    textgrad = {"name": "textgrad", "steps": 4}
    return [world.request(task=task, seed=seed), world.request(task=task, seed=seed + 1, method=textgrad)]


def wait_for_calls(service: ServiceProcess, provider: ProviderProcess, submitted: dict[str, Json]) -> None:
    """Wait until runs ask the provider again, or have nothing more to ask: they load what they compute with first."""
    before = provider.counts()["requests"]
    while provider.counts()["requests"] == before:
        if all(service.run(run_id)["status"] in ENDED for run_id in submitted):
            return
        time.sleep(0.02)


def kill(service: ServiceProcess, provider: ProviderProcess, kills: int, moments: random.Random) -> dict[str, Json]:
    """Kill the service so often in the middle of runs, now and then before it is ready; all requests by run id."""
    submitted: dict[str, Json] = {}
    for _ in range(kills):
        if all(service.run(run_id)["status"] in ENDED for run_id in submitted):
            submitted |= {service.optimize(request): request for request in pair(2 * len(submitted) + 1)}
        wait_for_calls(service, provider, submitted)
        time.sleep(moments.uniform(0, 0.8))
        service.kill()
        if moments.random() < 0.2:
            service.launch()
            time.sleep(moments.uniform(0.3, 2))
            service.kill()
        service.start()
    return submitted


def record(service: ServiceProcess, run_id: str) -> Json:
    """All that must be the same: result without what timing adds to usage, steps, candidates, rollouts."""
    run = service.finished(run_id)
    result = run["result"]
    for role in result["usage"].values():
        role["retries"] = role["possibly_paid"] = role["speculative"] = 0
    result["test"]["times_used"] = 0
    found = {"status": run["status"], "finish_reason": run["finish_reason"], "result": result}
    for name in ("steps", "candidates", "rollouts"):
        page = HTTP.get(f"{service.url}/runs/{run_id}/{name}", params={"limit": 500}).json()
        assert page["next"] is None
        found[name] = page["items"]
    same: Json = json.loads(json.dumps(found).replace(run_id, "RUN"))
    return same


def killed_twice(service: ServiceProcess, provider: ProviderProcess, run_id: str) -> Json:
    """The record of a run in whose middle the service was killed twice."""
    for _ in range(2):
        wait_for_calls(service, provider, {run_id: {}})
        time.sleep(0.3)
        service.kill()
        service.start()
    return record(service, run_id)


def events(service: ServiceProcess, run_id: str) -> list[str]:
    text = HTTP.get(f"{service.url}/runs/{run_id}/events").text
    return [line for line in text.splitlines() if line.startswith("id:")]


def check_books(url: str, provider: ProviderProcess) -> int:
    """What the provider answered is paid or possibly paid, and nothing is paid twice or lost; the possibly paid."""
    answered = provider.counts()["answered"]
    found = databases.rows(url, "SELECT state, count(*) FROM attempts WHERE role <> 'check' GROUP BY state")
    states = {row[0]: row[1] for row in found}
    made = (
        "SELECT jobs.scope, path FROM attempts JOIN jobs ON jobs.id = job_id WHERE state = 'paid' AND role <> 'check'"
    )
    paid = databases.rows(url, made)
    calls = databases.rows(url, "SELECT scope, path FROM calls")
    assert set(states) <= {"paid", "unpaid", "possibly_paid"}
    assert states["paid"] <= answered <= states["paid"] + states.get("possibly_paid", 0)
    assert len(paid) == len(set(paid))
    assert set(paid) <= set(calls)
    return int(states.get("possibly_paid", 0))


def on(kind: str, home: Path) -> dict[str, str]:
    """The setting of the database of a service on this home."""
    if kind == "sqlite":
        return {"database_url": f"sqlite:///{home / 'gradcheck.sqlite'}"}
    return {"database_url": furnish(home, kind)["GRADCHECK_DATABASE_URL"]}


def survive(home: Path, kind: str, kills: int, moments: random.Random) -> None:
    """Runs that are killed, and then the same undisturbed."""
    with provider_process(**LATENCY) as provider:
        with service_process(home / "killed", provider.url, SLOTS, **on(kind, home / "killed")) as service:
            submitted = kill(service, provider, kills, moments)
            killed = [record(service, run_id) for run_id in submitted]
            numbers = [events(service, run_id) for run_id in submitted]
            usages = [service.run(run_id)["result"]["usage"] for run_id in submitted]
        lost = check_books(on(kind, home / "killed")["database_url"], provider)
        counts = provider.counts()
        with service_process(home / "calm", provider.url, 64, **on(kind, home / "calm")) as service:
            calm = [record(service, run_id) for run_id in [service.optimize(one) for one in submitted.values()]]
    assert killed == calm
    assert numbers == [[f"id: {number}" for number in range(1, len(own) + 1)] for own in numbers]
    assert lost == sum(role["possibly_paid"] for usage in usages for name, role in usage.items() if name != "check")
    assert counts["requests"] - counts["different"] <= kills * 2 * SLOTS, "more is asked again than was under way"


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.slow), "postgres"])
def test_two_kills_at_random_moments_lose_nothing_and_change_nothing(tmp_path: Path, kind: str) -> None:
    survive(tmp_path, kind, 2, random.Random(4))


@pytest.mark.slow
def test_a_run_on_uploaded_images_is_killed_after_their_files_are_deleted_and_ends_as_on_data_urls(
    tmp_path: Path,
) -> None:
    pictures = [png(64, 48, shade=shade) for shade in range(5)]

    def request(named: list[str]) -> Json:
        task = world.task(40)
        for number, example in enumerate(task["examples"]):
            example["input"]["photo"] = {"image": named[number % len(named)]}
        return world.request(task=task, prompt="Is {photo} good? {text}", seed=5)

    with provider_process(**LATENCY) as provider:
        with service_process(tmp_path / "killed", provider.url, SLOTS) as service:
            headers = {"Content-Type": "image/png"}
            posted = [HTTP.post(f"{service.url}/files", content=data, headers=headers).json() for data in pictures]
            run_id = service.optimize(request([file["url"] for file in posted]))
            for file in posted:
                HTTP.delete(f"{service.url}/files/{file['id']}").raise_for_status()
            killed = killed_twice(service, provider, run_id)
        check_books(on("sqlite", tmp_path / "killed")["database_url"], provider)
        counts = provider.counts()
        with service_process(tmp_path / "calm", provider.url, 64) as service:
            calm = record(service, service.optimize(request([data_url(data) for data in pictures])))
    assert killed == calm
    assert killed["status"] == "succeeded"
    assert counts["requests"] - counts["different"] <= 2 * 2 * SLOTS, "more is asked again than was under way"


@pytest.mark.slow
def test_a_run_with_tools_is_killed_and_ends_with_better_descriptions_as_one_that_is_not(tmp_path: Path) -> None:
    names = {"positive": "praise", "negative": "complain"}
    task = {**world.task(40), "scoring": {"kind": "tool_calls"}}
    for example in task["examples"]:
        example["expected"] = [{"name": names[example["expected"]], "arguments": {}}]
    tools = [{"type": "function", "function": {"name": name, "description": "Notes it."}} for name in names.values()]
    prompt = {"user": "What is the sentiment? {text}", "tools": tools, "frozen": ["user"]}
    request = world.request(task=task, prompt=prompt, seed=5)
    with provider_process(**LATENCY) as provider:
        with service_process(tmp_path / "killed", provider.url, SLOTS) as service:
            run_id = service.optimize(request)
            killed = killed_twice(service, provider, run_id)
        check_books(on("sqlite", tmp_path / "killed")["database_url"], provider)
        counts = provider.counts()
        with service_process(tmp_path / "calm", provider.url, 64) as service:
            calm = record(service, service.optimize(request))
    assert killed == calm
    test = killed["result"]["test"]
    assert (test["baseline"]["score"] < 1, test["best"]["score"]) == (True, 1)
    assert "one word" in json.dumps([killed["result"]["prompt"][f"tool.{name}"] for name in names.values()])
    assert counts["requests"] - counts["different"] <= 2 * 2 * SLOTS, "more is asked again than was under way"


@pytest.mark.slow
@pytest.mark.parametrize("kind", databases.KINDS)
def test_fifty_kills_at_random_moments_lose_nothing_and_change_nothing(tmp_path: Path, kind: str) -> None:
    survive(tmp_path, kind, 50, random.Random(1))


def continue_run(service: ServiceProcess, parent: str) -> str:
    """Continue a run without a cap; the id of the new one."""
    answer = HTTP.post(f"{service.url}/runs/{parent}/continue", json={"budget": {}})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


@pytest.mark.slow
def test_two_continuations_of_one_run_that_are_killed_end_as_one_that_is_not(tmp_path: Path) -> None:
    moments = random.Random(5)
    killed, calm = tmp_path / "killed", tmp_path / "calm"
    with provider_process(**LATENCY) as provider:
        with service_process(killed, provider.url, SLOTS) as service:
            provider.behave(**LATENCY, errors=0.1)
            parent = service.optimize(world.request(task=world.task(40), budget={"max_calls": 160, "retry_share": 0}))
            service.finished(parent)
        shutil.copytree(killed, calm)
        provider.behave(**LATENCY)
        with service_process(killed, provider.url, SLOTS) as service:
            both = [continue_run(service, parent), continue_run(service, parent)]
            for _ in range(2):
                time.sleep(moments.uniform(0.1, 0.8))
                service.kill()
                service.start()
            disturbed = [record(service, run_id) for run_id in both]
        with service_process(calm, provider.url, 64) as service:
            undisturbed = record(service, continue_run(service, parent))
    assert disturbed == [undisturbed, undisturbed]
    assert undisturbed["result"]["usage"]["task"]["failed"] == 0
    assert undisturbed["result"]["usage"]["task"]["cached"] > 0


def test_a_stopped_service_has_cancelled_nothing(tmp_path: Path) -> None:
    """SIGTERM in the middle: the run is still running for whoever asks after the next start, and succeeds."""
    with provider_process(**LATENCY) as provider, service_process(tmp_path, provider.url, 2) as service:
        run_id = service.optimize(world.request())
        time.sleep(0.5)
        service.kill(signal.SIGTERM)
        service.start()
        assert service.run(run_id)["status"] == "running"
        assert service.finished(run_id)["status"] == "succeeded"
