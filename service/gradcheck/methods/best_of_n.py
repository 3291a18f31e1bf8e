"""Best of n, a control: independent improvements of the prompt as it was given, made blind."""

from typing import ClassVar

from gradcheck.methods.base import MethodDescription
from gradcheck.methods.controls import BlindDraws
from gradcheck.methods.formulas import Costs


class BestOfN(BlindDraws, frozen=True, kw_only=True, tag="best_of_n"):
    """The best of n independent draws of the same blind edit: what sampling and selecting alone find."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: the best of n blind improvements of the given prompt; no data, no feedback",
        defaults="ours: as many proposals as improve",
        deviations=("of several optimizable components each step draws edits of the next one in turn",),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "draws": "n or at_once",
            "tried": "validation * per_item",
            "size": "min(at_once, draws - (number - 1) * at_once)",
        },
        first="size * (1 + tried)",
        step="first + tried",
        steps="ceil(draws / at_once)",
        rounds="2",
    )
    template: ClassVar[str] = "improve"
