"""Improve, a control: a better prompt without any data (Melcer et al. 2025, arXiv 2512.13598)."""

from typing import ClassVar

from gradcheck.methods.base import MethodDescription
from gradcheck.methods.controls import BlindRounds


class Improve(BlindRounds, frozen=True, kw_only=True, tag="improve"):
    """Rounds of blind improvements of the best prompt so far; the best on validation is kept."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: a better prompt without seeing data or feedback",
        paper="Melcer et al. 2025, arXiv 2512.13598, prompt-only conditions",
        defaults="ours: as many rounds as protegi",
    )
    template: ClassVar[str] = "improve"
    from_best: ClassVar[bool] = True
