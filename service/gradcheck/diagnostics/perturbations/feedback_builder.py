"""The feedback texts of an arm in one block, made from its source."""

import math

from gradcheck.diagnostics.perturbations.catalogue import PERTURBATIONS
from gradcheck.diagnostics.perturbations.control_texts import ControlTexts
from gradcheck.diagnostics.perturbations.critics import TRIES, Critics, FeedbackDraw
from gradcheck.diagnostics.perturbations.feedback_sources import (
    Critic,
    Elsewhere,
    FeedbackPart,
    Foreign,
    Modules,
    Nothing,
    Placebo,
    RandomWords,
    Real,
    Reshaped,
    ScoresOnly,
    Stale,
    Still,
    TaskVocabulary,
    Without,
    Written,
    obstacle,
    targets,
)
from gradcheck.diagnostics.perturbations.split_suggestions import split_suggestions, without_suggestion
from gradcheck.diagnostics.perturbations.templates import INVERT, PARAPHRASE
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.request import Recorded, feedback_of, with_texts
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import EditRequest, Slot
from gradcheck.domain.seeds import stream
from gradcheck.optimizer.model import OptimizerModel

_REWRITES = {"invert": INVERT, "paraphrase": PARAPHRASE}


class FeedbackBuilder:
    """Makes what arms put into the feedback slots of recorded requests."""

    def __init__(self, plan: DiagnosticPlan, model: OptimizerModel, critics: Critics) -> None:
        self._plan = plan
        self._model = model
        self._critics = critics
        self._controls = ControlTexts(plan)

    def worst(self, arm: str, recorded: Recorded) -> Spend:
        """The worst case of the calls that make an arm's texts."""
        match PERTURBATIONS[arm].source:
            case source if obstacle(source, recorded, self._plan.run) is not None:
                return Spend()
            case Critic(draw=None) as source:
                return self._critics.worst(source, recorded)
            case Written(how=how):
                return self._model.max_cost(_REWRITES[how], recorded.texts, unknown=2) * (TRIES * len(recorded.texts))
            case _:
                return Spend()

    def worst_real(self, recorded: Recorded) -> Spend:
        """The worst case of the calls that make a replicate's real feedback."""
        average = self._plan.rules.estimand == "critic_average"
        return self._critics.worst(Critic(), recorded) if average else Spend()

    def worst_shared(self, source: Critic, recorded: Recorded) -> Spend:
        """The worst case of a feedback that all replicates of a step share."""
        missing = obstacle(source, recorded, self._plan.run)
        return self._critics.worst(source, recorded) if missing is None else Spend()

    async def real(self, recorded: Recorded, replicate: int) -> FeedbackDraw:
        """What all arms of a block start from: the recorded feedback, or the critic's own for this replicate."""
        if self._plan.rules.estimand == "fixed_feedback" or replicate == 0:
            return FeedbackDraw(texts=recorded.texts)
        return await self._critics.ask(Critic(), recorded, replicate, f"feedback/{recorded.step}/{replicate}/real")

    async def shared(self, arm: str, source: Critic, recorded: Recorded) -> FeedbackDraw:
        """What all replicates of a step share, one draw of the critic; or why there is none."""
        missing = obstacle(source, recorded, self._plan.run)
        if missing is not None:
            return FeedbackDraw(texts=None, reason=missing)
        return await self._critics.ask(source, recorded, 0, f"feedback/{recorded.step}/{arm}")

    async def texts(self, arm: str, recorded: Recorded, replicate: int, real: tuple[str, ...]) -> FeedbackDraw:
        """An arm's texts, one a slot, from the block's real ones; or why it has none."""
        source = PERTURBATIONS[arm].source
        missing = obstacle(source, recorded, self._plan.run)
        if missing is not None:
            return FeedbackDraw(texts=None, reason=missing)
        where = f"feedback/{recorded.step}/{replicate}/{arm}"
        match source:
            case Written(how=how, draw=draw):
                return await self._written(how, real, where, draw)
            case Critic():
                return await self._critics.ask(source, recorded, replicate, where)
            case Modules():
                return FeedbackDraw(
                    texts=tuple(text for request in targets(source, recorded) for text in feedback_of(request))
                )
            case Placebo() | Foreign() | RandomWords() | TaskVocabulary():
                return self._controls.drawn(source, recorded.step, replicate, real)
            case _:
                return FeedbackDraw(texts=self._without_calls(source, recorded, replicate, real))

    def _without_calls(
        self, source: Still, recorded: Recorded, replicate: int, real: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The texts of an arm that needs no model."""
        seed, step = self._plan.rules.seed, recorded.step
        suggestions = sum(len(split_suggestions(text)) for text in real)
        order = stream(seed, "split_suggestions", step, replicate).permutation(suggestions).tolist()
        match source:
            case Real():
                texts = real
            case Nothing():
                texts = ("",) * len(real)
            case ScoresOnly():
                texts = (_scores(recorded.scores), *("",) * (len(real) - 1))
            case Stale():
                texts = recorded.stale
            case Elsewhere():
                texts = recorded.elsewhere
            case FeedbackPart(first=first, last=last):
                # the odd suggestion belongs to the earlier part
                start, end = (math.ceil(share * len(order)) for share in (first, last))
                texts = _part(real, set(order[start:end]))
            case Without(place=place):
                texts = without_suggestion(real, place)
            case Reshaped(how="bullets"):
                texts = tuple("\n".join(f"- {atom}" for atom in split_suggestions(text)) for text in real)
            case Reshaped():
                texts = _reordered(real, order)
        return texts

    def requests(self, arm: str, recorded: Recorded, texts: tuple[str, ...]) -> list[EditRequest]:
        """The recorded edit request with an arm's texts, and its labels where what is shown beside them has some.

        Arms that edit several modules have a request for each.
        """
        source = PERTURBATIONS[arm].source
        if isinstance(source, Critic):
            return [with_texts(self._critics.shown_to_editor(source, recorded), texts, masked=self._plan.masked)]
        filled, rest = [], texts
        for request in targets(source, recorded):
            size = len(feedback_of(request))
            filled.append(with_texts(request, rest[:size], masked=self._plan.masked))
            rest = rest[size:]
        return filled

    async def _written(self, how: str, real: tuple[str, ...], where: str, draw: int) -> FeedbackDraw:
        """Every slot's text rewritten by the optimizer's model."""
        spend, texts = Spend(), []
        for index, text in enumerate(real):
            slots = (Slot(name="review", kind="context", text=text),)
            for attempt in range(TRIES):
                reply = await self._model.write(_REWRITES[how], slots, f"{where}/{index}/{attempt}", draw)
                spend += reply.spend
                if reply.text is not None:
                    texts.append(reply.text)
                    break
            else:
                return FeedbackDraw(texts=None, reason=reply.reason, spend=spend)
        return FeedbackDraw(texts=tuple(texts), spend=spend)


def _scores(scores: tuple[float, ...]) -> str:
    right = sum(score == 1 for score in scores)
    return f"{right} of the {len(scores)} examples were right; the mean score was {sum(scores) / len(scores):.2f}."


def _part(texts: tuple[str, ...], chosen: set[int]) -> tuple[str, ...]:
    """The chosen suggestions, numbered over all slots."""
    parts, number = [], 0
    for text in texts:
        suggestions = split_suggestions(text)
        parts.append(" ".join(atom for index, atom in enumerate(suggestions, number) if index in chosen))
        number += len(suggestions)
    return tuple(parts)


def _reordered(texts: tuple[str, ...], order: list[int]) -> tuple[str, ...]:
    """The sentences of each slot in another order."""
    mixed, number = [], 0
    for text in texts:
        suggestions = split_suggestions(text)
        ranks = order[number : number + len(suggestions)]
        number += len(suggestions)
        ranked = [atom for _, atom in sorted(zip(ranks, suggestions, strict=True))]
        mixed.append(" ".join(ranked if ranked != suggestions else suggestions[1:] + suggestions[:1]))
    return tuple(mixed)
