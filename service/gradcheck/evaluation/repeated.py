"""Several answers to one example as one rollout of it."""

from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.domain.task import PartScore, Repeat, Rollout
from gradcheck.scoring.base import CORRECT
from gradcheck.scoring.repeats import Repeats


def combined(repeats: Repeats, sample: int, answers: Sequence[Rollout]) -> Rollout:
    """The rollout whose score is made of those of its answers; without one while any of them has none.

    What critics are shown is the answer with the lowest score, the first of those; where one has none, that one.
    """
    shown = min(answers, key=lambda one: -1.0 if one.score is None else one.score)
    scores = [one.score for one in answers if one.score is not None]
    score = repeats.combined(scores) if len(scores) == len(answers) else None
    return replace(
        shown,
        sample=sample,
        status="failed" if score is None else "ok",
        score=score,
        note=_note(repeats, shown, scores, score),
        judge_paths=tuple(path for one in answers for path in one.judge_paths),
        tokens=sum(one.tokens for one in answers),
        parts=_parts(repeats, shown, answers),
        repeats=tuple(map(_slim, answers)),
    )


def _note(repeats: Repeats, shown: Rollout, scores: Sequence[float], score: float | None) -> str:
    if score is None:
        return f"{repeats.n - len(scores)} of {repeats.n} answers have no score: {shown.note}"
    if min(scores) == 1:
        return CORRECT.note
    return (
        f"{sum(map(repeats.succeeds, scores))} of {repeats.n} answers to this input are right; this one: {shown.note}"
    )


def _parts(repeats: Repeats, shown: Rollout, answers: Sequence[Rollout]) -> tuple[PartScore, ...]:
    """The parts of a weighted score, each made of what it was over the answers; one without text has 0 in all."""
    with_parts = next((one.parts for one in answers if one.parts), ())
    notes = {part.name: part.note for part in shown.parts}
    return tuple(
        PartScore(
            name=part.name,
            weight=part.weight,
            score=None if None in (scores := _scores(part.name, answers)) else repeats.combined(_known(scores)),
            note=notes.get(part.name, shown.note),
            calls=tuple(path for one in answers for own in one.parts if own.name == part.name for path in own.calls),
        )
        for part in with_parts
    )


def _scores(name: str, answers: Sequence[Rollout]) -> list[float | None]:
    own = [{part.name: part.score for part in one.parts} for one in answers]
    return [scores.get(name, one.score) for scores, one in zip(own, answers, strict=True)]


def _known(scores: Sequence[float | None]) -> list[float]:
    return [score for score in scores if score is not None]


def _slim(answer: Rollout) -> Repeat:
    return Repeat(
        sample=answer.sample,
        status=answer.status,
        output=answer.output,
        score=answer.score,
        note=answer.note,
        cause=answer.cause,
        calls=(*(call.path for call in answer.trace), *answer.judge_paths),
    )
