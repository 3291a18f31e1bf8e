"""Memory: the n-th test of a run says so, rests on all pairs of these tests, and has its p-value multiplied by n.

Whoever tests a run again until the answer pleases looks at it as often; so the level is shared by all looks so far.
"""

import math

from msgspec.structs import replace

from gradcheck.diagnostics.analysis.finding import Finding, Measured
from gradcheck.diagnostics.effects.effect import Effect, Equivalence, multiplied
from gradcheck.diagnostics.request import EarlierEstimate, Rules
from gradcheck.statistics.equivalence import tost
from gradcheck.statistics.pooling import fixed
from gradcheck.statistics.scores import ROUNDING
from gradcheck.statistics.student import t_interval, t_p

ALONE = ", this job alone"


def remembered(test: str, measured: Measured, rules: Rules) -> Measured:
    """What a test measured, with what earlier diagnostics of the run say about its claims.

    Pooled are those about the same scope and estimand that were drawn with other seeds: one of the same seed may hold
    the same draws.
    """
    earlier = [each for each in rules.earlier if each.test == test]
    if not earlier:
        return measured
    asked, times = (rules.scope, rules.estimand), len(earlier) + 1
    alike = [each.estimates for each in earlier if (each.scope, each.estimand) == asked and each.seed != rules.seed]
    claims, alone = [], []
    for effect in measured.claims:
        together = _pooled(effect, [known[effect.name] for known in alike if effect.name in known], rules)
        claims.append(_shared(together, times))
        if together is not effect:
            alone.append(replace(effect, name=effect.name + ALONE))
    pooled = f"; it is pooled with {len(alike)} earlier" if alone else ""
    flag = f"test {times} of {test} on this run{pooled}: its p-values are multiplied by {times}"
    return replace(measured, claims=tuple(claims), others=(*measured.others, *alone), flags=(*measured.flags, flag))


def of_finding(claims: tuple[Effect, ...], others: tuple[Effect, ...]) -> dict[str, EarlierEstimate]:
    """What a finding says about its claims by the pairs of its own job, for later ones.

    The largest of several contrasts is that of this job, and need not be about the same thing in another.
    """
    alone = [effect for effect in others if effect.name.endswith(ALONE)]
    own = {effect.name.removesuffix(ALONE): effect for effect in (*claims, *alone)}
    return {
        name: EarlierEstimate(estimate=effect.estimate, se=effect.se, se_pairs=effect.se_pairs, n_pairs=effect.n_pairs)
        for name, effect in own.items()
        if effect.estimate is not None and effect.se and effect.se_pairs and effect.one_of == 1
    }


def by_own_pairs(finding: Finding) -> Finding:
    """The finding with its claims as the pairs of its own job say them, and without these beside them."""
    alone = {effect.name.removesuffix(ALONE): effect for effect in finding.others if effect.name.endswith(ALONE)}
    claims = (replace(alone.get(effect.name, effect), name=effect.name) for effect in finding.claims)
    others = (effect for effect in finding.others if not effect.name.endswith(ALONE))
    return replace(finding, claims=tuple(claims), others=tuple(others))


def _pooled(effect: Effect, earlier: list[EarlierEstimate], rules: Rules) -> Effect:
    """The effect over all pairs: independent draws weigh by the error of their pairs, what items add is shared."""
    known = of_finding((effect,), ())
    if not earlier or effect.name not in known:
        return effect
    all_ = [known[effect.name], *earlier]
    own = [max(each.se_pairs, ROUNDING) ** 2 for each in all_]
    pooled = fixed([each.estimate for each in all_], own, [each.n_pairs - 1 for each in all_])
    items = sum(w * max(each.se**2 - each.se_pairs**2, 0.0) for w, each in zip(pooled.weights, all_, strict=True))
    se, df = math.sqrt(pooled.se**2 + items), max(int(pooled.df or 1), 1)
    margin = rules.delta if effect.equivalence is None else effect.equivalence.delta
    equal = tost(pooled.estimate, se, df, margin)
    one_sided = effect.alternative != "two_sided"
    return replace(
        effect,
        test=f"pooled t of {len(all_)} jobs",
        n_pairs=sum(each.n_pairs for each in all_),
        estimate=pooled.estimate,
        ci95=t_interval(pooled.estimate, se, df),
        se=se,
        se_pairs=pooled.se,
        df=df,
        p_value=t_p(pooled.estimate / se, df, effect.alternative),
        p_opposite=t_p(pooled.estimate / se, df, "less") if one_sided else None,
        p_here=None,
        least_p_value=None,
        equivalence=Equivalence(delta=margin, p_value=equal.p_value, ci90=equal.interval90),
    )


def _shared(effect: Effect, times: int) -> Effect:
    """The effect with p-values that hold over so many tests."""
    equal = effect.equivalence
    return replace(
        multiplied(effect, times),
        equivalence=None if equal is None else replace(equal, p_value=min(1.0, times * equal.p_value)),
    )
