"""The rule of verdicts of a study: on a difference of arms, and on the trend of an arm's runs."""

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.statistics.multiplicity import holm
from gradcheck.statistics.permutation import Alternative

Verdict = Literal["supported", "refuted", "inconclusive", "not_testable"]


class VerdictEvidence(Value, frozen=True, kw_only=True):
    """What a verdict rests on. `opposite_p` is that of the side against the claim, None where no side was claimed."""

    estimate: float
    alternative: Alternative
    p_value: float
    opposite_p: float | None
    equivalence_p: float
    delta: float
    alpha: float


def adjusted(family: Sequence[VerdictEvidence]) -> list[VerdictEvidence]:
    """The evidence of a family with Holm's p-values: claims, opposites and equivalences are adjusted apart."""
    if not family:
        return []
    claims, opposites, equal = (
        holm(p_values).tolist()
        for p_values in (
            [evidence.p_value for evidence in family],
            [1.0 if evidence.opposite_p is None else evidence.opposite_p for evidence in family],
            [evidence.equivalence_p for evidence in family],
        )
    )
    return [
        replace(
            evidence, p_value=claim, opposite_p=None if evidence.opposite_p is None else opposite, equivalence_p=same
        )
        for evidence, claim, opposite, same in zip(family, claims, opposites, equal, strict=True)
    ]


def judge(evidence: VerdictEvidence) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on adjusted evidence.

    Supported: significant as claimed, and at least delta / 2. Refuted: equivalent within delta, or opposite.
    """
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
