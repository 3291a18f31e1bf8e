"""The gain in parts, their shares, and the gate's optimism."""

import numpy as np
import numpy.typing as npt
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.sandwich_covariance import cov_cluster

from gradcheck.statistics.edits.crossed import Scope, crossed_means
from gradcheck.statistics.edits.decomposition import Decomposition, decompose
from gradcheck.statistics.edits.pairs import two_way_interval
from gradcheck.statistics.edits.ratio import share_of
from gradcheck.statistics.edits.selection import optimism

Arms = tuple[npt.NDArray[np.float64], ...]
PARTS = ("generic", "form", "content", "selection")


def outcomes(seed: int, *, pairs: int = 8, items: int = 12, missing: float = 0.0, gain: float = 0.1) -> Arms:
    """I, W, P and F with pair, item and cell effects; each arm gains over the one before."""
    rng = np.random.default_rng(seed)
    item = rng.normal(0, 0.2, size=items)
    base = item + rng.normal(0, 0.2, size=(pairs, items))
    arms = [base]
    for rung in (1, 2, 3):
        level = np.array([rung * gain, rung * 1.3 * gain])[:, np.newaxis, np.newaxis]
        arms.append(level + item + rng.normal(0, 0.1, (2, pairs, 1)) + rng.normal(0, 0.2, (2, pairs, items)))
    for arm in arms:
        hole = rng.random(arm.shape) < missing
        hole[..., :2] = False
        arm[hole] = np.nan
    return tuple(arms)


def split(
    arms: Arms, steps: npt.ArrayLike | None = None, *, scope: Scope = "this_run", delta: float = 0.02
) -> Decomposition:
    initial, rewrite, placebo, feedback = arms
    named = np.arange(len(initial)) if steps is None else steps
    return decompose(initial, rewrite, placebo, feedback, named, scope=scope, delta=delta)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.05, 0.15]), st.sampled_from(["this_run", "method"]))
