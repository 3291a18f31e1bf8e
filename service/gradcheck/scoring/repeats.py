"""Several answers to each item: what their scores are as one score of the item."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive, Wire
from gradcheck.errors import FieldError
from gradcheck.statistics.runs.pass_hat import pass_hat_k


class Repeats(Wire, frozen=True, kw_only=True):
    """Every item is answered and scored `n` times; its score is made of theirs, and the item stays the unit."""

    n: Annotated[int, Meta(ge=2, le=64, description="How many answers an item gets.")]
    aggregate: Annotated[
        Literal["mean", "pass^k"],
        Meta(description="The mean of the scores, or an estimate of the chance that k answers all succeed."),
    ] = "mean"
    k: Annotated[Positive | None, Meta(description="With pass^k: of how many answers; null for all n.")] = None
    threshold: Annotated[
        float, Meta(gt=0, le=1, description="With pass^k: the least score with which an answer succeeds.")
    ] = 1.0

    def validate(self, path: str, /) -> list[FieldError]:
        """What is wrong with them; `path` is where they stand in the request."""
        if self.aggregate == "mean":
            values = {"k": self.k is not None, "threshold": self.threshold != 1.0}
            message = 'belongs to the aggregate "pass^k"; leave it out, or choose that one'
            return [FieldError(f"{path}.{name}", message) for name, given in values.items() if given]
        if self.k is not None and self.k > self.n:
            return [FieldError(f"{path}.k", f"is more than the {self.n} answers; accepted are 1 to {self.n}")]
        return []

    def combined(self, scores: Sequence[float]) -> float:
        """The score of an item whose answers have these."""
        if self.aggregate == "mean":
            return min(math.fsum(scores) / len(scores), 1.0)
        return pass_hat_k(sum(map(self.succeeds, scores)), self.n, self.k or self.n)

    def succeeds(self, score: float) -> bool:
        """Whether an answer with this score is a success."""
        return score >= self.threshold
