"""Shrunken means against the posterior of a normal model, computed by a linear solver."""

import numpy as np
import pytest

from gradcheck.statistics.shrinkage import shrunken_means

PRIORS = {"prior_sd": 0.5, "prior_units": 2.0, "least_sd": 0.1}


def test_it_is_the_posterior_mean_of_a_normal_model() -> None:
    """The weighted least squares of the values beside one pseudo-value at the group's mean."""
    rng = np.random.default_rng(0)
    values = {f"u{n}": list(rng.normal(n % 3, 1.0, size=n + 2)) for n in range(6)}
    group = {name: "even" if int(name[1]) % 2 == 0 else "odd" for name in values}
    found = shrunken_means(values, group, **PRIORS)
    residuals = np.concatenate([np.array(own) - np.mean(own) for own in values.values()])
    sd = np.sqrt((residuals**2).sum() / (residuals.size - len(values)))
    for name, own in values.items():
        peers = [np.mean(values[other]) for other in values if group[other] == group[name]]
        usual = sum(peers) / (len(peers) + PRIORS["prior_units"])
        targets = np.array([*(value / sd for value in own), usual / PRIORS["prior_sd"]])
        weights = np.array([[1 / sd]] * len(own) + [[1 / PRIORS["prior_sd"]]])
        assert found[name] == pytest.approx(float(np.linalg.lstsq(weights, targets, rcond=None)[0][0]))


def test_a_unit_without_values_is_worth_what_its_group_brings_and_a_group_without_any_nothing() -> None:
    found = shrunken_means({"a": [1.0, 1.0], "b": [], "c": []}, {"a": "one", "b": "one", "c": "two"}, **PRIORS)
    assert found["b"] == pytest.approx(1 / 3)
    assert found["c"] == 0
    assert 1 / 3 < found["a"] < 1


def test_values_that_do_not_vary_are_not_known_better_than_the_least_deviation_says() -> None:
    (found,) = shrunken_means({"a": [1.0]}, {"a": "g"}, prior_sd=0.1, prior_units=0.0, least_sd=0.1).values()
    assert found == pytest.approx(1.0)
    few = shrunken_means({"a": [1.0]}, {"a": "g"}, prior_sd=0.1, prior_units=1.0, least_sd=0.1)["a"]
    assert few == pytest.approx(0.75)
