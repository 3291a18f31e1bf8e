"""The decomposition: on samples whose parts are known, and on a run where feedback is all there is or nothing."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from tests.support import drawing, harness, tips

ARMS = ("none", "placebo", "real")
PARTS = ("generic", "form", "content", "selection")
LADDER = {"none": 0.1, "placebo": 0.2, "real": 0.4}
NOTHING = dict.fromkeys(ARMS, 0.0)
ITEMS, GATE = 20, 15
BEST_OF_4 = "gain of real, best of 4 or the prompt before"


def drawn(
    shifts: Mapping[str, float],
    *,
    seed: int = 0,
    steps: int = 8,
    replicates: int = 8,
    candidate_sd: float = 0.02,
    step_sd: float = 0.1,
    cell_sd: float = 0.1,
) -> Samples:
    """Candidates of a quality of their own on probe and gate items; a step's prompt before has the step's level."""
    rng = np.random.default_rng(seed)
    named = np.arange(steps * replicates) % steps
    level, size = rng.normal(0.3, step_sd, steps), len(named)

    def on(quality: np.ndarray, items: int) -> np.ndarray:
        return quality[:, np.newaxis] + rng.normal(0, cell_sd, (len(quality), items))

    quality = {arm: level[named] + shift + rng.normal(0, candidate_sd, size) for arm, shift in shifts.items()}
    samples = drawing.samples(named.tolist(), {arm: on(quality[arm], ITEMS) for arm in shifts})
    return msgspec.structs.replace(
        samples,
        gate={arm: on(quality[arm], GATE) for arm in shifts},
        parent=on(level, ITEMS)[:, np.newaxis],
        parent_gate=on(level, GATE),
    )


def found(samples: Samples, scope: str = "this_run") -> Finding:
    return drawing.found("decomposition", samples, scope=scope)


def part(finding: Finding, name: str) -> float:
    value = finding.figure(name)
    assert value is not None, name
    return value


def test_a_gain_that_feedback_makes_is_content() -> None:
    finding = found(drawn({**NOTHING, "real": 0.3}))
    assert finding.verdict == "supported"
    assert part(finding, "content") == pytest.approx(0.3, abs=0.03)
    assert part(finding, "share of content") == pytest.approx(1, abs=0.15)
    assert "most of a step's gain is content" in finding.reading
    assert finding.claims[0].minimum_detectable_effect is not None


def test_a_gain_that_any_rewriting_makes_is_generic() -> None:
    finding = found(drawn(dict.fromkeys(ARMS, 0.3)))
    assert (finding.verdict, "most of a step's gain is generic" in finding.reading) == ("refuted", True)
    assert part(finding, "generic") == pytest.approx(0.3, abs=0.03)


def test_a_gain_that_any_feedback_makes_is_form() -> None:
    finding = found(drawn({**NOTHING, "placebo": 0.3, "real": 0.3}))
    assert (finding.verdict, "most of a step's gain is form" in finding.reading) == ("refuted", True)
    assert part(finding, "form") == pytest.approx(0.3, abs=0.03)


def test_a_gain_that_only_the_gate_makes_is_selection_and_the_gate_is_optimistic() -> None:
    """The best of four normal candidates, or the prompt before, is 1.03 deviations better in expectation."""
    finding = found(drawn(NOTHING, candidate_sd=0.15, steps=10, replicates=40))
    assert (finding.verdict, "most of a step's gain is selection" in finding.reading) == ("refuted", True)
    assert part(finding, "selection") == pytest.approx(0.15 * 1.03, abs=0.02)
    assert part(finding, "optimism of the gate") > 0
    curve = [part(finding, BEST_OF_4.replace("4", str(k))) for k in range(1, 5)]
    assert curve == sorted(curve)


def test_the_parts_sum_to_the_total_and_the_curve_ends_there() -> None:
    for seed in range(5):
        finding = found(drawn(LADDER, seed=seed, candidate_sd=0.1))
        total = part(finding, "total")
        assert sum(part(finding, name) for name in PARTS) == pytest.approx(total, abs=1e-9)
        assert part(finding, BEST_OF_4) == pytest.approx(total, abs=1e-9)
        assert [check.name for check in finding.checks if check.passed] == ["parts_sum"]


def test_a_gain_that_is_not_established_is_not_split_but_shown() -> None:
    finding = found(drawn(NOTHING))
    assert finding.verdict == "not_testable"
    assert "the total gain is not established" in finding.reading
    assert finding.figure("total") is not None
    assert finding.figure("share of content") is None
    assert "do not add up over a run" in finding.flags[0]


def test_candidates_that_the_gate_turns_down_leave_the_prompt_before() -> None:
    finding = found(drawn(dict.fromkeys(ARMS, -0.4)))
    assert part(finding, "generic") == pytest.approx(-0.4, abs=0.04)
    assert part(finding, BEST_OF_4) == 0
    assert part(finding, "total") == 0


def test_an_edit_that_cannot_be_used_counts_as_the_prompt_before() -> None:
    samples = drawn({**NOTHING, "real": 0.3}, replicates=4)
    scores, gate = samples.scores["real"].copy(), samples.gate["real"].copy()
    scores[:16], gate[:16] = np.nan, np.nan  # two of each step's four candidates
    lost = msgspec.structs.replace(
        samples, scores={**samples.scores, "real": scores}, gate={**samples.gate, "real": gate}
    )
    finding = found(lost)
    assert finding.figure("unusable edits counted as the prompt before") == 16
    # a random candidate has half of the gain, the gate's choice all of it
    assert part(finding, "content") == pytest.approx(0.225, abs=0.04)
    assert finding.claims[0].n_pairs == 8


def test_a_set_that_is_not_complete_is_left_out_and_counted() -> None:
    claim = found(drawn(LADDER, replicates=6)).claims[0]
    assert (claim.n_pairs, claim.dropped_pairs) == (8, 8)
    samples = drawn(LADDER)
    lacking = samples.scores["placebo"].copy()
    lacking[:, ::2] = np.where(np.arange(64)[:, np.newaxis] == 3, np.nan, lacking[:, ::2])
    lacking[5, 1:] = np.nan
    lacking[5, 0] = np.nan
    nothing_left = samples.scores["real"].copy()
    nothing_left[7, :10], nothing_left[15, 10:] = np.nan, np.nan
    claim = found(drawing.with_scores(samples, placebo=lacking, real=nothing_left)).claims[0]
    assert (claim.n_pairs, claim.dropped_pairs) == (15, 1)


def test_candidates_are_compared_on_the_gate_items_that_all_of_a_set_have() -> None:
    """A candidate that lost the items it fails on must not look best."""
    samples = drawn(LADDER, candidate_sd=0.1)
    gate = samples.gate["real"].copy()
    gate[:, :8] -= 0.5
    hard = {**samples.gate, "real": gate}
    lost, everywhere = gate.copy(), {arm: rows.copy() for arm, rows in hard.items()}
    lost[:8, :8] = np.nan  # the first candidate of each step's first set
    for rows in everywhere.values():
        rows[:32, :8] = np.nan  # every candidate of these sets
    one = found(msgspec.structs.replace(samples, gate={**hard, "real": lost}))
    all_ = found(msgspec.structs.replace(samples, gate=everywhere))
    assert part(one, "selection") == pytest.approx(part(all_, "selection"))


def test_scores_without_variance_are_not_testable() -> None:
    finding = found(drawn(LADDER, candidate_sd=0, step_sd=0, cell_sd=0))
    assert finding.verdict == "not_testable"
    assert "does not vary" in finding.reading
    lone = found(drawn(LADDER, steps=1, replicates=4))
    assert lone.verdict == "not_testable"
    assert "1 sets" in lone.reading


def test_other_steps_are_clustered_where_the_claim_is_about_them() -> None:
    finding = found(drawn(LADDER), scope="method")
    assert (finding.verdict, finding.claims[0].df) == ("supported", 7)


def test_arms_and_the_prompt_before_are_compared_within_a_set() -> None:
    """A11, pairing: steps differ much more than arms do, so nothing is left once an arm is shuffled."""
    samples = drawn({arm: shift / 2 for arm, shift in LADDER.items()}, step_sd=0.6)
    paired = found(samples)
    assert paired.verdict == "supported"
    total = next(figure for figure in paired.figures if figure.name == "total")
    assert total.ci95 is not None
    assert total.ci95[0] > 0.75 * total.value
    assert found(drawing.shuffled(samples, "real")).verdict != "supported"


def test_a_candidate_is_chosen_by_its_own_gate_score() -> None:
    """A11, pairing: with the gate's scores dealt to other candidates there is nothing to select by."""
    samples = drawn(dict.fromkeys(ARMS, 0.2), candidate_sd=0.2, step_sd=0.0)
    rng = np.random.default_rng(2)
    dealt = {arm: rng.permutation(rows) for arm, rows in samples.gate.items()}
    own, other = found(samples), found(msgspec.structs.replace(samples, gate=dealt))
    assert part(own, "selection") > 0.1
    assert abs(part(other, "selection")) < 0.06


