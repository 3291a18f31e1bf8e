"""How an effect differs between items."""

import math

import numpy as np
import numpy.typing as npt
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from gradcheck.statistics.edits.by_item import ItemEffects, item_effects

Matrix = npt.NDArray[np.float64]


def cells(rng: np.random.Generator, rows: int, items: int, *, item_sd: float) -> Matrix:
    """Differences with effects of rows and of items, and noise."""
    return (
        0.1
        + rng.normal(0, 0.2, (rows, 1))
        + rng.normal(0, item_sd, items)
        + rng.normal(0, 0.3, (rows, items))
    )  # fmt: skip


def mean_squares(matrix: Matrix) -> tuple[float, float]:
    """Those between items and of what neither rows nor items explain, by an analysis of variance."""
    row, item = (np.equal.outer(places.ravel(), np.unique(places)).astype(float) for places in np.indices(matrix.shape))
    fitted = sm.OLS(matrix.ravel(), np.hstack([row, item[:, 1:]])).fit()
    without = sm.OLS(matrix.ravel(), row).fit()
    return float((without.ssr - fitted.ssr) / (without.df_resid - fitted.df_resid)), float(fitted.mse_resid)


@pytest.mark.parametrize(("rows", "items"), [(6, 4), (12, 10), (20, 7)])
def test_the_spread_of_complete_cells_is_that_of_an_analysis_of_variance(rows: int, items: int) -> None:
    matrix = cells(np.random.default_rng(rows), rows, items, item_sd=0.4)
    between, within = mean_squares(matrix)
    found = item_effects(matrix, margin=0.1)
    assert found.sd**2 == pytest.approx((between - within) / rows)
    kept = found.sd**2 / (found.sd**2 + within / rows)
    assert found.effects == pytest.approx(matrix.mean() + kept * (matrix.mean(axis=0) - matrix.mean()))


def test_the_interval_is_that_of_a_noncentral_f_at_the_freedom_that_is_left() -> None:
    matrix = cells(np.random.default_rng(2), 2000, 5, item_sd=0.03)  # so many rows show that variances are equal
    between = 2000 * float(np.var(matrix.mean(axis=0), ddof=1))
    within = float(np.sum((matrix - matrix.mean(axis=1, keepdims=True) - matrix.mean(axis=0) + matrix.mean()) ** 2))
    within /= 1999 * 4
    interval = item_effects(matrix, margin=0.1).interval
    for limit, share in zip(interval, (0.975, 0.025), strict=True):
        noncentrality = limit**2 * 4 / (within / 2000)
        assert stats.ncf.cdf(between / within, 4, 4 * 1999, noncentrality) == pytest.approx(share, abs=0.002)


def test_what_all_rows_share_by_chance_is_no_spread() -> None:
    rng = np.random.default_rng(4)
    matrix = cells(rng, 12, 20, item_sd=0.0) + rng.normal(0, 0.4, 20)
    unaware = item_effects(matrix, margin=0.1)
    aware = item_effects(matrix, margin=0.1, shared=np.full(20, 0.16))
    assert unaware.interval.low > 0
    assert aware.interval.low == 0
    assert aware.sd < unaware.sd / 2


def test_an_item_seen_once_is_left_out() -> None:
    matrix = cells(np.random.default_rng(5), 6, 4, item_sd=0.2)
    matrix[1:, 2] = np.nan
    found = item_effects(matrix, margin=0.1)
    assert found.columns == (0, 1, 3)
    assert found.counts == (6, 6, 6)
    others = item_effects(matrix[:, [0, 1, 3]], margin=0.1)
    assert (found.sd, found.interval, found.effects) == (others.sd, others.interval, others.effects)


def test_noise_that_is_not_seen_is_not_taken_for_none() -> None:
    alike = np.tile([1.0, 0.0, 0.0, 0.0], (6, 1))
    interval = item_effects(alike, margin=0.1).interval
    assert 0 < interval.low < 0.5 < interval.high


def test_shares_follow_the_effects_and_the_margin() -> None:
    matrix = np.random.default_rng(6).normal(0, 0.01, (10, 10)) + np.repeat([0.5, 0.0, -0.5], [3, 5, 2])
    found = item_effects(matrix, margin=0.1)
    assert (found.helped, found.harmed) == pytest.approx((0.3, 0.2), abs=1e-3)


@pytest.mark.parametrize(
    "matrix", [[[0.1, 0.2]], [[0.1, np.nan], [0.2, 0.1]], [[0.5, 0.5], [0.5, 0.5]], [[np.nan, np.nan]]]
)
def test_a_spread_needs_two_items_in_two_rows_that_differ(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"two items with two pairs each|no pair differs"):
        item_effects(matrix, margin=0.1)


