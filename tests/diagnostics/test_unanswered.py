"""A diagnostic whose calls nobody answers has failed, and says what came."""

from pathlib import Path

import httpx
import pytest

from tests.support import harness


@pytest.mark.parametrize(
    ("status", "code"), [(400, "error_budget"), (500, "no_answer"), (401, "wrong_key"), (402, "quota")]
)
async def test_a_diagnostic_without_a_single_answer_has_failed_in_words(tmp_path: Path, status: int, code: str) -> None:
    record = await harness.run(tmp_path, harness.request(), harness.Model())
    model = harness.Model(lambda _: httpx.Response(status, json={"error": {"message": "No."}}))
    asked = {"tests": ["content"], "replicates": 6, "budget": {"retry_share": 0, "max_seconds": 6}}
    async with harness.serving(tmp_path, model, slots=4) as service:
        found = await harness.diagnose(service, record, asked)
    assert (found["status"], found["finish_reason"]) == ("failed", code)
    assert str(status) in found["error"].message
    if status in {401, 402}:
        assert len(model.received) <= 6  # blocks are jobs: each of the six may have a call under way as it is told


async def test_a_diagnostic_that_had_nothing_to_ask_has_not_failed(tmp_path: Path) -> None:
    """The labels have no feedback to perturb in a run that never wrote any."""
    record = await harness.run(tmp_path, harness.request(), harness.Model())
    async with harness.serving(tmp_path, harness.Model()) as service:
        found = await harness.diagnose(service, record, {"tests": ["shortcuts"]})
    assert found["status"] == "succeeded"
