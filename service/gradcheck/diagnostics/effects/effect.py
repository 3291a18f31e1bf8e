"""An effect: an estimate with its interval and test, and the rule by which a verdict follows from them."""

from typing import Literal

from msgspec.structs import replace

from gradcheck.diagnostics.effects.where import Where
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.looks import Looks
from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.scores import LEVEL
from gradcheck.statistics.student import t_interval
from gradcheck.texts.numbers import MINUS, difference, limit, p_value, rounded

Verdict = Literal["supported", "refuted", "inconclusive", "not_testable"]
Claim = Literal["difference", "equivalence"]


class Equivalence(Value, frozen=True, kw_only=True):
    """Two one-sided tests of the estimate against ± delta."""

    delta: float
    p_value: float
    ci90: tuple[float, float]


class PValues(Value, frozen=True, kw_only=True):
    """An effect's p-values, adjusted for all that is decided together: of its claim, of the opposite, of equivalence.

    None where there is no such test.
    """

    claim: float | None
    opposite: float | None
    equivalence: float | None


class Effect(Value, frozen=True, kw_only=True):
    """What was measured about one question; of two arms, the first minus the second.

    `n_pairs` are distinct: `repeated_pairs` held an edit over again and count as one with the pair they share it with.
    `claim` is what the property predicts: a `difference` above 0, or `equivalence`. `least` is the smallest estimate
    that supports a difference, `p_opposite` the p-value of the other side where `p_value` is one-sided. Where `p_here`
    is given it is about the very items that were scored, and `p_value` about items like them too. `p_value`
    belongs to `test` and is adjusted for no other; where the job could stop at looks, it and `ci95` hold at all of
    them, and at any time where there is an `e_value`. Of several contrasts that are decided together, `one_of` is how
    many: p-values and interval then hold for all of these.
    """

    name: str
    test: str
    claim: Claim = "difference"
    verdict: Verdict = "not_testable"
    reasons: tuple[str, ...] = ()
    n_pairs: int = 0
    dropped_pairs: int = 0
    repeated_pairs: int = 0
    n_items: int = 0
    n_steps: int = 0
    estimate: float | None = None
    ci95: tuple[float, float] | None = None
    least: float = 0.0
    alternative: Alternative = "two_sided"
    p_value: float | None = None
    p_opposite: float | None = None
    p_here: float | None = None
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
    one_of: int = 1
    where: Where | None = None

    @property
    def title(self) -> str:
        """The name as people read it: a difference with a minus sign."""
        return self.name.replace(" - ", f" {MINUS} ")

    @property
    def raw(self) -> PValues:
        """Its p-values as they are. A two-sided test has one of the opposite too, where the estimate lies there."""
        opposite = self.p_opposite
        if opposite is None and self.p_value is not None and self.estimate is not None:
            opposite = self.p_value if self.estimate < 0 else 1.0
        equivalence = None if self.equivalence is None else self.equivalence.p_value
        return PValues(claim=self.p_value, opposite=opposite, equivalence=equivalence)

    @property
    def side(self) -> int:
        """On which side of 0 the interval lies, 1 or -1, or 0 where it includes 0; without one, the estimate."""
        low, high = self.ci95 or (self.estimate or 0.0, self.estimate or 0.0)
        return (low > 0) - (high < 0)


def at_level(effect: Effect, alpha: float) -> Effect:
    """The effect with its interval at the level 1 - alpha; one that was counted, without an error, stays as it is."""
    if effect.estimate is None or effect.se is None or effect.df is None:
        return effect
    return replace(effect, ci95=t_interval(effect.estimate, effect.se, effect.df, level=1 - alpha))


def multiplied(effect: Effect, times: int) -> Effect:
    """The effect with p-values of a difference that hold for so many together; its equivalence is its own."""

    def raised(p_value: float | None) -> float | None:
        return None if p_value is None else min(1.0, times * p_value)

    return replace(
        effect,
        p_value=raised(effect.p_value),
        p_opposite=raised(effect.p_opposite),
        p_here=raised(effect.p_here),
        least_p_value=raised(effect.least_p_value),
    )


