"""Consistency: which of several feedbacks of a step an edit was made from."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Material
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.statistics.edits.assignment import identity_test
from gradcheck.statistics.edits.nested import nested_components
from gradcheck.statistics.edits.residuals import edit_effects
from tests.diagnostics.batches import BE_KIND, ONE_WORD, STEPS, Batches, run
from tests.support import harness
from tests.support.drawing import found, samples
from tests.support.recorded import Ran

ITEMS = 20
ARMS = ("feedback_1", "feedback_2", "feedback_3", "feedback_4")


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run()


def one_of_two(seed: int) -> str:
    return ONE_WORD if seed % 2 else BE_KIND


def drawn(
    feedback_sd: float,
    *,
    edit_sd: float = 0.03,
    seed: int = 0,
    steps: int = 6,
    replicates: int = 3,
    spread: float = 0.1,
) -> Samples:
    """Edits of four feedbacks of each step, whose steps differ by `spread`."""
    rng = np.random.default_rng(seed)
    numbered = np.tile(np.arange(steps), replicates)
    levels = 0.5 + rng.normal(0, spread, size=(steps, 1))
    item = rng.normal(0, 0.05, size=ITEMS)
    scores = {}
    for arm in ARMS:
        worth = levels + rng.normal(0, feedback_sd, size=(steps, 1))
        cells = rng.normal(0, edit_sd, size=(len(numbered), 1)) + rng.normal(0, 0.05, size=(len(numbered), ITEMS))
        scores[arm] = worth[numbered] + item + cells
    return samples(numbered.tolist(), scores=scores)


async def diagnosed(home: Path, ran: Ran, batches: Batches, **changes: object) -> tuple[dict[str, Any], dict[str, Any]]:
    async with harness.serving(home, batches.model) as service:
        asked = {"tests": ["consistency"], "replicates": 3, "delta": 0.1, **changes}
        result = await harness.diagnose(service, ran.record, asked)
    return result["findings"]["consistency"], result["material"]


async def test_feedbacks_that_differ_in_worth_are_told_apart_if_the_editor_obeys(ran: Ran, tmp_path: Path) -> None:
    obeying, _ = await diagnosed(tmp_path / "obeys", ran, Batches({"one word"}, one_of_two))
    assert obeying["verdict"] == "supported", obeying
    ignoring, _ = await diagnosed(tmp_path / "ignores", ran, Batches({"luck"}, one_of_two))
    assert ignoring["verdict"] in {"refuted", "inconclusive"}, ignoring


async def test_a_critic_that_repeats_itself_is_not_testable(ran: Ran, tmp_path: Path) -> None:
    finding, _ = await diagnosed(tmp_path, ran, Batches({"one word"}, lambda _: BE_KIND), replicates=2)
    assert finding["verdict"] == "not_testable"
    assert "raise its temperature" in finding["reading"]
    assert {figure["name"]: figure["value"] for figure in finding["figures"]}["agreement of draws of a step"] == 1


async def test_fresh_draws_hold_feedbacks_are_asked_once_a_step_and_edited_anew_in_every_replicate(
    ran: Ran, tmp_path: Path
) -> None:
    batches = Batches({"one word"}, one_of_two)
    _, material = await diagnosed(tmp_path, ran, batches, replicates=2, seed=ran.record.plan.seed)
    texts: dict[tuple[int, str], set[tuple[str, ...]]] = {}
    for block in material["blocks"]:
        for arm in block["arms"]:
            texts.setdefault((block["step"], arm["arm"]), set()).add(tuple(arm["feedback"]))
    assert len(texts) == STEPS * len(ARMS)
    assert {len(own) for own in texts.values()} == {1}
    slots = len(ran.record.steps[1].edit_requests[0].feedback)
    assert len(batches.model.of("critic")) == STEPS * len(ARMS) * slots
    editors = [body["seed"] for body in batches.model.of("editor")]
    assert len(set(editors)) == len(editors) == STEPS * len(ARMS) * 2
    assert not set(editors) & {body["seed"] for body in ran.received}
    edits = {arm["text"] for block in material["blocks"] for arm in block["arms"]}
    assert not edits & {candidate.components["user"] for candidate in ran.record.candidates}


def test_a_single_replicate_is_refused(ran: Ran) -> None:
    asked = msgspec.convert({"tests": ["consistency"], "replicates": 1, "force": True}, DiagnosticRequest)
    refused = build_diagnostic_plan(asked, harness.ran(ran.record)).untestable
    assert refused == {"consistency": "edits of one feedback are compared with each other: 2 replicates are the least"}


def test_feedbacks_that_differ_are_supported_with_the_identity_test_and_the_nested_components() -> None:
    made = drawn(0.1)
    finding = found("consistency", made)
    scores = np.concatenate([made.scores[arm] for arm in ARMS])
    steps, feedbacks = np.tile(made.steps, 4), np.repeat(np.arange(4), len(made.steps))
    claim = finding.claims[0]
    components = nested_components(scores, steps, feedbacks)
    interval = components.feedback_interval
    assert interval is not None
    assert finding.verdict == "supported"
    assert claim.estimate == components.feedback_sd == pytest.approx(0.1, abs=0.04)
    assert claim.ci95 == (interval.low, interval.high)
    assert claim.p_value == identity_test(edit_effects(scores, steps).effects, steps, feedbacks, seed=0).p_value
    assert (claim.n_pairs, claim.n_items, claim.n_steps) == (72, ITEMS, 6)


def test_feedbacks_whose_deviation_is_bounded_below_half_of_delta_are_refuted() -> None:
    finding = found("consistency", drawn(0.0), delta=0.1)
    claim = finding.claims[0]
    assert finding.verdict == "refuted"
    assert claim.equivalence is not None
    assert claim.equivalence.ci90[1] <= claim.equivalence.delta == 0.05
    assert "changes nothing" in finding.reading
    open_ = found("consistency", drawn(0.0), delta=0.02)
    assert open_.verdict == "inconclusive"
    assert "detectable with 80 % power" in open_.reasons[0]


def test_the_bound_and_the_verdict_agree_over_many_worlds() -> None:
    """Refuted exactly when the upper end of the 90 % interval does not exceed half of delta, if no spread is shown."""
    for seed in range(12):
        claim = found("consistency", drawn(0.02, seed=seed, steps=4)).claims[0]
        assert claim.equivalence is not None
        assert claim.p_value is not None
        alike = claim.equivalence.ci90[1] <= claim.equivalence.delta
        assert (claim.equivalence.p_value <= 0.05) == alike
        shown = claim.p_value <= 0.05 and claim.ci95 is not None and claim.ci95[0] > 0
        expected = "supported" if shown else "refuted" if alike else "inconclusive"
        assert claim.verdict == expected


def test_draws_of_the_same_text_are_one_feedback() -> None:
    """Two texts a step, each drawn twice: there are two feedbacks, of twice as many edits."""
    made = drawn(0.1)
    texts = dict(zip(ARMS, ("first", "first", "second", "second"), strict=True))
    blocks = tuple(
        Block(
            step=int(step),
            replicate=place // 6,
            arms=tuple(
                ArmDraw(
                    arm=arm,
                    feedback=(f"{texts[arm]} of {step}",),
                    text=f"{arm} {place}",
                    rejected=(),
                    scores=tuple(made.scores[arm][place].tolist()),
                )
                for arm in ARMS
            ),
        )
        for place, step in enumerate(made.steps)
    )
    claim = found("consistency", Samples.of(Material(blocks=blocks))).claims[0]
    scores = np.concatenate([made.scores[arm] for arm in ARMS])
    merged = nested_components(scores, np.tile(made.steps, 4), np.repeat([0, 0, 1, 1], len(made.steps)))
    assert claim.estimate == pytest.approx(merged.feedback_sd)


def test_edits_without_scores_are_dropped_and_counted() -> None:
    made = drawn(0.1)
    made.scores["feedback_2"][[1, 7]] = np.nan
    claim = found("consistency", made).claims[0]
    assert (claim.n_pairs, claim.dropped_pairs) == (70, 2)


def test_edits_without_room_or_variance_are_not_testable() -> None:
    flat = samples([0, 1] * 3, scores={arm: np.full((6, ITEMS), 0.5) for arm in ARMS})
    finding = found("consistency", flat)
    assert (finding.verdict, "without variance" in finding.reading) == ("not_testable", True)
    full = samples([0, 1] * 3, scores={arm: np.full((6, ITEMS), 0.99) for arm in ARMS})
    assert "ceiling" in found("consistency", full).reading


def test_pairing_holds_edits_are_compared_within_their_step() -> None:
    """Steps differ by far more than feedbacks: edits told to be of other steps hide the feedbacks in that spread."""
    made = drawn(0.06, spread=0.3)
    assert found("consistency", made).verdict == "supported"
    order = np.random.default_rng(1).permutation(len(made.steps))
    shuffled = msgspec.structs.replace(made, steps=made.steps[order])
    assert found("consistency", shuffled).verdict != "supported"


def test_the_arms_hold_an_edit_belongs_to_its_own_feedback() -> None:
    """The same scores with the arms dealt anew in every block say nothing about feedbacks."""
    made = drawn(0.1)
    assert found("consistency", made).verdict == "supported"
    rng = np.random.default_rng(3)
    deals = np.array([rng.permutation(4) for _ in made.steps])
    stacked = np.stack([made.scores[arm] for arm in ARMS])[deals.T, np.arange(len(made.steps))]
    dealt = {arm: stacked[place] for place, arm in enumerate(ARMS)}
    assert found("consistency", msgspec.structs.replace(made, scores=dealt)).verdict != "supported"
