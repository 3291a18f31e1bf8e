"""Blocks of a diagnostic: for a recorded request and a replicate, a fresh edit for every arm, scored on the probe.

It owns the draws and what makes a block complete. It does not own what the arms mean or how they are compared.
"""

from collections.abc import Sequence

import msgspec

from service.concurrency import all_of
from service.diagnostics.request import DiagnosticPlan, Recorded
from service.domain.base import Value
from service.domain.call import Spend
from service.domain.feedback import EditRequest, Slot
from service.domain.program import Candidate
from service.editing import Writer
from service.evaluation import Evaluator

TRIES = 3


class Arm(Value, frozen=True, kw_only=True):
    """An arm of a block: the feedback texts that stand in the slots, in order."""

    name: str
    texts: tuple[str, ...]


class Drawn(Value, frozen=True, kw_only=True):
    """A fresh edit of an arm with its scores by item; None where the item's call failed or no edit was usable."""

    arm: str
    feedback: tuple[str, ...]
    text: str | None
    rejected: tuple[str, ...]
    scores: tuple[float | None, ...]


class Block(Value, frozen=True, kw_only=True):
    """All arms of one replicate of one step."""

    step: int
    replicate: int
    arms: tuple[Drawn, ...]

    def arm(self, name: str) -> Drawn:
        """The draw of an arm."""
        return next(drawn for drawn in self.arms if drawn.arm == name)


class Done(Value, frozen=True, kw_only=True):
    """A block and what it cost."""

    block: Block
    spend: Spend


class Bench:
    """Draws and scores edits for one diagnostic."""

    def __init__(self, plan: DiagnosticPlan, writer: Writer, evaluator: Evaluator) -> None:
        self._plan = plan
        self._writer = writer
        self._evaluator = evaluator

    def worst(self, recorded: Recorded, arms: int) -> Spend:
        """The worst case of a block: every try of every edit, every item with a prompt as long as an edit may be."""
        template = recorded.request.template
        texts = [slot.text for slot in recorded.request.slots]
        edit = self._writer.worst(template, texts, unknown=1) * TRIES
        grown = "??" * max(template.sampling.max_tokens, self._plan.run.models.optimizer.sampling.max_tokens)
        name, parent = recorded.request.component, recorded.parent.components
        longest = Candidate(id="longest", components={**parent, name: parent[name] + grown})
        scoring = sum((self._evaluator.reservation(longest, item, 0, "worst") for item in self._plan.items), Spend())
        return (edit + scoring) * arms

    async def block(self, recorded: Recorded, replicate: int, arms: Sequence[Arm]) -> Done:
        """Every arm of a block at once."""
        drawn = await all_of(self._draw(recorded, replicate, arm) for arm in arms)
        block = Block(step=recorded.step, replicate=replicate, arms=tuple(one for one, _ in drawn))
        return Done(block=block, spend=sum((spend for _, spend in drawn), Spend()))

    async def _draw(self, recorded: Recorded, replicate: int, arm: Arm) -> tuple[Drawn, Spend]:
        """A usable edit within a few tries, then its scores. The recorded edit is never used."""
        request = with_feedback_texts(recorded.request, arm.texts)
        where = f"{recorded.step}/{replicate}/{arm.name}"
        rejected: list[str] = []
        spend = Spend()
        text: str | None = None
        for attempt in range(TRIES):
            reply = await self._writer.edit(request, recorded.parent, f"edit/{where}/{attempt}")
            spend += reply.spend
            text = reply.text
            if text is not None:
                break
            rejected.append(reply.reason)
        scores: tuple[float | None, ...] = (None,) * len(self._plan.items)
        if text is not None:
            components = {**recorded.parent.components, request.component: text}
            candidate = Candidate(id=where.replace("/", "."), components=components, operator=request.operator)
            done = await all_of(self._evaluator.rollout(candidate, item, 0, "probe") for item in self._plan.items)
            scores = tuple(one.rollout.score for one in done)
            spend += self._evaluator.accept(done)
        return Drawn(arm=arm.name, feedback=arm.texts, text=text, rejected=tuple(rejected), scores=scores), spend


def block_calls(arms: int, items: int, per_item: int, tries: int = 1) -> int:
    """The calls of a block whose every edit takes so many tries."""
    return arms * (tries + items * per_item)


def with_feedback_texts(request: EditRequest, texts: Sequence[str]) -> EditRequest:
    """The request with other texts in its feedback slots, everything else untouched."""
    remaining = iter(texts)
    slots = tuple(
        Slot(name=slot.name, kind=slot.kind, text=next(remaining)) if slot.kind == "feedback" else slot
        for slot in request.slots
    )
    return msgspec.structs.replace(request, slots=slots)
