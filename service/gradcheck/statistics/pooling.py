"""One estimate out of several, each with a variance: of one effect, or of effects that differ from study to study.

It does not know what a study is. Where the errors of several estimates have something in common, as those made on the
same items have, `random_effects` is told their covariances; `fixed` takes independent ones only.
"""

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.roots import root
from gradcheck.statistics.scores import LEVEL, ROUNDING, finite_vector
from gradcheck.statistics.student import t_interval, t_p

Vector = npt.NDArray[np.float64]
_NODES: Final = 200
_HALVINGS: Final = 60
_FAR: Final = 100.0  # standard errors, beyond which Student's t has less than 1 in 20,000
_NEAR: Final = 1e-9


class Pooled(Value, frozen=True, kw_only=True):
    """A weighted mean with its 95 % interval and two-sided p-value; `weights` add up to 1, in the given order.

    `df` are those of Student's t, None where the normal holds. `q` is Cochran's statistic of heterogeneity, `q_p_value`
    its p-value by chi-squared.
    """

    estimate: float
    se: float
    df: float | None
    p_value: float
    interval: Interval
    weights: tuple[float, ...]
    q: float
    q_p_value: float


class RandomEffects(Pooled, frozen=True, kw_only=True):
    """The mean of effects that differ with standard deviation `tau`, in the units of the estimates.

    `i_squared` is the share of the variance of a typical estimate that is between studies. `prediction` is where the
    effect of another study lies with 95 %; None of two studies, which do not say.
    """

    tau: float
    tau_interval: Interval
    i_squared: float
    prediction: Interval | None


def fixed(estimates: npt.ArrayLike, variances: npt.ArrayLike, dfs: npt.ArrayLike | None = None) -> Pooled:
    """Independent estimates of one effect, weighted by the inverse of their variances; shapes (studies,).

    Without `dfs` the variances count as known. With them, the degrees of freedom of each variance, the error of the
    weights is part of the standard error, and Student's t has the effective number (Meier 1953, "Variance of a weighted
    mean", Biometrics 9). Raises ValueError for no estimates, variances or dfs that are not positive, unequal shapes.
    """
    values, squares = _checked(estimates, variances)
    weights = 1 / squares / np.sum(1 / squares)
    estimate, variance, df = float(weights @ values), 1 / float(np.sum(1 / squares)), None
    if dfs is not None:
        freedom = finite_vector(dfs)
        if freedom.shape != values.shape or bool((freedom <= 0).any()):
            raise ValueError("every variance has degrees of freedom, more than 0")
        variance *= 1 + 4 * float(np.sum(weights * (1 - weights) / freedom))
        df = 1 / float(np.sum(weights**2 / freedom))
    se = math.sqrt(variance)
    q = float(np.sum((values - estimate) ** 2 / squares))
    return Pooled(
        estimate=estimate,
        se=se,
        df=df,
        p_value=t_p(estimate / se, df or math.inf),
        interval=t_interval(estimate, se, df or math.inf),
        weights=tuple(weights.tolist()),
        q=q,
        q_p_value=_chi_squared_p(q, values.size - 1),
    )


def random_effects(
    estimates: npt.ArrayLike, variances: npt.ArrayLike, covariances: npt.ArrayLike | None = None
) -> RandomEffects:
    """The mean of the effects that studies like these have; shapes (studies,), covariances (studies, studies).

    `covariances` are those of the sampling errors; their diagonal is not read. Between-study variance by Paule and
    Mandel (1982), "Consensus values and weighting factors", Journal of Research of the National Bureau of Standards 87:
    the one at which the generalized Q is its expectation, studies - 1. Its interval is where Q is within its 95 %
    (Viechtbauer 2007, Statistics in Medicine 26). The interval of the mean is that of Hartung and Knapp (2001),
    Statistics in Medicine 20, and Sidik and Jonkman (2002), with t of studies - 1: their factor Q / (studies - 1) is 1
    at this variance, and where that is 0 it is not let below 1, so that chance agreement does not narrow it (Roever,
    Knapp and Friede 2015, BMC Medical Research Methodology 15).

    A study weighs 1 / (tau^2 + its variance). Shared errors widen the interval, and chance covariances below 0 do not
    narrow it. Where another study lies is a mixture over the confidence distribution that Q gives the between-study
    variance, so that its error counts (Nagashima, Noma and Furukawa 2019, Statistical Methods in Medical Research 28).
    Raises ValueError for fewer than two estimates, variances that are not positive, unequal shapes.
    """
    values, squares = _checked(estimates, variances)
    studies = values.size
    if studies < 2:
        raise ValueError("effects of fewer than two studies say nothing of others")
    errors = np.diag(squares)
    if covariances is not None:
        errors = np.array(covariances, dtype=np.float64)
        if errors.shape != (studies, studies) or not bool(np.isfinite(errors).all()):
            raise ValueError("covariances are a finite matrix of studies by studies")
        np.fill_diagonal(errors, squares)
    spread = _Spread(values, errors)
    tau2 = spread.solved(np.array([studies - 1.0]))
    mean = _means(values, errors, tau2)
    estimate, se, between = float(mean.estimates[0]), float(mean.ses[0]), float(tau2[0])
    tails = scipy.special.chdtri(studies - 1, np.array([0.5 - LEVEL / 2, 0.5 + LEVEL / 2]))
    low, high = np.sqrt(spread.solved(tails)).tolist()
    return RandomEffects(
        estimate=estimate,
        se=se,
        df=studies - 1,
        p_value=t_p(estimate / se, studies - 1),
        interval=t_interval(estimate, se, studies - 1),
        weights=tuple(mean.weights[0].tolist()),
        q=spread.q(0.0),
        q_p_value=_chi_squared_p(spread.q(0.0), studies - 1),
        tau=math.sqrt(between),
        tau_interval=Interval(low=low, high=high),
        i_squared=between / (between + spread.typical),
        prediction=_prediction(values, errors, spread) if studies > 2 else None,
    )


