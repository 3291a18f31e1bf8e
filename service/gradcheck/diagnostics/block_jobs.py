"""Blocks of a diagnostic as jobs that any worker works: parts of the diagnostic, a few blocks each.

Their calls are recorded in the diagnostic's scope. What a part may cost is decided by the diagnostic, which also counts
what it was delivered.
"""

import asyncio
import math
from collections.abc import Sequence

import msgspec

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.block_runner import BlockRunner
from gradcheck.diagnostics.judging import BlockJudge
from gradcheck.diagnostics.material import Block
from gradcheck.diagnostics.perturbations.critics import FeedbackDraw
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import expected_calls
from gradcheck.diagnostics.request import Recorded
from gradcheck.domain.base import Value
from gradcheck.domain.call import Role
from gradcheck.domain.events.others import BlockCompleted
from gradcheck.domain.run import Budget, JobError, Status
from gradcheck.domain.seeds import digest
from gradcheck.errors import GradcheckError
from gradcheck.evaluation import Evaluator
from gradcheck.jobs.context import CANCELLED, Ended, JobContext
from gradcheck.llm.base import JobStopped
from gradcheck.llm.session import Session
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.storage.jobs import NewJob
from gradcheck.texts.quoting import Quotations

COMPLETED = "completed"
_LEAST_CALLS = 200
"""About how many calls a part makes at least, so that handing it over costs little beside them."""

Drawn = tuple[Recorded, int]


class BlockPlan(Value, frozen=True, kw_only=True):
    """Some blocks of a diagnostic, as steps and replicates, with the feedback that those of a step share."""

    diagnostic: str
    blocks: tuple[tuple[int, int], ...]
    shared: dict[int, dict[str, FeedbackDraw]]
    budget: Budget


class BlockResult(Value, frozen=True, kw_only=True):
    """The blocks that are complete; so many of the calls delivered `failed`, in `unpriced` roles some had no price."""

    blocks: tuple[Block, ...]
    failed: int
    unpriced: tuple[Role, ...]


def grouped(plan: DiagnosticPlan, blocks: Sequence[Drawn]) -> list[Sequence[Drawn]]:
    """The blocks of a wave in parts; one part is not worth handing over."""
    more = msgspec.structs.replace(plan, replicates=plan.replicates + 1)
    added = expected_calls(more, plan.needs).total - expected_calls(plan, plan.needs).total
    size = max(math.ceil(_LEAST_CALLS * len(plan.recorded) / max(added, 1)), 1)
    return [blocks[first : first + size] for first in range(0, len(blocks), size)]


def new_part(plan: BlockPlan) -> NewJob:
    """Some blocks to be stored; the same blocks have the same id."""
    return NewJob(
        id=f"block_{digest(plan.diagnostic, plan.blocks)}",
        kind="block",
        scope=plan.diagnostic,
        label="",
        plan=msgspec.json.encode(plan),
        outline=b"{}",
        target=plan.diagnostic,
    )


def runner(session: Session, plan: DiagnosticPlan, rejected: Quotations | None) -> BlockRunner:
    """What draws a diagnostic's blocks through a session."""
    run, seed = plan.run, plan.rules.seed
    writer = OptimizerModel(session, run.program, run.models.optimizer, seed, rejected=rejected)
    judge = OptimizerModel(session, run.program, run.models.judge, seed, role="judge")
    return BlockRunner(plan, writer, BlockJudge(plan, judge), Evaluator(run.task, session))


def told(plan: DiagnosticPlan, block: Block) -> tuple[str, BlockCompleted]:
    """What is told of a block that is complete, with its key."""
    data = BlockCompleted(step=block.step, replicate=block.replicate, blocks=len(plan.blocks))
    return f"block/{block.replicate}/{block.step}", data


async def execute_blocks(context: JobContext) -> Ended:
    """Draw some blocks. What is complete when they are stopped is kept."""
    own = msgspec.json.decode(context.plan, type=BlockPlan)
    plan = msgspec.json.decode(await context.jobs.plan(own.diagnostic), type=DiagnosticPlan)
    drawing = runner(context.session, plan, await asyncio.to_thread(plan.run.rejected))
    recorded = {one.step: one for one in plan.recorded}
    complete: list[Block] = []

    async def draw(step: int, replicate: int) -> None:
        block, _ = await drawing.block(recorded[step], replicate, own.shared.get(step, {}))
        complete.append(block)
        context.emit(*told(plan, block))

    reason, error = COMPLETED, None
    try:
        await context.interruptible(all_of(draw(step, replicate) for step, replicate in own.blocks))
    except JobStopped as stopped:
        reason, error = stopped.reason, context.session.admission.error
    except GradcheckError as failure:
        reason, error = failure.code, JobError(code=failure.code, message=failure.message)
    await context.session.usage()  # all that was delivered is durable then
    admission = context.session.admission
    if admission.stop_reason == CANCELLED:
        reason, error = CANCELLED, None
    status: Status = "cancelled" if reason == CANCELLED else "failed" if error else "succeeded"
    result = BlockResult(blocks=tuple(complete), failed=admission.failed, unpriced=context.session.unpriced)
    return Ended(status=status, reason=reason, error=error, result=msgspec.json.encode(result), summary={})
