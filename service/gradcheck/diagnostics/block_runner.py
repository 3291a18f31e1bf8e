"""Blocks of a diagnostic: for a recorded request and a replicate, a fresh edit for every arm, scored and judged."""

from collections.abc import Sequence

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.judging import BlockJudge
from gradcheck.diagnostics.material import ArmDraw, Block, CheckpointScores, Judgement, Parent, Row
from gradcheck.diagnostics.perturbations.catalogue import PERTURBATIONS
from gradcheck.diagnostics.perturbations.critics import TRIES, Critics, FeedbackDraw
from gradcheck.diagnostics.perturbations.feedback_builder import FeedbackBuilder
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, targets
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.request import Checkpoint, Recorded, feedback_of
from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import EditRequest
from gradcheck.domain.program import Candidate
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.optimizer.model import OptimizerModel

_CHARACTERS_PER_TOKEN = 4
_PROBE, _GATE, _CROSSED = "probe", "gate", "crossed"
Rows = dict[str, Row]


class Edited(Value, frozen=True, kw_only=True):
    """A fresh edit, or None and why each try could not be used; and what the tries cost."""

    text: str | None
    rejected: tuple[str, ...]
    spend: Spend


class BlockRunner:
    """Draws and scores edits for one diagnostic."""

    def __init__(self, plan: DiagnosticPlan, model: OptimizerModel, judging: BlockJudge, evaluator: Evaluator) -> None:
        self._plan = plan
        self._model = model
        self._judging = judging
        self._evaluator = evaluator
        self._feedback = FeedbackBuilder(plan, model, Critics(plan, model, evaluator))
        longest = sorted(plan.items, key=lambda item: -sum(map(len, item.fields.values())))
        self._longest = tuple(longest[: plan.pair_items])  # a block's items at their worst
        self._train = plan.train

    @property
    def _shared(self) -> dict[str, Critic]:
        """The arms whose feedback all replicates of a step share, and what it is made from."""
        sources = {arm: PERTURBATIONS[arm].source for arm in self._plan.needs.arms}
        return {
            arm: source for arm, source in sources.items() if isinstance(source, Critic) and source.draw is not None
        }

    def worst(self, recorded: Recorded) -> Spend:
        """The worst case of a block: every try of every edit, every item with a prompt as long as an edit may be."""
        needs, template = self._plan.needs, recorded.request.template
        grown = "??" * max(template.sampling.max_tokens, self._plan.run.models.optimizer.longest)
        parent = recorded.parent.components
        total = self._feedback.worst_real(recorded) + self._judging.worst(recorded, grown)
        for arm in needs.arms:
            items = [item for _, examples in self._items(arm, self._longest) for item in examples]
            total += self._feedback.worst(arm, recorded)
            edited = targets(PERTURBATIONS[arm].source, recorded)
            for request in edited:
                texts = [slot.text for slot in request.slots]
                total += self._model.max_cost(request.template, texts, unknown=1) * TRIES
            components = parent | {request.component: parent[request.component] + grown for request in edited}
            longest = Candidate(id="longest", components=components, demos=recorded.parent.demos)
            total += sum((self._evaluator.reservation(longest, item, 0, "worst") for item in items), Spend())
        return total

    def worst_shared(self, recorded: Recorded) -> Spend:
        """The worst case of what all blocks of a step share: the prompt before its edits, and shared feedback."""
        items = [item for _, sample, examples in self._parent_items(recorded) for item in examples]
        scoring = sum((self._evaluator.reservation(recorded.parent, item, 0, "worst") for item in items), Spend())
        asked = [self._feedback.worst_shared(source, recorded) for source in self._shared.values()]
        return sum(asked, scoring)

    async def parent(self, recorded: Recorded) -> tuple[Parent, Spend]:
        """The prompt before the step's edits, scored on whatever edits are scored on."""
        parts = self._parent_items(recorded)
        names = f"parent/{recorded.step}"
        outcomes = await all_of(
            self._score(recorded.parent, examples, f"{names}/{stage}", sample) for stage, sample, examples in parts
        )
        places = self._plan.places(recorded.step)
        by_stage: dict[str, list[Row]] = {_PROBE: [], _GATE: [], _CROSSED: []}
        for (stage, _, _), (scores, _) in zip(parts, outcomes, strict=True):
            by_stage[stage].append(self._spread(scores, places) if stage == _PROBE else scores)
        scored = Parent(
            step=recorded.step,
            probe=tuple(by_stage[_PROBE]),
            gate=by_stage[_GATE][0] if by_stage[_GATE] else (),
            crossed=by_stage[_CROSSED][0] if by_stage[_CROSSED] else (),
        )
        return scored, sum((spend for _, spend in outcomes), Spend())

    def worst_checkpoints(self) -> Spend:
        """The worst case of scoring all checkpoints."""
        items = (*self._train, *self._plan.items)
        pairs = [(_candidate(checkpoint), item) for checkpoint in self._plan.checkpoints for item in items]
        return sum((self._evaluator.reservation(candidate, item, 1, "worst") for candidate, item in pairs), Spend())

    async def checkpoints(self) -> tuple[list[CheckpointScores], Spend]:
        """Every checkpoint, scored on the train and the probe items."""
        items, split = (*self._train, *self._plan.items), len(self._train)
        checkpoints = self._plan.checkpoints
        outcomes = await all_of(
            self._score(_candidate(checkpoint), items, "checkpoint", 1) for checkpoint in checkpoints
        )
        scored = [
            CheckpointScores(run_id=checkpoint.run_id, step=checkpoint.step, train=scores[:split], probe=scores[split:])
            for checkpoint, (scores, _) in zip(checkpoints, outcomes, strict=True)
        ]
        return scored, sum((spend for _, spend in outcomes), Spend())

    async def shared(self, recorded: Recorded) -> dict[str, FeedbackDraw]:
        """The feedback that all replicates of a step share, by arm."""
        sources = self._shared
        drawn = await all_of(self._feedback.shared(arm, source, recorded) for arm, source in sources.items())
        return dict(zip(sources, drawn, strict=True))

    async def block(self, recorded: Recorded, replicate: int, shared: dict[str, FeedbackDraw]) -> tuple[Block, Spend]:
        """Every arm of a block at once, begun in a drawn order; then the judge's answers about them."""
        real = await self._feedback.real(recorded, replicate)
        arms = self._plan.needs.arms
        order = [
            arms[index]
            for index in stream(self._plan.rules.seed, "order", recorded.step, replicate).permutation(len(arms))
        ]
        drawn = await all_of(self._draw(recorded, replicate, arm, real, shared.get(arm)) for arm in order)
        by_arm = {draw.arm: draw for draw, _ in drawn}
        judged: list[tuple[Judgement, Spend]] = await self._judging.all(recorded, replicate, by_arm, real.texts or ())
        block = Block(
            step=recorded.step,
            replicate=replicate,
            arms=tuple(by_arm[arm] for arm in arms),
            judged=tuple(judgement for judgement, _ in judged),
        )
        return block, sum((spend for _, spend in (*drawn, *judged)), real.spend)

    async def _draw(
        self, recorded: Recorded, replicate: int, arm: str, real: FeedbackDraw, shared: FeedbackDraw | None
    ) -> tuple[ArmDraw, Spend]:
        """A usable edit within a few tries, then its scores. The recorded edit is never used."""
        places = self._plan.scored(recorded.step, [replicate])
        stages = self._items(arm, tuple(self._plan.items[place] for place in places))
        sizes = {_PROBE: len(self._plan.items)}
        rows: Rows = {stage: (None,) * sizes.get(stage, len(items)) for stage, items in stages}
        feedback, spend = shared or real, Spend()
        if shared is None and real.texts is not None:
            feedback = await self._feedback.texts(arm, recorded, replicate, real.texts)
            spend = feedback.spend
        if feedback.texts is None:
            return _drawn(arm, feedback, None, (feedback.reason,), rows), spend
        requests = self._feedback.requests(arm, recorded, feedback.texts)
        if self._is_too_long(requests[0], recorded.request):
            reason = f"it does not fit the editor's context of {self._plan.context} tokens"
            return _drawn(arm, feedback, None, (reason,), rows), spend
        where = f"{recorded.step}/{replicate}/{arm}"
        edits = await all_of(
            self._edited(request, recorded.parent, f"edit/{where}" + (f"/{index}" if index else ""))
            for index, request in enumerate(requests)
        )
        spend += sum((edit.spend for edit in edits), Spend())
        rejected = [reason for edit in edits for reason in edit.rejected]
        texts = [edit.text for edit in edits if edit.text is not None]
        text = "\n\n".join(texts) if len(texts) == len(requests) else None
        if text is not None:
            changed = {request.component: new for request, new in zip(requests, texts, strict=True)}
            components = recorded.parent.components | changed
            candidate = Candidate(
                id=where.replace("/", "."),
                components=components,
                demos=recorded.parent.demos,
                operator=requests[0].operator,
            )
            outcomes = await all_of(
                self._score(candidate, items, stage, int(stage == _CROSSED)) for stage, items in stages
            )
            for (stage, _), (scores, _) in zip(stages, outcomes, strict=True):
                rows[stage] = self._spread(scores, places) if stage == _PROBE else scores
            spend += sum((cost for _, cost in outcomes), Spend())
        return _drawn(arm, feedback, text, tuple(rejected), rows), spend

    def _is_too_long(self, request: EditRequest, recorded: EditRequest) -> bool:
        """Whether a request that is longer than the recorded one, which fitted, is past the model's context."""
        size = _tokens(request)
        return self._plan.context is not None and size > max(self._plan.context, _tokens(recorded))

    async def _edited(self, request: EditRequest, parent: Candidate, where: str) -> Edited:
        """A usable edit within a few tries; one that appends nothing leaves the prompt as it is."""
        if request.template.endpoint == "none" and not any(map(str.strip, feedback_of(request))):
            return Edited(text=parent.components[request.component], rejected=(), spend=Spend())
        spend, rejected = Spend(), list[str]()
        for attempt in range(TRIES if request.template.endpoint != "none" else 1):
            reply = await self._model.edit(request, parent, f"{where}/{attempt}")
            spend += reply.spend
            if reply.text is not None:
                return Edited(text=reply.text, rejected=tuple(rejected), spend=spend)
            rejected.append(reply.reason)
        return Edited(text=None, rejected=tuple(rejected), spend=spend)

    async def _score(
        self, candidate: Candidate, items: Sequence[Example], stage: str, sample: int
    ) -> tuple[Row, Spend]:
        """A candidate's scores on some items, and what they cost."""
        outcomes = await self._evaluator.rollouts(
            [Asked(candidate=candidate, example=item, sample=sample, stage=stage) for item in items]
        )
        return tuple(outcome.rollout.score for outcome in outcomes), self._evaluator.accept(outcomes)

    def _spread(self, scores: Row, places: Sequence[int]) -> Row:
        """Scores at these places among all probe items, None at the others."""
        by_place = dict(zip(places, scores, strict=True))
        return tuple(by_place.get(place) for place in range(len(self._plan.items)))

    def _items(self, arm: str, probe: tuple[Example, ...]) -> list[tuple[str, tuple[Example, ...]]]:
        """What an arm's edits are scored on, by stage; of the probe these."""
        needs, plan = self._plan.needs, self._plan
        parts = ((_PROBE, needs.scored, probe), (_GATE, needs.gated, plan.gate))
        stages = [(stage, items) for stage, arms, items in parts if arm in arms]
        return [*stages, (_CROSSED, plan.minibatches)] if arm in needs.crossed else stages

    def _parent_items(self, recorded: Recorded) -> list[tuple[str, int, tuple[Example, ...]]]:
        """What the prompt before the edits is scored on: stage, sample, items.

        Minibatches are answered as sample 1: sample 0 is what the critics were shown.
        """
        needs, plan = self._plan.needs, self._plan
        probe = tuple(plan.items[place] for place in self._plan.places(recorded.step))
        parts = [(_PROBE, repeat, probe) for repeat in range(needs.repeats)]
        if needs.gated:
            parts.append((_GATE, 0, plan.gate))
        if needs.crossed:
            parts.append((_CROSSED, 1, plan.minibatches))
        return parts


def _candidate(checkpoint: Checkpoint) -> Candidate:
    """A candidate whose id is unique among the checkpoints of several runs."""
    return Candidate(id=f"{checkpoint.run_id}.{checkpoint.step}", components=checkpoint.candidate.components)


def _tokens(request: EditRequest) -> int:
    """About the tokens of a request and its answer."""
    texts = (request.template.user, request.template.system or "", *(slot.text for slot in request.slots))
    return sum(map(len, texts)) // _CHARACTERS_PER_TOKEN + request.template.sampling.max_tokens


def _drawn(arm: str, feedback: FeedbackDraw, text: str | None, rejected: tuple[str, ...], rows: Rows) -> ArmDraw:
    probe, gate, crossed = (rows.get(stage, ()) for stage in (_PROBE, _GATE, _CROSSED))
    return ArmDraw(
        arm=arm,
        feedback=feedback.texts or (),
        text=text,
        rejected=rejected,
        scores=probe,
        gate=gate,
        crossed=crossed,
        manner=feedback.manner,
    )
