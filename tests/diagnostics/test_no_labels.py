"""Diagnostics, studies and headroom where scores are comparisons, or where no example has an expected answer."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.errors import InvalidRequestError
from gradcheck.headroom.request import HeadroomRequest
from gradcheck.headroom.validation import build_headroom_plan
from tests.methods.every import SMALL
from tests.support import comparing, harness

ASKING = "Answer with one word: what is the sentiment?\n\n{text}"
PROTEGI = {"name": "protegi", **SMALL["protegi"]}
OF_LABELS = {"labels": "notes do not follow from labels", "shortcuts": "a judge's scores do not say which label"}


def request(scoring: dict[str, Any] = comparing.PAIRWISE, **changes: object) -> dict[str, Any]:
    return harness.request(**{"prompt": ASKING, "task": comparing.task(scoring), "method": PROTEGI, **changes})


@pytest.mark.parametrize("scoring", [comparing.PAIRWISE, comparing.JUDGE], ids=["pairwise", "judge"])
async def test_a_diagnostic_finds_what_it_can_and_says_what_needs_labels(
    tmp_path: Path, scoring: dict[str, Any]
) -> None:
    async with harness.serving(tmp_path, harness.Model(comparing.answer())) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request(scoring))))
        asked = {"tests": ["content", *OF_LABELS], "replicates": 3, "steps": [1, 2]}
        found = await harness.diagnose(service, record, asked)
    assert found["status"] == "succeeded", found["error"]
    findings = found["findings"]
    for name, reason in OF_LABELS.items():
        assert findings[name]["verdict"] == "not_testable"
        assert reason in findings[name]["reading"]
    scores = [score for block in found["material"]["blocks"] for arm in block["arms"] for score in arm["scores"]]
    assert scores
    assert {score for score in scores if score is not None} <= {0.0, 0.5, 1.0}
    assert found["usage"]["judge"]["calls"] > 0


async def test_a_study_of_comparing_runs_compares_win_shares(tmp_path: Path) -> None:
    arms = [
        {"name": "small"},
        {"name": "blind", "overrides": {"method": {"name": "improve", "rounds": 1, "candidates": 4}}},
    ]
    wanted = {
        "optimize": request(method={"name": "improve", "rounds": 1, "candidates": 2}),
        "arms": arms,
        "trials": 5,
        "comparisons": [{"first": "small", "second": "blind"}],
    }
    async with harness.serving(tmp_path, harness.Model(comparing.answer())) as service:
        found = await harness.study(service, wanted)
    assert found["status"] == "succeeded", found["error"]
    assert all(0 <= run["outcome"] <= 1 for run in found["runs"])


@pytest.mark.parametrize(
    "overrides",
    [{"prompt": "Other: {text}"}, {"models": {"task": {"temperature": 0.9}}}, {"task": {"description": "Other."}}],
    ids=["prompt", "model", "description"],
)
def test_arms_whose_reference_answers_differ_are_not_compared(tmp_path: Path, overrides: dict[str, Any]) -> None:
    wanted = {
        "optimize": request(),
        "arms": [{"name": "one"}, {"name": "other", "overrides": overrides}],
        "trials": 5,
        "comparisons": [{"first": "one", "second": "other"}],
    }
    with pytest.raises(InvalidRequestError) as refused:
        harness.accept_study(tmp_path, wanted)
    (error,) = refused.value.errors
    assert error.path == "arms[1].overrides"
    assert "pairwise compares answers with the given prompt's" in error.message


def test_wrong_labels_are_refused_where_there_are_none(tmp_path: Path) -> None:
    wanted = {
        "optimize": request(method={"name": "textgrad", "steps": 1}),
        "arms": [{"name": "true"}, {"name": "wrong", "critic": {"labels": "wrong"}}],
        "trials": 5,
        "comparisons": [{"first": "true", "second": "wrong"}],
    }
    with pytest.raises(InvalidRequestError) as refused:
        harness.accept_study(tmp_path, wanted)
    assert "takes no other answer" in refused.value.errors[0].message


async def test_headroom_says_why_it_cannot_be_measured_by_comparisons(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, None) as service:
        asked = msgspec.convert({"optimize": request()}, HeadroomRequest)
        with pytest.raises(InvalidRequestError) as refused:
            build_headroom_plan(asked, service.gateway)
        asked = msgspec.convert({"optimize": request(comparing.JUDGE), "items": 12}, HeadroomRequest)
        assert build_headroom_plan(asked, service.gateway).items
    assert any("pairwise compares every prompt" in error.message for error in refused.value.errors)
