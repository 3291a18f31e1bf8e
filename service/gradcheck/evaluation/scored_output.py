"""What scoring an output comes to, and what every way of scoring can do."""

from collections.abc import Sequence
from typing import Protocol

from gradcheck.domain.base import Value
from gradcheck.domain.call import Delivery, Spend
from gradcheck.domain.task import Example, PartScore, Preference
from gradcheck.scoring.base import Score


class ScoredOutput(Value, frozen=True, kw_only=True):
    """A score, what it is made of where it has parts, and what was delivered for it."""

    score: Score
    parts: tuple[PartScore, ...] = ()
    preference: Preference | None = None
    deliveries: tuple[Delivery, ...] = ()

    @property
    def calls(self) -> tuple[str, ...]:
        """The paths of the calls that the score rests on, those of an earlier try included."""
        if self.parts:
            return tuple(path for part in self.parts for path in part.calls)
        return tuple(delivery.path for delivery in self.deliveries)


class ScoreCalls(Protocol):
    """Scores outputs of one task through one session; `path` is where the output's last call was made."""

    def reservation(self, text: str | None, example: Example, path: str, /) -> Spend:
        """The worst case of scoring an output; None is one that is not known yet. What is known costs nothing."""

    async def grade(
        self, text: str, example: Example, path: str, again: int, earlier: Sequence[PartScore], /
    ) -> ScoredOutput:
        """The score of an output; its value is None where whoever scores failed.

        `again` says how often this was tried before; `earlier` are the parts of that output's score as they came out
        then, of which none that has a score is asked for again.
        """

    def paths(self, path: str, example: Example, /) -> list[str]:
        """Where the calls are made."""
