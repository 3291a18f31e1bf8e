"""Headroom as jobs: from a stored plan to a stored result. Resume is replay, as of every job."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import msgspec
from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.events.common import BudgetReached, Progress
from gradcheck.domain.events.others import HeadroomStarted, PromptScored, PromptsWritten
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import BUDGET_REASONS, JobError
from gradcheck.errors import GradcheckError
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.headroom.analysis import AGAIN, GIVEN, MINIMAL, Drawn, Row, analyse
from gradcheck.headroom.plan import expected_calls, outline
from gradcheck.headroom.request import HeadroomPlan, Variant
from gradcheck.headroom.rewriting import SAME, Rewriter, WrittenPrompt, distinct
from gradcheck.jobs.context import Ended, JobContext
from gradcheck.llm.base import JobStopped
from gradcheck.llm.budget import Caps, PlannedAccount
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.storage.jobs import NewJob
from gradcheck.texts.quoting import Quotations

_STAGE = "score"


def new_headroom(plan: HeadroomPlan, job_id: str) -> NewJob:
    """A measurement to be stored; what it is about is its target, so that others find it."""
    asked = [f"{endpoint.provider}/{endpoint.model}" for endpoint in plan.run.answering_once]
    return NewJob(
        id=job_id,
        kind="headroom",
        scope=job_id,
        label=", ".join(asked),
        plan=msgspec.json.encode(plan),
        outline=msgspec.json.encode(outline(plan)),
        target=plan.about,
    )


async def execute_headroom(context: JobContext) -> Ended:
    """Carry a measurement out to its end. A stopped one is read from the prompts that were scored whole."""
    plan = msgspec.json.decode(context.plan, type=HeadroomPlan)
    expected = expected_calls(plan)
    context.progress = lambda: Progress(share=context.share_of(expected), expected_calls=expected)
    started = HeadroomStarted(prompts=len(plan.variants), items=len(plan.items), expected_calls=expected)
    context.emit("started", started)
    measuring = _Measuring(context, plan, await asyncio.to_thread(plan.run.rejected))
    error: JobError | None = None
    try:
        reason = await context.interruptible(measuring.all())
    except JobStopped as stopped:
        reason = stopped.reason
    except GradcheckError as failure:
        reason, error = failure.code, JobError(code=failure.code, message=failure.message)
    if reason in BUDGET_REASONS:
        context.emit("budget_reached", BudgetReached(reason=reason))
    found = await asyncio.to_thread(analyse, plan, measuring.drawn)
    result = replace(found, usage=await context.session.usage(), failures=context.session.failures)
    context.telemetry.verdicts.labels("headroom", result.verdict).inc()
    summary: dict[str, object] = {"verdict": result.verdict, "said": result.said}
    return context.ended(reason, error, msgspec.json.encode(result), summary, usage=result.usage)


class _Measuring:
    """The prompts of a measurement under way, written and then scored; what is complete is in `drawn`."""

    def __init__(self, context: JobContext, plan: HeadroomPlan, rejected: Quotations | None) -> None:
        run = plan.run
        self._context = context
        self._plan = plan
        self._given = Candidate(id=GIVEN, components=run.components, demos=run.demos, operator=GIVEN)
        model = OptimizerModel(context.session, run.program, run.models.optimizer, plan.seed, rejected=rejected)
        self._rewriter = Rewriter(plan, model, self._given)
        self._evaluator = Evaluator(run.task, context.session)
        self._planned = PlannedAccount(Caps.of(plan.budget))
        self._written: dict[str, WrittenPrompt] = {}
        self._rejected: Counter[str] = Counter()
        self._prompts: list[Candidate] = []
        self._rows: dict[str, Row] = {}
        self._again: Row | None = None

    @property
    def drawn(self) -> Drawn:
        """What has been scored whole."""
        prompts = tuple(candidate for candidate in self._prompts if candidate.id in self._rows)
        return Drawn(prompts=prompts, rows=self._rows, again=self._again, rejected=self._rejected)

    async def all(self) -> str:
        """Prompts first, then their scores, as far as the budget has room in their order; the finish reason."""
        writing = [(self._rewriter.worst(variant), partial(self._write, variant)) for variant in self._plan.variants]
        short = await self._in_waves(writing)
        written = [self._written[variant.name] for variant in self._plan.variants if variant.name in self._written]
        usable = [each.candidate for each in written if each.candidate is not None]
        rivals = distinct(self._given, usable)
        self._rejected.update(each.rejected[-1] for each in written if each.candidate is None and each.rejected)
        self._rejected.update([SAME] * (len(usable) - len(rivals)))
        self._context.emit("written", PromptsWritten(prompts=len(rivals), rejected=dict(self._rejected)))
        controls = [] if self._plan.minimal is None else [self._minimal(self._plan.minimal)]
        self._prompts = [self._given, *rivals, *controls]
        asked = [(candidate, 0) for candidate in self._prompts]
        asked += [(self._given, 1)] if self._plan.repeated else []
        scoring = [(self._worst(*one), partial(self._row, *one)) for one in asked]
        return await self._in_waves(scoring) or short or "completed"

    async def _in_waves(self, work: Sequence[tuple[Spend, Callable[[], Awaitable[Spend]]]]) -> str | None:
        """All at once, as far as the budget has room in their order; what a wave leaves of its worst is for the next.

        What stopped the rest, or None.
        """
        waiting = list(work)
        while waiting:
            fitting, short = self._planned.reserve([worst for worst, _ in waiting])
            if fitting == 0:
                return short
            spends = await all_of(begin() for _, begin in waiting[:fitting])
            self._planned.settle(sum((worst for worst, _ in waiting[:fitting]), Spend()), sum(spends, Spend()))
            waiting = waiting[fitting:]
        return None

    async def _write(self, variant: Variant) -> Spend:
        written = self._written[variant.name] = await self._rewriter.write(variant)
        return written.spend

    def _worst(self, candidate: Candidate, sample: int) -> Spend:
        """The most that a prompt costs on all items."""
        items = self._plan.items
        return sum((self._evaluator.reservation(candidate, item, sample, _STAGE) for item in items), Spend())

    async def _row(self, candidate: Candidate, sample: int) -> Spend:
        asked = [Asked(candidate=candidate, example=item, sample=sample, stage=_STAGE) for item in self._plan.items]
        outcomes = await self._evaluator.rollouts(asked)
        row = tuple(outcome.rollout.score for outcome in outcomes)
        if sample:
            self._again = row
        else:
            self._rows[candidate.id] = row
        known = [score for score in row if score is not None]
        mean = sum(known) / len(known) if known else None
        name = AGAIN if sample else candidate.id
        self._context.emit(f"scored/{name}", PromptScored(prompt=name, score=mean, n=len(known)))
        return self._evaluator.accept(outcomes)

    def _minimal(self, components: dict[str, str]) -> Candidate:
        return Candidate(id=MINIMAL, components=components, parents=(GIVEN,), operator=MINIMAL)
