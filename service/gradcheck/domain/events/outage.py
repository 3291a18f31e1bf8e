"""A model that does not answer, as those who wait for it are told."""

from gradcheck.domain.base import Value


class Outage(Value, frozen=True, kw_only=True):
    """A model that does not answer.

    `away_s` seconds have passed since the first refusal after its last answer, `refused` attempts were made in them,
    `words` are what the last one met. The next attempt is made in `probe_in_s` seconds; `asked_s` is the pause that
    the provider asked for itself.
    """

    provider: str
    model: str
    away_s: float
    refused: int
    words: str
    probe_in_s: float
    asked_s: float | None

    @property
    def told(self) -> str:
        """The outage in a sentence."""
        asked = "" if self.asked_s is None else f", it asked for a pause of {self.asked_s:.0f} s"
        times = "attempt" if self.refused == 1 else "attempts"
        last = f"{self.provider}/{self.model} has not answered for {self.away_s:.0f} s"
        return f"{last} ({self.refused} {times}{asked}); the last: {self.words}"
