"""An effect: an estimate with its interval and test, and the rule by which a verdict follows from them."""

from typing import Literal

from msgspec.structs import replace

from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.permutation import Alternative

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


def decided(  # noqa: PLR0911 - a return a verdict and its reason
    effect: Effect, p_value: float | None, p_equivalent: float | None, rules: Rules
) -> Effect:
    """The effect with its verdict, from p-values that are adjusted for the tests asked for together.

    A difference is supported when it is significant in the predicted direction and at least `least`, and refuted when
    it is equivalent to 0 or significantly opposite; of an equivalence the reverse. Neither: inconclusive.
    """
    if effect.verdict == "not_testable" or effect.estimate is None or p_value is None:
        return effect
    significant, equal = p_value <= rules.alpha, p_equivalent is not None and p_equivalent <= rules.alpha
    within = f"the difference lies within ±{_margin(effect, rules):g}"
    shown = f"p = {p_value:.3g}"
    towards = significant and effect.estimate > 0 and effect.estimate >= effect.least
    match effect.claim:
        case "equivalence" if equal:
            return replace(effect, verdict="supported", reasons=(within,))
        case "equivalence" if significant:
            return replace(effect, verdict="refuted", reasons=(f"{shown} for a difference of {effect.estimate:+.3g}",))
        case "difference" if towards:
            return replace(effect, verdict="supported", reasons=(f"{shown} in the predicted direction",))
        case "difference" if is_opposite(effect, p_value, rules):
            reason = f"p = {_p_opposite(effect, p_value):.3g} in the opposite direction"
            return replace(effect, verdict="refuted", reasons=(reason,))
        case "difference" if equal:
            return replace(effect, verdict="refuted", reasons=(within,))
    return replace(effect, verdict="inconclusive", reasons=_unsettled(effect, rules, significant=significant))


def is_opposite(effect: Effect, p_value: float | None, rules: Rules) -> bool:
    """Whether a predicted difference is refuted by one the other way round, and not because there is none."""
    if effect.claim != "difference" or effect.verdict == "not_testable" or effect.estimate is None or p_value is None:
        return False
    return effect.estimate < 0 and _p_opposite(effect, p_value) <= rules.alpha


def _p_opposite(effect: Effect, p_value: float) -> float:
    """The p-value of the side against the claim; that of both sides where the test has no other."""
    return p_value if effect.p_opposite is None else effect.p_opposite


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


def withheld(effect: Effect, reason: str) -> Effect:
    """The effect without its numbers, where the arms do not differ in what they should."""
    return Effect(
        name=effect.name,
        test=effect.test,
        claim=effect.claim,
        reasons=(reason,),
        n_pairs=effect.n_pairs,
        dropped_pairs=effect.dropped_pairs,
        n_items=effect.n_items,
        n_steps=effect.n_steps,
    )
