"""What answers in a provider's place for a while is an outage, once the provider itself has answered."""

from pathlib import Path

import httpx
import pytest

from tests.support import harness

PAGE = "<!doctype html><html><head><title>Maintenance</title></head><body>Soon</body></html>"
FOREIGN = {
    "page": httpx.Response(200, text=PAGE),
    "page of another server": httpx.Response(404, text=PAGE),
    "page of a guard": httpx.Response(403, text=PAGE),
    "sign-in": httpx.Response(302, headers={"location": "https://login.example/"}),
    "half an object": httpx.Response(200, text='{"id": "x", "choices": [{"mess'),
    "nothing": httpx.Response(200),
    "bytes": httpx.Response(200, content=bytes(range(128, 256))),
}
CALLS = 120


def interrupted(answer: httpx.Response, after: int, times: int) -> harness.Model:
    """After so many requests so many are answered like this."""
    asked = 0

    def reply(_: harness.Body) -> harness.Reply:
        nonlocal asked
        asked += 1
        return answer if after <= asked < after + times else "positive"

    return harness.Model(reply)


@pytest.mark.parametrize("name", FOREIGN)
async def test_what_answers_in_a_known_models_place_is_waited_out_and_no_call_fails(tmp_path: Path, name: str) -> None:
    record = await harness.run(tmp_path, harness.evaluation(CALLS), interrupted(FOREIGN[name], 40, 12), slots=8)
    kinds = [event.type for event in record.events]
    assert (record.job.status, record.result.usage["task"].failed) == ("succeeded", 0)
    assert kinds.count("provider_away") == kinds.count("provider_back") == 1
    [away] = [event.data for event in record.events if event.type == "provider_away"]
    assert "base_url" not in away["words"]


@pytest.mark.parametrize("name", ["page", "page of another server", "sign-in"])
async def test_what_answers_in_the_place_of_a_model_that_never_did_ends_the_run_with_the_setting(
    tmp_path: Path, name: str
) -> None:
    def foreign(_: harness.Body) -> harness.Reply:
        return FOREIGN[name]

    record = await harness.run(tmp_path, harness.evaluation(CALLS), harness.Model(foreign, check=foreign), slots=8)
    assert record.job.status == "failed"
    assert record.job.error is not None
    assert "[providers.world] base_url" in record.job.error.message


async def test_an_object_without_an_answer_is_the_models_own_and_fails_its_call_alone(tmp_path: Path) -> None:
    model = interrupted(httpx.Response(200, json={"choices": []}), 40, 12)
    record = await harness.run(tmp_path, harness.evaluation(CALLS), model, slots=8)
    assert (record.job.status, record.result.usage["task"].failed) == ("succeeded", 12)
    assert "provider_away" not in {event.type for event in record.events}
