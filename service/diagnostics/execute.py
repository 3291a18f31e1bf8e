"""Diagnostics as jobs: from a stored plan to a stored result. It owns their order; the tests are one a file."""

import msgspec

from service.concurrency import all_of
from service.diagnostics.blocks import Bench, Block, Done, block_calls
from service.diagnostics.content import ARMS, ContentResult, analyse, arms
from service.diagnostics.request import CONTENT, SHORTCUTS, DiagnosticOutline, DiagnosticPlan, Recorded
from service.diagnostics.shortcuts import ShortcutsResult, audit
from service.domain.base import Value
from service.domain.call import Spend
from service.domain.run import JobError, Usage
from service.editing import Writer
from service.engine.context import Ended, JobContext
from service.errors import GradcheckError
from service.evaluation import Evaluator
from service.llm.base import JobStopped
from service.llm.budget import Caps, PlannedAccount


class DiagnosticResult(Value, frozen=True, kw_only=True):
    """What a diagnostic found, with every text and score it rests on."""

    run_id: str
    content: ContentResult | None
    shortcuts: ShortcutsResult | None = None
    planned_blocks: int
    usage: Usage


def expected_calls(plan: DiagnosticPlan) -> int:
    """The calls of all blocks when no edit is rejected."""
    return len(plan.recorded) * plan.replicates * block_calls(len(ARMS), len(plan.items), plan.run.context.per_item)


def outline(plan: DiagnosticPlan) -> DiagnosticOutline:
    """What is shown of a plan."""
    return DiagnosticOutline(
        run_id=plan.run_id,
        tests=plan.tests,
        steps=tuple(recorded.step for recorded in plan.recorded),
        replicates=plan.replicates,
        items=len(plan.items),
        scope=plan.scope,
        delta=plan.delta,
        alpha=plan.alpha,
        seed=plan.seed,
        expected_calls=expected_calls(plan),
    )


async def execute_diagnostic(context: JobContext) -> Ended:
    """Carry a diagnostic out to its end. A stopped one is read from its complete blocks."""
    plan = msgspec.json.decode(context.plan, type=DiagnosticPlan)
    todo = [(recorded, replicate) for replicate in range(plan.replicates) for recorded in plan.recorded]
    expected = expected_calls(plan)
    context.progress = lambda: {"expected_calls": expected}
    steps = [recorded.step for recorded in plan.recorded]
    started = {"run_id": plan.run_id, "steps": steps, "expected_calls": expected}
    context.emit("started", "diagnostic_started", started)
    blocks: list[Block] = []
    error: JobError | None = None
    try:
        reason = await context.interruptible(_draw(context, plan, todo, blocks))
    except JobStopped as stopped:
        reason = stopped.reason
    except GradcheckError as failure:
        reason, error = failure.code, JobError(code=failure.code, message=failure.message)
    result = DiagnosticResult(
        run_id=plan.run_id,
        content=analyse(plan, sorted(blocks, key=lambda b: (b.replicate, b.step))) if blocks else None,
        shortcuts=_audit(plan) if SHORTCUTS in plan.tests else None,
        planned_blocks=len(todo),
        usage=await context.session.usage(),
    )
    found = {CONTENT: result.content, SHORTCUTS: result.shortcuts}
    verdicts = {test: "none" if (one := found[test]) is None else one.verdict for test in plan.tests}
    for test, verdict in verdicts.items():
        context.telemetry.verdicts.labels(test, verdict).inc()
    return context.ended(reason, error, msgspec.json.encode(result), {"verdicts": verdicts})


def _audit(plan: DiagnosticPlan) -> ShortcutsResult:
    return audit(plan.evidence, plan.run, improved=plan.improved, seed=plan.seed)


async def _draw(
    context: JobContext, plan: DiagnosticPlan, todo: list[tuple[Recorded, int]], blocks: list[Block]
) -> str:
    """Draw the blocks the budget has room for, all at once, the earlier ones first; the finish reason.

    What the blocks of one wave leave of their worst case is for the next wave.
    """
    bench = _bench(context, plan)
    planned = PlannedAccount(Caps.of(plan.budget))

    async def one(recorded: Recorded, replicate: int) -> Spend:
        done: Done = await bench.block(recorded, replicate, arms(plan, recorded, replicate))
        blocks.append(done.block)
        data = {"step": recorded.step, "replicate": replicate, "blocks": len(todo)}
        context.emit(f"block/{replicate}/{recorded.step}", "block_completed", data)
        return done.spend

    waiting = todo
    while waiting:
        reservations = [bench.worst(recorded, len(ARMS)) for recorded, _ in waiting]
        fitting, short = planned.reserve(reservations)
        if fitting == 0:
            return str(short)
        spends = await all_of(one(recorded, replicate) for recorded, replicate in waiting[:fitting])
        planned.settle(sum(reservations[:fitting], Spend()), sum(spends, Spend()))
        waiting = waiting[fitting:]
    return "completed"


def _bench(context: JobContext, plan: DiagnosticPlan) -> Bench:
    run = plan.run
    writer = Writer(context.session, run.program, run.models.optimizer, plan.seed)
    return Bench(plan, writer, Evaluator(run.task, context.session))
