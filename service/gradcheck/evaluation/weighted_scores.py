"""A score of several parts, each scored in a way of its own."""

from collections.abc import Sequence
from urllib.parse import quote

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.task import Example, PartScore
from gradcheck.evaluation.scored_output import ScoreCalls, ScoredOutput
from gradcheck.scoring.base import Score
from gradcheck.scoring.weighted import Weighted


class WeightedScores:
    """Scores every part, all at once; a part's calls are made below a path of its own."""

    def __init__(self, weighted: Weighted, parts: Sequence[ScoreCalls]) -> None:
        self._weighted = weighted
        self._parts = dict(zip((part.name for part in weighted.parts), parts, strict=True))

    def reservation(self, text: str | None, example: Example, path: str, /) -> Spend:
        """The worst case of all parts together."""
        costs = (part.reservation(text, example, _path(path, name)) for name, part in self._parts.items())
        return sum(costs, Spend())

    async def grade(
        self, text: str, example: Example, path: str, again: int, earlier: Sequence[PartScore], /
    ) -> ScoredOutput:
        """The weighted mean of the parts' scores; its value is None where one of them has none."""
        known = {part.name: part for part in earlier if part.score is not None}
        names = [name for name in self._parts if name not in known]
        fresh: list[ScoredOutput] = await all_of(
            self._parts[name].grade(text, example, _path(path, name), again, ()) for name in names
        )
        found = known | {name: self._part(name, part) for name, part in zip(names, fresh, strict=True)}
        parts = tuple(found[name] for name in self._parts)
        return ScoredOutput(
            score=self._weighted.combined({part.name: Score(value=part.score, note=part.note) for part in parts}),
            parts=parts,
            deliveries=tuple(delivery for part in fresh for delivery in part.deliveries),
        )

    def _part(self, name: str, scored: ScoredOutput) -> PartScore:
        return PartScore(
            name=name,
            weight=self._weighted.weights[name],
            score=scored.score.value,
            note=scored.score.note,
            calls=scored.calls,
        )

    def paths(self, path: str, example: Example, /) -> list[str]:
        """Where the parts' calls are made."""
        return [inner for name, part in self._parts.items() for inner in part.paths(_path(path, name), example)]


def _path(path: str, name: str) -> str:
    return f"{path}/{quote(name, safe='')}"