def test_each_part_is_that_of_its_arms() -> None:
    """A11, labels: with placebo and feedback exchanged content turns against the gain."""
    samples = drawn(LADDER)
    exchanged = msgspec.structs.replace(
        samples,
        scores={**samples.scores, "placebo": samples.scores["real"], "real": samples.scores["placebo"]},
        gate={**samples.gate, "placebo": samples.gate["real"], "real": samples.gate["placebo"]},
    )
    assert found(samples).verdict == "supported"
    assert found(exchanged).verdict == "refuted"
    assert "opposite" in found(exchanged).reasons[0]


def test_what_is_chosen_on_the_gate_is_scored_on_other_items() -> None:
    """A11, fresh draws: equal candidates have nothing to select; chosen and scored on the same items they seem to."""
    samples = drawn(dict.fromkeys(ARMS, 0.3), candidate_sd=0.0, cell_sd=0.4, replicates=40)
    reused = msgspec.structs.replace(samples, gate=dict(samples.scores), parent_gate=samples.parent[:, 0])
    apart, same = found(samples), found(reused)
    assert abs(part(apart, "selection")) < 0.02
    assert part(apart, "optimism of the gate") > 0.05
    assert part(same, "selection") > 0.05
    assert part(same, "optimism of the gate") == pytest.approx(0, abs=1e-9)


