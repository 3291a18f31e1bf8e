"""A playbook's next bullets from many answers at once: what the portfolio's source `playbook` proposes."""

from collections.abc import Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.optimizer import playbook as books


async def taught(step: StepContext, base: Candidate, component: str, rollouts: Sequence[Rollout]) -> Candidate | None:
    """The base with what one reflection on all of these answers teaches, in the bullets that a curator makes of it.

    Nothing that is there is written anew. None if there is nothing new, or a text was lost or rejected.
    """
    book = books.held(base.components[component])
    context = {"playbook": books.shown(book)}
    said = await step.critique("reflect_on_playbook", base, component, rollouts, context=context)
    if said is None:
        return None
    context = {"playbook": books.shown(books.tagged(book, [said]))}
    rules = await step.critiques("curate", base, component, kind="rule", upstream=[said], context=context)
    new = books.new_in(book, rules)
    return await step.edit(books.template(book), base, component, feedback=new) if new else None
