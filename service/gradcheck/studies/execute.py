"""Studies as jobs: from a stored plan to a stored result."""

import asyncio
from collections import Counter

import msgspec

from gradcheck.domain.events.common import BudgetReached, Progress
from gradcheck.domain.events.others import StudyStarted
from gradcheck.domain.run import BUDGET_REASONS, JobError
from gradcheck.errors import GradcheckError
from gradcheck.jobs.context import Ended, JobContext
from gradcheck.llm.trouble import in_words
from gradcheck.storage.jobs import NewJob
from gradcheck.studies.analysis.outcome import added, calls_of
from gradcheck.studies.analysis.result import StudyResult, analyse
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.runner import StudyRunner

CUSTOM = "custom"


def new_study(plan: StudyPlan, job_id: str) -> NewJob:
    """A study to be stored."""
    return NewJob(
        id=job_id,
        kind="study",
        scope=job_id,
        label=plan.preset or CUSTOM,
        plan=msgspec.json.encode(plan),
        outline=msgspec.json.encode(plan.outline),
    )


async def execute_study(context: JobContext) -> Ended:
    """Carry a study out to its end. A stopped one is read from the trials that it has begun."""
    plan = msgspec.json.decode(context.plan, type=StudyPlan)
    conductor = StudyRunner(context, plan)
    runs = sum(arm.trials for arm in plan.arms)
    arms = tuple(arm.name for arm in plan.arms)
    context.progress = lambda: Progress(
        share=round(len(conductor.found) / runs, 4), runs=runs, ended_runs=len(conductor.found)
    )
    context.emit("started", StudyStarted(arms=arms, trials=plan.trials, runs=runs))
    error: JobError | None = None
    try:
        reason = await conductor.run()
    except GradcheckError as failure:
        reason, error = failure.code, JobError(code=failure.code, message=failure.message)
    if reason in BUDGET_REASONS:
        context.emit("budget_reached", BudgetReached(reason=reason))
    usage = added([*conductor.usages, await context.session.usage()])
    result = await asyncio.to_thread(analyse, plan, conductor.found, usage, conductor.scores)
    for comparison in result.comparisons:
        context.telemetry.verdicts.labels("study", comparison.verdict).inc()
    failures = in_words(conductor.failures, calls_of(usage))
    return context.ended(reason, error, msgspec.json.encode(result), _summary(result), usage=usage, told=failures)


def _summary(result: StudyResult) -> dict[str, object]:
    verdicts = Counter(comparison.verdict for comparison in result.comparisons)
    return {"complete_trials": result.complete_trials, "verdicts": dict(verdicts), "ranking": result.ranking.text}
