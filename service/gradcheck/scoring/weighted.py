"""The `weighted` scorer: several scorers of one output, whose weighted mean is the score.

- Each part scores the whole output against the whole `expected`, in its own way.
- A part that fails fails the score: it never counts as 0.
- The note says what the parts that took most off the score say, so that a critic reads the largest loss first.
"""

import math
from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Wire
from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.base import CORRECT, Criterion, Score
from gradcheck.scoring.kinds import SingleScoring
from gradcheck.scoring.notes import shorten


class Part(Wire, frozen=True, kw_only=True):
    """One scorer of a weighted score."""

    name: Annotated[
        str, Meta(min_length=1, max_length=64, description="What results and notes call it; once in a scoring.")
    ]
    weight: Annotated[float, Meta(gt=0, le=1e6, description="How much it counts beside the others.")] = 1.0
    scoring: SingleScoring


class Weighted(Criterion, frozen=True, kw_only=True, tag="weighted", tag_field="kind"):
    """Several scorers with weights: the score is the weighted mean of theirs."""

    needs_expected: ClassVar[bool] = False
    summary: ClassVar[str] = "the weighted mean of several scorers' scores; where one has none, there is no score"

    parts: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=20, description="The scorers, in any order.")]

    @property
    def judge_calls(self) -> int:
        return sum(part.scoring.judge_calls for part in self.parts)

    def graders(self, path: str, /) -> dict[str, str]:
        found: dict[str, str] = {}
        for index, part in enumerate(self.parts):
            found |= part.scoring.graders(f"{path}.parts[{index}].scoring")
        return found

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each part by its name."""
        return {part.name: part.weight for part in self.parts}

    def validate(self, path: str, /) -> list[FieldError]:
        errors: list[FieldError] = []
        names = [part.name for part in self.parts]
        for index, part in enumerate(self.parts):
            where = f"{path}.parts[{index}]"
            if not part.name.strip():
                errors.append(FieldError(f"{where}.name", "is empty; accepted is a text that names the part"))
            elif part.name in names[:index]:
                errors.append(FieldError(f"{where}.name", f"{part.name!r} names an earlier part; each needs its own"))
            errors += part.scoring.validate(f"{where}.scoring")
        return errors

    def expected_error(self, expected: Expected, labels: tuple[str, ...], /) -> str | None:
        for part in self.parts:
            problem = part.scoring.expected_error(expected, labels)
            if problem is not None:
                return f"{problem} (for the part {part.name} of the scoring)"
        return None

    def combined(self, scores: Mapping[str, Score]) -> Score:
        """The score of an output whose parts have these; its value is None where one of theirs is."""
        lacking = [f"{name}: {score.note}" for name, score in scores.items() if score.value is None]
        if lacking:
            return Score(value=None, note=f"no score of {'; '.join(lacking)}")
        weights = self.weights
        losses = {name: weights[name] * (1 - (scores[name].value or 0.0)) for name in weights}
        if not any(losses.values()):
            return CORRECT
        total = math.fsum(weights.values())
        value = math.fsum(weights[name] * (scores[name].value or 0.0) for name in weights) / total
        order = sorted(losses, key=lambda name: -losses[name])
        said = "; ".join(f"{name} {scores[name].value:g}: {shorten(scores[name].note)}" for name in order)
        return Score(value=min(value, 1.0), note=f"{value:.3g} of 1, of which {said}")
