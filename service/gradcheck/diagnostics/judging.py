"""A judge's answers about edits and feedback: blind to arms, options in a drawn order, read strictly."""

import re
from collections.abc import Mapping

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.material import ArmDraw, Judgement
from gradcheck.diagnostics.perturbations.templates import QUESTIONS
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.request import Recorded
from gradcheck.diagnostics.requirements import JudgeQuestion
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import Slot
from gradcheck.domain.seeds import stream
from gradcheck.optimizer.model import OptimizerModel
from gradcheck.optimizer.rendering import one_line

_DECOYS = 3
_LONGEST = 2000
_WORD = re.compile(r"[a-z0-9]+")


class BlockJudge:
    """Asks the judge's model about blocks."""

    def __init__(self, plan: DiagnosticPlan, model: OptimizerModel) -> None:
        self._plan = plan
        self._model = model

    def worst(self, recorded: Recorded, grown: str) -> Spend:
        """The worst case of a block's questions."""
        before = recorded.parent.components[recorded.request.component]
        texts = [before, before, grown, *recorded.texts * (_DECOYS + 1)]
        asks = [QUESTIONS[ask.question] for ask in self._plan.needs.asks]
        return sum((self._model.max_cost(template, texts, unknown=2) for template in asks), Spend())

    async def all(
        self, recorded: Recorded, replicate: int, drawn: Mapping[str, ArmDraw], real: tuple[str, ...]
    ) -> list[tuple[Judgement, Spend]]:
        """Every question that can be asked about a block, all at once."""
        asked = [ask for ask in self._plan.needs.asks if drawn[ask.arm].text is not None]
        return await all_of(self._one(recorded, replicate, ask, drawn[ask.arm], real) for ask in asked)

    async def _one(
        self, recorded: Recorded, replicate: int, ask: JudgeQuestion, drawn: ArmDraw, real: tuple[str, ...]
    ) -> tuple[Judgement, Spend]:
        where = f"judge/{recorded.step}/{replicate}/{ask.arm}/{ask.question}"
        feedback = "\n".join(drawn.feedback)
        options: tuple[str, ...] = ()
        texts = {"first": "\n".join(real), "second": feedback}
        if ask.question in {"follows", "identify"}:
            before = recorded.parent.components[recorded.request.component]
            texts = {"before": before, "after": drawn.text or "", "review": feedback}
        if ask.question == "identify":
            options = self._options(recorded, replicate, feedback)
            numbered = [f"{number}. {one_line(text, _LONGEST)}" for number, text in enumerate(options, start=1)]
            texts = {"before": texts["before"], "after": texts["after"], "reviews": "\n".join(numbered)}
        slots = tuple(Slot(name=name, kind="context", text=text) for name, text in texts.items())
        reply = await self._model.write(QUESTIONS[ask.question], slots, where)
        answer = _read(reply.text, options, feedback)
        return Judgement(question=ask.question, arm=ask.arm, answer=answer, options=options), reply.spend

    def _options(self, recorded: Recorded, replicate: int, feedback: str) -> tuple[str, ...]:
        """The edit's own feedback among others of the same task, in a drawn order."""
        rng = stream(self._plan.rules.seed, "options", recorded.step, replicate)
        others = sorted(
            {"\n".join(other.texts) for other in self._plan.recorded if other.step != recorded.step} - {feedback}
        )
        chosen = [others[index] for index in rng.permutation(len(others))[:_DECOYS]]
        mixed = [feedback, *chosen]
        return tuple(mixed[index] for index in rng.permutation(len(mixed)))


def _read(text: str | None, options: tuple[str, ...], feedback: str) -> bool | None:
    words = _WORD.findall((text or "").lower())
    if len(words) != 1:
        return None
    if not options:
        return {"yes": True, "no": False}.get(words[0])
    number = int(words[0]) if words[0].isdigit() else 0
    return options[number - 1] == feedback if 1 <= number <= len(options) else None
