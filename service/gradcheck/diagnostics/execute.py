"""Diagnostics as jobs: from a stored plan to a stored result."""

import asyncio

import msgspec

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.analysis.finding import Finding, is_settled
from gradcheck.diagnostics.analysis.measuring import RULES_VERSION, findings
from gradcheck.diagnostics.analysis.summary import summary
from gradcheck.diagnostics.block_jobs import grouped, runner, told
from gradcheck.diagnostics.handing_over import HandingOver
from gradcheck.diagnostics.material import Block, CheckpointScores, Material, Parent, StepTexts
from gradcheck.diagnostics.perturbations.critics import FeedbackDraw
from gradcheck.diagnostics.perturbations.feedback_sources import Critic, mute_judge
from gradcheck.diagnostics.perturbations.relabel import labelled
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import critic_calls, detectable, expected_calls
from gradcheck.diagnostics.request import DiagnosticOutline, Recorded
from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.events.common import Progress
from gradcheck.domain.events.others import DiagnosticStarted
from gradcheck.domain.program import default_user_message
from gradcheck.domain.run import JobError, Usage
from gradcheck.errors import GradcheckError
from gradcheck.jobs.context import Ended, JobContext
from gradcheck.llm.base import JobStopped
from gradcheck.llm.budget import Caps, PlannedAccount
from gradcheck.texts.quoting import Quotations

DECIDED = "decided"
_ROUND = 6


class DiagnosticResult(Value, frozen=True, kw_only=True):
    """What a diagnostic found, test by test, with every text and score it rests on.

    `summary` says it in two or three sentences, empty where none was stored. `rules_version` is that of the rules that
    gave its verdicts; 1 where none was stored.
    """

    run_id: str
    summary: str = ""
    findings: dict[str, Finding]
    material: Material
    planned_blocks: int
    usage: Usage
    rules_version: int = 1


def outline(plan: DiagnosticPlan) -> DiagnosticOutline:
    """What is shown of a plan."""
    return DiagnosticOutline(
        **{name: getattr(plan.rules, name) for name in plan.rules.__struct_fields__},
        run_id=plan.run_id,
        untestable=plan.untestable,
        steps=tuple(recorded.step for recorded in plan.recorded),
        replicates=plan.replicates,
        items=len(plan.items),
        items_per_pair=plan.pair_items,
        expected_calls=expected_calls(plan, plan.needs).total,
        minimum_detectable_effect=detectable(plan) if plan.needs.scored else None,
    )


async def execute_diagnostic(context: JobContext) -> Ended:
    """Carry a diagnostic out to its end. A stopped one is read from its complete blocks."""
    plan = msgspec.json.decode(context.plan, type=DiagnosticPlan)
    expected = expected_calls(plan, plan.needs).total
    context.progress = lambda: Progress(share=context.share_of(expected), expected_calls=expected)
    steps = tuple(recorded.step for recorded in plan.recorded)
    context.emit("started", DiagnosticStarted(run_id=plan.run_id, steps=steps, expected_calls=expected))
    drawing = _Drawing(context, plan, await asyncio.to_thread(plan.run.rejected))
    error: JobError | None = None
    try:
        reason = await context.interruptible(drawing.all())
    except JobStopped as stopped:
        reason = stopped.reason
    except GradcheckError as failure:
        reason, error = failure.code, JobError(code=failure.code, message=failure.message)
    await drawing.gather()
    material = drawing.material()
    found = await asyncio.to_thread(findings, plan.rules, plan.untestable, material)
    result = DiagnosticResult(
        run_id=plan.run_id,
        summary=summary(found),
        findings=found,
        material=material,
        planned_blocks=len(drawing.planned),
        usage=await context.session.usage(),
        rules_version=RULES_VERSION,
    )
    verdicts = {test: finding.verdict for test, finding in result.findings.items()}
    for test, verdict in verdicts.items():
        context.telemetry.verdicts.labels(test, verdict).inc()
    return context.ended(reason, error, msgspec.json.encode(result), {"verdicts": verdicts}, usage=result.usage)


