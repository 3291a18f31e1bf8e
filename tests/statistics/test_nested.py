"""Variance components of edits in feedbacks in steps."""

import numpy as np
import numpy.typing as npt
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.edits.nested import feedback_bound, nested_components, repeat_sd
from gradcheck.statistics.edits.residuals import edit_effects
from gradcheck.statistics.edits.variances import (
    MeanSquare,
    component_below,
    component_detectable,
    component_interval,
)

Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


def edits(
    rng: np.random.Generator,
    *,
    sizes: tuple[tuple[int, ...], ...],
    sds: tuple[float, float, float],
    items: int = 30,
    missing: float = 0.0,
) -> tuple[Matrix, Codes, Codes]:
    """Scores of edits, their steps and feedbacks; `sizes` are edits by feedback and step, `sds` of the levels."""
    steps = np.concatenate([np.repeat(step, sum(row)) for step, row in enumerate(sizes)])
    feedbacks = np.concatenate([np.repeat(np.arange(len(row)), row) for row in sizes])
    drawn = {(s, f): rng.normal(0, sds[0]) for s, row in enumerate(sizes) for f in range(len(row))}
    shared = np.array([drawn[s, f] for s, f in zip(steps, feedbacks, strict=True)])
    effect = shared + rng.normal(0, sds[1], size=steps.size) + rng.normal(0, 0.3, size=len(sizes))[steps]
    scores = 0.5 + effect[:, np.newaxis] + rng.normal(0, 0.3, items) + rng.normal(0, sds[2], (steps.size, items))
    scores[rng.random(scores.shape) < missing] = np.nan
    return scores, steps, feedbacks


def dummies(labels: Codes) -> Matrix:
    """One column a label."""
    return np.equal.outer(labels, np.unique(labels)).astype(np.float64)


BALANCED = ((3,) * 4,) * 12
UNBALANCED = ((3, 1, 2), (2, 2), (4,), (1, 1, 3, 2))


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_edit_effects_are_those_of_least_squares_with_items(missing: float) -> None:
    scores, steps, _ = edits(np.random.default_rng(1), sizes=UNBALANCED, sds=(0.1, 0.1, 0.3), items=8, missing=missing)
    fitted = edit_effects(scores, steps)
    squares = freedom = 0.0
    for step in np.unique(steps):
        block = scores[steps == step]
        edit, item = np.nonzero(~np.isnan(block))
        model = sm.OLS(block[edit, item], np.hstack([dummies(edit), dummies(item)[:, 1:]])).fit()
        reference = model.params[: len(block)]
        assert fitted.effects[steps == step] == pytest.approx(reference - reference.mean())
        squares, freedom = squares + model.ssr, freedom + model.df_resid
    assert fitted.within.df == freedom
    assert fitted.within.value == pytest.approx(squares / freedom)


@pytest.mark.parametrize("sizes", [BALANCED, UNBALANCED])
def test_components_follow_the_nested_analysis_of_variance_of_statsmodels(sizes: tuple[tuple[int, ...], ...]) -> None:
    scores, steps, feedbacks = edits(np.random.default_rng(2), sizes=sizes, sds=(0.2, 0.1, 0.2))
    by_step, by_draw = (sm.OLS(scores.mean(axis=1), dummies(each)).fit() for each in (steps, steps * 10 + feedbacks))
    between = (by_step.ssr - by_draw.ssr) / (by_step.df_resid - by_draw.df_resid)
    within = by_draw.ssr / by_draw.df_resid
    n_feedbacks = np.array([n for row in sizes for n in row])
    in_step = np.array([sum(row) for row in sizes for _ in row])
    size = (steps.size - np.sum(n_feedbacks**2 / in_step)) / (n_feedbacks.size - len(sizes))
    result = nested_components(scores, steps, feedbacks)
    assert result.feedback_sd is not None
    assert result.feedback_sd**2 == pytest.approx(max(0.0, (between - within) / size))
    assert result.edit_sd**2 == pytest.approx(max(0.0, within - result.item_sd**2 / 30))


def test_components_recover_known_deviations_when_cells_are_missing_and_groups_unequal() -> None:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(150):
        scores, steps, feedbacks = edits(rng, sizes=UNBALANCED * 4, sds=(0.06, 0.05, 0.4), missing=0.2)
        result = nested_components(scores, steps, feedbacks)
        found.append([result.feedback_sd or 0.0, result.edit_sd, result.item_sd])
    squares = np.array(found) ** 2
    error = squares.std(axis=0) / np.sqrt(150)
    assert np.all(np.abs(squares.mean(axis=0) - np.array([0.06, 0.05, 0.4]) ** 2) <= 4 * error + 1e-4)


def test_one_feedback_a_step_leaves_the_feedback_component_open() -> None:
    scores, steps, feedbacks = edits(np.random.default_rng(5), sizes=((4,),) * 6, sds=(0.1, 0.1, 0.3))
    result = nested_components(scores, steps, feedbacks)
    assert (result.feedback_sd, result.feedback_interval) == (None, None)
    assert result.edit_interval.low <= result.edit_sd <= result.edit_interval.high


def test_the_noise_of_repeats_is_known_from_cells_that_were_scored_twice() -> None:
    rng = np.random.default_rng(11)
    edit, cell = rng.normal(0, 0.05, size=(800, 1)), rng.normal(0, 0.2, size=(800, 40))
    once, again = (0.5 + edit + cell + rng.normal(0, 0.3, size=cell.shape) for _ in range(2))
    noise = repeat_sd(np.stack([once, again], axis=-1).reshape(-1, 2))
    assert noise == pytest.approx(0.3, rel=0.02)
    with pytest.raises(ValueError, match="twice"):
        repeat_sd([[0.1], [0.2]])


