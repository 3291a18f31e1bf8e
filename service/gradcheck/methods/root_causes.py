"""A round of VISTA: hypotheses about why a prompt fails, each with a label, and prompts that owe the given one nothing.

It owns what hypotheses are asked for, what is made of each, and what that gains on the round's examples. It does not
own which of them survive.
"""

from collections.abc import Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.policy import Observed
from gradcheck.methods.rollouts import errors

_NO_PROMPT = "Answer."  # where there is no placeholder that could stand alone
_WORDS = 4  # of a label that is not among the known ones


class Mending(Value, frozen=True, kw_only=True):
    """A candidate, the label of what it is to mend, and by how much its mean score is above its parent's."""

    label: str
    candidate: Candidate
    gain: float

    @property
    def told(self) -> str:
        """What those who write later hypotheses are told of it."""
        return f"{self.label}: {100 * self.gain:+.0f}"


class Round:
    """A prompt, its answers to a few examples, and what is tried on these to mend it."""

    def __init__(
        self,
        step: StepContext,
        program: Program,
        parent: Candidate,
        component: str,
        examples: Sequence[Example],
        answers: Sequence[Rollout],
        known: Sequence[Candidate],
    ) -> None:
        self._step, self._program, self._parent, self._component = step, program, parent, component
        self._examples, self._known, self._seen = examples, known, Observed([parent])
        scored = [one for one in answers if one.score is not None]
        self._seen.add([parent], examples, scored)
        self._wrong = [one.inside(program.module_of(component).name) for one in errors(scored)]

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to mend."""
        return not self._wrong

    async def by_hypotheses(self, tried: Sequence[str], free: Sequence[bool]) -> list[Mending]:
        """An attempt for each hypothesis: one a place, which is `free` of the known labels or not."""

        async def attempt(hypothesis: Feedback) -> Mending | None:
            told = [hypothesis]
            edit = self._step.edit("mend_cause", self._parent, self._component, self._wrong, feedback=told)
            return await self._verified(_label(hypothesis), await edit)

        found = await self._step.each(await self._hypotheses(tried, free), attempt)
        return [one for one in found if one]

    async def from_scratch(self, most: int) -> list[Mending]:
        """At most one attempt: a prompt written from the model's own answer to an example that it has wrong.

        It is answered with and written again, so many times at most, until that answer is right.
        """
        step, about = self._step, (self._parent, self._component)
        placeholders = self._program.written_placeholders(self._component, self._parent.components[self._component])
        blank = await step.usable([step.edit("blank", *about, context={"text": placeholders or _NO_PROMPT})])
        step.drop(blank, "only for the model's own answer to an example")
        [example] = [one for one in self._examples if one.id == self._wrong[0].example][:1]
        draft, made = [*blank, self._parent][0], list[Candidate]()
        for _ in range(most):
            answers = [one for one in await step.evaluate([draft], [example]) if one.score is not None]
            if not answers or (made and not errors(answers)):
                break
            step.drop(made, "its answer to the example that it was written for is wrong")
            shown = [one.inside(self._program.module_of(self._component).name) for one in answers]
            asked = step.edit("restart", *about, shown, context={"placeholders": placeholders or "none"})
            made = await step.usable([asked])
            if not made:
                break
            [draft] = made
        attempt = await self._verified("restart", made[0] if made else None)
        return [attempt] if attempt else []

    async def _hypotheses(self, tried: Sequence[str], free: Sequence[bool]) -> list[Feedback]:
        labelled = len(free) - sum(free)
        context = {"count": str(labelled), "tried": "\n".join(tried) or "none"}
        about = (self._parent, self._component, self._wrong)

        async def ask(template: str) -> list[Feedback]:
            asked = self._step.critiques(template, *about, kind="failure_mode", context=context)
            return (await asked)[: labelled if template == "hypotheses" else 1]

        asked = ["hypotheses"] * (labelled > 0) + ["free_hypothesis"] * sum(free)
        return [one for own in await self._step.each(asked, ask) for one in own]

    async def _verified(self, label: str, candidate: Candidate | None) -> Mending | None:
        """What a candidate gains on the round's examples; None for one that is no new one or lacks an answer."""
        for new in await self._step.distinct([candidate], self._known):
            after = await self._step.evaluate([new], self._examples)
            if len(after) == len(self._examples):
                gain = self._seen.lead(after, self._parent.id) / len(self._examples)
                return Mending(label=label, candidate=new, gain=gain)
        return None


def _label(hypothesis: Feedback) -> str:
    """The label in front of a hypothesis; `other` where nothing short stands there."""
    label, colon, _ = hypothesis.text.partition(":")
    label = " ".join(label.strip(" *`\"'").lower().split())
    return label if colon and 0 < len(label.split()) <= _WORDS else "other"
