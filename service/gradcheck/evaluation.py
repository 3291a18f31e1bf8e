"""Candidates on examples: one rollout is a chain of module calls and a score.

An answer without text is the prompt's doing and scores 0, a failed call is no score and asked again.
"""

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from urllib.parse import quote

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Chat, Delivery, Endpoint, Silence, Spend
from gradcheck.domain.program import Candidate, Module, Program, default_user_message, render
from gradcheck.domain.run import BUDGET_REASONS
from gradcheck.domain.seeds import derive
from gradcheck.domain.silence import in_words, silence
from gradcheck.domain.task import Example, ModuleCall, Rollout
from gradcheck.llm.base import JobStopped
from gradcheck.llm.session import Session
from gradcheck.scoring import Judge, Scoring
from gradcheck.scoring.base import Score
from gradcheck.scoring.judge import SCHEMA

_ROUNDS = 3  # in which what has no score is asked again


class Task(Value, frozen=True, kw_only=True):
    """What an output is judged by, and which models answer and judge."""

    program: Program
    scoring: Scoring
    labels: tuple[str, ...]
    description: str | None
    task: Endpoint
    judge: Endpoint
    seed: int


class Done(Value, frozen=True, kw_only=True):
    """A rollout and the outcomes it rests on, not counted yet."""

    rollout: Rollout
    deliveries: tuple[Delivery, ...]


class Asked(Value, frozen=True, kw_only=True):
    """A rollout that is wanted: who answers which example, which draw of the answer, and for which stage."""

    candidate: Candidate
    example: Example
    sample: int = 0
    stage: str


class Evaluator:
    """Makes rollouts of one task through one session."""

    def __init__(self, task: Task, session: Session) -> None:
        self._task = task
        self._session = session

    def reservation(self, candidate: Candidate, example: Example, sample: int, stage: str) -> Spend:
        """The worst case of a rollout; a call whose answer is known already costs nothing."""
        total, unknown = Spend(), 0
        longest = self._task.task.longest
        outputs: dict[str, str] = {}
        path, text = "", ""
        for module in self._task.program.modules:
            call = self._call(module, candidate, example, sample, stage, outputs)
            answer = None if unknown else self._session.free(call)
            if answer is not None and silence(answer) is not None:
                return total
            if answer is None:
                total += _worst(call, longest * unknown)
                unknown += 1
            path, text = call.path, "" if answer is None else answer.text
            outputs[module.output] = text
        if isinstance(self._task.scoring, Judge):
            call = self._judge_call(self._task.scoring, text, example, path)
            if unknown or self._session.free(call) is None:
                total += _worst(call, longest if unknown else 0)
        return total

    async def rollouts(self, asked: Sequence[Asked]) -> list[Done]:
        """All of these in their order; what has no score is asked again once all others are there."""
        return await self.again(asked, await all_of(self.first(asked)))

    def first(self, asked: Sequence[Asked]) -> Iterator[Awaitable[Done]]:
        """Each of these for the first time."""
        return (self.rollout(request.candidate, request.example, request.sample, request.stage) for request in asked)

    async def again(self, asked: Sequence[Asked], outcomes: Sequence[Done]) -> list[Done]:
        """Ask what has no score again, all at once and at most three times, and keep what came last.

        A repeat takes over the room in the budget of what it repeats; one that the caps have no room for is not made.
        """
        completed = list(outcomes)
        for number in range(1, _ROUNDS + 1):
            lacking = [index for index, outcome in enumerate(completed) if outcome.rollout.score is None]
            if not lacking:
                break
            try:
                repeats: list[Done] = await all_of(self._repeat(asked[index], number) for index in lacking)
            except JobStopped as stopped:
                if stopped.reason in BUDGET_REASONS:
                    break
                raise
            for index, repeat in zip(lacking, repeats, strict=True):
                deliveries = (*completed[index].deliveries, *repeat.deliveries)
                completed[index] = Done(rollout=repeat.rollout, deliveries=deliveries)
        return completed

    def _repeat(self, asked: Asked, number: int) -> Awaitable[Done]:
        return self.rollout(asked.candidate, asked.example, asked.sample, asked.stage, number)

    async def rollout(self, candidate: Candidate, example: Example, sample: int, stage: str, again: int = 0) -> Done:
        """Run the program on the example and score what comes out; `again` is how often this was tried before.

        A failed call fails the rollout; an answer without text ends it with a score of 0, and no scorer is shown it.
        """
        deliveries: list[Delivery] = []
        trace: list[ModuleCall] = []
        outputs: dict[str, str] = {}
        text = ""
        for module in self._task.program.modules:
            call = self._call(module, candidate, example, sample, stage, outputs, again)
            deliveries.append(await self._session.call(call))
            outcome = deliveries[-1].outcome
            if not isinstance(outcome, Answer):
                trace.append(ModuleCall(module=module.name, path=call.path, output=None, status="failed"))
                note = f"no answer: {outcome.message}"
                failed = _rollout(candidate, example, sample, stage, trace, note=note)
                return Done(rollout=failed, deliveries=tuple(deliveries))
            cause = silence(outcome)
            if cause is not None:
                trace.append(ModuleCall(module=module.name, path=call.path, output="", status="ok"))
                silent = _rollout(
                    candidate,
                    example,
                    sample,
                    stage,
                    trace,
                    output="",
                    score=0.0,
                    note=in_words(cause, outcome),
                    tokens=_tokens(deliveries),
                    cause=cause,
                )
                return Done(rollout=silent, deliveries=tuple(deliveries))
            text = outputs[module.output] = outcome.text
            trace.append(ModuleCall(module=module.name, path=call.path, output=text, status="ok"))
        score, judgements = await self._score(text, example, trace[-1].path, again)
        rollout = _rollout(
            candidate,
            example,
            sample,
            stage,
            trace,
            output=text,
            score=score.value,
            note=score.note,
            judged=tuple(delivery.path for delivery in judgements),
            tokens=_tokens(deliveries),
        )
        return Done(rollout=rollout, deliveries=(*deliveries, *judgements))

    def recorded(self, candidate: Candidate, example: Example, sample: int, stage: str) -> bool:
        """Whether every module's call of a rollout is recorded from before."""
        modules = self._task.program.modules
        return all(self._session.recorded(_path(candidate, example, sample, stage, module)) for module in modules)

    def accept(self, outcomes: Sequence[Done]) -> Spend:
        """Count rollouts as part of the result: what this job owes for their calls."""
        return self._session.count(delivery for outcome in outcomes for delivery in outcome.deliveries)

    def discard(self, candidate: Candidate, examples: Sequence[Example], sample: int, stage: str) -> None:
        """Count what came of rollouts that turned out not to be needed, whole or in part."""
        modules = self._task.program.modules
        paths = [_path(candidate, example, sample, stage, module) for example in examples for module in modules]
        self._session.discard([*paths, *map(_judge_path, paths)])

    async def _score(self, text: str, example: Example, path: str, again: int) -> tuple[Score, tuple[Delivery, ...]]:
        scoring = self._task.scoring
        if not isinstance(scoring, Judge):
            return scoring.score(text, example.expected, self._task.labels), ()
        delivery = await self._session.call(self._judge_call(scoring, text, example, path, again))
        if not isinstance(delivery.outcome, Answer):
            return Score(value=None, note=f"the judge gave no answer: {delivery.outcome.message}"), (delivery,)
        cause = silence(delivery.outcome)
        if cause is not None:
            return Score(value=None, note=f"the judge gave {in_words(cause, delivery.outcome)}"), (delivery,)
        return scoring.read(delivery.outcome.text), (delivery,)

    def _judge_call(self, judge: Judge, text: str, example: Example, path: str, again: int = 0) -> Call:
        """The call for a verdict; one that is asked for again is another draw, lest the same answer comes."""
        held = self._task.judge.dialect.structured
        messages = judge.request(text, example.expected, example.fields, self._task.description, held=held)
        return Call(
            path=_judge_path(path),
            role="judge",
            endpoint=self._task.judge,
            request=Chat(messages=messages, schema=SCHEMA if held else None),
            sampling=self._task.judge.sampling,
            seed=derive(self._task.seed, "judge", *([again] if again else [])),
            draw=again,
            again=again,
        )

    def _call(
        self,
        module: Module,
        candidate: Candidate,
        example: Example,
        sample: int,
        stage: str,
        outputs: Mapping[str, str],
        again: int = 0,
    ) -> Call:
        fields = {**example.fields, **outputs}
        default = list(outputs.values())[-1] if outputs else default_user_message(example.fields)
        messages = render(self._task.program, module, candidate, fields, default)
        return Call(
            path=_path(candidate, example, sample, stage, module, again),
            role="task",
            endpoint=self._task.task,
            request=Chat(messages=messages),
            sampling=self._task.task.sampling,
            seed=derive(self._task.seed, "rollout", sample),
            draw=sample,
            again=again,
        )


