"""What must hold of a quantity over many runs, and whether it does.

A limit judges the values that a quantity had in all runs; what a run could not give is missing. Limits of rates are
those that an exactly calibrated procedure exceeds once in a hundred times, by the exact binomial distribution. With
many rates some will be exceeded by chance, so that these are decided together, by `largest`.
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from gradcheck.domain.base import Value

Values = NDArray[np.float64]
Verdict = Literal["pass", "fail", "over"]

_CERTAIN = 0.99
_RELEASE = 5000  # runs from which the limits of a release hold
_NORMAL = float(scipy.stats.norm.ppf(_CERTAIN))


class Row(Value, frozen=True, kw_only=True):
    """A quantity as it is shown: its value with its Monte Carlo error, what must hold of it, and whether it does.

    `over` is a rate beyond its own limit, which alone decides nothing; `level` is there for rates that are decided
    together.
    """

    scenario: str
    worlds: str
    quantity: str
    value: float
    se: float
    runs: int
    limit: str
    verdict: Verdict
    level: float | None = None


class LimitVerdict(Value, frozen=True, kw_only=True):
    """What a limit says about values."""

    value: float
    se: float
    limit: str
    verdict: Verdict
    level: float | None = None


class Level(Value, frozen=True, kw_only=True):
    """A test that must not reject more often than this; where it is no discrete one, nor hardly ever."""

    rate: float = 0.05
    least: float = 0.0

    def judge(self, values: Values) -> LimitVerdict:
        """The rate against its exact binomial limit."""
        n, count = values.size, int(np.count_nonzero(values))
        most = int(scipy.stats.binom.ppf(_CERTAIN, n, self.rate))
        shown = f"≤ {most / n:.4f}" + (f", ≥ {self.least:g}" if self.least else "")
        verdict: Verdict = "fail" if count / n < self.least else "over" if count > most else "pass"
        return LimitVerdict(value=count / n, se=_se(values), limit=shown, verdict=verdict, level=self.rate)


class Coverage(Value, frozen=True, kw_only=True):
    """An interval that must cover the truth about this often; two-way intervals of few steps may cover more often."""

    rate: float = 0.95
    most: float = 0.97

    def judge(self, values: Values) -> LimitVerdict:
        """The share of runs in the band; with fewer runs than a release's the band is wider by chance."""
        n, value = values.size, float(values.mean())
        low, high = self.rate - 0.01, self.most
        if n < _RELEASE:
            low = float(scipy.stats.binom.ppf(1 - _CERTAIN, n, self.rate)) / n
            high = min(float(scipy.stats.binom.ppf(_CERTAIN, n, self.most)) / n, 1.0)
        passed = low <= value <= high
        return LimitVerdict(value=value, se=_se(values), limit=f"{low:.3f} to {high:.3f}", verdict=_said(passed=passed))


class Bias(Value, frozen=True, kw_only=True):
    """An estimate whose mean error must be nearly nothing: within 0.2 points, or what chance explains."""

    most: float = 0.002

    def judge(self, values: Values) -> LimitVerdict:
        """The mean error."""
        value, se = float(values.mean()), _se(values)
        bound = self.most if values.size >= _RELEASE else max(self.most, _NORMAL * se)
        return LimitVerdict(value=value, se=se, limit=f"within ±{bound:.4f}", verdict=_said(passed=abs(value) <= bound))


class Never(Value, frozen=True, kw_only=True):
    """A discrepancy that must not exceed this in any run."""

    most: float = 1e-9

    def judge(self, values: Values) -> LimitVerdict:
        """The largest one."""
        value = float(np.abs(values).max())
        return LimitVerdict(value=value, se=0.0, limit=f"≤ {self.most:g}", verdict=_said(passed=value <= self.most))


class Power(Value, frozen=True, kw_only=True):
    """A promised power, kept within three points, and what chance explains of fewer runs than a release's."""

    promised: float = 0.8
    within: float = 0.03

    def judge(self, values: Values) -> LimitVerdict:
        """The share of runs that found the effect."""
        value, se = float(values.mean()), _se(values)
        bound = self.within if values.size >= _RELEASE else self.within + _NORMAL * se
        low, high = self.promised - bound, self.promised + bound
        passed = low <= value <= high
        return LimitVerdict(value=value, se=se, limit=f"{low:.3f} to {high:.3f}", verdict=_said(passed=passed))


