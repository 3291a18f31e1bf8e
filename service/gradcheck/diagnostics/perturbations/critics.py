"""A step's critics asked again: about the same evidence, or about other labels, other examples, other feedback."""

from collections.abc import Sequence

import msgspec

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.perturbations.feedback_sources import Critic
from gradcheck.diagnostics.perturbations.relabel import relabelled, told
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.request import Recorded
from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import CriticRequest, EditRequest, ShownRollout, Slot, critic_of
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example, Rollout
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.optimizer.model import OptimizerModel, Reply
from gradcheck.optimizer.remarks import remarks_on
from gradcheck.optimizer.slots import evidence
from gradcheck.optimizer.templates import TEMPLATES
from gradcheck.texts.placebo import Manner, drawn_manner, placebo_like

TRIES = 3
POOL = 3  # train examples answered for every one that is to be shown


class FeedbackDraw(Value, frozen=True, kw_only=True):
    """New feedback, one text a slot, or why there is none; `manner` is that of a placebo."""

    texts: tuple[str, ...] | None
    reason: str = ""
    spend: Spend = Spend()
    manner: Manner | None = None


class Critics:
    """Asks recorded critics again."""

    def __init__(self, plan: DiagnosticPlan, model: OptimizerModel, evaluator: Evaluator) -> None:
        self._plan = plan
        self._model = model
        self._evaluator = evaluator
        self._examples = {example.id: example for example in plan.run.examples}

    def worst(self, source: Critic, recorded: Recorded) -> Spend:
        """Every try of every critic, and the answers of other examples where these are shown."""
        asked = sum((self._worst(source, recorded, critic) for critic in self._last(source, recorded)), Spend())
        if source.batch == "own":
            return asked
        pool = self._pool(recorded, 0)
        return asked + sum(
            (self._evaluator.reservation(recorded.parent, example, 1, "worst") for example in pool), Spend()
        )

    async def ask(self, source: Critic, recorded: Recorded, replicate: int, where: str) -> FeedbackDraw:
        """Every slot's feedback anew; `where` is the path of the calls."""
        others: dict[str, Rollout] | None = None
        spend = Spend()
        if source.batch == "other":
            others, spend = await self._answered(recorded, replicate, where)
            if others is None:
                return FeedbackDraw(texts=None, reason="no other example was answered wrong", spend=spend)
        asked = await all_of(
            self._ask(source, recorded, critic, others, f"{where}/{index}")
            for index, critic in enumerate(self._last(source, recorded))
        )
        spend += sum((draw.spend for draw in asked), Spend())
        failed = [draw.reason for draw in asked if draw.texts is None]
        if failed:
            return FeedbackDraw(texts=None, reason=failed[0], spend=spend)
        return FeedbackDraw(texts=tuple(text for draw in asked for text in draw.texts or ()), spend=spend)

    def shown_to_editor(self, source: Critic, recorded: Recorded) -> EditRequest:
        """The edit request with the same labels in what it shows beside the feedback."""
        request = recorded.request
        if source.labels == "true" or not request.seen:
            return request
        text = evidence(request.template, self._as_told(source, request.seen, recorded), self._examples)
        slots = tuple(
            msgspec.structs.replace(slot, text=text if slot.name == "evidence" else "")
            if slot.kind == "evidence"
            else slot
            for slot in request.slots
        )
        return msgspec.structs.replace(request, slots=slots)

    async def _ask(
        self,
        source: Critic,
        recorded: Recorded,
        critic: CriticRequest,
        others: dict[str, Rollout] | None,
        where: str,
    ) -> FeedbackDraw:
        """One critic, after those it stands on."""
        upstream: list[str] = []
        spend = Spend()
        by_id = {request.id: request for request in recorded.critics}
        for index, name in enumerate(critic.upstream if source.chain != "direct" else ()):
            if source.chain == "placebo":
                upstream.append(self._placebo(critic, where))
                continue
            earlier = await self._ask(source, recorded, by_id[name], others, f"{where}/{index}")
            spend += earlier.spend
            if earlier.texts is None:
                return FeedbackDraw(texts=None, reason=earlier.reason, spend=spend)
            upstream += earlier.texts
        slots = self._slots(critic, self._shown(source, critic, recorded, others), upstream)
        reason = ""
        for attempt in range(TRIES):
            reply = await self._model.write(critic.template, slots, f"{where}/try/{attempt}")
            spend += reply.spend
            if reply.text is not None:
                return FeedbackDraw(texts=(_own(critic, reply),), spend=spend)
            reason = reply.reason
        return FeedbackDraw(texts=None, reason=reason, spend=spend)

    def _last(self, source: Critic, recorded: Recorded) -> list[CriticRequest]:
        """The critics whose text stands in the slots; asked directly, they see the example and the prompt alone."""
        by_id = {request.id: request for request in recorded.critics}
        last = [by_id[name] for name in recorded.request.feedback]
        if source.chain != "direct":
            return last
        template = TEMPLATES[self._plan.run.models.optimizer.profile]["gradient_one_step"]
        return [
            msgspec.structs.replace(
                critic, template=template, upstream=(), seen=critic.seen or self._far(critic, names, recorded)
            )
            for critic, names in zip(last, recorded.behind, strict=True)
        ]

    def _far(self, critic: CriticRequest, names: Sequence[str], recorded: Recorded) -> tuple[ShownRollout, ...]:
        """The examples that a feedback goes back to, as its last critic would have been shown them."""
        module = self._plan.run.program.module_of(critic.component).name
        seen = {rollout.example: rollout for above in recorded.critics for rollout in above.seen}
        answers = {name: recorded.answers.get(name, {}).get(module, "") for name in names}
        return tuple(msgspec.structs.replace(seen[name], answer=answers[name], trace="") for name in names)

    def _worst(self, source: Critic, recorded: Recorded, critic: CriticRequest) -> Spend:
        """Every try of one critic, and of those it stands on where they are asked again."""
        by_id = {request.id: request for request in recorded.critics}
        above = [by_id[name] for name in critic.upstream] if source.chain == "own" else []
        cost = self._model.max_cost(critic.template, [slot.text for slot in critic.slots], unknown=2) * TRIES
        return sum((self._worst(source, recorded, request) for request in above), cost)

    def _shown(
        self, source: Critic, critic: CriticRequest, recorded: Recorded, others: dict[str, Rollout] | None
    ) -> Sequence[ShownRollout]:
        if others is None:
            return self._as_told(source, critic.seen, recorded)
        module = self._plan.run.program.module_of(critic.component).name
        rollouts = [others[rollout.example] for rollout in critic.seen if rollout.example in others]
        return [
            ShownRollout(
                example=rollout.example,
                answer=next((call.output or "" for call in rollout.trace if call.module == module), ""),
                note=rollout.note,
                remarks=remarks_on(self._examples[rollout.example]),
            )
            for rollout in rollouts
        ]

    def _as_told(self, source: Critic, seen: Sequence[ShownRollout], recorded: Recorded) -> tuple[ShownRollout, ...]:
        """What is shown with these labels, which belong to the step's examples and not to each critic's own."""
        plan = self._plan
        told_of = told(recorded.shown, source.labels, plan.run, plan.rules.seed)
        return relabelled(seen, source.labels, told_of, plan.run, recorded.answers)

    def _slots(self, critic: CriticRequest, seen: Sequence[ShownRollout], upstream: Sequence[str]) -> tuple[Slot, ...]:
        """The recorded context with other evidence and other feedback from above.

        What else a briefing told of answers and edits is left blank: it would tell of the evidence that is replaced.
        """
        blank = [slot for slot in critic.slots if slot.kind in {"evidence", "history"} and slot.name != "evidence"]
        slots = [slot for slot in critic.slots if slot.kind == "context"]
        slots += [msgspec.structs.replace(slot, text="") for slot in blank]
        if "{{evidence}}" in critic.template.user:
            slots.append(Slot(name="evidence", kind="evidence", text=evidence(critic.template, seen, self._examples)))
        slots += [Slot(name="feedback", kind="feedback", text=text) for text in upstream]
        return tuple(slots)

    def _placebo(self, critic: CriticRequest, where: str) -> str:
        """As long as the feedback that the critic stood on."""
        real = " ".join(slot.text for slot in critic.slots if slot.kind == "feedback")
        rng = stream(self._plan.rules.seed, "path", where)
        return placebo_like(real, self._plan.run.labels, rng, drawn_manner(rng))

    def _pool(self, recorded: Recorded, replicate: int) -> list[Example]:
        """Train examples the critics were not shown, in a drawn order."""
        shown = recorded.by_critics
        rest = [example for example in self._plan.run.examples if example.split == "train" and example.id not in shown]
        order = stream(self._plan.rules.seed, "swapped", recorded.step, replicate).permutation(len(rest))
        return [rest[index] for index in order[: POOL * len(shown)]]

    async def _answered(
        self, recorded: Recorded, replicate: int, where: str
    ) -> tuple[dict[str, Rollout] | None, Spend]:
        """Another example's rollout for every shown one, or for as many as there are.

        Wrong answers only where only these were shown; None where there are none.
        """
        pool = self._pool(recorded, replicate)
        asked = [Asked(candidate=recorded.parent, example=example, sample=1, stage=where) for example in pool]
        outcomes = await self._evaluator.rollouts(asked)
        spend = self._evaluator.accept(outcomes)
        scored = [outcome.rollout for outcome in outcomes if outcome.rollout.score is not None]
        if recorded.scores and all(score < 1 for score in recorded.scores):
            scored = [rollout for rollout in scored if (rollout.score or 0) < 1]
        return (dict(zip(recorded.by_critics, scored, strict=False)) if scored else None), spend


def _own(critic: CriticRequest, reply: Reply) -> str:
    """The text in the place of the critic's feedback, where it may write several; round to the first."""
    index = critic_of(critic.id)[1] if critic.template.reply == "tags" else 0
    return reply.blocks[index % len(reply.blocks)]
