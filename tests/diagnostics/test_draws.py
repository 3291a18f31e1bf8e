"""What a diagnostic says of the sampling that was really sent, and what cannot be tested where draws cannot differ."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.diagnostics.analysis.measuring import findings
from gradcheck.diagnostics.execute import outline
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.draws import distinct
from gradcheck.diagnostics.planning.estimate import estimate
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.dialect import Dialect
from tests.diagnostics.test_content import request, where_feedback
from tests.diagnostics.test_guards import given
from tests.support import harness
from tests.support.drawing import found, rules

TESTS = ["content", "noise_floor", "consistency", "paraphrase", "shortcuts"]
COLD: dict[str, Any] = {"temperature": 0}


async def record_of(home: Path, optimizer: dict[str, Any], **changes: object) -> harness.Record:
    """A run whose optimizer has this sampling."""
    models = {"task": {"provider": "world", "model": "pure"}}
    models["optimizer"] = {**models["task"], **optimizer}
    return await harness.run(home, request(models=models, **changes), harness.Model(where_feedback(matters=True)))


def plan_on(record: harness.Record, **changes: object) -> DiagnosticPlan:
    asked = {"tests": TESTS, "replicates": 8, "force": True, **changes}
    return build_diagnostic_plan(msgspec.convert(asked, DiagnosticRequest), harness.ran(record))


def with_dialect(record: harness.Record, **fields: Any) -> harness.Record:  # noqa: ANN401 - of a dialect
    """The same run, as if its optimizer spoke a dialect with these fields."""
    models = record.plan.models
    optimizer = msgspec.structs.replace(models.optimizer, dialect=Dialect(**fields))
    plan = msgspec.structs.replace(record.plan, models=msgspec.structs.replace(models, optimizer=optimizer))
    return msgspec.structs.replace(record, plan=plan)


async def test_at_temperature_0_edits_of_one_request_are_one_edit_and_too_few_are_not_testable(tmp_path: Path) -> None:
    record = await record_of(tmp_path, COLD)
    plan = plan_on(record)
    assert set(plan.untestable) == set(TESTS) - {"shortcuts"}
    steps = len(plan.recorded)
    assert plan.untestable["content"].startswith(f"{steps} edits of the arm real can differ, 6 are needed")
    assert "higher temperature in models.optimizer" in plan.untestable["content"]
    assert "real and real_again would be the same edits" in plan.untestable["noise_floor"]
    assert "feedback_1 and feedback_2 would be the same edits" in plan.untestable["consistency"]
    assert estimate(plan, {}).calls.total == 0, "nothing is drawn for what cannot be told"
    told = findings(msgspec.structs.replace(plan.rules, tests=tuple(plan.untestable)), plan.untestable, Material())
    assert {told[name].verdict for name in plan.untestable} == {"not_testable"}


async def test_draws_that_differ_are_testable(tmp_path: Path) -> None:
    warm = await record_of(tmp_path / "warm", {"temperature": 0.4})
    assert set(plan_on(warm).untestable) <= {"paraphrase"}
    cold = await record_of(tmp_path / "cold", COLD)
    free = plan_on(with_dialect(cold, name="openai-reasoning", temperature=False, seed=None))
    assert set(free.untestable) <= {"paraphrase"}, "the model draws by itself, whatever was asked for"


async def test_a_text_that_is_drawn_for_every_replicate_makes_edits_of_its_own(tmp_path: Path) -> None:
    plan = plan_on(await record_of(tmp_path, COLD))
    counts = {arm: distinct(plan, arm, plan.recorded[0]) for arm in ("real", "none", "redrawn", "placebo", "swapped")}
    assert counts == {"real": 1, "none": 1, "redrawn": 1, "placebo": 8, "swapped": 8}


async def test_six_steps_are_six_edits_that_differ_and_two_draws_of_one_feedback_never_are(tmp_path: Path) -> None:
    method = {"name": "protegi", "rounds": 9, "beam": 1, "minibatch": 6, "gradients": 1, "paraphrases": 0}
    plan = plan_on(await record_of(tmp_path, COLD, method=method))
    assert len(plan.recorded) >= 6
    assert "content" not in plan.untestable
    assert "noise_floor" in plan.untestable


@pytest.mark.parametrize(
    ("dialect", "words"),
    [
        ({}, "edits drawn at temperature 0.7, answers at temperature 0"),
        ({"seed": None}, "edits drawn at temperature 0.7 without a seed, answers at temperature 0"),
        (
            {"temperature": False, "seed": None},
            "edits drawn at the model's own temperature, which cannot be set, answers at temperature 0",
        ),
    ],
)
async def test_plan_and_outline_name_the_sampling_that_is_really_sent(
    tmp_path: Path, dialect: dict[str, Any], words: str
) -> None:
    plan = plan_on(with_dialect(await record_of(tmp_path, {}), **dialect))
    assert estimate(plan, {}).sampling == outline(plan).sampling == words


def test_the_sentence_of_a_verdict_on_edits_names_it_and_an_older_one_stays_as_it_was() -> None:
    before = found("content", given(0.06), delta=0.04)
    after = found("content", given(0.06), delta=0.04, sampling="edits drawn at temperature 0.7")
    assert after.reading == f"{before.reading} (edits drawn at temperature 0.7)"
    assert rules("content").sampling == ""
