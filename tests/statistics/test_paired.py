"""One prompt against one prompt on the same examples."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.runs.paired import (
    PairedDifference,
    mcnemar_midp,
    newcombe_paired,
    paired_difference,
    paired_permutation,
    verdict,
)

COUNT = st.integers(0, 60)
BINARY = st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0]))
GRADE = st.sampled_from([0.0, 0.25, 0.5, 1.0])


def outcomes(both: int, fixed: int, broken: int, neither: int) -> npt.NDArray[np.float64]:
    """Scores of baseline and best, shape (2, n), from the four counts."""
    cells = [(1, 1)] * both + [(0, 1)] * fixed + [(1, 0)] * broken + [(0, 0)] * neither
    return np.array(cells, dtype=np.float64).T


def enumerated(values: npt.NDArray[np.float64]) -> float:
    """The sign-flip p-value of the mean by scipy's enumeration of all signs."""
    return float(
        stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=2**values.size).pvalue
    )


def difference(estimate: float, p_value: float) -> PairedDifference:
    """A difference with an interval that says nothing."""
    return PairedDifference(
        estimate=estimate,
        interval=Interval(low=-1, high=1),
        p_value=p_value,
        n=10,
        fixed=1,
        broken=0,
        test="mcnemar_midp",
    )


@given(COUNT, COUNT)
@settings(derandomize=True)
def test_mcnemar_midp_equals_the_exact_binomial_minus_half_the_point_mass(fixed: int, broken: int) -> None:
    if fixed == broken:
        return
    exact = mcnemar([[0, fixed], [broken, 0]], exact=True).pvalue
    point = stats.binom.pmf(fixed, fixed + broken, 0.5)
    assert mcnemar_midp(fixed, broken) == pytest.approx(2 * (exact / 2 - point / 2), abs=1e-12)


@pytest.mark.parametrize(("fixed", "broken", "p_value"), [(7, 1, 0.0391), (16, 6, 0.0347)])
def test_mcnemar_midp_reproduces_the_examples_of_fagerland_2013(fixed: int, broken: int, p_value: float) -> None:
    assert mcnemar_midp(fixed, broken) == pytest.approx(p_value, abs=5e-5)


def test_mcnemar_midp_of_equal_counts_leaves_out_half_their_probability() -> None:
    assert mcnemar_midp(1, 1) == pytest.approx(0.75)
    assert mcnemar_midp(3, 3) == pytest.approx(1 - stats.binom.pmf(3, 6, 0.5) / 2)


@given(COUNT, COUNT)
@settings(derandomize=True)
def test_mcnemar_midp_is_symmetric_in_the_arms(fixed: int, broken: int) -> None:
    assert mcnemar_midp(fixed, broken) == mcnemar_midp(broken, fixed)
    assert 0 < mcnemar_midp(fixed, broken) <= 1


def test_mcnemar_midp_is_one_without_discordant_examples_and_refuses_negative_counts() -> None:
    assert mcnemar_midp(0, 0) == 1
    with pytest.raises(ValueError, match="negative"):
        mcnemar_midp(-1, 2)


@pytest.mark.parametrize(
    ("counts", "low", "high", "decimals"),
    [
        ((20, 12, 2, 16), 0.0562, 0.3292, 4),  # Newcombe 1998
        ((36, 12, 2, 0), 0.0569, 0.3404, 4),  # Newcombe 1998, a table without concordant failures
        ((1, 1, 7, 12), -0.507, -0.026, 3),  # Fagerland, Lydersen and Laake 2014, airway reactivity
        ((59, 6, 16, 80), -0.1186, -0.0046, 4),  # Fagerland, Lydersen and Laake 2017, complete response
        ((14, 5, 0, 22), 0.011, 0.226, 3),  # Altman et al. 2000, table 6.2
    ],
)
def test_newcombe_paired_reproduces_published_intervals(
    counts: tuple[int, int, int, int], low: float, high: float, decimals: int
) -> None:
    interval = newcombe_paired(*counts)
    assert (round(interval.low, decimals), round(interval.high, decimals)) == (low, high)


@given(COUNT, COUNT, COUNT, COUNT)
@settings(derandomize=True)
def test_newcombe_paired_contains_the_estimate_and_changes_sign_with_the_arms(
    both: int, fixed: int, broken: int, neither: int
) -> None:
    n = both + fixed + broken + neither
    if n == 0:
        return
    interval, swapped = (
        newcombe_paired(both, fixed, broken, neither),
        newcombe_paired(both, broken, fixed, neither),
    )
    assert -1 <= interval.low <= (fixed - broken) / n <= interval.high <= 1
    assert interval.low < interval.high
    assert (-swapped.high, -swapped.low) == pytest.approx((interval.low, interval.high), abs=1e-12)


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (3, -1, 2, 2)])
def test_newcombe_paired_refuses_empty_and_negative_tables(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"trial|negative"):
        newcombe_paired(*counts)


@pytest.mark.parametrize("n", [2, 4, 9, 12])
def test_paired_permutation_of_few_differences_equals_scipy_exactly(n: int) -> None:
    values = np.random.default_rng(n).choice([-0.5, -0.25, 0.0, 0.25, 0.5, 1.0], size=n)
    assert paired_permutation(values, seed=1) == pytest.approx(enumerated(values), abs=1e-12)


