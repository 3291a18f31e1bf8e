"""Memory: whoever tests a run again looks again, and what was drawn before counts."""

import numpy as np
import pytest

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.analysis.memory import ALONE, of_finding
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.request import EarlierTest
from tests.support.drawing import found, in_turn, samples

ARMS = ("real", "none", "placebo", "redrawn", "wrong_labels")
BETTER = ("real", "redrawn")


def drawn(seed: int, effect: float = 0.0) -> Samples:
    """Twelve pairs whose edits have their luck; real and redrawn ones are better by the effect."""
    rng = np.random.default_rng(seed)
    scores = {arm: 0.5 + rng.normal(0, 0.1, (12, 1)) + rng.normal(0, 0.1, (12, 8)) for arm in ARMS}
    scores |= {arm: scores[arm] + effect for arm in BETTER}
    return samples(in_turn(12, 1), scores)


def left_by(finding: Finding, seed: int, test: str = "content", **changes: object) -> EarlierTest:
    values = {"scope": "this_run", "estimand": "fixed_feedback", **changes}
    return EarlierTest(test=test, seed=seed, estimates=of_finding(finding.claims, finding.others), **values)  # type: ignore[arg-type]


def repeated(times: int, effect: float = 0.0, first: int = 0, test: str = "content") -> list[Finding]:
    """The findings of a run that is tested so often, each knowing those before it."""
    earlier: list[EarlierTest] = []
    findings = []
    for turn in range(times):
        finding = found(test, drawn(first + turn, effect), seed=turn, earlier=tuple(earlier))
        earlier.append(left_by(finding, turn, test))
        findings.append(finding)
    return findings


def test_the_first_test_of_a_run_is_as_it_always_was() -> None:
    assert repeated(1)[0] == found("content", drawn(0), seed=0)


def test_the_nth_test_says_so_and_rests_on_all_pairs() -> None:
    first, second, third = repeated(3)
    assert [finding.claims[0].n_pairs for finding in (first, second, third)] == [12, 24, 36]
    assert "test 3 of content on this run; it is pooled with 2 earlier" in third.flags[0]
    alone = third.other("real - placebo" + ALONE)
    assert alone is not None
    assert (alone.n_pairs, alone.estimate) == (12, found("content", drawn(2), seed=2).claims[0].estimate)
    means = [found("content", drawn(seed), seed=seed).claims[0].estimate or 0.0 for seed in range(3)]
    assert third.claims[0].estimate == pytest.approx(np.mean(means), abs=0.03)


def test_the_p_value_is_multiplied_by_the_number_of_tests() -> None:
    single, again = found("content", drawn(1), seed=1), repeated(1)
    other = left_by(again[0], 0, estimand="critic_average")
    finding = found("content", drawn(1), seed=1, earlier=(other,))
    assert finding.claims[0].n_pairs == 12  # another estimand is not pooled, but it was a test
    assert finding.p_value == pytest.approx(min(1.0, 2 * (single.p_value or 0.0)))


def test_a_job_of_the_same_seed_may_hold_the_same_draws_and_is_not_pooled() -> None:
    first = found("content", drawn(0), seed=0)
    assert found("content", drawn(0), seed=0, earlier=(left_by(first, 0),)).claims[0].n_pairs == 12


def test_ten_tests_of_nothing_support_seldom_and_unremembered_ones_in_half_of_the_runs() -> None:
    """Sixty runs without an effect, each tested ten times."""
    remembered = forgotten = 0
    for run in range(60):
        findings = repeated(10, first=1000 * run, test="labels")
        remembered += any((finding.p_value or 1.0) <= 0.05 for finding in findings)
        alone = [found("labels", drawn(1000 * run + turn), seed=turn).p_value or 1.0 for turn in range(10)]
        forgotten += any(p_value <= 0.05 for p_value in alone)
    assert remembered <= 13 < forgotten


def test_tests_that_were_open_alone_settle_together() -> None:
    """An effect that twelve pairs find now and then is found by sixty."""
    settled = [repeated(5, effect=0.09, first=100 * run)[-1].verdict for run in range(20)]
    alone = [found("content", drawn(100 * run, 0.09), seed=0).verdict for run in range(20)]
    assert settled.count("supported") >= 17
    assert alone.count("supported") < settled.count("supported")
