"""The rule of verdicts of a study: on a difference of arms, and on the trend of an arm's runs.

It owns the rule and its words. The estimators are in `statistics`.
"""

from collections.abc import Sequence
from typing import Literal

from gradcheck.domain.base import Value
from gradcheck.statistics.multiplicity import holm
from gradcheck.statistics.permutation import Alternative

Verdict = Literal["supported", "refuted", "inconclusive", "not_testable"]


class VerdictEvidence(Value, frozen=True, kw_only=True):
    """What a verdict rests on; p-values are adjusted for their family.

    `opposite_p` is that of the side against the claim, None where no side was claimed.
    """

    estimate: float
    alternative: Alternative
    p_value: float
    opposite_p: float | None
    equivalence_p: float
    delta: float
    alpha: float


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Holm's p-values of a family, in the given order."""
    return [float(p) for p in holm(p_values)] if p_values else []


def judge(evidence: VerdictEvidence) -> tuple[Verdict, tuple[str, ...]]:
    """Supported: significant as claimed, and at least delta / 2. Refuted: equivalent within delta, or opposite."""
    claimed = -evidence.estimate if evidence.alternative == "less" else evidence.estimate
    size = abs(claimed) if evidence.alternative == "two_sided" else claimed
    significant = evidence.p_value <= evidence.alpha
    if significant and size >= evidence.delta / 2:
        return "supported", (f"p = {evidence.p_value:.3g} after Holm, and the difference is {evidence.estimate:+.3g}",)
    if evidence.opposite_p is not None and evidence.opposite_p <= evidence.alpha:
        return "refuted", (f"p = {evidence.opposite_p:.3g} after Holm in the opposite direction",)
    if evidence.equivalence_p <= evidence.alpha:
        return "refuted", (
            f"the difference lies within ±{evidence.delta:g}: p = {evidence.equivalence_p:.3g} after Holm",
        )
    shown = "a difference is shown, but it is less than half of delta" if significant else "no difference is shown"
    return "inconclusive", (f"{shown}, nor that it lies within ±{evidence.delta:g}",)
