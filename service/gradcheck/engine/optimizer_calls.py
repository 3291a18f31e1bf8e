"""What a step asks of the optimizer's model: critics' texts, backgrounds, edits, each on the step's record."""

from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import Background, CriticRequest, EditRequest, Feedback, one_of_several
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.engine.record import StepRecord
from gradcheck.engine.state import RunState
from gradcheck.optimizer.model import Reply
from gradcheck.optimizer.question import BackgroundQuestion, CriticQuestion, EditorQuestion, Path, Question, dotted
from gradcheck.optimizer.remarks import remarks_on, with_remarks
from gradcheck.optimizer.step_questions import StepQuestions


class OptimizerCalls:
    """The calls of one step to the optimizer's model."""

    def __init__(self, state: RunState, record: StepRecord) -> None:
        self._program = state.program
        self._examples = state.examples
        self._record = record
        self._questions = StepQuestions(state.optimizer, record.path, self._spend)
        self._spent = Spend()

    def max_cost(self, question: Question) -> Spend:
        """The worst case of a question; nothing where its answer is inherited."""
        return self._questions.max_cost(question)

    def take_spent(self) -> Spend:
        """What critics and editors have cost since this was asked last."""
        spent, self._spent = self._spent, Spend()
        return spent

    async def critique(self, question: CriticQuestion) -> Feedback | None:
        """A critic's text after it has passed the bus; None if the call failed or the text had to be rejected."""
        reply = await self._criticized(question)
        if reply is None or reply.text is None:
            return None
        return self._feedback(question, question.at, self._questions.path(question), reply.text)

    async def critiques(self, question: CriticQuestion) -> list[Feedback]:
        """What a critic wrote in one answer, each text after it has passed the bus; nothing if it is unusable."""
        reply, path = await self._criticized(question), self._questions.path(question)
        return [
            self._feedback(question, (*question.at, index), one_of_several(path, index), text)
            for index, text in enumerate(reply.blocks if reply is not None else ())
        ]

    def note(self, at: Path, rollout: Rollout, component: str) -> Feedback:
        """The scorer's note on a rollout, and what was said of earlier answers, as feedback about a component.

        It is what has passed the bus.
        """
        remarks = remarks_on(self._examples[rollout.example])
        written = Feedback(
            id=f"{self._record.path}/note/{dotted(at)}",
            kind="note",
            module=self._program.module_of(component).name,
            component=component,
            text=with_remarks(rollout.note, remarks),
            author="scorer",
            candidate=rollout.candidate,
            evidence=(rollout.example,),
        )
        return self._record.feedback(at, "note", written)

    async def brief(self, question: BackgroundQuestion) -> str | None:
        """A text that editors will be told; None if the call failed or had to be rejected."""
        filled = await self._questions.fill(question)
        reply = await self._questions.ask(filled)
        if reply.text is None:
            self._record.unusable(question, reply.reason)
        background = Background(
            id=filled.path, template=filled.template, slots=filled.slots, text=reply.text, history=filled.history
        )
        self._record.asked(question, background)
        return reply.text

    async def edit(self, question: EditorQuestion) -> Candidate | None:
        """An editor's proposal; None if the call failed or the proposal was rejected."""
        filled = await self._questions.fill(question)
        request = EditRequest(
            id=filled.path,
            operator=question.template,
            parents=(question.candidate.id, *(other.id for other in question.others.values())),
            component=question.component,
            template=filled.template,
            slots=filled.slots,
            seen=filled.seen,
            feedback=tuple(feedback.id for feedback in question.feedback),
            history=filled.history,
        )
        self._record.asked(question, request)
        reply = await self._questions.edit(request, question.candidate)
        if reply.text is None:
            self._record.reject(request, reply)
            return None
        return self._record.accept(question, request, reply.text)

    async def _criticized(self, question: CriticQuestion) -> Reply | None:
        """A critic's answer; None where there is nothing it could be asked about."""
        filled = await self._questions.fill(question)
        if filled.lacks_evidence:
            self._record.unusable(question, "no rollout has a verdict")
            return None
        request = CriticRequest(
            id=filled.path,
            candidate=question.candidate.id,
            component=question.component,
            template=filled.template,
            slots=filled.slots,
            seen=filled.seen,
            upstream=tuple(feedback.id for feedback in question.upstream),
            history=filled.history,
        )
        self._record.asked(question, request)
        reply = await self._questions.ask(filled)
        if reply.text is None:
            self._record.unusable(question, reply.reason)
        return reply

    def _feedback(self, question: CriticQuestion, at: Path, identity: str, text: str) -> Feedback:
        written = Feedback(
            id=identity,
            kind=question.kind,
            module=self._program.module_of(question.component).name,
            component=question.component,
            text=text,
            author="optimizer",
            candidate=question.candidate.id,
            evidence=tuple(rollout.example for rollout in question.rollouts),
        )
        return self._record.feedback(at, question.template, written)

    def _spend(self, spend: Spend) -> None:
        self._spent += spend
