"""What all steps of one run share: the plan's parts, the accounts, the scores so far, the way to record and to tell."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, NoReturn

from msgspec import Struct, field
from msgspec.structs import replace

from gradcheck.domain.call import Spend
from gradcheck.domain.events.runs import StepCompleted
from gradcheck.domain.feedback import Evaluation
from gradcheck.domain.labels import Named, by_label
from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.results.comparison import Comparisons, PromptComparison
from gradcheck.domain.run import JobError, Lead, RankedCandidate, Scored, SourceEffect, Step, step_path
from gradcheck.domain.task import Example, Preference, Rollout
from gradcheck.engine.briefing import RunBriefing
from gradcheck.engine.commits import Commits
from gradcheck.engine.feedback_bus import FeedbackBus
from gradcheck.engine.labels_said import said
from gradcheck.engine.pace import Pace
from gradcheck.engine.strengths import ranking, stronger
from gradcheck.engine.thinking_limit import Thinking
from gradcheck.evaluation import Evaluator
from gradcheck.llm.base import Emit
from gradcheck.llm.budget import PlannedAccount
from gradcheck.methods.standing import ALIKE, Classes, is_whole, means
from gradcheck.optimizer.model import Optimizer
from gradcheck.scoring.reading import Reader
from gradcheck.statistics.runs.macro import macro_interval
from gradcheck.statistics.runs.win_share import TIE
from gradcheck.statistics.strata import macro_mean
from gradcheck.storage.records import Records
from gradcheck.telemetry import Telemetry


class Finished(Exception):  # noqa: N818 - control flow, not an error
    """The method goes no further: a stop rule or the planned budget says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RunState(Struct, kw_only=True, eq=False):
    """The shared parts of a run: what it was given, then what it has come to; `held` is kept back for the test.

    `classes` are those of its examples where each class counts alike in a mean; `briefing` is what its critics and
    editors are told beside what they are shown, None where that is nothing.
    """

    job_id: str
    method: str
    seed: int
    program: Program
    baseline: Candidate
    examples: dict[str, Example]
    evaluator: Evaluator
    optimizer: Optimizer
    bus: FeedbackBus
    planned: PlannedAccount
    records: Records
    telemetry: Telemetry
    tell: Emit
    hold: Callable[[Spend], None]
    give_up: Callable[[JobError], Awaitable[NoReturn]]
    thinking: Thinking
    reader: Reader | None
    labels: tuple[str, ...]
    classes: Classes
    description: str | None
    pace: Pace
    pairwise: bool
    commits: Commits
    races: bool
    informative: int | None
    best: Candidate
    briefing: RunBriefing | None = None
    held: Spend = Spend()
    worst_tests: dict[tuple[object, ...], Spend] = {}
    largest_call: Spend = Spend()
    sources: tuple[SourceEffect, ...] = ()
    lead: Lead | None = None
    candidates: dict[str, Candidate] = {}
    proposals: int = 0
    rejected: int = 0
    rejections: Counter[tuple[str, Literal["rejected", "failed"]]] = field(default_factory=Counter)
    tested: tuple[Rollout, ...] = ()
    comparison: PromptComparison | None = None
    steps: int = 0
    _compared: dict[tuple[str, str, int], tuple[float | None, Preference | None]] = {}
    _validation: defaultdict[str, dict[str, float | None]] = field(default_factory=lambda: defaultdict(dict))
    _said: defaultdict[str, dict[str, Named | None]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def critics_see(self) -> Evaluation:
        """What critics and editors are shown of the evaluation of rollouts."""
        return self.optimizer.evaluation

    def split(self, name: str) -> tuple[Example, ...]:
        """The examples of a split, in the order of the data."""
        return tuple(example for example in self.examples.values() if example.split == name)

    def register(self, candidate: Candidate) -> None:
        """Record a candidate once, numbered in canonical order."""
        if candidate.id not in self.candidates:
            self.records.add_candidate(self.job_id, len(self.candidates), candidate)
            self.candidates[candidate.id] = candidate

    def complete(self, step: Step) -> None:
        """Record a step, and take over what it selected as the best so far."""
        for candidate in step.candidates:
            self.register(candidate)
        self.records.add_step(self.job_id, step)
        if self.briefing is not None:
            self.briefing.end(step, self._validation)
        for proposal in step.proposals:
            self.telemetry.proposals.labels(self.method, proposal.status).inc()
        rejected = sum(proposal.status != "accepted" for proposal in step.proposals)
        self.proposals += len(step.proposals)
        self.rejected += rejected
        self.rejections.update((each.reason, each.status) for each in step.proposals if each.status != "accepted")
        best: Scored | None = None
        if step.selection is not None:
            self.best = self.candidates[step.selection.best]
            self.sources = step.selection.sources
            self.lead = step.selection.lead or self.lead
            best = self.validation(self.best.id)
        told = StepCompleted(
            step=step.n,
            best=self.best.id,
            best_score=None if best is None else best.score,
            proposals=len(step.proposals),
            rejected=rejected,
            calls=self.planned.settled.calls,
        )
        self.tell(f"{step_path(step.n)}/completed", told)

    def observe(self, rollouts: Sequence[Rollout]) -> None:
        """Remember validation scores, which labels the answers said, and what a judge compared."""
        if self.briefing is not None:
            self.briefing.observe(rollouts)
        for rollout in rollouts:
            if self.pairwise and rollout.candidate != self.baseline.id:
                asked = rollout.candidate, rollout.example, rollout.sample
                self._compared[asked] = rollout.score, rollout.preference
            if self.examples[rollout.example].split == "validation":
                scores = self._validation[rollout.candidate]
                scores[rollout.example] = (
                    rollout.score if scores.get(rollout.example) is None else scores[rollout.example]
                )
                answers = self._said[rollout.candidate]
                if answers.get(rollout.example) is None:
                    answers[rollout.example] = said(rollout, self.examples, self.reader)

    @property
    def whole(self) -> list[dict[str, float]]:
        """The scores by validation item of all candidates that have one on each."""
        items = len(self.split("validation"))
        known = [{item: score for item, score in own.items() if score is not None} for own in self._validation.values()]
        return [own for own in known if len(own) == items]

    def scores(self, candidate: str) -> dict[str, float | None]:
        """A candidate's scores by validation item that it was tried on; None where a failed call left none."""
        return self._validation[candidate]

    def preferred(self, chosen: str) -> str:
        """What is best so far where a method chose this: the one before, if failed calls alone make it look worse."""
        if self.pairwise:
            chosen = stronger(chosen, self.best.id, self._validation)
        scores, before = self.scores(chosen), self.scores(self.best.id)
        if not scores or not before or None not in {*scores.values(), *before.values()} or not is_whole(before):
            return chosen
        compared = means({chosen: scores, self.best.id: before}, self.classes)
        mean, mean_before = compared[chosen], compared[self.best.id]
        return chosen if mean is not None and (mean_before is None or mean >= mean_before) else self.best.id

    def lead_of(self, candidate: str) -> Lead | None:
        """What a candidate has against the best so far; None where none is asked for."""
        return self.commits.lead(candidate, self.best.id, self._validation, self.widest)

    @property
    def widest(self) -> float:
        """The most that a score differs by from one of the best so far; the given prompt's is a tie in comparisons."""
        return TIE if self.pairwise and self.best.id == self.baseline.id else 1.0

    def validation(self, candidate: str) -> Scored | None:
        """A candidate's mean over the validation items it was tried on."""
        score = scored(self._validation[candidate], self.seed, self.classes)
        return self.by_definition(score) if candidate == self.baseline.id else score

    def by_definition(self, score: Scored | None) -> Scored | None:
        """The given prompt's score: where answers are compared with its own, its win share is no estimate."""
        return replace(score, ci95=(score.score, score.score)) if score is not None and self.pairwise else score

    @property
    def comparisons(self) -> Comparisons | None:
        """What the run's comparisons came to, each of an answer once; None where scores are no comparisons."""
        return Comparisons.of(self._compared.values()) if self.pairwise else None

    @property
    def ranking(self) -> tuple[RankedCandidate, ...]:
        """The candidates that were compared on validation, the strongest first."""
        return ranking(self.baseline.id, self._validation) if self.pairwise else ()

    def in_full(self, candidate: str) -> Scored | None:
        """A candidate's validation score with its figures by label."""
        score = self.validation(candidate)
        return score and with_labels(score, self._said[candidate], self.examples, self.reader)


def scored(scores: Mapping[str, float | None], seed: int, classes: Classes = ALIKE) -> Scored | None:
    """A mean with its interval over the items that have a score; None where none has."""
    known = [(score, classes.get(item)) for item, score in scores.items() if score is not None]
    if not known:
        return None
    values, own = [score for score, _ in known], [name for _, name in known]
    interval, mean = macro_interval(values, own, seed=seed), macro_mean(values, own)
    return Scored(score=mean, ci95=(interval.low, interval.high), n=len(known), failed=len(scores) - len(known))


def with_labels(
    score: Scored, answers: Mapping[str, Named | None], examples: Mapping[str, Example], reader: Reader | None
) -> Scored:
    """The score with its figures by label; `answers` are what `said` gave for each item."""
    if reader is None:
        return score
    items = [(reader.expected(examples[name].expected), labels) for name, labels in answers.items()]
    return replace(score, by_label=by_label(reader.labels, items))
