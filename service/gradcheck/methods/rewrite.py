"""Rewrite, a control: other words with the same meaning (Melcer et al. 2025, arXiv 2512.13598)."""

from typing import ClassVar

from gradcheck.methods.base import MethodDescription
from gradcheck.methods.controls import BlindRounds


class Rewrite(BlindRounds, frozen=True, kw_only=True, tag="rewrite"):
    """Rounds of rewrites of the given prompt that keep its meaning; the best on validation is kept."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: other words, same meaning; no data, no feedback",
        paper="Melcer et al. 2025, arXiv 2512.13598, prompt-only conditions",
        defaults="ours: as many rounds as protegi",
    )
    template: ClassVar[str] = "rewrite"
