"""The runs of a study under way: which are started, in what order, and what they may cost.

Every run is a part of the study, worked by whatever worker has room. Here is decided what there is to be worked.
A trial is begun with all its arms or not at all, and what is begun is run to its end, so a study that was stopped is
balanced. Whether a trial fits is decided twice: in the planned account, by the caps of its runs, in waves whose costs
are settled before the next, so that it does not depend on timing; and in the actual account, which also knows what was
lost.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.events.others import TrialCompleted, TrialStarted
from gradcheck.domain.run import JobError, Usage
from gradcheck.engine.execute import new_run
from gradcheck.engine.plan import Plan
from gradcheck.jobs.context import CANCELLED, JobContext
from gradcheck.llm.budget import Caps, PlannedAccount
from gradcheck.llm.trouble import FATAL
from gradcheck.storage.jobs import Job
from gradcheck.studies.analysis.outcome import RunOutcome, RunScores, paid, read, result_of, scores_of
from gradcheck.studies.outcome_scorer import OutcomeScorer
from gradcheck.studies.plan import StudyArm, StudyPlan, run_id


class StudyRunner:
    """Runs the trials of one study; `found` are the runs that have ended, in no order, `usages` what they used.

    `failures` counts the calls of runs that were not answered, by what the provider said.
    """

    def __init__(self, context: JobContext, plan: StudyPlan) -> None:
        self._context = context
        self._plan = plan
        self._marker = OutcomeScorer(context, plan)
        self._planned = PlannedAccount(Caps.of(plan.budget))
        self._worst = {arm.name: plan.worst(arm) for arm in plan.arms}
        self._next = asyncio.Lock()
        self._plans: dict[str, Plan] = {}
        self._stopped: str | None = None
        self._paid = Spend()
        self.failures: Counter[str] = Counter()
        self.found: list[RunOutcome] = []
        self.usages: list[Usage] = []

    @property
    def scores(self) -> Sequence[RunScores]:
        """The scores by item that outcomes of runs are the means of, in no order."""
        return self._marker.scores

    async def run(self) -> str:
        """Run as many trials as the budget has room for, the earlier ones first; the finish reason.

        What the trials of one wave leave of their worst case is for the next wave. A budget that has stopped the study
        before it began more does not keep it from scoring what it has begun.
        """
        self._context.session.admission.release()
        self._plans = {arm.name: await asyncio.to_thread(self._plan.labelled_plan, arm) for arm in self._plan.arms}
        trials = list(range(self._plan.trials))
        while trials:
            worst = [self._trial_worst(trial) for trial in trials]
            fitting, short = self._planned.reserve(worst)
            if fitting == 0:
                return str(short)
            before = self._paid + self._marker.spent
            await all_of(map(self._trial, trials[:fitting]))
            if self._stopped is not None:
                return self._stopped
            self._planned.settle(sum(worst[:fitting], Spend()), self._paid + self._marker.spent - before)
            trials = trials[fitting:]
        return "completed"

    def _trial_worst(self, trial: int) -> Spend:
        return sum((self._worst[arm.name] for arm in self._plan.arms_of(trial)), Spend())

    async def _trial(self, trial: int) -> None:
        """Begin a trial once those before it are begun and there is room, unless the study stops; carry it out."""
        arms = self._plan.arms_of(trial)
        async with self._next:
            await self._context.parts.room()
            self._stopped = self._stopped or await self._begin(trial)
            if self._stopped is not None:
                return
            self._context.session.admission.account.begin(self._trial_worst(trial))
            self._context.parts.under_way += len(arms)
        await all_of(self._one(arm, trial) for arm in arms)

    async def _begin(self, trial: int) -> str | None:
        """Store the runs of a trial, which begins it for good; why the study stops before it, if so."""
        jobs, study = self._context.jobs, self._context.job_id
        admission = self._context.session.admission
        reason = admission.account.refusal(self._trial_worst(trial), admission.active_s)
        if reason is not None:
            await jobs.decide_stop(study, reason)
        arms = self._plan.arms_of(trial)
        runs = await asyncio.to_thread(
            lambda: [new_run(self._run_plan(arm, trial), run_id(study, arm.name, trial), study) for arm in arms]
        )
        trace = self._context.telemetry.tracer.traceparent()
        if await jobs.adopt(study, [replace(run, trace=trace) for run in runs]):
            data = TrialStarted(trial=trial, arms=tuple(arm.name for arm in arms))
            self._context.emit(f"trial/{trial}/started", data)
            return None
        stopped = await jobs.stop_reason(study)
        if stopped == CANCELLED:
            self._context.cancel()
        return stopped

    async def _one(self, arm: StudyArm, trial: int) -> None:
        """Carry a run out, read it, score what it lacks. Until it has ended it counts as its worst case."""
        identity, worst = run_id(self._context.job_id, arm.name, trial), self._worst[arm.name]
        await self._context.parts.carry_out(identity)
        self._context.session.admission.account.end(worst, await self._context.spent(identity))
        job = await self._context.jobs.get(identity, "run")
        await self._heed(job)
        result, plan = result_of(job), self._run_plan(arm, trial)
        self._paid += arm.caps if result is None else paid(result.usage)
        self.usages.append({} if result is None else result.usage)
        self.failures.update({} if result is None else {failure.message: failure.count for failure in result.failures})
        tested = await self._context.records.rollouts(identity, stage="test")
        outcome = await asyncio.to_thread(read, job, arm.name, trial, plan, tested, self._plan.outcome)
        if job.status == "succeeded" and result is not None:
            if self._plan.outcome == "test":
                self._marker.scores.append(scores_of(arm.name, trial, tested, result.candidate))
            outcome = await self._marker.mark(outcome, arm, plan, result)
        self.found.append(outcome)
        self._context.parts.under_way -= 1
        self._tell(trial)

    async def _heed(self, job: Job) -> None:
        """Take note of why a run failed; where all others would fail alike, no further one is begun."""
        if job.error is not None and job.error.code in FATAL:
            admission = self._context.session.admission
            await admission.stop(
                job.error.code, JobError(code=job.error.code, message=f"{job.id}: {job.error.message}")
            )
            self._stopped = admission.stop_reason

    def _run_plan(self, arm: StudyArm, trial: int) -> Plan:
        return replace(self._plans[arm.name], seed=self._plan.seed_of(trial))

    def _tell(self, trial: int) -> None:
        """Tell of a trial whose last run has ended."""
        outcomes = {outcome.arm: outcome.outcome for outcome in self.found if outcome.trial == trial}
        arms = [arm.name for arm in self._plan.arms_of(trial)]
        if len(outcomes) == len(arms):
            by_arm = {name: outcomes[name] for name in arms}
            data = TrialCompleted(trial=trial, trials=self._plan.trials, outcomes=by_arm)
            self._context.emit(f"trial/{trial}/completed", data)
