"""An effect: an estimate with its interval and test, and the verdict that follows from both.

The unit of comparisons between arms is the pair of edits of a block, or its step, never the item. It owns the contrast
of two arms and the rule of verdicts; the estimators are in `statistics`.
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from service.diagnostics.request import Rules
from service.diagnostics.samples import Matrix, Samples
from service.domain.base import Value
from service.statistics import equivalence
from service.statistics.crossed import TwoWayInterval
from service.statistics.pairs import FlipTest, cluster_flip, pair_means, sign_flip, two_way_interval
from service.statistics.permutation import Alternative
from service.statistics.power import minimum_detectable_effect, pairs_needed, tost_pairs_needed
from service.statistics.scores import ROUNDING
from service.statistics.sequential import confidence_sequence, symmetry_e_process

_NO_VARIANCE = "the pairs do not vary, so no error can be estimated"
Verdict = Literal["supported", "refuted", "inconclusive", "not_testable"]
Claim = Literal["difference", "equivalence"]


class Equivalence(Value, frozen=True, kw_only=True):
    """Two one-sided tests of the estimate against ± delta."""

    delta: float
    p_value: float
    ci90: tuple[float, float]


class Effect(Value, frozen=True, kw_only=True):
    """What was measured about one question; of two arms, the first minus the second.

    `claim` is what the property predicts: a `difference` above 0, or `equivalence`. `least` is the smallest estimate
    that supports a difference, `p_opposite` the p-value of the other side where `p_value` is one-sided. `p_value`
    belongs to `test` and is raw; `e_value` is there where the job could stop early, and `ci95` is then valid at any
    time.
    """

    name: str
    test: str
    claim: Claim = "difference"
    verdict: Verdict = "not_testable"
    reasons: tuple[str, ...] = ()
    n_pairs: int = 0
    dropped_pairs: int = 0
    n_items: int = 0
    n_steps: int = 0
    estimate: float | None = None
    ci95: tuple[float, float] | None = None
    least: float = 0.0
    alternative: Alternative = "two_sided"
    p_value: float | None = None
    p_opposite: float | None = None
    least_p_value: float | None = None
    e_value: float | None = None
    se: float | None = None
    se_pairs: float | None = None
    se_items: float | None = None
    df: int | None = None
    pair_sd: float | None = None
    equivalence: Equivalence | None = None
    minimum_detectable_effect: float | None = None
    pairs_needed: int | None = None
    pairs_needed_for_equivalence: int | None = None


class Terms(Value, frozen=True, kw_only=True):
    """How a contrast is to be measured: what is claimed, on which side, and how noisy pairs are at least.

    `early` is set for the contrast at which a job may stop: its error rates then hold at any time.
    """

    claim: Claim = "difference"
    alternative: Alternative = "two_sided"
    least_pair_sd: float = 0.0
    early: bool = False


def contrast(samples: Samples, first: str, second: str, rules: Rules, terms: Terms | None = None) -> Effect:
    """Compare two arms block by block. A pair with a side that has no score at all is dropped and counted."""
    return compare(f"{first} - {second}", samples.scores[first], samples.scores[second], samples.steps, rules, terms)


def compare(
    name: str, first: Matrix, second: Matrix, steps: NDArray[np.int_], rules: Rules, terms: Terms | None = None
) -> Effect:
    """Compare two matrices of scores, shape (blocks, items), row by row."""
    return of_differences(name, first - second, (first, second), steps, rules, terms)


def of_differences(
    name: str,
    differences: Matrix,
    sides: Sequence[Matrix],
    steps: NDArray[np.int_],
    rules: Rules,
    terms: Terms | None = None,
) -> Effect:
    """A contrast of several arms, shape (blocks, items), made cell by cell from the scores in `sides`.

    A block without any cell that all of them have is dropped and counted.
    """
    terms = terms or Terms()
    kept = ~np.isnan(differences).all(axis=1) if differences.size else np.zeros(len(differences), dtype=bool)
    test = "sign flip of steps" if rules.scope == "method" else "sign flip of pairs"
    untested = Effect(
        name=name,
        test="symmetry e-process" if terms.early else test,
        claim=terms.claim,
        alternative=terms.alternative,
        least=rules.delta / 2 if terms.claim == "difference" else 0.0,
        n_pairs=int(kept.sum()),
        dropped_pairs=int((~kept).sum()),
        n_items=differences.shape[1] if differences.ndim > 1 else 0,
        n_steps=int(np.unique(steps[kept]).size),
    )
    found = _obstacle(differences[kept], [side[kept] for side in sides], steps[kept], rules)
    if found is not None:
        return replace(untested, reasons=(found,))
    return _measured(untested, differences[kept], steps[kept], rules, terms)


def _obstacle(differences: Matrix, sides: Sequence[Matrix], steps: NDArray[np.int_], rules: Rules) -> str | None:
    """Why nothing can be concluded, whatever the effect: too few pairs, steps or items, no room, no variance."""
    if len(differences) < 2:
        return "fewer than two pairs have scores on both sides"
    if rules.scope == "method" and np.unique(steps).size < 2:
        return "the pairs are of one step only"
    if (~np.isnan(differences)).any(axis=0).sum() < 2:
        return "fewer than two items have scores on both sides"
    means = [float(np.nanmean(side)) for side in sides]
    for bound, name, room in ((0.0, "floor", max(means)), (1.0, "ceiling", 1 - min(means))):
        if room < rules.delta:
            *before, last = (f"{mean:.3g}" for mean in means)
            scored = f"{'both' if len(means) == 2 else 'all'} arms score {', '.join(before)} and {last}"
            return f"{scored}: so near the {name} of {bound:g} there is no room for delta"
    if np.ptp(differences[~np.isnan(differences)]) == 0:
        return _NO_VARIANCE
    return None


def _measured(untested: Effect, differences: Matrix, steps: NDArray[np.int_], rules: Rules, terms: Terms) -> Effect:
    interval = two_way_interval(differences, steps, scope=rules.scope)
    if interval.interval is None:
        return replace(untested, reasons=(_NO_VARIANCE,))
    means = pair_means(differences)
    flip, opposite = _flips(means, steps, rules, terms.alternative)
    equal = equivalence.tost(interval.estimate, interval.se, interval.df, rules.delta, rules.alpha)
    pair_sd = max(float(np.std(means, ddof=1)), terms.least_pair_sd)
    measured = replace(
        untested,
        verdict="inconclusive",
        estimate=interval.estimate,
        ci95=(interval.interval.low, interval.interval.high),
        p_value=flip.p_value,
        p_opposite=opposite,
        least_p_value=flip.minimum_p,
        se=interval.se,
        se_pairs=interval.se_rows,
        se_items=interval.se_items,
        df=interval.df,
        pair_sd=pair_sd,
        equivalence=Equivalence(
            delta=rules.delta, p_value=equal.p_value, ci90=(equal.interval90.low, equal.interval90.high)
        ),
    )
    if pair_sd > ROUNDING:  # else only items vary, and nothing says how many pairs would be needed
        measured = replace(
            measured,
            minimum_detectable_effect=minimum_detectable_effect(pair_sd, untested.n_pairs, alpha=rules.alpha),
            pairs_needed=pairs_needed(pair_sd, rules.delta, alpha=rules.alpha),
            pairs_needed_for_equivalence=tost_pairs_needed(pair_sd, rules.delta, alpha=rules.alpha),
        )
    return _at_any_time(measured, means, rules) if terms.early else measured


def _flips(
    means: NDArray[np.float64], steps: NDArray[np.int_], rules: Rules, alternative: Alternative
) -> tuple[FlipTest, float | None]:
    """The test in the direction asked for, and the p-value of the other side if that is one-sided."""

    def test(side: Alternative) -> FlipTest:
        if rules.scope == "method":
            return cluster_flip(means, steps, seed=rules.seed, alternative=side)
        return sign_flip(means, seed=rules.seed, alternative=side)

    return test(alternative), None if alternative == "two_sided" else test("less").p_value


def _at_any_time(measured: Effect, means: NDArray[np.float64], rules: Rules) -> Effect:
    """The same effect where the job may have stopped because of it: e-process and confidence sequence.

    The planning deviation was fixed before the data, as the e-process asks of its bets.
    """
    process = symmetry_e_process(means, rules.noise.pair_sd)
    sequence = confidence_sequence(means, rules.noise.pair_sd, level=1 - rules.alpha)
    equal = None
    if sequence is not None and measured.equivalence is not None:
        inside = -rules.delta < sequence.low and sequence.high < rules.delta
        equal = replace(
            measured.equivalence, p_value=rules.alpha if inside else 1.0, ci90=(sequence.low, sequence.high)
        )
    return replace(
        measured,
        p_value=process.p_value,
        e_value=process.e_value,
        ci95=None if sequence is None else (sequence.low, sequence.high),
        equivalence=equal,
    )


def of_interval(name: str, test: str, interval: TwoWayInterval, rules: Rules, *, claim: Claim = "difference") -> Effect:
    """An effect from a two-way interval and Student's t, for contrasts that pair labels do not make exchangeable."""
    effect = Effect(
        name=name,
        test=test,
        claim=claim,
        n_pairs=interval.n_pairs,
        n_items=interval.n_items,
        n_steps=interval.n_steps,
        least=rules.delta / 2 if claim == "difference" else 0.0,
    )
    if interval.interval is None or interval.p_value is None:
        return replace(effect, reasons=(_NO_VARIANCE,))
    equal = equivalence.tost(interval.estimate, interval.se, interval.df, rules.delta, rules.alpha)
    return replace(
        effect,
        verdict="inconclusive",
        estimate=interval.estimate,
        ci95=(interval.interval.low, interval.interval.high),
        p_value=interval.p_value,
        se=interval.se,
        se_pairs=interval.se_rows,
        se_items=interval.se_items,
        df=interval.df,
        equivalence=Equivalence(
            delta=rules.delta, p_value=equal.p_value, ci90=(equal.interval90.low, equal.interval90.high)
        ),
        minimum_detectable_effect=detectable(interval.se, interval.df, rules),
    )


