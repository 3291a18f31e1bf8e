"""Few edits by many readings: answers are read in minibatches, wrong and right ones apart, and edits made one list.

As SkillOpt reads, joins and ranks. It owns who is asked and in which order edits stand; what an edit is and how it is
carried out is in `optimizer/patches.py`.
"""

from collections.abc import Sequence

from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.rollouts import errors
from gradcheck.optimizer import patches


async def proposed(
    step: StepContext,
    base: Candidate,
    component: str,
    answers: Sequence[Rollout],
    *,
    minibatch: int,
    most: int,
    tried: Sequence[str],
) -> list[Feedback]:
    """At most so many edits, from readings of so many answers each; those of wrong answers come first."""
    wrong = errors(answers)
    kinds = {"mend_errors": wrong, "keep_successes": [one for one in answers if one not in wrong]}
    context = {"most": str(most), "tried": "\n".join(tried) or "none"}

    async def one_list(template: str, lists: Sequence[Sequence[Feedback]]) -> list[Feedback]:
        """The edits of several lists, those of earlier ones first; as they are where nobody joins them."""
        every = [edit for own in lists for edit in own]
        if sum(map(bool, lists)) < 2:
            return every
        return await step.critiques(template, base, component, kind="rule", upstream=every) or every

    async def of_kind(kind: str) -> list[Feedback]:
        """What the readings of one kind of answers come to."""

        async def read(start: int) -> list[Feedback]:
            own = kinds[kind][start : start + minibatch]
            return (await step.critiques(kind, base, component, own, kind="rule", context=context))[:most]

        return await one_list("merge_edits", await step.each(range(0, len(kinds[kind]), minibatch), read))

    edits = await one_list("join_edits", await step.each(list(kinds), of_kind))
    if len(edits) > most:
        shown = {"most": str(most), "edits": patches.numbered([edit.text for edit in edits])}
        ranked = await step.brief("rank_edits", base, component, context=shown)
        edits = [edits[place] for place in patches.chosen(ranked, len(edits), most)]
    return edits


def remembered(number: int, edits: Sequence[Feedback], pool: Sequence[Member]) -> str:
    """What later readings are told of edits that step `number` turned down; `pool` is who was compared."""
    scores = ["unknown" if one.entry.score is None else f"{100 * one.entry.score:.0f}" for one in pool]
    came = "no usable prompt came of it" if len(pool) < 2 else f"the score of 100 went from {scores[0]} to {scores[1]}"
    return f"Step {number}, {came}:\n{patches.numbered([edit.text for edit in edits])}"
