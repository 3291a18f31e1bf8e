"""Descent: edits against the prompt before them, on fresh items and on their own minibatch."""

from pathlib import Path

import numpy as np
import pytest

from gradcheck.diagnostics.analysis.finding import is_settled
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.statistics.edits.pairs import two_way_interval
from tests.diagnostics.batches import BATCH, PROBE, STEPS, Batches, run
from tests.support import harness
from tests.support.drawing import found, rules, samples
from tests.support.recorded import Ran

ITEMS = 20
OWN = "real - before on its own minibatch"


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run()


def drawn(
    gain: float, *, own: float | None = None, seed: int = 0, steps: int = 6, replicates: int = 3, level: float = 0.0
) -> Samples:
    """Edits that gain over prompts of levels that differ by `level` from step to step, each scored in small steps."""
    rng = np.random.default_rng(seed)
    numbered = np.tile(np.arange(steps), replicates)
    levels: Matrix = np.asarray(0.4 + level * (np.arange(steps) - (steps - 1) / 2))
    item = rng.normal(0, 0.05, size=ITEMS)

    def scored(means: Matrix, difficulty: Matrix) -> Matrix:
        cells = rng.normal(0, 0.08, (means.size, difficulty.size))
        return np.asarray(np.clip(means[:, np.newaxis] + difficulty + cells, 0, 1))

    edited = levels[numbered] + gain + rng.normal(0, 0.03, len(numbered))
    owners = np.repeat(np.eye(steps, dtype=bool), 4, axis=1)
    batch = rng.normal(0, 0.05, size=(owners.shape[1],))
    crossed = scored(edited, batch)
    if own is not None:
        crossed = crossed + np.where(owners[numbered], own - gain, 0.0)
    return samples(
        numbered.tolist(),
        scores={"real": scored(edited, item)},
        parent=np.stack([scored(levels, item) for _ in range(2)], axis=1),
        crossed={"real": crossed},
        owners=owners,
        parent_crossed=scored(levels, batch),
    )


async def test_edits_that_do_what_helps_descend_and_edits_that_spoil_do_not(ran: Ran, tmp_path: Path) -> None:
    asked = {"tests": ["descent"], "replicates": 2, "delta": 0.1}
    good, bad = Batches({"one word"}), Batches()
    async with harness.serving(tmp_path / "good", good.model) as service:
        helped = await harness.diagnose(service, ran.record, asked)
    async with harness.serving(tmp_path / "bad", bad.model) as service:
        spoiled = await harness.diagnose(service, ran.record, asked)
    finding = helped["findings"]["descent"]
    assert finding["verdict"] == "supported", finding
    assert finding["reading"].startswith("edits beat the prompt they were made from")
    assert finding["others"][0]["verdict"] == "supported"
    finding = spoiled["findings"]["descent"]
    assert (finding["verdict"], finding["claims"][0]["ci95"][1] < 0) == ("refuted", True)
    assert "worse" in finding["reading"]


async def test_fresh_draws_hold_neither_recorded_edits_nor_recorded_answers_are_used(ran: Ran, tmp_path: Path) -> None:
    batches = Batches({"one word"})
    async with harness.serving(tmp_path, batches.model) as service:
        asked_for = {"tests": ["descent"], "replicates": 1, "seed": ran.record.plan.seed}
        result = await harness.diagnose(service, ran.record, asked_for)
    recorded = {candidate.components["user"] for candidate in ran.record.candidates}
    edits = [arm["text"] for block in result["material"]["blocks"] for arm in block["arms"]]
    assert len(set(edits)) == len(edits) == STEPS
    assert not recorded & set(edits)
    asked = [(harness.text_of(body), body["seed"]) for body in batches.model.received]
    answered = {(harness.text_of(body), body["seed"]) for body in ran.received}
    assert not answered & set(asked)
    assert len(batches.model.of("task")) == STEPS * (PROBE + STEPS * BATCH) + 2 * PROBE + STEPS * BATCH
    parents = result["material"]["parents"]
    assert [len(parent["probe"]) for parent in parents] == [2] * STEPS
    assert len({body["seed"] for body in batches.model.of("task") if "Draft" not in harness.text_of(body)}) == 2


async def test_edits_that_no_editor_writes_are_not_testable(ran: Ran, tmp_path: Path) -> None:
    batches = Batches({"one word"})
    refusing = harness.Model(lambda body: "No." if harness.role(body) == "editor" else batches.answer(body))
    async with harness.serving(tmp_path, refusing) as service:
        result = await harness.diagnose(service, ran.record, {"tests": ["descent"], "replicates": 1})
    finding = result["findings"]["descent"]
    assert (finding["verdict"], finding["p_value"]) == ("not_testable", None)
    assert "no usable edit" in finding["reading"]


