"""Thompson sampling against the chances of its posterior, integrated numerically."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from gradcheck.statistics.search.thompson import thompson


def test_an_arm_is_drawn_as_often_as_it_is_the_best_by_its_posterior() -> None:
    effects = {"a": [0.1, 0.3], "b": [0.0], "c": list[float]()}
    sd, prior = 0.4, 2.0
    posteriors = [stats.norm(sum(own) / (len(own) + prior), sd / np.sqrt(len(own) + prior)) for own in effects.values()]
    grid = np.linspace(-3, 3, 4001)
    chances = []
    for place, own in enumerate(posteriors):
        below = np.prod([other.cdf(grid) for n, other in enumerate(posteriors) if n != place], axis=0)
        chances.append(float(np.trapezoid(own.pdf(grid) * below, grid)))
    rng = np.random.default_rng(0)
    drawn = Counter(thompson(effects, rng, sd=sd, prior=prior) for _ in range(5000))
    assert [drawn[arm] / 5000 for arm in effects] == pytest.approx(chances, abs=0.025)


def test_there_is_no_draw_without_an_arm() -> None:
    with pytest.raises(ValueError, match="empty"):
        thompson({}, np.random.default_rng(0), sd=1.0, prior=1.0)
