"""Runs as jobs: from a stored plan to a stored result, as often as it takes.

Resume is replay: after a crash the method starts again from the top and the ledger answers what is paid for already.
"""

import asyncio
from functools import partial

import msgspec
from msgspec.structs import replace

from gradcheck.domain.call import MICRO, Role
from gradcheck.domain.events.common import BudgetReached, Progress
from gradcheck.domain.events.runs import PromptsCompared, RunStarted, TestCompleted
from gradcheck.domain.run import BUDGET_REASONS, JobError, Result, RoleUsage, TestResult
from gradcheck.domain.task import Example
from gradcheck.engine.briefing import RunBriefing
from gradcheck.engine.commits import Commits, returned
from gradcheck.engine.comparison.execute import compare
from gradcheck.engine.data import warnings_for_test
from gradcheck.engine.feedback_bus import FeedbackBus
from gradcheck.engine.final import final_test, not_tested, release_test_budget, reserve_test_budget
from gradcheck.engine.pace import Pace, Taken
from gradcheck.engine.panels.of_run import panels
from gradcheck.engine.plan import Plan
from gradcheck.engine.run import MethodRun
from gradcheck.engine.state import RunState
from gradcheck.engine.thinking_limit import Thinking
from gradcheck.errors import GradcheckError
from gradcheck.evaluation import Evaluator
from gradcheck.jobs.context import CANCELLED, Ended, JobContext
from gradcheck.llm.base import JobStopped
from gradcheck.llm.budget import Caps, PlannedAccount
from gradcheck.llm.checking import worst
from gradcheck.llm.sampling import uncontrolled
from gradcheck.methods.acceptance import policy
from gradcheck.methods.standing import item_weights
from gradcheck.optimizer.model import Optimizer, OptimizerModel
from gradcheck.optimizer.templates import templates
from gradcheck.scoring.reading import reader
from gradcheck.storage.jobs import NewJob
from gradcheck.texts.quoting import Quotations


def new_run(plan: Plan, job_id: str, study: str | None = None) -> NewJob:
    """A run to be stored; `study` is the study it belongs to."""
    return NewJob(
        id=job_id,
        kind="run",
        scope=job_id,
        label=plan.method_name,
        plan=msgspec.json.encode(plan),
        outline=msgspec.json.encode(plan.outline),
        target=study,
    )


NO_SCORE = "no_score"


def build_state(context: JobContext, plan: Plan, rejected: Quotations | None) -> RunState:
    """The parts of a run, ready to start from the top."""
    baseline = plan.given
    examples = {example.id: example for example in plan.examples}
    validation = [example.id for example in plan.examples if example.split == "validation"]
    briefing = RunBriefing(plan) if plan.method.briefing else None
    state = RunState(
        job_id=context.job_id,
        method=plan.method_name,
        seed=plan.seed,
        program=plan.program,
        baseline=baseline,
        best=baseline,
        examples=examples,
        evaluator=Evaluator(plan.task, context.session),
        optimizer=_optimizer(context, plan, examples, rejected, briefing),
        bus=FeedbackBus(plan.feedback, plan.labels, plan.seed),
        planned=PlannedAccount(Caps.of(plan.budget).less(worst(plan.checks))),
        records=context.records,
        telemetry=context.telemetry,
        tell=context.emit,
        hold=context.session.admission.hold,
        give_up=context.session.admission.give_up,
        thinking=Thinking(plan.models),
        reader=reader(plan.scoring, plan.labels),
        labels=plan.labels,
        classes=plan.classes,
        description=plan.description,
        pace=Pace(plan.expected, Caps.of(plan.budget), lambda: _taken(context)),
        pairwise=plan.pairwise and not plan.compared,
        races=plan.method.racing,
        informative=plan.method.informative,
        briefing=briefing,
        commits=Commits(policy(plan.method.acceptance), validation, item_weights(validation, plan.classes)),
    )
    state.register(baseline)
    return state


def _optimizer(
    context: JobContext,
    plan: Plan,
    examples: dict[str, Example],
    rejected: Quotations | None,
    briefing: RunBriefing | None,
) -> Optimizer:
    endpoint = plan.models.optimizer
    return Optimizer(
        OptimizerModel(context.session, plan.program, endpoint, plan.seed, rejected=rejected),
        plan.program,
        examples,
        templates(endpoint.profile, plan.critics_see, plan.method.templates.get(endpoint.profile, {})),
        plan.critics_see,
        context.inherited,
        briefing,
    )


