"""What limits let pass: exactly calibrated procedures nearly always, others not."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from gradcheck.simulation.calibration.limits import (
    AtMost,
    Bias,
    Coverage,
    Exposed,
    Informational,
    Level,
    Limit,
    Never,
    Power,
    Row,
    Share,
    Uncovered,
    Uniform,
    judged,
    largest,
)

Values = NDArray[np.float64]


def rate(count: int, n: int) -> Values:
    return (np.arange(n) < count).astype(np.float64)


def said(limit: Limit, values: Values) -> str:
    return limit.judge(values).verdict


@pytest.mark.parametrize(("n", "most"), [(1000, 67), (2000, 123), (5000, 286), (10_000, 551)])
def test_a_level_has_the_exact_binomial_limit_of_a_hundredth(n: int, most: int) -> None:
    assert said(Level(), rate(most, n)) == "pass"
    assert said(Level(), rate(most + 1, n)) == "over"
    assert stats.binom.sf(most, n, 0.05) <= 0.01 < stats.binom.sf(most - 1, n, 0.05)
    assert Level().judge(rate(most, n)).level == 0.05


def test_a_test_that_never_rejects_is_of_no_use() -> None:
    assert said(Level(least=0.02), rate(19, 1000)) == "fail"
    assert said(Level(least=0.02), rate(20, 1000)) == "pass"


def test_coverage_lies_in_the_band_of_a_release_and_in_a_wider_one_of_fewer_runs() -> None:
    for n, count, verdict in (
        (5000, 4700, "pass"),
        (5000, 4699, "fail"),
        (5000, 4850, "pass"),
        (5000, 4851, "fail"),
        (1000, 934, "pass"),
        (1000, 932, "fail"),
        (1000, 985, "fail"),
        (1000, 980, "pass"),
    ):
        assert said(Coverage(), rate(count, n)) == verdict, (n, count)
    assert said(Coverage(most=0.975), rate(4875, 5000)) == "pass"


def test_bias_is_bounded_by_chance_in_few_runs_and_by_a_fifth_of_a_point_in_a_release() -> None:
    values = np.tile([-0.02, 0.0264], 2500)
    assert said(Bias(), values) == "fail"
    assert said(Bias(), values - 0.0013) == "pass"
    assert said(Bias(), values[:100]) == "pass"


def test_an_identity_holds_in_every_run() -> None:
    assert said(Never(), np.array([1e-12, -2e-10])) == "pass"
    assert said(Never(), np.array([0.0] * 999 + [-2e-9])) == "fail"


def test_power_is_kept_within_three_points_in_a_release() -> None:
    assert said(Power(), rate(3851, 5000)) == "pass"
    assert said(Power(), rate(3840, 5000)) == "fail"
    assert said(Power(), rate(4160, 5000)) == "fail"
    assert said(Power(), rate(366, 500)) == "pass"
    assert said(Power(), rate(355, 500)) == "fail"


def test_shares_are_reached_or_seldom() -> None:
    assert said(Share(least=0.95), rate(950, 1000)) == "pass"
    assert said(Share(least=0.95), rate(949, 1000)) == "fail"
    assert said(Share(least=0.99), rate(194, 200)) == "pass"
    assert said(Share(least=0.99), rate(193, 200)) == "fail"
    assert said(AtMost(), rate(18, 1000)) == "pass"
    assert said(AtMost(), rate(19, 1000)) == "fail"


def test_p_values_are_uniform_and_discrete_ones_not_smaller() -> None:
    even = (np.arange(2000) + 0.5) / 2000
    assert said(Uniform(), even) == "pass"
    assert said(Uniform(), even**1.3) == said(Uniform(), even**0.7) == "fail"
    assert said(Uniform(discrete=True), even**0.7) == "pass"
    assert said(Uniform(discrete=True), even**1.3) == "fail"


def test_known_bad_analyses_have_to_fail() -> None:
    assert [said(Exposed(), rate(n, 100)) for n in (15, 16, 100)] == ["fail", "pass", "pass"]
    assert [said(Uncovered(), rate(n, 100)) for n in (85, 84, 0)] == ["fail", "pass", "pass"]
    assert said(Informational(), rate(3, 100)) == "pass"


def test_missing_values_are_left_out_and_a_quantity_without_any_fails() -> None:
    row = judged("scenario", "W0", "name", Level(), [math.nan, 0.0, 1.0, math.nan])
    assert (row.runs, row.value) == (2, 0.5)
    empty = judged("scenario", "W0", "name", Level(), [math.nan])
    assert (empty.runs, empty.verdict, math.isnan(empty.value)) == (0, "fail", True)


def rows(counts: list[int], n: int = 1000) -> list[Row]:
    return [
        judged("scenario", "W0", f"q{place}", Level(), rate(count, n).tolist()) for place, count in enumerate(counts)
    ]


def test_many_rates_are_decided_together() -> None:
    chance = largest(rows([50] * 59 + [70]))
    assert chance is not None
    assert chance.verdict == "pass"
    assert "60 rates: scenario, q59" in chance.quantity
    worse = largest(rows([50] * 59 + [80]))
    assert worse is not None
    assert worse.verdict == "fail"
    assert largest([]) is None
    assert largest([judged("scenario", "W0", "q", Share(), [1.0])]) is None


def test_all_rates_of_exact_tests_pass_together_nearly_always() -> None:
    rng = np.random.default_rng(1)
    failed = sum(
        found is not None and found.verdict == "fail"
        for found in (largest(rows(rng.binomial(1000, 0.05, 40).tolist())) for _ in range(60))
    )
    assert failed <= 3
