"""Labels: feedback on true labels, on wrong ones, on each other's, and on none."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Labelled, Material, StepTexts
from gradcheck.diagnostics.perturbations.relabel import believes
from gradcheck.diagnostics.planning.estimate import estimate
from gradcheck.diagnostics.suite.labels import BELIEVED, FALL, PERMUTED
from gradcheck.domain.task import Expected
from gradcheck.engine.label_noise import wrong_answer
from gradcheck.engine.plan import Plan
from gradcheck.scoring import Judge, Set
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.regex import Regex
from tests.diagnostics import program
from tests.diagnostics.advice import (
    BATCH,
    NO_CARE,
    PROBE,
    STEPS,
    TRAIN,
    VAGUE,
    VALIDATION,
    Advice,
    again,
    planned,
    run,
)
from tests.diagnostics.advice import LABELS as ALLOWED
from tests.support import harness
from tests.support.drawing import found, lacking, quiet, swapped
from tests.support.recorded import Ran

ARMS = ("redrawn", "wrong_labels", "half_wrong_labels", "permuted_labels", "no_labels")
DOSES = {"redrawn": 0.2, "half_wrong_labels": 0.0, "wrong_labels": -0.2, "permuted_labels": 0.0, "no_labels": 0.0}
REQUEST = {"tests": ["labels"], "replicates": 4, "delta": 0.1}


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run()


@pytest.fixture(scope="module")
def chained() -> Ran:
    return program.run()


@pytest.fixture(scope="module")
def protegi() -> Ran:
    return run("protegi")


async def asked(tmp_path: Path, ran: Ran, advice: Advice, **request: object) -> harness.Body:
    async with harness.serving(tmp_path, advice.model) as service:
        return await harness.diagnose(service, ran.record, {**REQUEST, **request})


def means(result: harness.Body, arms: Iterable[str]) -> list[float]:
    blocks = [{arm["arm"]: arm["scores"] for arm in block["arms"]} for block in result["material"]["blocks"]]
    return [float(np.mean([block[arm] for block in blocks])) for arm in arms]


def misled(feedback: list[str]) -> int:
    return sum(NO_CARE in text for text in feedback)


async def test_a_critic_that_goes_by_the_labels_is_supported(ran: Ran, tmp_path: Path) -> None:
    advice = Advice()
    result = await asked(tmp_path, ran, advice)
    finding = result["findings"]["labels"]
    assert (finding["verdict"], finding["reading"].startswith("the feedback depends on the labels")) == (
        "supported",
        True,
    )
    assert [check["passed"] for check in finding["checks"]] == [True, True]
    assert "9 of 9 shown examples" in finding["checks"][0]["detail"]
    figures = {figure["name"]: figure["value"] for figure in finding["figures"]}
    assert (figures[BELIEVED], figures["critiques of true labels that do so too"]) == (1, 0)
    fall = finding["others"][0]
    assert (fall["name"], fall["verdict"]) == (FALL, "supported")
    assert fall["estimate"] == pytest.approx(-np.polyfit([0, 2 / 3, 1], means(result, DOSES)[:3], 1)[0])
    assert finding["flags"] == []
    blocks = [{arm["arm"]: arm["feedback"] for arm in block["arms"]} for block in result["material"]["blocks"]]
    assert all(tuple(block) == ARMS for block in blocks)
    # Labels are dealt to the step's three examples together, although each critic is shown one of them.
    assert {misled(block["wrong_labels"]) for block in blocks} == {BATCH}
    assert {misled(block["half_wrong_labels"]) for block in blocks} == {2}
    assert {misled(block["redrawn"]) for block in blocks} == {0}
    assert any(misled(block["permuted_labels"]) for block in blocks)
    assert all(VAGUE in text for block in blocks for text in block["no_labels"])
    used = sum(role["calls"] for role in result["usage"].values())
    assert used == estimate(planned(ran, **REQUEST), {}).calls.total
    assert again(ran, result, labels=ALLOWED, **REQUEST)["labels"] == msgspec.convert(finding, Finding)
    assert "an inversion" in again(ran, result, labels=ALLOWED[:2], **REQUEST)["labels"].flags[0]
    for step in result["material"]["steps"]:
        step["labels"] = [{**label, "permuted": label["true"]} for label in step["labels"]]
    permuted = again(ran, result, labels=ALLOWED, **REQUEST)["labels"].other(PERMUTED)
    assert permuted is not None
    assert (permuted.verdict, permuted.estimate, permuted.p_value) == ("not_testable", None, None)
    assert "permuting changes nothing" in permuted.reasons[0]


@pytest.mark.parametrize(
    ("critic", "believed", "reading"),
    [
        ("overrules", 0, "most critics did not go by them"),
        ("repeats", 1, "critics took wrong labels for true, and edits from their feedback do as well"),
    ],
)
async def test_a_critic_that_asks_for_the_same_is_label_blind_whether_it_believes_or_overrules(
    ran: Ran, tmp_path: Path, critic: str, believed: int, reading: str
) -> None:
    finding = (await asked(tmp_path, ran, Advice(critic=critic), ladder="core"))["findings"]["labels"]
    assert (finding["verdict"], reading in finding["reading"]) == ("refuted", True), finding
    figures = {figure["name"]: figure["value"] for figure in finding["figures"]}
    assert figures[BELIEVED] == believed
    assert ("the critic's text changes no more with wrong labels" in str(finding["flags"])) == (critic == "overrules")


@pytest.mark.slow
async def test_an_editor_that_ignores_feedback_is_not_supported(ran: Ran, tmp_path: Path) -> None:
    finding = (await asked(tmp_path, ran, Advice(editor="ignores"), ladder="core"))["findings"]["labels"]
    assert finding["verdict"] in {"refuted", "inconclusive"}
    nothing = (await asked(tmp_path / "nothing", ran, Advice(editor="nothing"), ladder="core"))["findings"]["labels"]
    assert (nothing["verdict"], "no usable edit" in nothing["reading"]) == ("not_testable", True)


async def test_the_editor_is_shown_the_same_labels_as_the_critic(protegi: Ran, tmp_path: Path) -> None:
    advice = Advice()
    await asked(tmp_path, protegi, advice, steps=[1], replicates=6, ladder="core")
    evidence = {tuple(sorted(map(note_of, lines(harness.text_of(body))))) for body in advice.model.of("editor")}
    critics = {tuple(sorted(map(note_of, lines(harness.text_of(body))))) for body in advice.model.of("critic")}
    assert len(evidence) == 2
    assert evidence == critics


async def test_in_a_program_it_is_the_answer_that_is_judged_anew_not_what_an_earlier_module_wrote(
    chained: Ran, tmp_path: Path
) -> None:
    model = program.Chained().model
    async with harness.serving(tmp_path, model) as service:
        await harness.diagnose(service, chained.record, {**REQUEST, "replicates": 1, "ladder": "core"})
    prompts = list(map(harness.text_of, model.of("critic")))
    assert any("Answer: NOTES" in text for text in prompts)
    assert any('got "' in text for text in prompts)
    assert not any('got "NOTES' in text for text in prompts)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip().startswith("Scoring: ")]


def note_of(line: str) -> str:
    return line.strip().removeprefix("Scoring: ")


@pytest.mark.slow
async def test_fresh_draws_hold_neither_recorded_feedback_nor_recorded_edits_nor_gate_items_are_used(
    ran: Ran, tmp_path: Path
) -> None:
    advice = Advice()
    result = await asked(tmp_path, ran, advice, replicates=2, ladder="core")
    used = [body["seed"] for body in (*advice.model.of("critic"), *advice.model.of("editor"))]
    assert len(set(used)) == len(used) == STEPS * 2 * 2 * (BATCH + 1)
    assert not {body["seed"] for body in ran.received} & set(used)
    edits = [arm["text"] for block in result["material"]["blocks"] for arm in block["arms"]]
    assert len(set(edits)) == len(edits) == STEPS * 2 * 2
    scored = {harness.text_of(body).rsplit("Item k", 1)[1] for body in advice.model.of("task")}
    assert scored == {str(number) for number in range(TRAIN + VALIDATION, TRAIN + VALIDATION + PROBE)}


def refusal(ran: Ran, **changes: object) -> str:
    plan: Plan = msgspec.structs.replace(ran.record.plan, **changes)
    return planned(ran.changed(plan=plan), **REQUEST).untestable["labels"]


def test_scores_that_do_not_follow_from_labels_are_refused_before_a_call(ran: Ran) -> None:
    assert "do not follow from what was expected" in refusal(ran, scoring=Regex(pattern="positive"))
    assert "a judge's notes" in refusal(ran, scoring=Judge(rubric="Is it kind?"))
    alike = tuple(msgspec.structs.replace(example, expected="positive") for example in ran.record.plan.examples)
    assert "no other answer" in refusal(ran, examples=alike, labels=())


def test_a_wrong_label_is_another_one_another_number_or_another_answer_and_always_the_same(ran: Ran) -> None:
    plan = ran.record.plan
    wrong_labels = [(example.expected, wrong_answer(example, plan)) for example in plan.examples]
    assert all(wrong in ALLOWED and wrong != true for true, wrong in wrong_labels)
    free = msgspec.structs.replace(plan, labels=())
    numbers = [msgspec.structs.replace(example, expected=n) for n, example in enumerate(plan.examples)]
    for n, example in enumerate(numbers):
        wrong = wrong_answer(example, msgspec.structs.replace(free, scoring=Numeric()))
        assert isinstance(wrong, int)
        assert 0 < abs(wrong - n) <= 10
    german = msgspec.structs.replace(free, scoring=Numeric(decimal_mark=","))
    price = msgspec.structs.replace(plan.examples[0], expected="1.000,50")
    assert str(wrong_answer(price, german)).endswith(",50")
    sets = tuple(msgspec.structs.replace(e, expected=("a, b", "b")[n % 2]) for n, e in enumerate(plan.examples))
    several = msgspec.structs.replace(plan, scoring=Set(), labels=("a", "b"), examples=sets)
    assert {wrong_answer(example, several) for example in sets} == {"a, b", "b"}
    first = plan.examples[0]
    assert wrong_answer(first, free) in {"neutral", "positive"}
    assert len({wrong_answer(first, msgspec.structs.replace(free, seed=seed)) for seed in range(5)}) == 1


@pytest.mark.parametrize(
    ("text", "wrong", "true", "expected"),
    [
        ("It is Positive.", ["positive"], ["negative"], True),
        ("It is negative, not positive.", ["positive"], ["negative"], False),
        ("Be careful.", ["positive"], ["negative"], False),
        ("The nonpositive one.", ["positive"], ["negative"], False),
        ("It is 17.", [17], [11], True),
        ("It is 17.", [1], [11], False),
        ("Some are positive.", ["positive", "negative"], ["negative", "positive"], None),
        ("Neutral it is.", ["positive", "neutral"], ["negative", "positive"], True),
    ],
)
def test_a_critique_believes_a_wrong_label_where_it_names_it_and_no_true_one(
    text: str, wrong: list[Expected], true: list[Expected], *, expected: bool | None
) -> None:
    assert believes(text, wrong, true) is expected


def test_wrong_labels_that_harm_are_supported() -> None:
    finding = found("labels", quiet(DOSES))
    fall = finding.other(FALL)
    assert finding.verdict == "supported"
    assert fall is not None
    assert fall.verdict == "supported"
    assert fall.estimate == pytest.approx(0.4, abs=0.03)
    assert fall.p_value == finding.claims[0].p_value
    assert found("labels", quiet(DOSES), stop="evalue").claims[0].e_value is not None


def test_equal_arms_are_refuted_and_better_wrong_labels_too() -> None:
    equal = found("labels", quiet(dict.fromkeys(DOSES, 0.0)))
    assert (equal.verdict, equal.reading.startswith("label-blind")) == ("refuted", True)
    better = found("labels", swapped(quiet(DOSES), "redrawn", "wrong_labels"))
    assert (better.verdict, "do better than" in better.reading) == ("refuted", True)
    few = found("labels", quiet(dict.fromkeys(DOSES, 0.0), steps=3, replicates=2), delta=0.005)
    assert (few.verdict, "not settled" in few.reading) == ("inconclusive", True)


def test_a_pair_without_an_arm_is_dropped_and_counted() -> None:
    made = quiet(DOSES)
    finding = found("labels", lacking(made, "half_wrong_labels", 3))
    fall = finding.other(FALL)
    assert finding.claims[0].dropped_pairs == 0
    assert fall is not None
    assert (fall.n_pairs, fall.dropped_pairs) == (15, 3)


def test_arm_labels_hold_every_contrast_is_true_labels_minus_others() -> None:
    finding = found("labels", quiet({**DOSES, "permuted_labels": -0.1, "no_labels": -0.3}))
    estimates = {effect.name: effect.estimate for effect in (*finding.claims, *finding.others)}
    assert estimates == {
        "redrawn - wrong_labels": pytest.approx(0.4, abs=0.03),
        FALL: pytest.approx(0.4, abs=0.03),
        "redrawn - half_wrong_labels": pytest.approx(0.2, abs=0.03),
        PERMUTED: pytest.approx(0.3, abs=0.03),
        "redrawn - no_labels": pytest.approx(0.5, abs=0.03),
    }


def test_critiques_of_wrong_labels_that_say_much_more_are_not_called_the_same() -> None:
    """They hold all words of the redrawn one among many others; a second draw of the critic holds half of its words."""
    said = {"redrawn": "Mention ducks.", "wrong_labels": "Mention ducks, geese, swans, herons, storks, cranes, gulls."}
    arms = tuple(
        ArmDraw(arm=arm, feedback=(text,), text=arm, rejected=(), scores=(0.1, 0.9)) for arm, text in said.items()
    )
    label = Labelled(example="e", true="positive", wrong="negative", permuted="negative")
    step = StepTexts(
        step=1,
        component="user",
        before="",
        feedback=("Mention bread.",),
        minibatch=(),
        behind=(("e",),),
        labels=(label,),
    )
    material = Material(blocks=(Block(step=1, replicate=0, arms=arms),), steps=(step,))
    assert found("labels", Samples.of(material), ladder="core").flags == ()
