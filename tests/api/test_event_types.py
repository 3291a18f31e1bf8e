"""The types of events in the document: what jobs really tell is what it says, and nothing is left out."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gradcheck.api.document import event_types
from gradcheck.domain.events import common, others, runs
from gradcheck.domain.events.common import EventData, JobEnd
from tests.api import event_page
from tests.api.server import Json, Server
from tests.api.test_document import COMMITTED
from tests.api.test_evaluating import body as comparison
from tests.api.test_headroom import measured, simulated
from tests.api.test_streams import read
from tests.api.test_studying import body
from tests.support import world

BASES = {EventData, JobEnd}


def faults(server: Server, kind: str, event: Json) -> list[str]:
    """What is wrong with an event by the document's own schemas."""
    schema = {"$ref": f"#/components/schemas/{event_types.union(kind)}", **server.get("/openapi.json")}
    return [error.message for error in Draft202012Validator(schema).iter_errors(event)]


def started(server: Server, path: str, asked: Json) -> str:
    answer = server.http.post(path, json=asked, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def told(server: Server, kind: str) -> list[Json]:
    """The events of a finished job of a kind."""
    run = server.run(seed=1)
    match kind:
        case "run":
            return [data for _, _, data in read(server, run["id"])]
        case "diagnostic":
            job = started(server, f"/runs/{run['id']}/diagnostics", {"force": True, "replicates": 4})
            where = f"/diagnostics/{job}"
        case "study":
            where = f"/studies/{started(server, '/studies', body())}"
        case "headroom":
            where = f"/headroom/{measured(server, simulated('W1'))['id']}"
        case _:
            raise AssertionError(kind)
    lines = server.http.get(f"{where}/events").text.splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


@pytest.mark.parametrize("kind", event_types.kinds())
def test_every_event_of_a_job_is_as_the_document_says(server: Server, kind: str) -> None:
    found = told(server, kind)
    assert found[0]["type"] == f"{kind}_started"
    assert found[-1]["type"] == f"{kind}_succeeded"
    assert [(event["type"], faults(server, kind, event)) for event in found if faults(server, kind, event)] == []


def test_comparisons_and_failures_are_told_as_the_document_says(server: Server) -> None:
    failed = server.http.post("/optimize", json=world.request(budget={"max_calls": 70}), headers={"Prefer": "wait=60"})
    compared = server.http.post("/evaluate", json=comparison(), headers={"Prefer": "wait=60"})
    events: list[Any] = []
    for answer in (failed, compared):
        assert answer.status_code == 200, answer.text
        events += [data for _, _, data in read(server, answer.json()["id"])]
    assert {"budget_reached", "prompts_compared"} <= {event["type"] for event in events}
    assert [faults(server, "run", event) for event in events if faults(server, "run", event)] == []


def test_an_event_of_another_kind_or_with_other_data_is_a_fault(server: Server) -> None:
    example = event_types.event(others.TrialStarted(trial=0, arms=("a",)))
    assert faults(server, "study", example) == []
    assert faults(server, "run", example) != []
    assert faults(server, "study", {**example, "data": {"trial": "first"}}) != []


def test_every_type_of_event_has_its_example_and_its_schema(server: Server) -> None:
    defined = {
        one
        for module in (common, runs, others)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, EventData)
    }
    shown = {type(data) for kind in event_types.kinds() for data in event_types.told_by(kind)}
    assert shown == defined - BASES
    for kind in event_types.kinds():
        for data in event_types.told_by(kind):
            assert faults(server, kind, event_types.event(data)) == []


def test_the_committed_document_has_a_schema_with_an_example_for_every_type_of_every_stream() -> None:
    schemas = COMMITTED["components"]["schemas"]
    streams = [one["get"] for path, one in COMMITTED["paths"].items() if path.endswith("/events")]
    assert len(streams) == len(event_types.kinds())
    for stream in streams:
        union = stream["responses"]["200"]["content"]["text/event-stream"]["x-item-schema"]["$ref"].rpartition("/")[2]
        for told, reference in schemas[union]["discriminator"]["mapping"].items():
            schema = schemas[reference.rpartition("/")[2]]
            assert told in schema["properties"]["type"]["enum"]
            assert schema["examples"], told


def test_the_page_of_events_is_that_of_their_types() -> None:
    assert event_page.shown() == event_page.written(), "run `make openapi`"
