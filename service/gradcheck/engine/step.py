"""A step under way, as its method sees it: what is asked for gets its path, its room and its record."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import takewhile
from typing import TypeVar

from msgspec.structs import replace

from gradcheck.concurrency import all_of, until
from gradcheck.domain.call import Spend
from gradcheck.domain.events.runs import CandidateScored
from gradcheck.domain.feedback import Feedback, FeedbackKind
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.run import PoolEntry, SourceEffect
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.gates import Bound, Prefix, blocks, see
from gradcheck.engine.optimizer_calls import OptimizerCalls
from gradcheck.engine.races import Race, race
from gradcheck.engine.record import StepRecord
from gradcheck.engine.schedule import Later, Schedule
from gradcheck.engine.state import RunState
from gradcheck.evaluation import Asked, Done
from gradcheck.methods.interface import Gate
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import ahead
from gradcheck.optimizer.question import (
    BackgroundQuestion,
    CriticQuestion,
    EditorQuestion,
    Path,
    Question,
    TriedCandidate,
)
from gradcheck.statistics.strata import relative_weights

T = TypeVar("T")
Item = TypeVar("Item")


class RunningStep:
    """A step under way."""

    def __init__(
        self, state: RunState, number: int, parents: Sequence[Candidate], minibatch: Sequence[Example]
    ) -> None:
        self._state = state
        self._number = number
        self._record = StepRecord(state, number, parents, minibatch)
        self._optimizer = OptimizerCalls(state, self._record)
        self._ended: dict[Path, tuple[str, Sequence[Done]]] = {}
        self._unpaid: dict[Path, Sequence[Done]] = {}
        self._passed: list[Candidate] = []
        self._schedule = Schedule(
            state.planned,
            calls=state.pace.most(number),
            a_call=replace(state.largest_call * 2, calls=1),
            settle=self._settle,
            asks=state.pace.ask,
            barrier=self._observe,
        )

    async def complete(self) -> None:
        """Wait for what is under way, settle, record the step."""
        await self._schedule.close()
        self._observe()
        self._state.largest_call = self._state.largest_call.larger(self._schedule.largest)
        self._state.complete(self._record.whole())

    @property
    def exhausted(self) -> str | None:
        """Why work was left out, if any was."""
        return self._schedule.exhausted

    async def stop(self) -> None:
        """Stop what is under way: the step is left by an error."""
        await self._schedule.abandon()

    def leave(self) -> None:
        """The step's code is left."""
        self._schedule.leave()

    def each(self, items: Sequence[Item], work: Callable[[Item], Awaitable[T]]) -> Later[list[T]]:
        """The work on every item, all at once; the results in the order of the items."""
        return self._schedule.each(items, work)

    def evaluate(
        self, candidates: Sequence[Candidate], examples: Sequence[Example], sample: int = 0
    ) -> Later[list[Rollout]]:
        """Rollouts, candidate by candidate; those beyond the budget are missing.

        Items without a score are asked again, in their order, when all others are there: they keep their room. Where
        critics are shown no evaluation the method does not know the errors of train examples either.
        """
        state, evaluator, path = self._state, self._state.evaluator, self._path()
        stage = self._stage(path, examples)
        pairs = [(candidate, example) for candidate in candidates for example in examples]
        reservations = [evaluator.reservation(candidate, example, sample, stage) for candidate, example in pairs]

        races = self._races(examples, sample)

        async def start(fitting: int) -> list[Rollout]:
            wanted = [Asked(candidate=c, example=e, sample=sample, stage=stage) for c, e in pairs[:fitting]]
            if races:
                outcomes = await self._race(candidates, wanted)
            else:
                pending = evaluator.first(wanted)
                outcomes = await (until(pending, state.thinking.sees) if self._number == 0 else all_of(pending))
                if state.thinking.error is None:
                    outcomes = await evaluator.again(wanted, outcomes)
            self._end(path, stage, outcomes)
            if state.thinking.error is not None:
                self._observe()  # the answers that end the run are part of its record
                await state.give_up(state.thinking.error)
            rollouts = [outcome.rollout for outcome in outcomes]
            self._tell_scores(candidates, rollouts, stage)
            return list(map(self._blinded, rollouts)) if state.critics_see == "none" else rollouts

        return self._schedule.ask(path, reservations, start)

    def gate(self, candidate: Candidate, examples: Sequence[Example], at_least: float, rival: Candidate) -> Later[Gate]:
        """Whether a candidate's mean is at least so much, judged on the shortest prefix of examples that settles it.

        Scores are at most 1: when even ones for all that is left would not lift the mean enough, the rest is stopped.
        What has no score yet counts as left, and is asked again where it matters. `at_least` is what `rival` reached:
        the two are compared on the items that both have, and a candidate that lacks too many does not pass.
        Under a cap the examples are asked for in blocks and no block is stopped, so that what is left of the budget
        does not depend on what came in time. Without one all are asked for at once; what came beyond the prefix is
        counted as speculative and no part of anything else. What an earlier process has recorded is looked at first,
        so that a replay makes no call beyond the prefix.
        """
        state, evaluator, path = self._state, self._state.evaluator, self._path()
        stage = self._stage(path, examples)

        async def start(fitting: int) -> Gate:
            weights = relative_weights([state.classes.get(example.id) for example in examples])
            bound = Bound(weights, at_least)
            asked = [Asked(candidate=candidate, example=example, stage=stage) for example in examples[:fitting]]
            outcomes = await self._shortest(asked, bound, blocks)
            self._end(path, stage, outcomes)
            seen = [outcome.rollout for outcome in outcomes[: bound.seen]]
            self._tell_scores([candidate], seen, stage)
            entry = mean_entry(candidate, seen)
            whole = bound.seen == len(examples) and entry.score is not None
            scores = {rollout.example: rollout.score for rollout in seen}
            lead = ahead(scores, state.scores(rival.id), at_least, state.classes) if whole else None
            return Gate(candidate=candidate, entry=entry, passed=lead is not None and lead >= 0)

        return self._schedule.ask(
            path, [evaluator.reservation(candidate, example, 0, stage) for example in examples], start
        )

    def _races(self, examples: Sequence[Example], sample: int) -> bool:
        """Whether what is asked for is a score on all of validation, which may end early."""
        return (
            (self._state.races or self._state.informative is not None)
            and self._number > 0
            and sample == 0
            and tuple(examples) == self._state.split("validation") != ()
        )

    async def _race(self, candidates: Sequence[Candidate], wanted: Sequence[Asked]) -> list[Done]:
        """What came of each candidate up to where it was out."""
        own = [[asked for asked in wanted if asked.candidate.id == candidate.id] for candidate in candidates]
        races = [race(self._state, candidate, asked) for candidate, asked in zip(candidates, own, strict=True)]

        async def run(one: Race) -> list[Done]:
            return (await self._shortest(one.asked, one.ending, one.divide))[: one.ending.seen]

        return [outcome for outcomes in await all_of(map(run, races)) for outcome in outcomes]

    async def _shortest(
        self, asked: Sequence[Asked], prefix: Prefix, divide: Callable[[Sequence[Asked]], Sequence[Sequence[Asked]]]
    ) -> list[Done]:
        """What came of these up to the one that settles the prefix, or under a cap the part that it is in.

        What an earlier process has recorded is looked at first, and what has no score is asked again where it matters.
        """
        evaluator, capped = self._state.evaluator, self._state.planned.capped
        known = sum(1 for _ in takewhile(lambda a: evaluator.recorded(a.candidate, a.example, 0, a.stage), asked))
        outcomes: list[Done] = []
        for part in divide(asked) if capped else (asked[:known], asked[known:]):
            if not prefix.settled:
                pending = evaluator.first(part)
                outcomes += await (all_of(pending) if capped else until(pending, prefix.sees))
                see(prefix, outcomes)
        if not prefix.settled:
            outcomes = await evaluator.again(asked, outcomes)
        if not capped:
            for left in asked[len(outcomes) :]:
                evaluator.discard(left.candidate, [left.example], 0, left.stage)
        return outcomes

    def critique(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        kind: FeedbackKind = "critique",
        upstream: Sequence[Feedback] = (),
        context: Mapping[str, str] | None = None,
    ) -> Later[Feedback | None]:
        """A critic's text about a component, after it has passed the bus."""
        question = self._critique(template, candidate, component, rollouts, kind, upstream, context)
        return self._ask(question, self._optimizer.critique, None)

    def critiques(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        kind: FeedbackKind = "critique",
        upstream: Sequence[Feedback] = (),
        context: Mapping[str, str] | None = None,
    ) -> Later[list[Feedback]]:
        """What a critic wrote in one answer, each text after it has passed the bus."""
        question = self._critique(template, candidate, component, rollouts, kind, upstream, context)
        return self._ask(question, self._optimizer.critiques, [])

    def note(self, rollout: Rollout, component: str) -> Feedback:
        """The scorer's note on a rollout as feedback about a component, after it has passed the bus."""
        return self._optimizer.note(self._path(), rollout, component)

    def edit(  # noqa: PLR0913 - all that an editor may be shown
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        feedback: Sequence[Feedback] = (),
        others: Mapping[str, Candidate] | None = None,
        history: Sequence[TriedCandidate] = (),
        examples: Sequence[Example] = (),
        context: Mapping[str, str] | None = None,
    ) -> Later[Candidate | None]:
        """An editor's proposal."""
        question = EditorQuestion(
            at=self._path(),
            template=template,
            candidate=candidate,
            component=component,
            rollouts=tuple(rollouts),
            feedback=tuple(feedback),
            others=dict(others or {}),
            history=tuple(history),
            examples=tuple(examples),
            context=dict(context or {}),
        )
        return self._ask(question, self._optimizer.edit, None)

    def brief(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        examples: Sequence[Example] = (),
        context: Mapping[str, str] | None = None,
    ) -> Later[str | None]:
        """A text that editors will be told."""
        question = BackgroundQuestion(
            at=self._path(),
            template=template,
            candidate=candidate,
            component=component,
            rollouts=tuple(rollouts),
            examples=tuple(examples),
            context=dict(context or {}),
        )
        return self._ask(question, self._optimizer.brief, None)

    def compose(
        self,
        operator: str,
        parents: Sequence[Candidate],
        *,
        components: Mapping[str, str] | None = None,
        demos: Sequence[Demo] | None = None,
    ) -> Candidate:
        """A candidate made without a call."""
        return self._record.compose(self._path(), operator, parents, components=components, demos=demos)

    async def usable(self, asked: Sequence[Awaitable[T | None]]) -> list[T]:
        """What came of several things that were asked for, without what could not be used."""
        return [answer for one in asked if (answer := await one) is not None]

    def join(self, parent: Candidate, edits: Sequence[Candidate]) -> Candidate | None:
        """One candidate with the changes that edits made to different components of the parent."""
        return self._record.join(parent, edits, self._path()) if edits else None

    async def distinct(self, proposed: Sequence[Candidate | None], known: Sequence[Candidate] = ()) -> list[Candidate]:
        """Proposals whose texts are not there already, in the order of the branches that ask."""
        await self._schedule.turn()
        fresh = self._record.distinct(proposed, [*known, *self._passed])
        self._passed += fresh
        return fresh

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Note candidates that came with the request."""
        self._record.offer(candidates)

    def drop(self, candidates: Sequence[Candidate], reason: str) -> None:
        """Note that proposals are left out before they are scored."""
        self._record.drop(candidates, reason)

    def select(
        self,
        policy: str,
        pool: Sequence[PoolEntry],
        chosen: Sequence[str],
        reason: str,
        sources: Sequence[SourceEffect] = (),
    ) -> None:
        """Note what was selected."""
        self._observe()
        self._record.select(policy, pool, chosen, reason, sources)

    def _critique(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout],
        kind: FeedbackKind,
        upstream: Sequence[Feedback],
        context: Mapping[str, str] | None,
    ) -> CriticQuestion:
        return CriticQuestion(
            at=self._path(),
            template=template,
            kind=kind,
            candidate=candidate,
            component=component,
            rollouts=tuple(rollouts),
            upstream=tuple(feedback.original for feedback in upstream),
            context=dict(context or {}),
        )

    def _ask(self, question: Question, work: Callable[..., Awaitable[T]], nothing: T) -> Later[T]:
        """A question to the optimizer's model, which is not put where there is no room for it."""

        async def start(fitting: int) -> T:
            return await work(question) if fitting else nothing

        return self._schedule.ask(question.at, [self._optimizer.max_cost(question)], start)

    def _path(self) -> Path:
        (path,) = self._schedule.branch.paths()
        return path

    def _stage(self, path: Path, examples: Sequence[Example]) -> str:
        split = examples[0].split if examples else "nothing"
        return f"{self._record.path}/{split}/{'.'.join(map(str, path))}"

    def _blinded(self, rollout: Rollout) -> Rollout:
        """The rollout with an answer to a train example as good as any other."""
        is_known = rollout.score is None or self._state.examples[rollout.example].split != "train"
        return rollout if is_known else replace(rollout, score=0.0, note="")

    def _end(self, path: Path, stage: str, outcomes: Sequence[Done]) -> None:
        self._ended[path] = stage, outcomes
        self._unpaid[path] = outcomes

    def _settle(self) -> Spend:
        """Count what has ended since this was called last, in the order of paths; what it has cost."""
        ended = [self._unpaid.pop(path) for path in sorted(self._unpaid)]
        return sum(map(self._state.evaluator.accept, ended), self._optimizer.take_spent())

    def _observe(self, paths: Sequence[Path] | None = None) -> None:
        """Record and remember the rollouts that the method's own code has waited for, in the order of their paths."""
        state, places = self._state, None if paths is None else {path[0] for path in paths}
        for path in sorted(path for path in self._ended if places is None or path[0] in places):
            stage, outcomes = self._ended.pop(path)
            rollouts = [outcome.rollout for outcome in outcomes]
            state.records.add_rollouts(state.job_id, stage, rollouts, first=0)
            state.observe(rollouts)

    def _tell_scores(self, candidates: Sequence[Candidate], rollouts: Sequence[Rollout], stage: str) -> None:
        """Tell how candidates did on validation."""
        if not any(self._state.examples[rollout.example].split == "validation" for rollout in rollouts):
            return
        for candidate in candidates:
            entry = mean_entry(candidate, rollouts)
            if entry.n + entry.failed:
                told = CandidateScored(
                    step=self._number, candidate=candidate.id, score=entry.score, n=entry.n, failed=entry.failed
                )
                self._state.tell(f"{stage}/{candidate.id}", told)
