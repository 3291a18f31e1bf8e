"""A score that a judge gives by comparing an output with the given prompt's to the same example."""

from collections.abc import Sequence

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Call, Delivery, Spend
from gradcheck.domain.task import Example, PartScore, Preference
from gradcheck.evaluation.evaluated import Task
from gradcheck.evaluation.judge_calls import judge_call, words_of
from gradcheck.evaluation.program_calls import ProgramCalls
from gradcheck.evaluation.scored_output import ScoredOutput
from gradcheck.llm.session import Session
from gradcheck.scoring.base import Score
from gradcheck.scoring.pairwise import COMPARISON_SCHEMA, Choosing, Pairwise

_ORDERS = (False, True)  # whether the order is swapped


class PairwiseCalls:
    """Asks the task's judge which of two outputs is better, in both orders.

    The reference answer is the given prompt's first one. It is asked for wherever it is needed, and made once: its
    content is the same everywhere.
    """

    def __init__(self, pairwise: Pairwise, task: Task, session: Session) -> None:
        self._pairwise = pairwise
        self._task = task
        self._session = session
        self._program = ProgramCalls(task.of_reference or task, session)

    def reservation(self, text: str | None, example: Example, path: str, /) -> Spend:
        """The worst case of the reference answer, where it is not known, and of a comparison, if one may be needed."""
        reference = self._program.reservation(self._task.reference, example, 0, _below(path))
        theirs = "" if reference.silent else reference.text
        if text is not None and (not text or (theirs is not None and self._pairwise.settled(text, theirs))):
            return reference.spend
        unknown = self._task.longest * ((text is None) + (theirs is None))
        total = reference.spend
        for swapped in _ORDERS:
            call = self._call(text or "", theirs or "", example, path, swapped=swapped)
            if unknown or self._session.free(call) is None:
                total += call.reservation(unknown)
        return total

    async def grade(
        self, text: str, example: Example, path: str, again: int, _earlier: Sequence[PartScore], /
    ) -> ScoredOutput:
        """The output's win, tie or loss; no score where the given prompt or the judge has failed, in either order."""
        reference = await self._program.answer(self._task.reference, example, 0, _below(path), again)
        if reference.text is None:
            note = f"the given prompt's answer, to compare with, is lacking: {reference.note}"
            return ScoredOutput(score=Score(value=None, note=note), deliveries=reference.deliveries)
        settled = self._pairwise.settled(text, reference.text)
        if settled is not None:
            return ScoredOutput(score=settled, deliveries=reference.deliveries)
        asked: list[Delivery] = await all_of(
            self._session.call(self._call(text, reference.text, example, path, swapped=swapped, again=again))
            for swapped in _ORDERS
        )
        deliveries = (*reference.deliveries, *asked)
        first, last = (self._read(one, swapped=swapped) for one, swapped in zip(asked, _ORDERS, strict=True))
        if isinstance(first, str) or isinstance(last, str):
            said = first if isinstance(first, str) else last
            return ScoredOutput(score=Score(value=None, note=str(said)), deliveries=deliveries)
        return ScoredOutput(
            score=self._pairwise.score(reference.text, first, last),
            preference=Preference(shown_first=first.pick, shown_last=last.pick),
            deliveries=deliveries,
        )

    def paths(self, path: str, example: Example, /) -> list[str]:
        """Where the reference answer is asked for and both comparisons are."""
        reference = self._program.paths(self._task.reference, example, 0, _below(path))
        return [*reference, *(_path(path, swapped=swapped) for swapped in _ORDERS)]

    def _call(self, text: str, reference: str, example: Example, path: str, *, swapped: bool, again: int = 0) -> Call:
        task = self._task
        held = task.judge.dialect.structured
        messages = self._pairwise.request(
            text, reference, example.expected, example.fields, task.description, swapped=swapped, held=held
        )
        return judge_call(task, _path(path, swapped=swapped), messages, COMPARISON_SCHEMA, again)

    def _read(self, delivery: Delivery, *, swapped: bool) -> Choosing | str:
        said, fault = words_of(delivery)
        return self._pairwise.read(said, swapped=swapped) if fault is None else fault


def _below(path: str) -> str:
    return f"{path}/reference"


def _path(path: str, *, swapped: bool) -> str:
    return f"{path}/judge/{'last' if swapped else 'first'}"
