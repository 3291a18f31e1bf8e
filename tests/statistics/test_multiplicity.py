"""Adjusted p-values of a family."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from gradcheck.statistics.multiplicity import holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_adjusted_p_values_equal_statsmodels(size: int) -> None:
    p_values = np.round(np.random.default_rng(size).beta(0.3, 1.0, size=size), 2)
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-12)


@given(P_VALUES)
@settings(derandomize=True)
def test_holm_is_never_stricter_than_bonferroni(p_values: list[float]) -> None:
    values = np.array(p_values)
    family, slack = holm(values), 1e-12
    assert np.all(values <= family + slack)
    assert np.all(family <= np.minimum(1.0, values * values.size) + slack)


@given(P_VALUES)
@settings(derandomize=True)
def test_adjusting_keeps_the_order_and_does_not_depend_on_it(p_values: list[float]) -> None:
    values = np.array(p_values)
    order = np.argsort(values, kind="stable")
    adjusted = holm(values)
    assert np.all(np.diff(adjusted[order]) >= -1e-12)
    assert holm(values[::-1])[::-1] == pytest.approx(adjusted)


def test_one_p_value_is_its_own_family() -> None:
    assert holm([0.03]).tolist() == [0.03]


@pytest.mark.parametrize("p_values", [[], [1.2], [-0.1, 0.5], [float("nan")]])
def test_what_is_no_p_value_is_refused(p_values: list[float]) -> None:
    with pytest.raises(ValueError, match=r"p-values|vector|missing"):
        holm(p_values)
