"""Specificity: edits on their own minibatch against those of other steps."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.statistics.edits.assignment import crossed_permutation, crossed_t
from tests.diagnostics.batches import Batches, run
from tests.support import harness
from tests.support.drawing import found, samples
from tests.support.recorded import Ran

BATCH = 5
OTHERS = "real - before on other minibatches"
UNQUOTED = "own - other minibatches, without edits that quote their examples"


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run()


def drawn(own: float, everywhere: float = 0.0, *, seed: int = 0, steps: int = 6, replicates: int = 3) -> Samples:
    """Edits that gain `everywhere` and, beyond that, `own` on their own minibatch; prompts and batches differ."""
    rng = np.random.default_rng(seed)
    numbered = np.tile(np.arange(steps), replicates)
    owners = np.repeat(np.eye(steps, dtype=bool), BATCH, axis=1)
    cells = (len(numbered), owners.shape[1])
    before: Matrix = 0.4 + rng.normal(0, 0.05, (steps, 1)) + rng.normal(0, 0.08, (steps, cells[1]))
    edits = everywhere + rng.normal(0, 0.03, (len(numbered), 1)) + rng.normal(0, 0.08, cells)
    return samples(
        numbered.tolist(),
        crossed={"real": before[numbered] + edits + np.where(owners[numbered], own, 0.0)},
        owners=owners,
        parent_crossed=before,
    )


def changed(made: Samples, **fields: object) -> Samples:
    return msgspec.structs.replace(made, **fields)


async def diagnosed(home: Path, ran: Ran, *obeys: str) -> dict[str, object]:
    batches = Batches(set(obeys))
    async with harness.serving(home, batches.model) as service:
        asked = {"tests": ["specificity"], "replicates": 2, "delta": 0.2}
        result = await harness.diagnose(service, ran.record, asked)
    finding: dict[str, object] = result["findings"]["specificity"]
    return finding


async def test_edits_about_their_examples_are_specific_and_edits_about_the_task_are_not(
    ran: Ran, tmp_path: Path
) -> None:
    finding = await diagnosed(tmp_path / "own", ran, "mention")
    assert finding["verdict"] == "supported", finding
    assert str(finding["reading"]).startswith("overfitting")
    finding = await diagnosed(tmp_path / "task", ran, "one word")
    assert finding["verdict"] == "refuted", finding
    assert str(finding["reading"]).startswith("task-level or generic improvement")


@pytest.mark.slow
async def test_edits_that_quote_their_examples_are_called_leakage(ran: Ran, tmp_path: Path) -> None:
    finding = await diagnosed(tmp_path, ran, "quote")
    assert finding["flags"] == ["leakage: 12 of 12 edits quote an example of their minibatch"]
    assert "answer leakage" in str(finding["reading"])
    others = {effect["name"]: effect["verdict"] for effect in finding["others"]}  # type: ignore[attr-defined]
    assert others[UNQUOTED] == "not_testable"


def test_fewer_than_four_steps_with_examples_of_their_own_are_refused_with_the_number(ran: Ran) -> None:
    record = ran.record
    minibatch = record.steps[1].minibatch

    def untestable(**changes: object) -> str:
        steps = [msgspec.structs.replace(step, **changes) if step.n > 3 else step for step in record.steps]
        asked = msgspec.convert({"tests": ["specificity"], "force": True}, DiagnosticRequest)
        altered = msgspec.structs.replace(harness.ran(record), steps=steps)
        return build_diagnostic_plan(asked, altered).untestable["specificity"]

    assert untestable(minibatch=()) == "3 of the chosen steps have a minibatch; 4 are needed"
    assert "2 of 6 steps have examples that no other chosen step has; 4 are needed" in untestable(minibatch=minibatch)


def test_own_gains_are_supported_with_the_crossed_permutation_of_gains() -> None:
    made = drawn(0.2)
    finding = found("specificity", made)
    gains = made.crossed["real"] - made.crossed_before()
    table = np.array(
        [[gains[made.steps == row][:, made.owners[column]].mean() for column in range(6)] for row in range(6)]
    )
    expected, interval = crossed_permutation(table, seed=0), crossed_t(table)
    claim = finding.claims[0]
    assert finding.verdict == "supported"
    assert claim.estimate == pytest.approx(interval.estimate)
    assert claim.p_value == expected.p_value
    assert (claim.n_pairs, claim.n_items, claim.n_steps) == (18, 30, 6)


@pytest.mark.parametrize(
    ("own", "everywhere", "verdict", "reading"),
    [
        (0.25, 0.2, "supported", "instance-level signal: edits help all examples"),
        (0.25, 0.0, "supported", "overfitting"),
        (0.0, 0.2, "refuted", "task-level or generic improvement"),
        (0.0, 0.0, "refuted", "edits help the examples they were made from no more than any others"),
        (-0.25, 0.0, "refuted", "edits help the examples they were made from no more than any others"),
    ],
)
def test_what_is_said_of_own_and_other_minibatches_together(
    own: float, everywhere: float, verdict: str, reading: str
) -> None:
    finding = found("specificity", drawn(own, everywhere))
    assert finding.verdict == verdict
    assert finding.reading.startswith(reading)


def test_little_data_settle_nothing_and_say_what_they_could_detect() -> None:
    finding = found("specificity", drawn(0.01, steps=4, replicates=1), delta=0.03)
    assert finding.verdict == "inconclusive"
    assert "detectable with 80 % power" in finding.reasons[0]


def test_examples_of_several_minibatches_are_left_out_and_counted() -> None:
    made = drawn(0.2)
    shared = made.owners.copy()
    shared[1, :2] = True
    spoiled = made.crossed["real"].copy()
    spoiled[:, :2] = 0.0
    finding = found("specificity", changed(made, owners=shared, crossed={"real": spoiled}))
    assert finding.figure("examples in several minibatches, left out") == 2
    assert finding.claims[0].n_items == 28
    assert finding.claims[0].estimate == pytest.approx(0.2, abs=0.05)


def test_a_step_without_edits_is_left_out_and_counted() -> None:
    made = drawn(0.3)
    missing = made.crossed["real"].copy()
    missing[made.steps == 2] = np.nan
    missing[1] = np.nan
    finding = found("specificity", changed(made, crossed={"real": missing}))
    assert (finding.claims[0].n_steps, finding.claims[0].n_pairs) == (5, 14)
    assert finding.verdict == "supported"
    assert finding.flags == ("1 steps are left out: they have no scored edit or no examples of their own",)
    few = np.where(made.steps[:, np.newaxis] < 3, np.nan, made.crossed["real"])
    finding = found("specificity", changed(made, crossed={"real": few}))
    assert (finding.verdict, "4 are needed" in finding.reading) == ("not_testable", True)


def test_gains_without_variance_are_not_testable() -> None:
    made = drawn(0.0)
    finding = found("specificity", changed(made, crossed={"real": made.crossed_before() + 0.1}))
    assert finding.verdict == "not_testable"
    assert "without variance" in finding.reading


def test_pairing_holds_each_edit_is_compared_with_its_own_steps_prompt_and_minibatch() -> None:
    """Prompts and batches differ by far more than edits gain; blocks told to be of other steps lose the gain."""
    made = drawn(0.12)
    assert found("specificity", made).verdict == "supported"
    order = np.random.default_rng(2).permutation(len(made.steps))
    assert found("specificity", changed(made, steps=made.steps[order])).verdict != "supported"


def test_gains_hold_it_is_the_edit_minus_the_prompt_before_on_the_same_examples() -> None:
    """Prompts that know their own minibatch by heart leave their edits less to gain there, and only there."""
    made = drawn(0.2)
    before = made.parent_crossed + np.where(made.owners, 0.3, 0.0)
    finding = found("specificity", changed(made, parent_crossed=before))
    assert finding.claims[0].estimate == pytest.approx(-0.1, abs=0.05)


def test_the_sides_hold_own_minibatches_come_first() -> None:
    assert found("specificity", drawn(0.25)).verdict == "supported"
    harm = found("specificity", drawn(-0.25))
    assert harm.claims[0].estimate == pytest.approx(-0.25, abs=0.05)
    assert "opposite" in harm.reasons[0]


@pytest.mark.slow
async def test_fresh_draws_hold_gains_rest_on_new_edits_and_new_answers_to_minibatches(
    ran: Ran, tmp_path: Path
) -> None:
    batches = Batches({"mention"})
    async with harness.serving(tmp_path, batches.model) as service:
        asked_for = {"tests": ["specificity"], "replicates": 1, "seed": ran.record.plan.seed}
        await harness.diagnose(service, ran.record, asked_for)
    task = batches.model.of("task")
    probe = {example.fields["text"] for example in ran.record.plan.examples if example.split != "train"}
    assert not [body for body in task if any(text in harness.text_of(body) for text in probe)]
    asked = [(harness.text_of(body), body["seed"]) for body in batches.model.received]
    assert not {(harness.text_of(body), body["seed"]) for body in ran.received} & set(asked)
    assert len(asked) == len(set(asked))