async def execute_run(context: JobContext) -> Ended:
    """Carry a run out to its end."""
    plan = msgspec.json.decode(context.plan, type=Plan)
    context.telemetry.start_method(plan.method_name)
    state = build_state(context, plan, await asyncio.to_thread(plan.rejected))
    started = RunStarted(
        method=plan.method_name, seed=plan.seed, splits=plan.split_sizes, expected_calls=plan.expected_calls
    )
    context.emit("started", started)
    context.progress = lambda: _progress(context, plan, state)
    reserve_test_budget(state)
    error: JobError | None = None
    away: tuple[str, ...] = ()
    test = not_tested("the run was ended before its test")
    try:
        reason = await _method(context, plan, state)
        away = tuple(outage.told for outage in context.session.outages)
        if reason in BUDGET_REASONS:
            context.emit("budget_reached", BudgetReached(reason=reason, away=away))
        release_test_budget(state)
        context.session.admission.release()
        if state.evaluator.ungraded is None:
            if reason != CANCELLED and context.failure is None and not _is_silent(context):
                test = await _test(context, state, plan)
        elif reason != CANCELLED:
            reason, error = NO_SCORE, JobError(code=NO_SCORE, message=state.evaluator.ungraded)
    except GradcheckError as failure:
        reason, error = failure.code, JobError(code=failure.code, message=failure.message)
    result = await _result(context, plan, state, test, away)
    context.telemetry.verdicts.labels("run", test.verdict).inc()
    ended = context.ended(reason, error, msgspec.json.encode(result), _summary(result), usage=result.usage)
    if ended.status == "succeeded":
        context.telemetry.result(plan.method_name, test, result.usage)
    return ended


def _is_silent(context: JobContext) -> bool:
    """Whether calls were made and none was answered."""
    trouble = context.session.admission.trouble
    return bool(trouble.told) and not trouble.answered


async def _method(context: JobContext, plan: Plan, state: RunState) -> str:
    try:
        await context.interruptible(context.checks.make(plan.checks))
        if plan.compared:
            return "completed"
        return await context.interruptible(MethodRun(state, plan.stop).perform(plan.method))
    except JobStopped as stopped:
        return stopped.reason


async def _test(context: JobContext, state: RunState, plan: Plan) -> TestResult:
    claim = partial(context.jobs.claim_test, context.job_id)
    try:
        if plan.compared:
            state.comparison = await context.interruptible(compare(state, plan, context.session, claim))
            context.emit("comparison", PromptsCompared(pairs=state.comparison.pairs))
            return not_tested("prompts were compared with one another, see `comparison`")
        tested = await context.interruptible(final_test(state, claim))
    except JobStopped as stopped:
        return not_tested(f"stopped before the test was done: {stopped.reason}")
    test = msgspec.structs.replace(tested, warnings=warnings_for_test(plan.data))
    context.emit("test", TestCompleted(**msgspec.structs.asdict(test)))
    return test


async def _result(context: JobContext, plan: Plan, state: RunState, test: TestResult, notes: tuple[str, ...]) -> Result:
    scores = {"baseline": state.in_full(state.baseline.id), "best": state.in_full(state.best.id)}
    usage = await context.session.usage()
    if context.checks.usage is not None:
        lost = usage.get("check", RoleUsage())
        usage["check"] = replace(context.checks.usage, retries=lost.retries, possibly_paid=lost.possibly_paid)
    unset = {role: _uncontrolled(plan, role) for role in usage}
    shown = await asyncio.to_thread(panels, state, test)
    return Result(
        **msgspec.structs.asdict(shown),
        prompt=state.best.components,
        demos=state.best.demos,
        candidate=state.best.id,
        sources=state.sources,
        baseline_prompt=state.baseline.components,
        validation={name: score for name, score in scores.items() if score is not None},
        test=test,
        notes=(*notes, *returned(state.lead, state.best.id, state.baseline.id)),
        sampling={role: said for role, said in unset.items() if said},
        data=plan.data,
        steps=state.steps,
        proposals=state.proposals,
        rejected=state.rejected,
        usage=usage,
        failures=context.session.failures,
        comparisons=state.comparisons,
        ranking=state.ranking,
        comparison=state.comparison,
    )


def _uncontrolled(plan: Plan, role: Role) -> tuple[str, ...]:
    """What of a role's sampling could not be set, in any of its models."""
    asked = {"task": plan.answering_once, "optimizer": (plan.models.optimizer,), "judge": (plan.models.judge,)}
    notes = (note for endpoint in asked.get(role, ()) for note in uncontrolled(endpoint, role))
    return tuple(dict.fromkeys(notes))


def _taken(context: JobContext) -> Taken:
    admission = context.session.admission
    seconds = admission.active_here_s - admission.paused_s
    return Taken(calls=admission.delivered, sent=admission.made, seconds=seconds)


def _progress(context: JobContext, plan: Plan, state: RunState) -> Progress:
    best, used = state.validation(state.best.id), state.planned.settled
    forecast = state.pace.forecast(used, state.held, context.session.admission.active_s)
    left = forecast.seconds_left
    return Progress(
        share=round(forecast.share, 4),
        seconds_left=None if left is None else round(left, 1),
        expected_calls=forecast.calls,
        best_score=None if best is None else best.score,
        cost_usd=None if plan.models.unpriced else used.cost_micro_usd / MICRO,
    )


def _summary(result: Result) -> dict[str, object]:
    difference = result.test.difference
    return {
        "candidate": result.candidate,
        "verdict": result.test.verdict,
        "difference": None if difference is None else difference.estimate,
    }