class _Drawing:
    """The blocks and prompts of a diagnostic under way."""

    def __init__(self, context: JobContext, plan: DiagnosticPlan, rejected: Quotations | None) -> None:
        self._context = context
        self._plan = plan
        self._runner = runner(context.session, plan, rejected)
        self._handing_over = HandingOver(context, plan.budget, self._complete)
        self._planned = PlannedAccount(Caps.of(plan.budget))
        self._blocks: list[Block] = []
        self._parents: list[Parent] = []
        self._scored: list[CheckpointScores] = []
        self.planned = plan.blocks

    async def all(self) -> str:
        """First what blocks share, then the blocks the budget has room for; the finish reason."""
        shared: dict[int, dict[str, FeedbackDraw]] = {}

        async def step(recorded: Recorded) -> Spend:
            parent, spend = await self._runner.parent(recorded)
            self._parents.append(parent)
            feedback = shared[recorded.step] = await self._runner.shared(recorded)
            return sum((draw.spend for draw in feedback.values()), spend)

        steps = self._plan.recorded if self._plan.needs.arms else ()
        reserved = sum((self._runner.worst_shared(recorded) for recorded in steps), self._runner.worst_checkpoints())
        fitting, short = self._planned.reserve([reserved])
        if fitting == 0:
            return str(short)
        spent = sum(await all_of(step(recorded) for recorded in steps), Spend())
        self._scored, spend = await self._runner.checkpoints()
        self._planned.settle(reserved, spent + spend)
        return await self._draw(shared)

    async def _draw(self, shared: dict[int, dict[str, FeedbackDraw]]) -> str:
        """Blocks in their order, all at once, or up to a look where the job may stop early.

        What the blocks of one wave leave of their worst case is for the next wave.
        """
        waiting, rules = self.planned, self._plan.rules
        while waiting:
            wave = waiting[: self._until_look(len(self.planned) - len(waiting))]
            reservations = [self._runner.worst(recorded) for recorded, _ in wave]
            fitting, short = self._planned.reserve(reservations)
            if fitting == 0:
                return str(short)
            parts, worst = grouped(self._plan, wave[:fitting]), iter(reservations)
            if len(parts) > 1:
                costs = [sum((next(worst) for _ in part), Spend()) for part in parts]
                spent = await self._handing_over.all(parts, costs, shared)
            else:
                spent = sum(await all_of(self._block(*block, shared) for block in wave[:fitting]), Spend())
            self._planned.settle(sum(reservations[:fitting], Spend()), spent)
            waiting = waiting[fitting:]
            if waiting and (rules.stop == "evalue" or len(self._blocks) in rules.looks):
                so_far = await asyncio.to_thread(findings, rules, self._plan.untestable, self.material())
                if is_settled(rules, so_far):
                    return DECIDED
        return "completed"

    async def _block(self, recorded: Recorded, replicate: int, shared: dict[int, dict[str, FeedbackDraw]]) -> Spend:
        block, spend = await self._runner.block(recorded, replicate, shared[recorded.step])
        self._complete(block)
        return spend

    def _complete(self, block: Block) -> None:
        self._blocks.append(block)
        self._context.emit(*told(self._plan, block))

    async def gather(self) -> None:
        """Read what parts of it that were stopped have left."""
        await self._handing_over.gather()

    def _until_look(self, drawn: int) -> int:
        """How many blocks may be drawn before anybody looks."""
        if self._plan.rules.stop == "evalue":
            return _ROUND
        return next((look - drawn for look in self._plan.rules.looks if look > drawn), len(self.planned))

    def material(self) -> Material:
        """What has been drawn so far, in canonical order."""
        plan, run = self._plan, self._plan.run
        batches = plan.minibatches if plan.needs.crossed else ()
        return Material(
            blocks=tuple(sorted(self._blocks, key=lambda block: (block.replicate, block.step))),
            parents=tuple(sorted(self._parents, key=lambda parent: parent.step)),
            checkpoints=tuple(sorted(self._scored, key=lambda checkpoint: (checkpoint.run_id, checkpoint.step))),
            steps=tuple(
                StepTexts(
                    step=recorded.step,
                    component=recorded.request.component,
                    before=recorded.parent.components[recorded.request.component],
                    feedback=recorded.texts,
                    minibatch=recorded.minibatch,
                    behind=recorded.behind,
                    labels=labelled(recorded.shown, run, plan.rules.seed) if "labels" in plan.rules.tests else (),
                    critic_calls=critic_calls(recorded, Critic()),
                    is_last=recorded.request.component in run.program.modules[-1].components,
                )
                for recorded in plan.recorded
            ),
            items=tuple(example.id for example in plan.items),
            minibatches=tuple(example.id for example in batches),
            inputs=tuple(default_user_message(example.fields) for example in batches),
            labels=run.labels,
            corpus=plan.corpus,
            audited=plan.audited,
            mute_judge=mute_judge(run),
        )
