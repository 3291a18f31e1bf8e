"""One contrast of two arms over pairs of edits, and its verdict.

The unit is the pair of edits of a block, not the item. It owns the rule of verdicts; the estimators
are in `statistics`.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from service.diagnostics.blocks import Block
from service.domain.base import Value
from service.statistics import equivalence
from service.statistics.pairs import FlipTest, Scope, cluster_flip, pair_means, sign_flip, two_way_interval
from service.statistics.power import minimum_detectable_effect, pairs_needed

Matrix = NDArray[np.float64]
_NO_VARIANCE = "the pairs do not vary, so no error can be estimated"
Verdict = Literal["supported", "refuted", "inconclusive", "not_testable"]


class Equivalence(Value, frozen=True, kw_only=True):
    """Two one-sided tests of the estimate against ± delta."""

    delta: float
    p_value: float
    ci90: tuple[float, float]
    equivalent: bool


class Contrast(Value, frozen=True, kw_only=True):
    """First arm minus second arm, with all that is needed to judge the verdict."""

    first: str
    second: str
    verdict: Verdict
    reasons: tuple[str, ...]
    n_pairs: int
    dropped_pairs: int
    n_items: int
    n_steps: int
    estimate: float | None = None
    ci95: tuple[float, float] | None = None
    p_value: float | None = None
    least_p_value: float | None = None
    se: float | None = None
    se_pairs: float | None = None
    se_items: float | None = None
    df: int | None = None
    pair_sd: float | None = None
    equivalence: Equivalence | None = None
    minimum_detectable_effect: float | None = None
    pairs_needed: int | None = None


class Rule(Value, frozen=True, kw_only=True):
    """How a contrast is judged."""

    scope: Scope
    delta: float
    alpha: float
    seed: int
    least_pair_sd: float = 0.0


def contrast(blocks: Sequence[Block], first: str, second: str, rule: Rule) -> Contrast:
    """Compare two arms block by block. A pair with a side that has no score at all is dropped and counted."""
    scores = [(_row(block, first), _row(block, second), block.step) for block in blocks]
    kept = [(a, b, step) for a, b, step in scores if not np.isnan(a - b).all()]
    untested = Contrast(
        first=first,
        second=second,
        verdict="not_testable",
        reasons=(),
        n_pairs=len(kept),
        dropped_pairs=len(scores) - len(kept),
        n_items=len(blocks[0].arms[0].scores) if blocks else 0,
        n_steps=len({step for _, _, step in kept}),
    )
    obstacle = _obstacle(kept, rule.scope)
    if obstacle is not None:
        return replace(untested, reasons=(obstacle,))
    return _judged(untested, np.array([a - b for a, b, _ in kept]), np.array([step for _, _, step in kept]), rule)


def _row(block: Block, arm: str) -> Matrix:
    return np.array([np.nan if score is None else score for score in block.arm(arm).scores], dtype=np.float64)


def _obstacle(kept: Sequence[tuple[Matrix, Matrix, int]], scope: Scope) -> str | None:
    """Why nothing can be concluded, whatever the effect: too few pairs, steps or items, or no variance."""
    if len(kept) < 2:
        return "fewer than two pairs have scores on both sides"
    if scope == "method" and len({step for _, _, step in kept}) < 2:
        return "the pairs are of one step only"
    if (~np.isnan([a - b for a, b, _ in kept])).any(axis=0).sum() < 2:
        return "fewer than two items have scores on both sides"
    both = np.concatenate([np.concatenate([a, b]) for a, b, _ in kept])
    seen = both[~np.isnan(both)]
    for bound, name in ((0.0, "floor"), (1.0, "ceiling")):
        if (seen == bound).all():
            return f"all edits of both arms score {bound:g}: the {name} leaves nothing to compare"
    differences = np.array([a - b for a, b, _ in kept])
    if np.ptp(differences[~np.isnan(differences)]) == 0:
        return _NO_VARIANCE
    return None


def _judged(untested: Contrast, differences: Matrix, steps: NDArray[np.int_], rule: Rule) -> Contrast:
    means = pair_means(differences)
    by_step = rule.scope == "method"
    flip = cluster_flip(means, steps, seed=rule.seed) if by_step else sign_flip(means, seed=rule.seed)
    interval = two_way_interval(differences, steps, scope=rule.scope)
    if interval.interval is None:
        return replace(untested, reasons=(_NO_VARIANCE,))
    equal = equivalence.tost(interval.estimate, interval.se, interval.df, rule.delta, rule.alpha)
    pair_sd = max(float(np.std(means, ddof=1)), rule.least_pair_sd)
    detectable = minimum_detectable_effect(pair_sd, untested.n_pairs, alpha=rule.alpha)
    found, reasons = _verdict(interval.estimate, flip, equal, detectable, rule)
    return replace(
        untested,
        verdict=found,
        reasons=reasons,
        estimate=interval.estimate,
        ci95=(interval.interval.low, interval.interval.high),
        p_value=flip.p_value,
        least_p_value=flip.minimum_p,
        se=interval.se,
        se_pairs=interval.se_rows,
        se_items=interval.se_items,
        df=interval.df,
        pair_sd=pair_sd,
        equivalence=Equivalence(
            delta=rule.delta,
            p_value=equal.p_value,
            ci90=(equal.interval90.low, equal.interval90.high),
            equivalent=equal.equivalent,
        ),
        minimum_detectable_effect=detectable,
        pairs_needed=pairs_needed(pair_sd, rule.delta, alpha=rule.alpha),
    )


def _verdict(
    estimate: float, flip: FlipTest, equal: equivalence.Equivalence, detectable: float, rule: Rule
) -> tuple[Verdict, tuple[str, ...]]:
    """Supported: significant, in the predicted direction, at least delta / 2. Refuted: equivalent, or opposite."""
    significant = flip.p_value <= rule.alpha
    if significant and estimate >= rule.delta / 2:
        return "supported", (f"p = {flip.p_value:.3g} in the predicted direction",)
    if significant and estimate < 0:
        return "refuted", (f"p = {flip.p_value:.3g} in the opposite direction",)
    if equal.equivalent:
        return "refuted", (f"the difference lies within ±{rule.delta:g}",)
    shown = "a difference is shown, but it is less than half of delta" if significant else "no difference is shown"
    reasons = [f"{shown}, nor that it lies within ±{rule.delta:g}; detectable with 80 % power: {detectable:.2g}"]
    if flip.minimum_p > rule.alpha:
        reasons.append(f"so few pairs cannot reach p = {rule.alpha:g}")
    return "inconclusive", tuple(reasons)