def test_paired_permutation_of_many_differences_agrees_with_enumeration() -> None:
    values = np.random.default_rng(3).normal(0.35, 1.0, size=16)
    exact = enumerated(values)
    error = np.sqrt(exact * (1 - exact) / 9999)
    assert paired_permutation(values, seed=2) == pytest.approx(exact, abs=4 * error)


def test_paired_permutation_counts_the_observed_flip() -> None:
    assert paired_permutation(np.ones(40), seed=1, draws=99) == 1 / 100


def test_paired_permutation_of_zeros_is_one_and_bad_input_is_refused() -> None:
    assert paired_permutation([0.0] * 5, seed=1) == 1
    assert paired_permutation([0.0] * 50, seed=1) == 1
    assert paired_permutation([0.7], seed=1) == 1
    for values in ([], [np.nan, 1.0], [np.inf]):
        with pytest.raises(ValueError, match=r"vector|missing"):
            paired_permutation(values, seed=1)


def test_binary_scores_are_compared_by_mcnemar_and_newcombe() -> None:
    result = paired_difference(*outcomes(20, 12, 2, 16), seed=1)
    assert result.test == "mcnemar_midp"
    assert (result.n, result.fixed, result.broken) == (50, 12, 2)
    assert result.estimate == pytest.approx(0.2)
    assert result.interval == newcombe_paired(20, 12, 2, 16)
    assert result.p_value == mcnemar_midp(12, 2)


def test_graded_scores_are_compared_by_permutation_and_bootstrap() -> None:
    rng = np.random.default_rng(8)
    baseline = rng.beta(2, 2, size=50)
    best = np.clip(baseline + rng.normal(0.05, 0.15, size=50), 0, 1)
    result = paired_difference(baseline, best, seed=4)
    reference = stats.bootstrap((best - baseline,), np.mean, n_resamples=20_000, method="BCa", rng=6)
    low, high = reference.confidence_interval
    assert result.test == "paired_permutation"
    assert result.p_value == paired_permutation(best - baseline, seed=4)
    assert (result.interval.low, result.interval.high) == pytest.approx((low, high), abs=0.04 * (high - low))


def test_one_graded_arm_is_enough_for_the_permutation_test() -> None:
    assert paired_difference([0, 1, 1], [0.5, 1, 1], seed=1).test == "paired_permutation"


def test_equal_prompts_are_not_distinguishable_but_their_interval_has_width() -> None:
    for scores in ([1.0, 0.0, 1.0, 1.0], [0.5, 0.25, 1.0, 0.75]):
        result = paired_difference(scores, scores, seed=1)
        assert result.p_value == 1
        assert result.interval.low < 0 < result.interval.high
        assert verdict(result) == "not_distinguishable"


@given(st.lists(BINARY, min_size=1, max_size=40))
@settings(derandomize=True)
def test_swapping_the_arms_of_binary_scores_mirrors_the_difference(items: list[tuple[float, float]]) -> None:
    baseline, best = np.array(items).T
    there, back = paired_difference(baseline, best, seed=1), paired_difference(best, baseline, seed=1)
    assert back.estimate == -there.estimate
    assert back.p_value == there.p_value
    assert (back.fixed, back.broken) == (there.broken, there.fixed)
    assert {verdict(there), verdict(back)} in ({"not_distinguishable"}, {"improved", "worse"})


@given(st.lists(st.tuples(GRADE, GRADE), min_size=1, max_size=20))
@settings(derandomize=True, max_examples=40)
def test_swapping_the_arms_of_graded_scores_keeps_the_p_value(items: list[tuple[float, float]]) -> None:
    baseline, best = np.array(items).T
    there, back = paired_difference(baseline, best, seed=1), paired_difference(best, baseline, seed=1)
    assert back.estimate == pytest.approx(-there.estimate)
    assert back.p_value == pytest.approx(there.p_value)
    assert there.interval.low <= there.estimate <= there.interval.high


@pytest.mark.parametrize(("baseline", "best"), [([], []), ([1.0], [1.0, 0.0]), ([np.nan], [1.0]), ([2.0], [1.0])])
def test_unequal_missing_or_unbounded_scores_are_refused(baseline: list[float], best: list[float]) -> None:
    with pytest.raises(ValueError, match=r"score|vector|missing"):
        paired_difference(baseline, best, seed=1)


def test_the_verdict_is_two_sided_and_by_the_p_value() -> None:
    assert verdict(difference(0.1, 0.05)) == "improved"
    assert verdict(difference(-0.1, 0.01)) == "worse"
    assert verdict(difference(0.1, 0.051)) == "not_distinguishable"
    assert verdict(difference(0.1, 0.03), alpha=0.01) == "not_distinguishable"


def test_mcnemar_midp_keeps_its_level_for_two_fixed_prompts() -> None:
    rng = np.random.default_rng(17)
    fixed = rng.binomial(100, 0.1, size=4000)
    broken = np.array([rng.binomial(100 - f, 0.1 / 0.9) for f in fixed])
    rejected = np.mean([mcnemar_midp(int(f), int(b)) <= 0.05 for f, b in zip(fixed, broken, strict=True)])
    assert 0.03 <= rejected <= 0.058
