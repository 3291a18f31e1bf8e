"""What `bench.melcer` asks for is accepted: a change of the preset or of the sample must not break it unseen."""

from pathlib import Path

import msgspec
import pytest

from bench.melcer import _optimize
from gradcheck.api.decode import decode
from gradcheck.engine.request import OptimizeRequest
from gradcheck.studies.request import StudyRequest
from gradcheck.studies.validation import build_study_plan
from tests.support import harness
from tests.support.gateways import wired


@pytest.mark.parametrize("model", ["W12", "embedded"])
def test_the_preset_of_the_bench_is_accepted(tmp_path: Path, model: str) -> None:
    body = {"optimize": _optimize(model), "preset": "melcer2025", "trials": 5}
    request = decode(msgspec.json.encode(body), StudyRequest)
    plan = build_study_plan(
        request, wired(harness.settings(tmp_path)), lambda one: decode(msgspec.json.encode(one), OptimizeRequest)
    )
    assert len(plan.comparisons) == 21
    providers = {arm.plan.models.task.provider for arm in plan.arms}
    assert providers == {"simulated" if model == "W12" else "embedded"}
    assert plan.arms[0].plan.models.optimizer == plan.arms[-1].plan.models.optimizer
