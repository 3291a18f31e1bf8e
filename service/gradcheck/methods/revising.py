"""A revision: feedback on answers of a prompt, or on what works where none is wrong, and the edit that follows it.

PromptAgent's expansion and PromptWizard's critique and refinement are made of it. It owns the two calls and what each
is shown; which answers are looked at is a method's.
"""

from collections.abc import Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.rollouts import errors


async def revised(
    step: StepContext,
    candidate: Candidate,
    component: str,
    rollouts: Sequence[Rollout],
    earlier: Sequence[Member] = (),
) -> Candidate | None:
    """The child by a critique; None where no rollout has a score or a call is lost.

    Both calls see its wrong answers among the rollouts, or all of its own where none is wrong. The editor also sees
    what other texts the component had in `earlier` versions, oldest first.
    """
    scored = [rollout for rollout in rollouts if rollout.candidate == candidate.id and rollout.score is not None]
    wrong = errors(scored)
    shown = wrong or scored
    if not shown:
        return None
    critique = await step.critique("examine" if wrong else "keep", candidate, component, shown)
    if critique is None:
        return None
    texts = {member.candidate.components[component]: member for member in earlier}
    texts.pop(candidate.components[component], None)
    history = [member.tried() for member in texts.values()]
    return await step.edit("revise", candidate, component, shown, feedback=[critique], history=history)