def at_look(effect: Effect, looks: Looks) -> Effect:
    """The effect where the job may have stopped because of it: p-values and intervals that hold at every look."""
    if len(looks.shares) == 1 or effect.p_value is None or effect.e_value is not None:
        return effect
    sides = 2 if effect.alternative == "two_sided" else 1
    equal = effect.equivalence
    if equal is not None:
        equal = replace(equal, p_value=looks.repeated_p(equal.p_value, sides=1))

    def repeated(p_value: float | None, sides: int) -> float | None:
        several = effect.one_of
        return None if p_value is None else min(1.0, several * looks.repeated_p(p_value / several, sides=sides))

    return replace(
        at_level(effect, looks.level((1 - LEVEL) / effect.one_of)),
        p_value=repeated(effect.p_value, sides),
        p_opposite=repeated(effect.p_opposite, 1),
        p_here=repeated(effect.p_here, sides),
        least_p_value=repeated(effect.least_p_value, sides),
        equivalence=equal,
    )


def decided(  # noqa: PLR0911 - a return a verdict and its reason
    effect: Effect, p_values: PValues, rules: Rules
) -> Effect:
    """The effect with its verdict, from adjusted p-values.

    A difference is supported when it is significant in the predicted direction and at least `least`, and refuted when
    it is equivalent to 0 or significantly opposite; of an equivalence the reverse. Neither: inconclusive. Test and
    interval are about items like these: a difference is shown only where both say so.
    """
    if effect.verdict == "not_testable" or effect.estimate is None or p_values.claim is None:
        return effect
    equal = p_values.equivalence is not None and p_values.equivalence <= rules.alpha
    significant = p_values.claim <= rules.alpha and effect.side != 0
    within = f"the difference lies within ±{limit(_margin(effect, rules))}"
    shown = p_value(p_values.claim)
    towards = significant and effect.side > 0 and effect.estimate >= effect.least
    match effect.claim:
        case "equivalence" if equal:
            return replace(effect, verdict="supported", reasons=(within,))
        case "equivalence" if significant:
            apart = difference(effect.estimate, effect.ci95)
            return replace(effect, verdict="refuted", reasons=(f"{shown} for a difference of {apart}",))
        case "difference" if towards:
            return replace(effect, verdict="supported", reasons=(f"{shown} in the predicted direction",))
        case "difference" if is_opposite(effect, p_values, rules):
            reason = f"{p_value(p_values.opposite or 0)} in the opposite direction"
            return replace(effect, verdict="refuted", reasons=(reason,))
        case "difference" if equal:
            return replace(effect, verdict="refuted", reasons=(within,))
    return replace(effect, verdict="inconclusive", reasons=_unsettled(effect, p_values, rules))


def is_opposite(effect: Effect, p_values: PValues, rules: Rules) -> bool:
    """Whether a predicted difference is refuted by one the other way round, and not because there is none."""
    if effect.claim != "difference" or effect.verdict == "not_testable" or p_values.opposite is None:
        return False
    return effect.side < 0 and p_values.opposite <= rules.alpha


def _unsettled(effect: Effect, p_values: PValues, rules: Rules) -> tuple[str, ...]:
    significant = p_values.claim is not None and p_values.claim <= rules.alpha
    shown = "no difference is shown"
    if significant and effect.side > 0:
        shown = "a difference is shown, but it is less than half of delta"
    elif effect.side == 0 and (significant or (effect.p_here is not None and effect.p_here <= rules.alpha)):
        shown = "a difference is shown on these items, but not for items like them: its interval includes 0"
    reasons = [f"{shown}, nor that it lies within ±{limit(_margin(effect, rules))}"]
    raw = effect.raw
    reasons += [
        f"{name} has {p_value(alone)} alone, and {p_value(together)} after adjusting for all that was asked together"
        for name, alone, together in (
            ("the difference", raw.claim, p_values.claim),
            ("the equivalence", raw.equivalence, p_values.equivalence),
        )
        if alone is not None and together is not None and alone <= rules.alpha < together
    ]
    if effect.minimum_detectable_effect is not None:
        reasons[0] += f"; detectable with 80 % power: {rounded(effect.minimum_detectable_effect)}"
    if effect.least_p_value is not None and effect.least_p_value > rules.alpha:
        reasons.append(f"so few pairs cannot reach p = {limit(rules.alpha)}")
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
        repeated_pairs=effect.repeated_pairs,
        n_items=effect.n_items,
        n_steps=effect.n_steps,
    )