class Share(Value, frozen=True, kw_only=True):
    """Something that must be found in at least this share of runs."""

    least: float = 0.95

    def judge(self, values: Values) -> LimitVerdict:
        """The share, less what chance explains of few runs."""
        n, value = values.size, float(values.mean())
        least = self.least if n >= 1000 else float(scipy.stats.binom.ppf(1 - _CERTAIN, n, self.least)) / n
        return LimitVerdict(value=value, se=_se(values), limit=f"≥ {least:.3f}", verdict=_said(passed=value >= least))


class AtMost(Value, frozen=True, kw_only=True):
    """Something that must be found in at most this share of runs, by the exact binomial limit."""

    most: float = 0.01

    def judge(self, values: Values) -> LimitVerdict:
        """The share."""
        n, value = values.size, float(values.mean())
        most = float(scipy.stats.binom.ppf(_CERTAIN, n, self.most)) / n
        return LimitVerdict(value=value, se=_se(values), limit=f"≤ {most:.4f}", verdict=_said(passed=value <= most))


class Uniform(Value, frozen=True, kw_only=True):
    """P-values that must be uniform, or where they are discrete not smaller than that."""

    discrete: bool = False

    def judge(self, values: Values) -> LimitVerdict:
        """Kolmogorov and Smirnov's p-value."""
        test = scipy.stats.kstest(values, "uniform", alternative="greater" if self.discrete else "two-sided")
        least = 0.01 if values.size >= _RELEASE else 0.001
        p_value = float(test.pvalue)
        return LimitVerdict(value=p_value, se=0.0, limit=f"> {least:g}", verdict=_said(passed=p_value > least))


class Exposed(Value, frozen=True, kw_only=True):
    """A known-bad analysis that must be seen to fail: it rejects more often than this."""

    least: float = 0.15

    def judge(self, values: Values) -> LimitVerdict:
        """The share of runs in which it rejects."""
        value = float(values.mean())
        return LimitVerdict(
            value=value, se=_se(values), limit=f"> {self.least:g}", verdict=_said(passed=value > self.least)
        )


class Uncovered(Value, frozen=True, kw_only=True):
    """A known-bad interval that must be seen to fail: it covers the truth less often than this."""

    most: float = 0.85

    def judge(self, values: Values) -> LimitVerdict:
        """The share of runs in which it covers the truth."""
        value, limit = float(values.mean()), f"< {self.most:g}"
        return LimitVerdict(value=value, se=_se(values), limit=limit, verdict=_said(passed=value < self.most))


class Informational(Value, frozen=True, kw_only=True):
    """A share that is shown and of which nothing must hold."""

    def judge(self, values: Values) -> LimitVerdict:
        """The share."""
        return LimitVerdict(value=float(values.mean()), se=_se(values), limit="stated", verdict="pass")


Limit = Level | Coverage | Bias | Never | Power | Share | AtMost | Uniform | Exposed | Uncovered | Informational


def judged(scenario: str, worlds: str, quantity: str, limit: Limit, values: Sequence[float]) -> Row:
    """A quantity's row. Where no run could give it, it fails."""
    known = np.array([value for value in values if not math.isnan(value)], dtype=np.float64)
    nothing = LimitVerdict(value=math.nan, se=math.nan, limit="something to measure", verdict="fail")
    verdict = limit.judge(known) if known.size else nothing
    return Row(
        scenario=scenario,
        worlds=worlds,
        quantity=quantity,
        value=verdict.value,
        se=verdict.se,
        runs=known.size,
        limit=verdict.limit,
        verdict=verdict.verdict,
        level=verdict.level,
    )


def largest(rows: Sequence[Row]) -> Row | None:
    """The least likely of all rates against the limit for so many of them: once in a hundred times for all together."""
    rates = [(row, row.level) for row in rows if row.level is not None]
    if not rates:
        return None

    def chance(row: Row, level: float) -> float:
        return float(scipy.stats.binom.sf(round(row.value * row.runs) - 1, row.runs, level))

    worst, level = min(rates, key=lambda rate: chance(*rate))
    most = float(scipy.stats.binom.isf((1 - _CERTAIN) / len(rates), worst.runs, level)) / worst.runs
    return Row(
        scenario="all",
        worlds=worst.worlds,
        quantity=f"the least likely of {len(rates)} rates: {worst.scenario}, {worst.quantity}",
        value=worst.value,
        se=worst.se,
        runs=worst.runs,
        limit=f"≤ {most:.4f}",
        verdict=_said(passed=worst.value <= most),
    )


def _se(values: Values) -> float:
    return float(values.std() / math.sqrt(values.size))


def _said(*, passed: bool) -> Verdict:
    return "pass" if passed else "fail"
