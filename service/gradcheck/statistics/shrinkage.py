"""Means of units that come in groups, shrunken towards what their group usually brings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np


def shrunken_means(
    values: Mapping[str, Sequence[float]],
    group: Mapping[str, str],
    *,
    prior_sd: float,
    prior_units: float,
    least_sd: float,
) -> dict[str, float]:
    """The posterior mean of each unit from its `values`, which may be none.

    A unit's mean is normal about its group's with deviation `prior_sd`, and observed with the variance of single values
    pooled over all units, never less than that of `least_sd`. A group's mean is that of its units that have values,
    beside so many units of mean 0 as `prior_units` says (empirical Bayes; Efron and Morris 1975, "Data analysis using
    Stein's estimator and its generalizations").
    """
    means = {name: float(np.mean(own)) for name, own in values.items() if len(own)}
    squares = sum(float(((np.asarray(values[name]) - mean) ** 2).sum()) for name, mean in means.items())
    freedom = sum(len(values[name]) - 1 for name in means)
    variance = max(squares / freedom if freedom else 0.0, least_sd**2)
    of_group: dict[str, list[float]] = defaultdict(list)
    for name, mean in means.items():
        of_group[group[name]].append(mean)
    usual = {one: sum(own) / (len(own) + prior_units) for one, own in of_group.items()}
    found = {}
    for name, own in values.items():
        seen, prior = len(own) / variance, 1 / prior_sd**2
        found[name] = (means.get(name, 0.0) * seen + usual.get(group[name], 0.0) * prior) / (seen + prior)
    return found