@given(st.integers(2, 8), st.integers(2, 8), st.integers(0, 2**32 - 1), st.floats(0, 0.8))
@settings(derandomize=True, max_examples=150, deadline=None)
def test_whatever_is_missing_the_numbers_are_in_order(rows: int, items: int, seed: int, missing: float) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-1, 2, (rows, items)).astype(np.float64)
    matrix[rng.random(matrix.shape) < missing] = np.nan
    try:
        found = item_effects(matrix, margin=0.1)
    except ValueError:
        return
    assert 0 <= found.interval.low <= found.interval.high < math.inf
    assert found.interval.low <= found.sd * (1 + 1e-9)
    assert 0 <= found.helped + found.harmed <= 1 + 1e-9
    assert min(found.means) - 1e-9 <= min(found.effects)
    assert max(found.effects) <= max(found.means) + 1e-9


# Simulations, at 99 % binomial limits.

_RUNS = 400
_LEAST = int(stats.binom.ppf(0.005, _RUNS, 0.95))
PROMPT_SD, INTERACTION_SD = 0.4, 0.5


def binary(
    rng: np.random.Generator, shifts: Matrix, *, pairs: int = 12, per_pair: int | None = None
) -> tuple[Matrix, Matrix]:
    """Differences of the scores, 0 or 1, of two arms of which one shifts items' log odds; and the items' true effects.

    Items differ in difficulty and so in noise. Each pair is scored on `per_pair` items in turn, or on all.
    """
    items = shifts.size
    difficulty = rng.normal(0, 1.5, items)

    def arm(shift: Matrix | float) -> Matrix:
        own = rng.normal(0, PROMPT_SD, (pairs, 1)) + rng.normal(0, INTERACTION_SD, (pairs, items))
        return (rng.random((pairs, items)) < special.expit(difficulty + shift + own)).astype(np.float64)

    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    spread = math.hypot(PROMPT_SD, INTERACTION_SD)

    def expected(shift: Matrix | float) -> Matrix:
        chances = special.expit((difficulty + shift)[:, np.newaxis] + spread * nodes)
        return np.asarray(chances @ weights / weights.sum(), dtype=np.float64)

    differences = arm(shifts) - arm(0.0)
    if per_pair is not None:
        turns = (np.arange(pairs)[:, np.newaxis] * per_pair + np.arange(per_pair)) % items
        kept = np.zeros_like(differences, dtype=np.bool_)
        np.put_along_axis(kept, turns, values=True, axis=1)
        differences = np.where(kept, differences, np.nan)
    return differences, expected(shifts) - expected(0.0)


def covered(shifts: Matrix, *, raw: bool = False, **sizes: int) -> int:
    """How often the interval holds the spread of the true effects of these items."""
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(_RUNS):
        differences, true = binary(rng, shifts, **sizes)
        found = item_effects(differences, margin=0.1)
        spread = float(true[list(found.columns)].std(ddof=1))
        low, high = _of_raw_means(found) if raw else found.interval
        hits += low - 1e-12 <= spread <= high
    return hits


def _of_raw_means(found: ItemEffects) -> tuple[float, float]:
    """The textbook interval of a standard deviation, of item means as they are."""
    squares, df = float(np.var(found.means)) * len(found.means), len(found.means) - 1
    low, high = (math.sqrt(squares / float(stats.chi2.ppf(share, df))) for share in (0.975, 0.025))
    return low, high


def _mixed(items: int) -> Matrix:
    return np.where(np.arange(items) % 2 == 0, 1.2, -1.2)


def _few(items: int) -> Matrix:
    return np.where(np.arange(items) < items // 6, 2.5, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("shifts", [np.zeros(10), np.zeros(30), np.full(10, 1.0), _mixed(10), _few(24)])
@pytest.mark.parametrize("pairs", [8, 24])
def test_the_spread_is_covered(shifts: Matrix, pairs: int) -> None:
    assert covered(shifts, pairs=pairs) >= _LEAST


@pytest.mark.slow
@pytest.mark.parametrize("shifts", [np.zeros(20), _mixed(20), _few(24)])
def test_the_spread_is_covered_where_pairs_are_scored_on_a_few_items_in_turn(shifts: Matrix) -> None:
    assert covered(shifts, pairs=24, per_pair=5) >= _LEAST


@pytest.mark.slow
@pytest.mark.parametrize("shifts", [np.zeros(10), _mixed(10), _few(24)])
def test_known_bad_item_means_with_their_noise_do_not_cover(shifts: Matrix) -> None:
    assert covered(shifts, raw=True, pairs=8) < _LEAST


@pytest.mark.slow
def test_a_spread_is_found_where_it_is_and_effects_drawn_to_the_mean_are_nearer_the_truth() -> None:
    rng = np.random.default_rng(8)
    found, drawn, raw = 0, 0.0, 0.0
    for _ in range(_RUNS):
        differences, true = binary(rng, _mixed(20), pairs=24)
        effects = item_effects(differences, margin=0.1)
        found += effects.interval.low > 0
        drawn += float(np.sum((np.array(effects.effects) - true) ** 2))
        raw += float(np.sum((np.array(effects.means) - true) ** 2))
    assert found > 0.8 * _RUNS
    assert drawn < 0.9 * raw
