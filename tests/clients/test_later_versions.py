"""The client against a service of a later version: fields, values and events that it does not know."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from gradcheck_client import Gradcheck, models
from tests.api.server import CLIENT_KEY, Json, Server
from tests.api.test_document import COMMITTED, ROOT
from tests.support import world
from tests.support.later import EVENT, FIELD, VALUE
from tests.support.served import served, told


@pytest.fixture(scope="module")
def later() -> Iterator[Server]:
    """Today's service, as a later version could be."""
    with served(later=True) as server:
        server.http.headers["Authorization"] = f"Bearer {CLIENT_KEY}"
        yield server


def test_the_clients_own_tests_pass_with_a_later_version(later: Server) -> None:
    """`make wheel` runs them in an environment of their own, with an earlier version as well."""
    command = [sys.executable, "-m", "unittest", "discover", "--start-directory", "tests"]
    folder = ROOT / "clients/python"
    environ = {**os.environ, **told(later.url)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_stands_for_a_later_version_adds_to_objects_open_sets_and_streams(later: Server) -> None:
    run = later.run()
    assert run[FIELD] == run["result"]["test"][FIELD] == run["budget"][FIELD]
    assert (run["result"]["test"]["verdict"], run["status"]) == (VALUE, "succeeded")
    assert set(run["splits"]) == {"train", "validation", "probe", "test"}, "a map has the keys that it had"
    refused = later.http.get("/runs/unknown").json()
    assert FIELD in refused
    with later.http.stream("GET", f"/runs/{run['id']}/events", headers={"Last-Event-ID": "2"}) as stream:
        lines = stream.read().decode().splitlines()
    events: list[Json] = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert [event["seq"] for event in events] == list(range(3, len(events) + 3))
    assert {event["type"] for event in events[::2]} == {EVENT}
    assert all(FIELD in event and FIELD in event["data"] for event in events)


def test_values_and_events_that_the_client_does_not_know_are_handed_on(later: Server) -> None:
    with Gradcheck(later.url, api_key=CLIENT_KEY) as client:
        run = client.optimize(**world.request(seed=1))
        assert EVENT in {event.type for event in run.events()}
        run.wait()
        assert run.result.test.verdict == VALUE


def _fields(names: set[str]) -> dict[str, Json]:
    schemas = COMMITTED["components"]["schemas"]
    return {f"{name}.{field}": schema for name in names for field, schema in schemas[name]["properties"].items()}


@pytest.mark.parametrize("name", ["TestResult", "Rollout", "Feedback", "Finding", "StudyComparison", "HeadroomResult"])
def test_a_set_of_values_that_only_answers_hold_is_open(name: str) -> None:
    named = {field: schema for field, schema in _fields({name}).items() if '"enum"' in json.dumps(schema)}
    assert named
    assert [field for field, schema in named.items() if {"type": "string"} not in schema.get("anyOf", [])] == []


def test_what_callers_send_and_the_status_of_a_job_are_closed_sets() -> None:
    fields = _fields({"Run", "RunSummary", "OptimizeRequest", "GEPA", "Exact"})
    for name in ("Run.status", "RunSummary.status", "OptimizeRequest.priority", "GEPA.selection", "Exact.aggregate"):
        assert "enum" in fields[name], name


def test_an_answer_that_lacks_what_can_be_nothing_is_one_of_an_earlier_version() -> None:
    before = {"id": "r", "status": "queued", "created_at": "2026-11-22T00:00:00Z", "method": "protegi"}
    summary = msgspec.json.decode(json.dumps(before), type=models.RunSummary)
    assert (summary.name, summary.tags, summary.metadata, summary.priority) == (None, [], {}, "normal")
    with pytest.raises(msgspec.ValidationError, match="status"):
        msgspec.json.decode(json.dumps({"id": "r"}), type=models.RunSummary)