async def test_feedback_that_is_all_of_the_gain(tmp_path: Path) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    asked = {"tests": ["decomposition"], "replicates": 4, "delta": 0.2}
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        gains = await harness.diagnose(service, record, asked)
        tips.assert_fresh(gains, record, model)  # A11, fresh draws
    found = gains["findings"]["decomposition"]
    assert found["verdict"] == "supported"
    assert all(check["passed"] for check in found["checks"])
    figures = {figure["name"]: figure["value"] for figure in found["figures"]}
    assert figures["content"] > 0.7 * figures["total"] > 0
    arms = [arm for block in gains["material"]["blocks"] for arm in block["arms"]]
    assert {(len(arm["scores"]), len(arm["gate"])) for arm in arms} == {(tips.ITEMS, tips.GATE)}
    plan = build_diagnostic_plan(msgspec.convert({**harness.WHOLE, **asked}, DiagnosticRequest), harness.ran(record))
    assert not {item.id for item in plan.gate} & {item.id for item in plan.items}
    assert {item.split for item in plan.gate} == {"validation"}
    assert "make 0" in refusal(record, replicates=3)
    assert "make 1" in refusal(record, replicates=6, steps=[2])
    blind = tuple(one for one in record.plan.examples if one.split != "validation")
    without = msgspec.structs.replace(record, plan=msgspec.structs.replace(record.plan, examples=blind))
    assert "no validation examples" in refusal(without, replicates=4)


def refusal(record: harness.Record, **changes: object) -> str:
    asked = msgspec.convert({"tests": ["decomposition"], **harness.WHOLE, **changes}, DiagnosticRequest)
    return build_diagnostic_plan(asked, harness.ran(record)).untestable["decomposition"]