def test_an_improvement_on_fresh_items_is_supported_with_the_two_way_interval() -> None:
    made = drawn(0.2, level=0.1)
    finding = found("descent", made)
    expected = two_way_interval(made.scores["real"] - made.before(), made.steps, scope="this_run")
    claim = finding.claims[0]
    assert finding.verdict == "supported"
    assert expected.interval is not None
    assert (claim.estimate, claim.ci95) == (expected.estimate, (expected.interval.low, expected.interval.high))
    assert claim.estimate == pytest.approx(0.2, abs=0.03)
    assert (claim.n_pairs, claim.n_items, claim.n_steps) == (18, ITEMS, 6)


def test_no_improvement_is_refuted_by_equivalence_and_harm_by_its_sign() -> None:
    none = found("descent", drawn(0.0))
    assert none.verdict == "refuted"
    assert none.reading.startswith("edits are no better than the prompt they were made from;")
    harm = found("descent", drawn(-0.2))
    assert harm.verdict == "refuted"
    assert harm.reading.startswith("edits are worse than the prompt they were made from;")


def test_descent_on_the_own_minibatch_alone_is_overfitting() -> None:
    finding = found("descent", drawn(0.0, own=0.3))
    own = finding.other(OWN)
    assert own is not None
    assert own.estimate == pytest.approx(0.3, abs=0.05)
    assert (finding.verdict, own.verdict) == ("refuted", "supported")
    assert "overfit" in finding.reading


def test_few_noisy_edits_settle_nothing_and_say_what_they_could_detect() -> None:
    finding = found("descent", drawn(0.02, seed=1, steps=3, replicates=2), delta=0.04)
    assert finding.verdict == "inconclusive"
    assert finding.claims[0].minimum_detectable_effect is not None
    assert "detectable with 80 % power" in finding.reasons[0]


def test_an_edit_without_scores_is_dropped_and_counted() -> None:
    made = drawn(0.2)
    made.scores["real"][4] = np.nan
    claim = found("descent", made).claims[0]
    assert (claim.n_pairs, claim.dropped_pairs) == (17, 1)


def test_prompts_without_room_or_variance_are_not_testable() -> None:
    made = drawn(0.0)
    made.scores["real"][:] = 1.0
    made.parent[:] = 1.0
    full = found("descent", made)
    assert (full.verdict, "ceiling" in full.reading) == ("not_testable", True)
    made.scores["real"][:] = 0.5
    made.parent[:] = 0.5
    same = found("descent", made)
    assert (same.verdict, "do not vary" in same.reading) == ("not_testable", True)


def test_steps_without_a_minibatch_still_descend_on_fresh_items() -> None:
    made = drawn(0.2)
    bare = samples(made.steps.tolist(), scores=dict(made.scores), parent=made.parent)
    finding = found("descent", bare)
    own = finding.other(OWN)
    assert own is not None
    assert (finding.verdict, own.verdict) == ("supported", "not_testable")


def test_pairing_holds_each_edit_is_compared_with_its_own_steps_prompt() -> None:
    """Steps differ by far more than edits gain: against another step's prompt the gain is lost in their spread."""
    made = drawn(0.06, level=0.12, replicates=4)
    assert found("descent", made).verdict == "supported"
    order = np.random.default_rng(1).permutation(len(made.steps))
    shuffled = samples(made.steps[order].tolist(), scores=dict(made.scores), parent=made.parent)
    assert found("descent", shuffled).verdict != "supported"


def test_the_sides_hold_it_is_the_edit_minus_the_prompt_before() -> None:
    better, worse = found("descent", drawn(0.2, own=0.2)), found("descent", drawn(-0.2, own=-0.2))
    for finding, sign in ((better, 1), (worse, -1)):
        own = finding.other(OWN)
        assert own is not None
        assert own.estimate is not None
        assert finding.claims[0].estimate is not None
        assert sign * finding.claims[0].estimate > 0.1
        assert sign * own.estimate > 0.1


def test_own_minibatches_hold_only_the_steps_own_columns_count() -> None:
    """Other steps' minibatches are spoiled beyond recognition: the own one does not notice."""
    made = drawn(0.0, own=0.3)
    spoiled = np.where(made.own_batch(), made.crossed["real"], 0.0)
    other = samples(
        made.steps.tolist(),
        scores=dict(made.scores),
        parent=made.parent,
        crossed={"real": spoiled},
        owners=made.owners,
        parent_crossed=made.parent_crossed,
    )
    assert found("descent", other).other(OWN) == found("descent", made).other(OWN)


def test_a_job_never_stops_early_on_a_test_without_an_e_process() -> None:
    finding = found("descent", drawn(0.2), stop="evalue")
    assert finding.verdict == "supported"
    assert not is_settled(rules("descent", stop="evalue"), {"descent": finding})