def detectable(se: float, df: int, rules: Rules) -> float:
    """The effect that a t-test with this standard error finds with 80 % power."""
    return minimum_detectable_effect(se * math.sqrt(df + 1), df + 1, alpha=rules.alpha)


def decided(effect: Effect, p_value: float | None, p_equivalent: float | None, rules: Rules) -> Effect:
    """The effect with its verdict, from p-values that are adjusted for the tests asked for together.

    A difference is supported when it is significant in the predicted direction and at least `least`, and refuted when
    it is equivalent to 0 or significantly opposite; of an equivalence the reverse. Neither: inconclusive.
    """
    if effect.verdict == "not_testable" or effect.estimate is None or p_value is None:
        return effect
    significant, equal = p_value <= rules.alpha, p_equivalent is not None and p_equivalent <= rules.alpha
    within = f"the difference lies within ±{_margin(effect, rules):g}"
    shown = f"p = {p_value:.3g}"
    opposite = effect.p_opposite if effect.p_opposite is not None else p_value
    against = effect.estimate < 0 and opposite <= rules.alpha
    towards = significant and effect.estimate > 0 and effect.estimate >= effect.least
    match effect.claim:
        case "equivalence" if equal:
            return replace(effect, verdict="supported", reasons=(within,))
        case "equivalence" if significant:
            return replace(effect, verdict="refuted", reasons=(f"{shown} for a difference of {effect.estimate:+.3g}",))
        case "difference" if towards:
            return replace(effect, verdict="supported", reasons=(f"{shown} in the predicted direction",))
        case "difference" if against or equal:
            reason = f"p = {opposite:.3g} in the opposite direction" if against else within
            return replace(effect, verdict="refuted", reasons=(reason,))
    return replace(effect, verdict="inconclusive", reasons=_unsettled(effect, rules, significant=significant))


def _unsettled(effect: Effect, rules: Rules, *, significant: bool) -> tuple[str, ...]:
    shown = "a difference is shown, but it is less than half of delta" if significant else "no difference is shown"
    reasons = [f"{shown}, nor that it lies within ±{_margin(effect, rules):g}"]
    if effect.minimum_detectable_effect is not None:
        reasons[0] += f"; detectable with 80 % power: {effect.minimum_detectable_effect:.2g}"
    if effect.pairs_needed is not None and effect.pairs_needed > effect.n_pairs:
        reasons.append(f"{effect.pairs_needed} pairs would detect {rules.delta:g}")
    if effect.least_p_value is not None and effect.least_p_value > rules.alpha:
        reasons.append(f"so few pairs cannot reach p = {rules.alpha:g}")
    return tuple(reasons)


def _margin(effect: Effect, rules: Rules) -> float:
    """The margin of an effect's equivalence test, which is not delta where it is not in score units."""
    return rules.delta if effect.equivalence is None else effect.equivalence.delta
