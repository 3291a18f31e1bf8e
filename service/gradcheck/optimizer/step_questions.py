"""A step's questions to the optimizer's model, from what a method gives to the answer."""

from collections.abc import Callable

from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import EditRequest, ShownRollout, Slot, Template
from gradcheck.domain.program import Candidate
from gradcheck.optimizer.grading import Grading, shows_rollouts
from gradcheck.optimizer.model import Optimizer, Reply
from gradcheck.optimizer.question import CriticQuestion, Question, dotted
from gradcheck.optimizer.rendering import about_tool
from gradcheck.optimizer.slots import slots, tried
from gradcheck.optimizer.told import Piece, briefed, form, pieces, slots_of


class FilledQuestion(Value, frozen=True, kw_only=True):
    """A question with all that it shows, under the path of its call; `history` are the candidates shown as tried."""

    path: str
    template: Template
    slots: tuple[Slot, ...]
    seen: tuple[ShownRollout, ...]
    history: tuple[str, ...]
    lacks_evidence: bool


class StepQuestions:
    """The questions of one step; `spend` is told what its answers have cost."""

    def __init__(self, optimizer: Optimizer, path: str, spend: Callable[[Spend], None]) -> None:
        self._optimizer = optimizer
        self._path = path
        self._spend = spend
        self._grading = Grading(optimizer, path, spend)

    def path(self, question: Question) -> str:
        """Where in the run a question is asked."""
        return f"{self._path}/{question.template}/{dotted(question.at)}"

    async def fill(self, question: Question) -> FilledQuestion:
        """The question with all that it shows; the rollouts are graded first where a model's grade is shown."""
        told = self._told(question)
        template = self._template(question, told)
        seen = await self._grading.shown(template, question.rollouts)
        history = (*tried(template, question), *(name for piece in told for name in piece.candidates))
        return FilledQuestion(
            path=self.path(question),
            template=template,
            slots=self._slots(template, question, seen, told),
            seen=seen,
            history=tuple(dict.fromkeys(history)),
            lacks_evidence=bool(question.rollouts) and shows_rollouts(template) and not seen,
        )

    async def ask(self, filled: FilledQuestion) -> Reply:
        """The answer of a critic, or of the writer of a background."""
        return self._paid(await self._optimizer.model.write(filled.template, filled.slots, filled.path))

    async def edit(self, request: EditRequest, parent: Candidate) -> Reply:
        """An editor's answer, as a text that may replace the parent's."""
        return self._paid(await self._optimizer.model.edit(request, parent, request.id))

    def max_cost(self, question: Question) -> Spend:
        """The worst case of a question; 0 where inherited.

        A call that rests on grades cannot be looked up yet: it is taken to be inherited where an ancestor has an answer
        at its place. If it then turns out to be another, it is paid for all the same.

        A critic that depends on no other feedback is the first to ask for the grades it is shown; later ones find
        them made.
        """
        model, told, path = self._optimizer.model, self._told(question), self.path(question)
        template = self._template(question, told)
        filled = self._slots(template, question, self._grading.longest(template, question.rollouts), told)
        if self._grading.is_asked_for(template):
            inherited = path in self._optimizer.inherited
        else:
            inherited = model.inherits(template, filled, path)
        cost = Spend() if inherited else model.max_cost(template, [slot.text for slot in filled])
        grades_first = isinstance(question, CriticQuestion) and not question.told and shows_rollouts(template)
        return cost + self._grading.max_cost(question.rollouts) if grades_first else cost

    def _told(self, question: Question) -> tuple[Piece, ...]:
        briefing, template = self._optimizer.briefing, self._optimizer.templates[question.template]
        return () if briefing is None else pieces(briefing, template, question)

    def _template(self, question: Question, told: tuple[Piece, ...]) -> Template:
        optimizer, template = self._optimizer, self._optimizer.templates[question.template]
        if optimizer.briefing is not None:
            template = briefed(template, told, form(optimizer.program, template, question))
        return about_tool(template, optimizer.program, question.component)

    def _slots(
        self, template: Template, question: Question, seen: tuple[ShownRollout, ...], told: tuple[Piece, ...]
    ) -> tuple[Slot, ...]:
        shown = slots(self._optimizer.program, self._optimizer.examples, template, question, seen)
        return (*slots_of(told), *shown)

    def _paid(self, reply: Reply) -> Reply:
        self._spend(reply.spend)
        return reply
