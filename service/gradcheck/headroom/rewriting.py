"""Prompts beside the given one: written by the optimizer's model without feedback, the same text kept once."""

from collections.abc import Iterable

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import EditRequest, Template
from gradcheck.domain.program import Candidate
from gradcheck.headroom.plan import TRIES
from gradcheck.headroom.request import HeadroomPlan, Variant
from gradcheck.llm.sampling import repeats, tuned
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.optimizer.question import EditorQuestion
from gradcheck.optimizer.slots import slots
from gradcheck.optimizer.templates import templates

SAME = "the same as another"


class WrittenPrompt(Value, frozen=True, kw_only=True):
    """A prompt that was asked for, or None; and why each try could not be used."""

    candidate: Candidate | None
    rejected: tuple[str, ...]
    spend: Spend


class Rewriter:
    """Asks one optimizer's model for the prompts of a plan."""

    def __init__(self, plan: HeadroomPlan, model: OptimizerModel, given: Candidate) -> None:
        self._plan = plan
        self._model = model
        self._given = given
        self._examples = {example.id: example for example in plan.run.examples}
        self._templates = templates(plan.run.models.optimizer.profile, "scorer")

    def worst(self, variant: Variant) -> Spend:
        """The most a prompt costs: every try of every component."""
        requests = [self._request(variant, component) for component in self._plan.run.program.optimizable]
        costs = [self._model.max_cost(request.template, [s.text for s in request.slots]) for request in requests]
        return sum((cost * self._tries(requests[0].template) for cost in costs), Spend())

    async def write(self, variant: Variant) -> WrittenPrompt:
        """The given prompt with every component written anew; one that cannot be used stays as it was."""
        components = self._plan.run.program.optimizable
        tried = await all_of(self._component(variant, component) for component in components)
        texts = {name: text for name, (text, _, _) in zip(components, tried, strict=True) if text is not None}
        candidate = Candidate(
            id=variant.name,
            components=self._given.components | texts,
            demos=self._given.demos,
            parents=("given",),
            operator=variant.kind,
        )
        return WrittenPrompt(
            candidate=candidate if texts else None,
            rejected=tuple(reason for _, reasons, _ in tried for reason in reasons),
            spend=sum((spend for _, _, spend in tried), Spend()),
        )

    async def _component(self, variant: Variant, component: str) -> tuple[str | None, list[str], Spend]:
        request, rejected, spend = self._request(variant, component), list[str](), Spend()
        for attempt in range(self._tries(request.template)):
            reply = await self._model.edit(request, self._given, f"{request.id}/{attempt}")
            spend += reply.spend
            if reply.text is not None:
                return reply.text, rejected, spend
            rejected.append(reply.reason)
        return None, rejected, spend

    def _tries(self, template: Template) -> int:
        endpoint = self._plan.run.models.optimizer
        return 1 if repeats(endpoint, tuned(endpoint, template)) else TRIES

    def _request(self, variant: Variant, component: str) -> EditRequest:
        program, template = self._plan.run.program, self._templates[variant.kind]
        question = EditorQuestion(
            at=(),
            template=template.name,
            candidate=self._given,
            component=component,
            examples=tuple(self._examples[name] for name in variant.shown),
            context={"placeholders": program.written_placeholders(component, self._given.components[component])},
        )
        return EditRequest(
            id=f"write/{variant.name}/{component}",
            operator=variant.kind,
            parents=(self._given.id,),
            component=component,
            template=template,
            slots=slots(program, self._examples, template, question, ()),
        )


def distinct(given: Candidate, written: Iterable[Candidate]) -> list[Candidate]:
    """Those that are neither the given prompt nor one before them."""
    known, kept = {given.content}, []
    for candidate in written:
        if candidate.content not in known:
            known.add(candidate.content)
            kept.append(candidate)
    return kept
