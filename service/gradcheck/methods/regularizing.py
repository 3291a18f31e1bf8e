"""Feedback that is made general before a prompt follows it, and what is wanted of the prompt's form where it grows.

It owns which critic follows from which. It does not own what becomes of a prompt, nor how rules are counted.
"""

import re
from collections.abc import Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.task import Rollout
from gradcheck.methods.backward import backward_pass
from gradcheck.methods.interface import StepContext
from gradcheck.optimizer.templates.regularized import WANTED

_NARROWER = re.compile(r"\bscope\W+narrower\b", re.IGNORECASE)
_NOTHING = {"none", "no", "nothing"}


class Purified(Value, frozen=True, kw_only=True):
    """Feedback on an answer, and what of it is general: itself where a critic was lost, None where nothing is."""

    given: Feedback
    general: Feedback | None


class Change(Value, frozen=True, kw_only=True):
    """A prompt, the one before its last change, and the one it began with."""

    before: Candidate
    now: Candidate
    first: Candidate


async def purified(
    step: StepContext, program: Program, current: Candidate, answer: Rollout, rules: str
) -> list[Purified]:
    """Feedback on an answer, each read beside it and beside the rules that were asked for before."""
    given = await backward_pass(step, program, current, [answer], "three_stage")
    context = {"rules": rules}
    asked = [
        step.critique("generalize", current, one.component, [answer], kind="gradient", upstream=[one], context=context)
        for one in given
    ]
    said = [await one for one in asked]
    return [
        Purified(given=one, general=None if general and _is_nothing(general.text) else general or one)
        for one, general in zip(given, said, strict=True)
    ]


def kept(found: Sequence[Purified]) -> list[Feedback]:
    """What a prompt is to follow: what is general, or all that was given where nothing is."""
    return [one.general for one in found if one.general] or [one.given for one in found]


async def wanted(
    step: StepContext, change: Change, component: str, answers: Sequence[Rollout], rules: str, growth: float
) -> Feedback | None:
    """What is wanted of a prompt's form; None where it has neither grown by more than `growth` nor become narrower."""
    before, now, first = (one.components[component] for one in (change.before, change.now, change.first))
    if before == now:
        return None
    context = {"before": before, "given": first, "rules": rules}
    found = await step.critique("rule_changes", change.now, component, answers, context=context)
    longer = len(now) > (1 + growth) * len(before)
    narrower = found is not None and _NARROWER.search(found.text) is not None
    if not longer and not narrower:
        return None
    told = [found] if found else []
    return await step.critique(
        "regularize", change.now, component, upstream=told, context={"wanted": WANTED[longer, narrower]}
    )


def _is_nothing(text: str) -> bool:
    return text.strip(" .\"'").lower() in _NOTHING
