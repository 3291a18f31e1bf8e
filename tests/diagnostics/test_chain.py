"""Chain: feedback carried back through a program against direct feedback, and edits of several modules."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.planning.estimate import estimate
from gradcheck.diagnostics.suite.chain import CREDIT, INTERACTION, PATH
from gradcheck.domain.feedback import Slot
from tests.diagnostics import advice, program
from tests.diagnostics.advice import planned
from tests.diagnostics.program import BATCH, PROBE, STEPS, Chained
from tests.support import harness
from tests.support.drawing import ITEMS, found, lacking, quiet, swapped, with_scores
from tests.support.recorded import Ran

ARMS = (
    "redrawn",
    "direct",
    "path_ablated",
    "real",
    "permuted_credit",
    "second_module",
    "third_module",
    "all_modules",
)
LEVELS = {**dict.fromkeys(ARMS, 0.0), "redrawn": 0.2, "real": 0.2, "second_module": 0.1, "all_modules": 0.3}
REQUEST = {"tests": ["chain"], "replicates": 2, "delta": 0.1}
MORE = "more critic calls an edit for the chain"


@pytest.fixture(scope="module")
def ran() -> Ran:
    return program.run()


@pytest.fixture(scope="module")
def one_step() -> Ran:
    return program.run("one_step")


@pytest.fixture(scope="module")
def single() -> Ran:
    return advice.run()


async def asked(tmp_path: Path, ran: Ran, chained: Chained, **request: object) -> harness.Body:
    async with harness.serving(tmp_path, chained.model) as service:
        return await harness.diagnose(service, ran.record, {**REQUEST, **request})


async def test_a_chain_that_knows_more_than_direct_critics_helps_and_its_calls_are_counted(
    ran: Ran, tmp_path: Path
) -> None:
    result = await asked(tmp_path, ran, Chained())
    finding = result["findings"]["chain"]
    assert finding["verdict"] == "supported", finding
    assert finding["reading"].startswith("the chain helps")
    assert "credit matters" in finding["reading"]
    others = {effect["name"]: effect for effect in finding["others"]}
    assert {name: others[name]["verdict"] for name in (PATH, CREDIT)} == dict.fromkeys((PATH, CREDIT), "supported")
    assert abs(others[INTERACTION]["estimate"]) < 0.15
    figures = {figure["name"]: figure["value"] for figure in finding["figures"]}
    edited = [step["component"] for step in result["material"]["steps"]]
    assert set(edited) == {"first.system", "second.system"}
    links = {"first.system": 3, "second.system": 2}
    assert figures[MORE] == pytest.approx(np.mean([BATCH * (links[component] - 1) for component in edited]))
    used = sum(role["calls"] for role in result["usage"].values())
    assert used == estimate(planned(ran, **REQUEST), {}).calls.total
    for block, own in zip(result["material"]["blocks"], edited * REQUEST["replicates"], strict=True):  # type: ignore[operator]
        arms = {arm["arm"]: arm for arm in block["arms"]}
        assert tuple(arms) == ARMS
        other = program.MODULES[own == "first.system"]
        assert all(other in text for text in arms["permuted_credit"]["feedback"])
        assert f"Do {other}." in arms["second_module"]["text"]
        assert all(f"Do {module}." in arms["all_modules"]["text"] for module in program.MODULES)
        assert arms["third_module"]["text"] is None


async def test_direct_critics_that_know_as_much_make_the_chain_of_no_benefit(ran: Ran, tmp_path: Path) -> None:
    finding = (await asked(tmp_path, ran, Chained(direct="other"), ladder="core", replicates=4))["findings"]["chain"]
    assert (finding["verdict"], "of no benefit" in finding["reading"]) == ("refuted", True), finding
    assert finding["others"] == []


@pytest.mark.slow
async def test_direct_critics_that_say_the_same_and_credit_that_is_not_moved_are_not_testable(
    ran: Ran, tmp_path: Path
) -> None:
    same = (await asked(tmp_path / "same", ran, Chained(direct="same"), ladder="core"))["findings"]["chain"]
    assert (same["verdict"], "24 of 24 direct texts" in same["reading"]) == ("not_testable", True)
    steps = [
        msgspec.structs.replace(
            step,
            edit_requests=tuple(
                msgspec.structs.replace(edit, slots=tuple(in_same_words(slot) for slot in edit.slots))
                for edit in step.edit_requests
            ),
        )
        for step in ran.record.steps
    ]
    alike = ran.changed(steps=steps)
    finding = (await asked(tmp_path / "alike", alike, Chained()))["findings"]["chain"]
    credit = next(effect for effect in finding["others"] if effect["name"] == CREDIT)
    assert (credit["verdict"], credit["estimate"]) == ("not_testable", None)
    assert "24 of 24 permuted_credit texts" in credit["reasons"][0]
    assert finding["verdict"] == "supported"


def in_same_words(slot: Slot) -> Slot:
    return msgspec.structs.replace(slot, text="Ask for care.") if slot.kind == "feedback" else slot


@pytest.mark.slow
async def test_an_editor_that_ignores_feedback_shows_no_chain_and_one_that_obeys_any_no_credit(
    ran: Ran, tmp_path: Path
) -> None:
    deaf = (await asked(tmp_path / "deaf", ran, Chained(editor="ignores"), ladder="core"))["findings"]["chain"]
    assert deaf["verdict"] in {"refuted", "inconclusive"}
    willing = (await asked(tmp_path / "any", ran, Chained(editor="any")))["findings"]["chain"]
    credit = next(effect for effect in willing["others"] if effect["name"] == CREDIT)
    assert willing["verdict"] == "supported"
    assert credit["verdict"] in {"refuted", "inconclusive"}


@pytest.mark.slow
async def test_modules_that_only_help_together_interact(ran: Ran, tmp_path: Path) -> None:
    finding = (await asked(tmp_path, ran, Chained(jointly=True)))["findings"]["chain"]
    interaction = next(effect for effect in finding["others"] if effect["name"] == INTERACTION)
    assert (interaction["verdict"], interaction["estimate"] > 0.3) == ("refuted", True), interaction


def test_programs_without_a_chain_are_refused_with_the_reason(ran: Ran, one_step: Ran, single: Ran) -> None:
    assert "chain" not in planned(ran, **REQUEST).untestable
    assert "one module" in planned(single, **{**REQUEST, "replicates": 4}).untestable["chain"]
    assert "not carried back" in planned(one_step, **REQUEST).untestable["chain"]


async def test_direct_critics_see_the_example_even_where_the_last_link_of_the_chain_did_not(
    ran: Ran, tmp_path: Path
) -> None:
    """Templates for small models show the example to the first critic of a chain only."""
    steps = [
        msgspec.structs.replace(
            step,
            critic_requests=tuple(
                critic if "gradient_response" in critic.id else msgspec.structs.replace(critic, seen=())
                for critic in step.critic_requests
            ),
        )
        for step in ran.record.steps
    ]
    far = ran.changed(steps=steps)
    shown = []
    for name, each in (("near", ran), ("far", far)):
        chained = Chained()
        await asked(tmp_path / name, each, chained, ladder="core", replicates=1)
        texts = map(harness.text_of, chained.model.of("critic"))
        shown.append({text for text in texts if "examples like this score better" in text})
    assert shown[0] == shown[1]
    assert len(shown[0]) == STEPS * BATCH
    assert any("Answer: NOTES" in text for text in shown[0])


@pytest.mark.slow
async def test_fresh_draws_hold_neither_recorded_feedback_nor_recorded_edits_nor_gate_items_are_used(
    ran: Ran, tmp_path: Path
) -> None:
    chained = Chained()
    result = await asked(tmp_path, ran, chained, replicates=1)
    used = [body["seed"] for body in (*chained.model.of("critic"), *chained.model.of("editor"))]
    assert len(set(used)) == len(used) == estimate(planned(ran, **{**REQUEST, "replicates": 1}), {}).calls.optimizer
    assert not {body["seed"] for body in ran.received} & set(used)
    edits = [arm["text"] for block in result["material"]["blocks"] for arm in block["arms"] if arm["text"]]
    assert len(set(edits)) == len(edits) == STEPS * (len(ARMS) - 1)
    asked_about = {harness.text_of(body).rsplit("Item k", 1)[1].split()[0] for body in chained.model.of("task")}
    assert asked_about == {str(number) for number in range(STEPS * BATCH + 3, STEPS * BATCH + 3 + PROBE)}


def two_modules(levels: dict[str, float], **options: float) -> Samples:
    made = quiet(levels, **options)  # type: ignore[arg-type]
    return with_scores(made, third_module=np.full((made.steps.size, ITEMS), np.nan))


def test_the_verdict_says_helps_no_benefit_or_hurts() -> None:
    helps = found("chain", two_modules(LEVELS))
    assert (helps.verdict, helps.reading.startswith("the chain helps")) == ("supported", True)
    equal = found("chain", two_modules({**LEVELS, "redrawn": 0.0}))
    assert (equal.verdict, "of no benefit" in equal.reading) == ("refuted", True)
    hurts = found("chain", two_modules({**LEVELS, "redrawn": -0.2}))
    assert (hurts.verdict, hurts.reading.startswith("the chain hurts")) == ("refuted", True)
    assert found("chain", two_modules(LEVELS), stop="evalue").claims[0].e_value is not None
    few = found("chain", two_modules(dict.fromkeys(ARMS, 0.0), steps=3, replicates=2), delta=0.005)
    assert (few.verdict, few.reading.startswith("not settled")) == ("inconclusive", True)


def test_credit_is_tested_by_step_because_replicates_share_both_texts() -> None:
    finding = found("chain", two_modules(LEVELS))
    credit, path = finding.other(CREDIT), finding.other(PATH)
    assert credit is not None
    assert path is not None
    assert (credit.test, credit.p_value, credit.verdict) == ("sign flip of steps and two-way t", 2**-5, "supported")
    assert path.test == "sign flip of pairs and two-way t"
    few = found("chain", two_modules(LEVELS, steps=5)).other(CREDIT)
    assert few is not None
    assert (few.verdict, "so few pairs" in few.reasons[-1]) == ("inconclusive", True)


@pytest.mark.parametrize(("together", "verdict"), [(0.3, "supported"), (0.6, "refuted"), (0.0, "refuted")])
def test_the_interaction_of_two_modules_is_what_they_do_together_beyond_their_sum(
    together: float, verdict: str
) -> None:
    interaction = found("chain", two_modules({**LEVELS, "all_modules": together})).other(INTERACTION)
    assert interaction is not None
    assert interaction.claim == "equivalence"
    assert interaction.estimate == pytest.approx(together - 0.3, abs=0.05)
    assert interaction.verdict == verdict


def test_a_third_module_counts_where_there_is_one() -> None:
    levels = {**LEVELS, "third_module": 0.15, "all_modules": 0.45}
    interaction = found("chain", quiet(levels)).other(INTERACTION)
    assert interaction is not None
    assert interaction.estimate == pytest.approx(0.0, abs=0.05)


def test_a_pair_without_an_arm_is_dropped_and_counted() -> None:
    made = two_modules(LEVELS)
    finding = found("chain", lacking(made, "direct", 3))
    assert (finding.claims[0].n_pairs, finding.claims[0].dropped_pairs) == (15, 3)


def test_arm_labels_hold_it_is_chained_minus_direct_and_real_minus_permuted() -> None:
    made = two_modules(LEVELS)
    assert is_hurt(swapped(made, "redrawn", "direct"))
    credit = found("chain", swapped(made, "real", "permuted_credit")).other(CREDIT)
    path = found("chain", swapped(made, "redrawn", "path_ablated")).other(PATH)
    assert credit is not None
    assert path is not None
    assert (credit.verdict, path.verdict) == ("refuted", "refuted")


def is_hurt(made: Samples) -> bool:
    return found("chain", made).reading.startswith("the chain hurts")