def _tokens(deliveries: Sequence[Delivery]) -> int:
    """The tokens of calls when they were made."""
    return sum(delivery.outcome.spend.tokens for delivery in deliveries)


def _path(candidate: Candidate, example: Example, sample: int, stage: str, module: Module, again: int = 0) -> str:
    draw = f"{sample}.{again}" if again else f"{sample}"
    return f"{stage}/{candidate.id}/{quote(example.id, safe='')}/{draw}/{module.name}"


def _judge_path(path: str) -> str:
    """Where the call is made that judges the output of the call at `path`."""
    return f"{path}/judge"


def _worst(call: Call, unknown: int) -> Spend:
    """The worst case of a call whose request will also hold `unknown` tokens of earlier answers."""
    inputs, outputs = call.input_tokens() + unknown, call.output_tokens()
    return Spend(calls=1, tokens=inputs + outputs, cost_micro_usd=call.endpoint.cost(inputs, outputs))


def _rollout(  # noqa: PLR0913 - the fields of one value
    candidate: Candidate,
    example: Example,
    sample: int,
    stage: str,
    trace: list[ModuleCall],
    *,
    note: str,
    output: str | None = None,
    score: float | None = None,
    judged: tuple[str, ...] = (),
    tokens: int = 0,
    cause: Silence | None = None,
) -> Rollout:
    return Rollout(
        candidate=candidate.id,
        example=example.id,
        sample=sample,
        stage=stage,
        status="failed" if score is None else "ok",
        output=output,
        score=score,
        note=note,
        trace=tuple(trace),
        judge_paths=judged,
        tokens=tokens,
        cause=cause,
    )