class _Means(NamedTuple):
    """Weighted means with their standard errors, one a between-study variance; weights: (variances, studies)."""

    weights: Vector
    estimates: Vector
    ses: Vector


def _means(values: Vector, errors: Vector, tau2: Vector) -> _Means:
    total = np.diag(errors) + tau2[:, np.newaxis]
    weights = 1 / total / np.sum(1 / total, axis=1, keepdims=True)
    apart = np.sum(weights**2 * total, axis=1)
    together = np.sum((weights @ errors) * weights, axis=1) + tau2 * np.sum(weights**2, axis=1)
    return _Means(weights, weights @ values, np.sqrt(np.maximum(apart, together)))


def _prediction(values: Vector, errors: Vector, spread: "_Spread") -> Interval:
    """Where another study's effect lies with 95 %, over all between-study variances that Q may have come from."""
    df = values.size - 1
    tau2 = spread.solved(scipy.special.chdtri(df, (np.arange(_NODES) + 0.5) / _NODES))
    means = _means(values, errors, tau2)
    reaches = np.sqrt(tau2 + means.ses**2)
    most = float(np.max(np.abs(means.estimates)) + _FAR * np.max(reaches))

    def at(share: float) -> float:
        def below(place: float) -> float:
            return float(np.mean(scipy.special.stdtr(df, (place - means.estimates) / reaches)))

        return root(lambda place: below(place) - share, -most, most, tolerance=_NEAR * most)

    return Interval(low=at(0.5 - LEVEL / 2), high=at(0.5 + LEVEL / 2))


class _Spread:
    """The generalized Q of what the studies differ in: a sum over contrasts of them, each with its own variance."""

    def __init__(self, values: Vector, errors: Vector) -> None:
        contrasts = scipy.linalg.helmert(values.size)
        variances, axes = np.linalg.eigh(contrasts @ errors @ contrasts.T)
        self._variances: Vector = np.maximum(variances, ROUNDING * float(np.trace(errors)))
        self._squares: Vector = (axes.T @ contrasts @ values) ** 2

    @property
    def typical(self) -> float:
        """The sampling variance of a typical study (Higgins and Thompson 2002, Statistics in Medicine 21)."""
        return self._variances.size / float(np.sum(1 / self._variances))

    def q(self, tau2: float) -> float:
        """Q at this between-study variance, in which it falls."""
        return float(np.sum(self._squares / (self._variances + tau2)))

    def solved(self, quantiles: Vector) -> Vector:
        """The between-study variances at which Q is these, by bisection; 0 where it is less at 0 already."""
        low = np.zeros_like(quantiles)
        high = float(np.sum(self._squares)) / quantiles
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            above = np.sum(self._squares / (self._variances + middle[:, np.newaxis]), axis=1) > quantiles
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return np.where(self.q(0.0) > quantiles, high, 0.0)


def _checked(estimates: npt.ArrayLike, variances: npt.ArrayLike) -> tuple[Vector, Vector]:
    values, squares = finite_vector(estimates), finite_vector(variances)
    if values.shape != squares.shape:
        raise ValueError("every estimate has a variance")
    if bool((squares <= 0).any()):
        raise ValueError("variances are more than 0: an estimate without variance is not testable")
    return values, squares


def _chi_squared_p(q: float, df: int) -> float:
    return float(scipy.special.chdtrc(df, q)) if df else 1.0