@settings(derandomize=True, max_examples=60)
def test_the_parts_sum_to_the_total(seed: int, missing: float, scope: Scope) -> None:
    result = split(outcomes(seed, missing=missing), np.arange(8) // 2, scope=scope)
    parts = sum(getattr(result, name).interval.estimate for name in PARTS)
    assert parts == pytest.approx(result.total.estimate, abs=1e-9)


def test_complete_outcomes_give_the_contrasts_of_their_means() -> None:
    arms = outcomes(1)
    result = split(arms)
    base = arms[0].mean()
    w, p, f = ([arm[0].mean(), arm[1].mean()] for arm in arms[1:])
    expected = {
        "generic": w[0] - base,
        "form": (p[0] - w[0] + p[1] - w[1]) / 2,
        "content": (f[0] - p[0] + f[1] - p[1]) / 2,
        "selection": (w[1] - w[0] + f[1] - f[0]) / 2,
    }
    assert {name: getattr(result, name).interval.estimate for name in PARTS} == pytest.approx(expected)
    assert result.total.estimate == pytest.approx(f[1] - base)
    assert result.interaction.estimate == pytest.approx((f[1] - f[0]) - (p[1] - p[0]))


@pytest.mark.parametrize("scope", ["this_run", "method"])
def test_each_part_has_the_two_way_interval_of_its_cells(scope: Scope) -> None:
    arms, steps = outcomes(2, missing=0.2), np.arange(8) // 2
    result = split(arms, steps, scope=scope)
    hole = np.isnan(np.concatenate([arms[0][np.newaxis], *arms[1:]])).any(axis=0)
    cells = {
        "content": (arms[3] - arms[2]).mean(axis=0),
        "total": arms[3][1] - arms[0],
        "interaction": (arms[3][1] - arms[3][0]) - (arms[2][1] - arms[2][0]),
    }
    for name, values in cells.items():
        reference = two_way_interval(np.where(hole, np.nan, values), steps, scope=scope)
        found = result.content.interval if name == "content" else getattr(result, name)
        for field in ("estimate", "se", "se_rows", "se_items", "df", "p_value"):
            assert getattr(found, field) == pytest.approx(getattr(reference, field)), (name, field)


def test_the_p_values_of_the_four_parts_are_adjusted_by_holm() -> None:
    result = split(outcomes(3, gain=0.02))
    raw = [getattr(result, name).interval.p_value for name in PARTS]
    reference = multipletests(raw, method="holm")[1]
    assert [getattr(result, name).p_holm for name in PARTS] == pytest.approx(reference)


def test_a_share_ends_where_the_part_less_its_share_of_the_total_is_just_told_from_zero() -> None:
    arms = outcomes(4)
    result = split(arms)
    total = arms[3][1] - arms[0]
    content = (arms[3] - arms[2]).mean(axis=0)
    share = result.content.share
    assert share is not None
    assert share.interval is not None
    assert share.estimate == pytest.approx(result.content.interval.estimate / result.total.estimate)
    for end in (share.interval.low, share.interval.high):
        at_end = two_way_interval(content - end * total, np.arange(8), scope="this_run")
        assert abs(at_end.estimate) == pytest.approx(stats.t.ppf(0.975, at_end.df) * at_end.se, rel=1e-6)
    assert sum(getattr(result, name).share.estimate for name in PARTS) == pytest.approx(1)


@given(st.integers(0, 10_000), st.floats(-0.3, 0.3))
@settings(derandomize=True, max_examples=60)
def test_shares_are_shown_only_of_a_total_that_is_surely_larger_than_the_effect_of_interest(
    seed: int, gain: float
) -> None:
    result = split(outcomes(seed, gain=gain), delta=0.05)
    assert result.total.interval is not None
    shown = result.total.interval.low > 0.05 or result.total.interval.high < -0.05
    for name in PARTS:
        share = getattr(result, name).share
        assert (share is not None) == shown
        if share is not None:
            assert share.interval is not None
            assert share.interval.low <= share.estimate <= share.interval.high


def test_a_share_in_a_mean_that_may_be_zero_has_no_interval() -> None:
    cells = np.random.default_rng(5).normal([[[1.0]], [[0.0]]], 1.0, size=(2, 6, 6))
    means = crossed_means(cells, np.arange(6))
    assert share_of(means, 0, 1).interval is None
    with pytest.raises(ValueError, match="share"):
        share_of(crossed_means(np.stack([cells[0], np.zeros((6, 6))]), np.arange(6)), 0, 1)


def test_a_part_that_does_not_vary_has_no_p_value_and_leaves_the_family() -> None:
    initial, rewrite, _, feedback = outcomes(6)
    result = split((initial, rewrite, rewrite, feedback))
    assert (result.form.p_holm, result.form.interval.interval, result.form.interval.estimate) == (None, None, 0)
    raw = [getattr(result, name).interval.p_value for name in ("generic", "content", "selection")]
    assert result.content.p_holm == pytest.approx(multipletests(raw, method="holm")[1][1])


def test_impossible_decompositions_are_refused() -> None:
    arms = outcomes(7)
    with pytest.raises(ValueError, match="every arm"):
        split((arms[0], arms[1][:, :4], arms[2], arms[3]))
    with pytest.raises(ValueError, match="steps"):
        split(arms, [1, 2])
    arms[2][0, 3] = np.nan
    with pytest.raises(ValueError, match="dropped"):
        split(arms)


@pytest.mark.parametrize("scope", ["this_run", "method"])
def test_optimism_has_the_variance_of_two_sets_of_items_and_shared_rows(scope: Scope) -> None:
    rng = np.random.default_rng(8)
    steps = np.arange(12) // 3
    pair = rng.normal(0, 0.1, size=(12, 1))
    gate = 0.6 + pair + rng.normal(0, 0.2, size=15) + rng.normal(0, 0.3, size=(12, 15))
    fresh = 0.5 + pair + rng.normal(0, 0.2, size=25) + rng.normal(0, 0.3, size=(12, 25))
    result = optimism(gate, fresh, steps, scope=scope)
    rows = np.arange(12) if scope == "this_run" else steps
    row = np.concatenate([np.repeat(rows, 15), np.repeat(rows, 25)])
    item = np.concatenate([np.tile(np.arange(15), 12), np.tile(np.arange(15, 40), 12)])
    on_gate = (item < 15).astype(float)
    fitted = sm.OLS(np.concatenate([gate.ravel(), fresh.ravel()]), np.column_stack([on_gate, 1 - on_gate])).fit()

    def term(groups: npt.NDArray[np.intp], corrections: tuple[float, float] | None = None) -> float:
        covariance = cov_cluster(fitted, groups, use_correction=False)
        if corrections is None:
            count = np.unique(groups).size
            return float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]) * count / (count - 1)
        return float(covariance[0, 0] * corrections[0] + covariance[1, 1] * corrections[1])

    count = np.unique(rows).size
    v_rows, v_items = term(row), term(item, (15 / 14, 25 / 24))
    cells = [count * size / (count * size - 1) for size in (15, 25)]
    v_cells = term(np.unique(row * 100 + item, return_inverse=True)[1], (cells[0], cells[1]))
    assert result.estimate == pytest.approx(gate.mean() - fresh.mean())
    assert result.se_rows**2 == pytest.approx(v_rows)
    assert result.se_items**2 == pytest.approx(v_items)
    assert result.se**2 == pytest.approx(max(v_rows + v_items - v_cells, v_rows, v_items))
    assert (result.df, result.n_items) == (min(count, 15) - 1, 15)


def test_optimism_needs_the_same_pairs_on_both_sides() -> None:
    with pytest.raises(ValueError, match="same pairs"):
        optimism(np.ones((3, 4)), np.ones((2, 4)), np.arange(3), scope="this_run")
