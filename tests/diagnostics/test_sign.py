"""Sign: the feedback, its opposite, and no feedback."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.analysis.measuring import findings
from gradcheck.diagnostics.effects.samples import Matrix
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.planning.estimate import estimate
from gradcheck.diagnostics.suite.sign import HARMED, INDEX
from tests.diagnostics.advice import (
    CARE,
    LABELS,
    NO_CARE,
    PROBE,
    STEPS,
    TRAIN,
    VALIDATION,
    Advice,
    again,
    planned,
    run,
)
from tests.support import harness
from tests.support.drawing import found, lacking, quiet, swapped, with_scores
from tests.support.recorded import Ran

REQUEST = {"tests": ["sign"], "replicates": 4, "delta": 0.1}
BOTH = {"real": 0.15, "inverted": -0.15, "none": 0.0}


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run()


async def asked(tmp_path: Path, ran: Ran, advice: Advice, **request: object) -> harness.Body:
    async with harness.serving(tmp_path, advice.model) as service:
        return await harness.diagnose(service, ran.record, {**REQUEST, **request})


async def test_an_editor_that_obeys_has_a_sign_and_one_that_ignores_feedback_has_none(ran: Ran, tmp_path: Path) -> None:
    advice = Advice()
    result = await asked(tmp_path / "obeys", ran, advice)
    finding = result["findings"]["sign"]
    assert finding["verdict"] == "supported", finding
    assert finding["reading"].startswith("the feedback has a direction")
    assert all(check["passed"] for check in finding["checks"])
    figures = {figure["name"]: figure for figure in finding["figures"]}
    low, high = figures[INDEX]["ci95"]
    assert -0.6 < low < figures[INDEX]["value"] < high < 0.6
    assert figures["inverted edits that follow it, by the judge"]["value"] == 1
    assert 0 < figures["words of inverted feedback that edits take up"]["value"] <= 1
    for block in result["material"]["blocks"]:
        arms = {arm["arm"]: arm["feedback"] for arm in block["arms"]}
        assert arms["inverted"] == [text.replace(CARE, NO_CARE) for text in arms["real"]]
    used = sum(role["calls"] for role in result["usage"].values())
    assert used == estimate(planned(ran, **REQUEST), {}).calls.total
    assert again(ran, result, labels=LABELS, **REQUEST)["sign"] == msgspec.convert(finding, Finding)
    assert "two labels" in again(ran, result, labels=LABELS[:2], **REQUEST)["sign"].flags[0]
    deaf = (await asked(tmp_path / "ignores", ran, Advice(editor="ignores")))["findings"]["sign"]
    assert deaf["verdict"] in {"refuted", "inconclusive"}


@pytest.mark.slow
async def test_where_any_advice_helps_the_sign_is_refuted_as_both_help(ran: Ran, tmp_path: Path) -> None:
    finding = (await asked(tmp_path, ran, Advice(any_helps=True)))["findings"]["sign"]
    assert (finding["verdict"], finding["reading"].startswith("both help")) == ("refuted", True), finding
    index = next(figure for figure in finding["figures"] if figure["name"] == INDEX)
    assert (index["value"], index["ci95"]) == (1, [1, 1])


async def test_an_editor_that_refuses_harmful_advice_makes_the_sign_untestable(ran: Ran, tmp_path: Path) -> None:
    finding = (await asked(tmp_path, ran, Advice(editor="refuses")))["findings"]["sign"]
    assert finding["verdict"] == "not_testable"
    assert "followed 0 of 12 inverted feedbacks and 12 of 12 real ones" in finding["reading"]
    assert INDEX not in {figure["name"] for figure in finding["figures"]}


@pytest.mark.parametrize(
    ("advice", "reason"),
    [
        (Advice(inverts=False), "36 of 36 inverted texts are the real feedback, or nearly"),
        (Advice(judges=False), "calls 0 of 0 opposite; 12 gave no answer"),
        (Advice(editor="nothing"), "calls 0 of 0 opposite"),
    ],
)
async def test_an_inversion_that_failed_or_cannot_be_judged_is_not_testable(
    ran: Ran, tmp_path: Path, advice: Advice, reason: str
) -> None:
    finding = (await asked(tmp_path, ran, advice))["findings"]["sign"]
    assert (finding["verdict"], reason in finding["reading"]) == ("not_testable", True), finding["reading"]


def headed(text: str) -> str:
    return f"Here is its opposite:\n- {text.upper().rstrip('.')}!"


def turned(text: str) -> str:
    return text.replace(CARE, NO_CARE)


@pytest.mark.parametrize(
    ("even", "odd", "verdict"),
    [
        (str, str, "not_testable"),
        (headed, headed, "not_testable"),
        (str, turned, "not_testable"),
        (turned, turned, "supported"),
    ],
)
async def test_an_opposite_that_is_the_feedback_over_again_is_not_believed_whatever_the_judge_says(
    ran: Ran, tmp_path: Path, even: Callable[[str], str], odd: Callable[[str], str], verdict: str
) -> None:
    result = await asked(tmp_path, ran, Advice())
    material = msgspec.convert(result["material"], Material)
    blocks = []
    for number, block in enumerate(material.blocks):
        real = next(arm.feedback for arm in block.arms if arm.arm == "real")
        texts = tuple((odd if number % 2 else even)(text) for text in real)
        arms = tuple(replace(arm, feedback=texts) if arm.arm == "inverted" else arm for arm in block.arms)
        blocks.append(replace(block, arms=arms))
    finding = findings(planned(ran, **REQUEST).rules, {}, replace(material, blocks=tuple(blocks)))["sign"]
    assert finding.verdict == verdict, finding.reading
    assert ("are the real feedback, or nearly" in finding.reading) == (verdict == "not_testable")


async def test_a_model_that_cannot_rewrite_feedback_or_judge_is_refused_before_a_call(ran: Ran, tmp_path: Path) -> None:
    plan = ran.record.plan
    small = msgspec.structs.replace(plan.models.optimizer, profile="small")
    for role, reason in (("optimizer", "cannot rewrite feedback"), ("judge", "cannot answer questions")):
        models = msgspec.structs.replace(plan.models, **{role: small})
        advice = Advice()
        result = await asked(tmp_path / role, ran.changed(plan=msgspec.structs.replace(plan, models=models)), advice)
        assert (result["findings"]["sign"]["verdict"], advice.model.received) == ("not_testable", [])
        assert reason in result["findings"]["sign"]["reading"]


async def test_fresh_draws_hold_no_recorded_edit_and_no_item_of_the_gate_or_the_minibatch_is_scored(
    ran: Ran, tmp_path: Path
) -> None:
    advice = Advice()
    result = await asked(tmp_path, ran, advice, replicates=2)
    seeds = {body["seed"] for body in ran.received}
    assert not seeds & {body["seed"] for body in advice.model.of("editor")}
    edits = [arm["text"] for block in result["material"]["blocks"] for arm in block["arms"]]
    assert len(set(edits)) == len(edits) == STEPS * 2 * 3
    scored = {harness.text_of(body).rsplit("Item k", 1)[1] for body in advice.model.of("task") if "Item k" in str(body)}
    assert scored == {str(number) for number in range(TRAIN + VALIDATION, TRAIN + VALIDATION + PROBE)}


@pytest.mark.parametrize(
    ("levels", "verdict", "reading"),
    [
        (BOTH, "supported", "has a direction"),
        ({**BOTH, "inverted": 0.15}, "refuted", "both help"),
        ({**BOTH, "real": -0.15}, "refuted", "both harm"),
        ({**BOTH, "inverted": 0.0}, "refuted", "do no harm"),
        ({**BOTH, "real": 0.0}, "refuted", "no better than edits without any"),
        ({**BOTH, "real": 0.0, "inverted": 0.0}, "refuted", "neither the feedback nor its opposite"),
        ({"real": -0.15, "inverted": 0.15, "none": 0.0}, "refuted", "do worse"),
    ],
)
def test_the_verdict_needs_both_sides_and_its_reading_names_the_pattern(
    levels: dict[str, float], verdict: str, reading: str
) -> None:
    finding = found("sign", quiet(levels))
    assert (finding.verdict, reading in finding.reading) == (verdict, True), finding.reading


def test_both_help_is_also_seen_against_the_prompt_before_where_edits_without_feedback_help_too() -> None:
    finding = found("sign", quiet({"real": 0.2, "inverted": 0.2, "none": 0.2}))
    harmed = finding.other(HARMED)
    assert (finding.verdict, finding.reading.startswith("both help")) == ("refuted", True)
    assert harmed is not None
    assert harmed.verdict == "refuted"


def test_the_index_says_opposite_both_help_or_both_harm() -> None:
    for levels, expected in ((BOTH, 0.0), ({**BOTH, "inverted": 0.3}, 1.0), ({**BOTH, "real": -0.15}, -1.0)):
        figure = next(one for one in found("sign", quiet(levels)).figures if one.name == INDEX)
        assert figure.ci95 is not None
        assert figure.value == pytest.approx(expected, abs=0.1)
        assert figure.ci95[0] - 0.1 <= expected <= figure.ci95[1] + 0.1


def test_one_sided_claims_are_settled_by_fewer_pairs_than_two_sided_ones() -> None:
    claims = found("sign", quiet(BOTH, steps=5, replicates=1)).claims
    assert [(claim.alternative, claim.p_value) for claim in claims] == [("greater", 2**-5)] * 2
    early = found("sign", quiet(BOTH), stop="evalue").claims
    assert all(claim.alternative == "two_sided" and claim.e_value is not None for claim in early)


def test_few_noisy_pairs_settle_nothing() -> None:
    finding = found("sign", quiet(dict.fromkeys(BOTH, 0.0), steps=3, replicates=2), delta=0.005)
    assert (finding.verdict, "not settled" in finding.reading) == ("inconclusive", True)


def test_a_pair_without_an_arm_is_dropped_where_it_is_needed_and_counted() -> None:
    made = quiet(BOTH)
    finding = found("sign", lacking(made, "inverted", 2))
    assert [(claim.n_pairs, claim.dropped_pairs) for claim in finding.claims] == [(18, 0), (16, 2)]
    harmed = finding.other(HARMED)
    assert harmed is not None
    assert harmed.dropped_pairs == 2


def test_scores_without_variance_are_not_testable_and_show_no_index() -> None:
    flat: dict[str, Matrix] = {arm: np.full((18, 20), 0.5) for arm in BOTH}
    finding = found("sign", with_scores(quiet(BOTH), **flat))
    assert (finding.verdict, finding.figures) == ("not_testable", ())


def test_scope_method_counts_steps() -> None:
    finding = found("sign", quiet(BOTH), scope="method")
    assert [claim.p_value for claim in finding.claims] == [2**-6] * 2
    assert finding.verdict == "supported"


def test_arm_labels_hold_swapped_arms_turn_the_verdict() -> None:
    made = quiet(BOTH)
    reading = found("sign", swapped(made, "real", "inverted")).reading
    assert reading.startswith("edits from the feedback do worse than edits without any;")
    assert found("sign", swapped(made, "real", "none")).verdict == "refuted"
    assert found("sign", swapped(made, "inverted", "none")).verdict == "refuted"