@given(st.floats(0.1, 10), st.integers(2, 40), st.integers(2, 40), st.sampled_from([0.9, 0.95]))
@settings(derandomize=True)
def test_a_component_interval_excludes_zero_exactly_when_the_f_test_rejects(
    ratio: float, df_upper: int, df_lower: int, level: float
) -> None:
    interval = component_interval(
        MeanSquare(value=ratio, df=df_upper), MeanSquare(value=1.0, df=df_lower), size=3.0, level=level
    )
    above, below = (stats.f.ppf(q, df_upper, df_lower) for q in (0.5 + level / 2, 0.5 - level / 2))
    if abs(ratio - above) > 1e-6:
        assert (interval.low > 0) == (ratio > above)
    if abs(ratio - below) > 1e-6:
        assert (interval.high > 0) == (ratio > below)
    assert interval.low <= np.sqrt(max(0, ratio - 1) / 3) <= interval.high


@given(st.floats(0.1, 10), st.integers(2, 40), st.integers(2, 40), st.floats(0.05, 3))
@settings(derandomize=True)
def test_a_component_is_below_a_bound_at_just_the_levels_whose_interval_ends_below_it(
    ratio: float, df_upper: int, df_lower: int, bound: float
) -> None:
    upper, lower = MeanSquare(value=ratio, df=df_upper), MeanSquare(value=1.0, df=df_lower)
    p_value = component_below(upper, lower, size=3.0, bound=bound)
    for tail in (0.01, 0.05, 0.2, 0.45):
        high = component_interval(upper, lower, size=3.0, level=1 - 2 * tail).high
        if abs(high - bound) > 1e-6:
            assert (high < bound) == (p_value < tail)
    with pytest.raises(ValueError, match="positive bound"):
        component_below(upper, lower, size=3.0, bound=0.0)


@pytest.mark.parametrize(("df_upper", "df_lower"), [(18, 48), (36, 96)])
def test_a_deviation_at_the_bound_is_seldom_called_smaller_and_the_detectable_one_is_found(
    df_upper: int, df_lower: int
) -> None:
    """The mean squares of 3 edits of 4 feedbacks in 6 or 12 steps."""
    rng = np.random.default_rng(8)
    edits, sd = 0.05**2 * rng.chisquare(df_lower, 3000) / df_lower, 0.04
    chi = rng.chisquare(df_upper, 3000) / df_upper
    pairs = [
        (MeanSquare(value=(0.05**2 + 3 * sd**2) * up, df=df_upper), MeanSquare(value=low, df=df_lower))
        for up, low in zip(chi.tolist(), edits.tolist(), strict=True)
    ]
    alike = np.mean([component_below(upper, lower, size=3.0, bound=sd) <= 0.05 for upper, lower in pairs])
    assert 0.035 <= alike <= 0.06, alike
    found = component_detectable(df_upper, MeanSquare(value=0.05**2, df=df_lower), size=3.0, alpha=0.05)
    powered = (0.05**2 + 3 * found**2) * chi / edits > stats.f.ppf(0.95, df_upper, df_lower)
    assert np.mean(powered) == pytest.approx(0.8, abs=0.025)


def test_the_bound_of_feedbacks_follows_their_interval_and_needs_two_of_a_step() -> None:
    scores, steps, feedbacks = edits(np.random.default_rng(3), sizes=UNBALANCED, sds=(0.05, 0.1, 0.2))
    high = feedback_bound(scores, steps, feedbacks, bound=0.1).interval90.high
    assert feedback_bound(scores, steps, feedbacks, bound=high).p_value == pytest.approx(0.05, abs=1e-6)
    assert feedback_bound(scores, steps, feedbacks, bound=2 * high).p_value < 0.05
    harder = feedback_bound(scores, steps, feedbacks, bound=0.1, alpha=0.01).detectable_sd
    assert harder > feedback_bound(scores, steps, feedbacks, bound=0.1).detectable_sd
    with pytest.raises(ValueError, match="two feedbacks"):
        feedback_bound(scores, steps, steps, bound=0.1)


def test_without_noise_below_it_the_interval_is_the_chi_square_interval_of_a_variance() -> None:
    interval = component_interval(MeanSquare(value=2.0, df=9), MeanSquare(value=1e-12, df=500), size=1.0, level=0.95)
    exact = [np.sqrt(9 * 2.0 / stats.chi2.ppf(q, 9)) for q in (0.975, 0.025)]
    assert (interval.low, interval.high) == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize("sd", [0.0, 0.5, 2.0])
def test_component_intervals_cover_known_components(sd: float) -> None:
    rng = np.random.default_rng(6)
    upper = (1 + 3 * sd**2) * rng.chisquare(24, size=2000) / 24
    lower = rng.chisquare(96, size=2000) / 96
    covered = 0
    for high, low in zip(upper, lower, strict=True):
        interval = component_interval(MeanSquare(value=high, df=24), MeanSquare(value=low, df=96), size=3.0, level=0.95)
        covered += interval.low <= sd <= interval.high
    assert 0.935 <= covered / 2000 <= (0.985 if sd == 0 else 0.97)


def test_data_that_cannot_tell_the_components_apart_are_refused() -> None:
    scores = np.random.default_rng(7).random((4, 5))
    with pytest.raises(ValueError, match="two edits"):
        nested_components(scores, [0, 0, 1, 1], [0, 1, 0, 1])
    with pytest.raises(ValueError, match="two edits of a step"):
        edit_effects(scores, [0, 1, 2, 3])
    with pytest.raises(ValueError, match="share no items"):
        edit_effects([[0.1, 0.2, np.nan, np.nan], [np.nan, np.nan, 0.3, 0.4]], [0, 0])
    with pytest.raises(ValueError, match="group"):
        edit_effects(scores, [0, 0])
