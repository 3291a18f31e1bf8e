"""How a diagnostic has blocks drawn by whatever workers have room, and counts what they were delivered."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.block_jobs import COMPLETED, BlockPlan, BlockResult, Drawn, new_part
from gradcheck.diagnostics.material import Block
from gradcheck.diagnostics.perturbations.critics import FeedbackDraw
from gradcheck.domain.call import MICRO, Spend
from gradcheck.domain.run import Budget
from gradcheck.jobs.context import JobContext
from gradcheck.llm.base import JobStopped
from gradcheck.llm.budget import Caps
from gradcheck.storage.jobs import Job


class HandingOver:
    """The parts of one diagnostic; `drawn` is told each block that is complete, once."""

    def __init__(self, context: JobContext, budget: Budget, drawn: Callable[[Block], None]) -> None:
        self._context = context
        self._budget = budget
        self._drawn = drawn
        self._read: set[str] = set()

    async def all(
        self, parts: Sequence[Sequence[Drawn]], worst: Sequence[Spend], shared: dict[int, dict[str, FeedbackDraw]]
    ) -> Spend:
        """Have all parts worked, of which each costs so much at worst; what the diagnostic owes. Raises JobStopped.

        What the budget has beyond their worst cases is shared out evenly: calls may be made again, or be lost.
        """
        account = self._context.session.admission.account
        spare = account.caps.less(account.total + sum(worst, Spend()))
        even = Spend(
            calls=(spare.calls or 0) // len(parts),
            tokens=(spare.tokens or 0) // len(parts),
            cost_micro_usd=(spare.cost_micro_usd or 0) // len(parts),
        )
        spends = await all_of(self._part(part, cost + even, shared) for part, cost in zip(parts, worst, strict=True))
        return sum(spends, Spend())

    async def gather(self) -> None:
        """Read what parts have left that were stopped, once they have ended."""
        await self._context.parts.leave_none()
        for part in await self._context.jobs.parts(self._context.job_id):
            await self._take_in(part)

    async def _part(self, blocks: Sequence[Drawn], share: Spend, shared: dict[int, dict[str, FeedbackDraw]]) -> Spend:
        jobs, parts, admission = self._context.jobs, self._context.parts, self._context.session.admission
        await parts.room()
        parts.under_way += 1
        new = new_part(
            BlockPlan(
                diagnostic=self._context.job_id,
                blocks=tuple((recorded.step, replicate) for recorded, replicate in blocks),
                shared={recorded.step: shared[recorded.step] for recorded, _ in blocks},
                budget=self._share(share),
            )
        )
        if await jobs.is_part(new.id):
            admission.account.begin(share)
        else:
            await admission.admit(share)
        new = replace(new, trace=self._context.telemetry.tracer.traceparent())
        if not await jobs.adopt(self._context.job_id, [new]):
            raise JobStopped(str(await jobs.stop_reason(self._context.job_id)))
        await parts.carry_out(new.id)
        admission.account.end(share, await self._context.spent(new.id))
        parts.under_way -= 1
        ended = await jobs.get(new.id, "block")
        owed = await self._take_in(ended)
        if ended.finish_reason != COMPLETED:
            await admission.stop(str(ended.finish_reason), ended.error)
            raise JobStopped(str(admission.stop_reason))
        return owed

    async def _take_in(self, part: Job) -> Spend:
        """Count what an ended part was delivered, and tell its complete blocks."""
        if part.id in self._read:
            return Spend()
        self._read.add(part.id)
        session = self._context.session
        result = BlockResult(blocks=(), failed=0, unpriced=())
        if part.result is not None:
            result = msgspec.json.decode(part.result, type=BlockResult)
        session.admission.failed += result.failed
        for block in result.blocks:
            self._drawn(block)
        return session.take_in(await self._context.ledger.delivered(part.scope, [part.id]), result.unpriced)

    def _share(self, share: Spend) -> Budget:
        admission = self._context.session.admission
        caps: Caps = admission.account.caps
        return replace(
            self._budget,
            max_calls=None if caps.calls is None else max(share.calls, 1),
            max_tokens=None if caps.tokens is None else max(share.tokens, 1),
            max_cost_usd=None if caps.cost_micro_usd is None else max(share.cost_micro_usd, 1) / MICRO,
            max_seconds=None if caps.seconds is None else max(caps.seconds - admission.active_s, 0.001),
        )
