"""A program's answer to an example: its modules' calls, one after the other."""

from collections.abc import Mapping
from urllib.parse import quote

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Chat, Delivery, Silence, Spend
from gradcheck.domain.program import Candidate, Module, default_user_message, invoke
from gradcheck.domain.seeds import derive
from gradcheck.domain.silence import in_words, silence
from gradcheck.domain.task import Example, ModuleCall
from gradcheck.evaluation.evaluated import Task
from gradcheck.inputs.asking import render
from gradcheck.llm.session import Session


class ProgramAnswer(Value, frozen=True, kw_only=True):
    """What a program said, or None and why in `note`; `path` is that of its last call.

    An answer without text is an empty one with its `cause`.
    """

    text: str | None
    path: str
    trace: tuple[ModuleCall, ...]
    deliveries: tuple[Delivery, ...]
    note: str = ""
    cause: Silence | None = None

    @property
    def tokens(self) -> int:
        """The tokens of its calls when they were made."""
        return sum(delivery.outcome.spend.tokens for delivery in self.deliveries)


class ReservedCalls(Value, frozen=True, kw_only=True):
    """The worst case of a program's calls, its last call's path, and its answer where all of it is known already."""

    spend: Spend
    path: str
    text: str | None
    silent: bool = False


class ProgramCalls:
    """Makes a task's answers through one session."""

    def __init__(self, task: Task, session: Session) -> None:
        self._task = task
        self._session = session

    def reservation(self, candidate: Candidate, example: Example, sample: int, stage: str) -> ReservedCalls:
        """The worst case of an answer; a call whose answer is known already costs nothing."""
        total, unknown = Spend(), 0  # tokens of earlier outputs
        outputs: dict[str, str] = {}
        path, text = "", ""
        for module in self._task.program.modules:
            call = self._call(module, candidate, example, sample, stage, outputs)
            path = call.path
            answer = None if unknown else self._session.free(call)
            if answer is not None and silence(answer) is not None:
                return ReservedCalls(spend=total, path=path, text="", silent=True)
            if answer is None:
                total += call.reservation(unknown)
                unknown += self._task.answering(module).longest
            text = outputs[module.output] = "" if answer is None else answer.text
        return ReservedCalls(spend=total, path=path, text=None if unknown else text)

    async def answer(
        self, candidate: Candidate, example: Example, sample: int, stage: str, again: int
    ) -> ProgramAnswer:
        """Run the program on the example; a failed call or an answer without text ends it."""
        deliveries: list[Delivery] = []
        trace: list[ModuleCall] = []
        outputs: dict[str, str] = {}
        path, text = "", ""
        for module in self._task.program.modules:
            call = self._call(module, candidate, example, sample, stage, outputs, again)
            path = call.path
            deliveries.append(await self._session.call(call))
            outcome = deliveries[-1].outcome
            if not isinstance(outcome, Answer):
                trace.append(ModuleCall(module=module.name, path=path, output=None, status="failed"))
                return _answer(None, path, trace, deliveries, note=f"no answer: {outcome.message}")
            cause = silence(outcome)
            text = outputs[module.output] = "" if cause is not None else outcome.text
            trace.append(ModuleCall(module=module.name, path=path, output=text, status="ok", trace=outcome.trace))
            if cause is not None:
                return _answer("", path, trace, deliveries, note=in_words(cause, outcome), cause=cause)
        return _answer(text, path, trace, deliveries)

    def recorded(self, candidate: Candidate, example: Example, sample: int, stage: str) -> bool:
        """Whether every module's call of an answer is recorded from before."""
        return all(map(self._session.recorded, self.paths(candidate, example, sample, stage)))

    def paths(self, candidate: Candidate, example: Example, sample: int, stage: str) -> list[str]:
        """Where an answer's calls are made."""
        return [_path(candidate, example, sample, stage, module) for module in self._task.program.modules]

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
        endpoint, is_model = self._task.answering(module), module.application is None
        fields = {**example.fields, **outputs}
        return Call(
            path=_path(candidate, example, sample, stage, module, again),
            role="task" if is_model else "application",
            endpoint=endpoint,
            request=self._chat(module, candidate, example, fields, outputs)
            if is_model
            else invoke(module, candidate, fields),
            sampling=endpoint.sampling,
            seed=derive(self._task.seed, "rollout", sample),
            draw=sample,
            again=again,
        )

    def _chat(
        self,
        module: Module,
        candidate: Candidate,
        example: Example,
        fields: Mapping[str, str],
        outputs: Mapping[str, str],
    ) -> Chat:
        default = list(outputs.values())[-1] if outputs else default_user_message(example.fields)
        return Chat(
            messages=render(self._task.program, module, candidate, fields, default, example.attached),
            tools=module.described_tools(candidate.components),
            tool_choice=module.tool_choice,
        )


def _answer(
    text: str | None,
    path: str,
    trace: list[ModuleCall],
    deliveries: list[Delivery],
    *,
    note: str = "",
    cause: Silence | None = None,
) -> ProgramAnswer:
    return ProgramAnswer(text=text, path=path, trace=tuple(trace), deliveries=tuple(deliveries), note=note, cause=cause)


def _path(candidate: Candidate, example: Example, sample: int, stage: str, module: Module, again: int = 0) -> str:
    draw = f"{sample}.{again}" if again else f"{sample}"
    return f"{stage}/{candidate.id}/{quote(example.id, safe='')}/{draw}/{module.name}"
