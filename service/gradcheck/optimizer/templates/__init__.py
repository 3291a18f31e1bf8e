"""The words of critics and editors: one set of templates a model profile, with the same names and slots.

Slots that the engine fills: `instruction` (context), `evidence` (evidence), `feedback` (feedback), `history` (history),
`examples` (demos), `peers` (context, the candidate's other components); all others are context that a method gives.
"""

from collections.abc import Mapping

from gradcheck.domain.call import Profile, Sampling
from gradcheck.domain.feedback import Evaluation, Template
from gradcheck.optimizer.templates import (
    bounded_edits,
    by_answers,
    duels,
    evolution,
    generating,
    gradients,
    grounded,
    hypotheses,
    mutations,
    playbooks,
    reflection,
    regularized,
    retries,
    reviews,
    rewording,
    worked_examples,
)
from gradcheck.optimizer.templates.evaluations import regraded, unscored
from gradcheck.optimizer.templates.grading import GRADING

_FAMILIES = (
    rewording,
    evolution,
    generating,
    gradients,
    grounded,
    reflection,
    reviews,
    worked_examples,
    by_answers,
    playbooks,
    bounded_edits,
    duels,
    hypotheses,
    retries,
    mutations,
    regularized,
)
# No model is asked for these, so they are the same for every profile: the prompt between given phrases, and twice.
_UNASKED = (
    Template(name="phrases", endpoint="none", user="{{before}}\n\n{{instruction}}\n\n{{after}}", sampling=Sampling()),
    Template(name="repeat", endpoint="none", user="{{instruction}}\n\n{{instruction}}", sampling=Sampling()),
)

TEMPLATES: dict[Profile, dict[str, Template]] = {
    "standard": {t.name: t for t in (*_UNASKED, *(t for family in _FAMILIES for t in family.STANDARD))},
    "small": {t.name: t for t in (*_UNASKED, *(t for family in _FAMILIES for t in family.SMALL))},
}


def templates(
    profile: Profile, evaluation: Evaluation, own: Mapping[str, Template] | None = None
) -> dict[str, Template]:
    """A profile's templates and a method's `own` where critics are shown this evaluation, and a grader's if needed."""
    every = {**TEMPLATES[profile], **(own or {})}
    match evaluation:
        case "scorer":
            return every
        case "none":
            return unscored(every)
        case "binary" | "smooth":
            grading = GRADING[profile][evaluation]
            return {**regraded(every, evaluation), grading.name: grading}
