"""The words of critics and editors: one set of templates a model profile, with the same names and slots.

Slots that the engine fills: `instruction` (context), `evidence` (evidence), `feedback` (feedback), `history` (history),
`examples` (demos); all others are context that a method gives.
"""

from collections.abc import Mapping

from gradcheck.domain.call import Profile
from gradcheck.domain.feedback import Evaluation, Template
from gradcheck.optimizer.templates.evaluations import regraded, unscored
from gradcheck.optimizer.templates.grading import GRADING
from gradcheck.optimizer.templates.small import SMALL
from gradcheck.optimizer.templates.standard import STANDARD

_NONE: Mapping[str, Template] = {}

TEMPLATES: dict[Profile, dict[str, Template]] = {"standard": STANDARD, "small": SMALL}


def templates(profile: Profile, evaluation: Evaluation, own: Mapping[str, Template] = _NONE) -> dict[str, Template]:
    """A profile's templates where critics are shown this evaluation, with the one that asks for it if a model does.

    `own` are those that a method brings.
    """
    every = {**TEMPLATES[profile], **own}
    match evaluation:
        case "scorer":
            return every
        case "none":
            return unscored(every)
        case "binary" | "smooth":
            grading = GRADING[profile][evaluation]
            return {**regraded(every, evaluation), grading.name: grading}
