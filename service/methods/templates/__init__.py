"""The words of critics and editors: one set of templates a model profile, with the same names and slots.

Slots: `instruction` (context), `evidence` (evidence), `feedback` (feedback). It owns no rendering.
"""

from typing import Literal

from service.domain.feedback import Evaluation, Template
from service.methods.templates.evaluations import regraded, unscored
from service.methods.templates.small import SMALL
from service.methods.templates.standard import STANDARD
from service.methods.templates.verdicts import VERDICTS

Profile = Literal["standard", "small"]

TEMPLATES: dict[Profile, dict[str, Template]] = {"standard": STANDARD, "small": SMALL}


def templates(profile: Profile, evaluation: Evaluation) -> dict[str, Template]:
    """A profile's templates where critics are shown this evaluation, with the one that asks for it if a model does."""
    match evaluation:
        case "scorer":
            return TEMPLATES[profile]
        case "none":
            return unscored(TEMPLATES[profile])
        case "binary" | "smooth":
            verdict = VERDICTS[profile][evaluation]
            return {**regraded(TEMPLATES[profile], evaluation), verdict.name: verdict}
