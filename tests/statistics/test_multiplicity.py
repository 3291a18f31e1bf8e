"""Adjusted p-values of a family."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from gradcheck.statistics.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_adjusted_p_values_equal_statsmodels(size: int) -> None:
    p_values = np.round(np.random.default_rng(size).beta(0.3, 1.0, size=size), 2)
    for ours, theirs in ((holm, "holm"), (benjamini_hochberg, "fdr_bh"), (benjamini_yekutieli, "fdr_by")):
        reference = multipletests(p_values, method=theirs)[1]
        assert ours(p_values) == pytest.approx(reference, abs=1e-12), theirs


@given(P_VALUES)
@settings(derandomize=True, deadline=None)
def test_a_false_discovery_rate_is_never_stricter_than_holm_nor_holm_than_bonferroni(p_values: list[float]) -> None:
    values = np.array(p_values)
    discovery, strict, family = benjamini_hochberg(values), benjamini_yekutieli(values), holm(values)
    slack = 1e-12
    assert np.all(values <= discovery + slack)
    assert np.all(discovery <= family + slack)
    assert np.all(discovery <= strict + slack)
    assert np.all(family <= np.minimum(1.0, values * values.size) + slack)


@given(P_VALUES)
@settings(derandomize=True, deadline=None)
def test_adjusting_keeps_the_order_and_does_not_depend_on_it(p_values: list[float]) -> None:
    values = np.array(p_values)
    order = np.argsort(values, kind="stable")
    for adjust in (holm, benjamini_hochberg, benjamini_yekutieli):
        adjusted = adjust(values)
        assert np.all(np.diff(adjusted[order]) >= -1e-12)
        assert adjust(values[::-1])[::-1] == pytest.approx(adjusted)


def test_one_p_value_is_its_own_family() -> None:
    for adjust in (holm, benjamini_hochberg, benjamini_yekutieli):
        assert adjust([0.03]).tolist() == [0.03]


@pytest.mark.parametrize("p_values", [[], [1.2], [-0.1, 0.5], [float("nan")]])
def test_what_is_no_p_value_is_refused(p_values: list[float]) -> None:
    with pytest.raises(ValueError, match=r"p-values|vector|missing"):
        holm(p_values)
