"""Whether a model's provider is there at all: an outage is told from calls that fail now and then."""

from gradcheck.domain.events.outage import Outage

# Refusals without an answer between them; as many as the attempts at one call, so that a call alone sees an outage too.
# Of calls that fail one time in ten, one row in 10,000 is taken for one, and costs a short pause.
_IN_A_ROW = 4
LONGEST_PROBE_S = 60.0  # a provider that asks for a longer pause is asked again all the same


class Presence:
    """What a model has refused since its last answer.

    It is away after four refusals in a row, where a burst that is refused for its rate counts once, or as soon as its
    provider asks for a pause that is longer than the one between probes.
    """

    __slots__ = ("_asked_s", "_counted", "_refused", "_since", "_words")

    def __init__(self) -> None:
        self._since: float | None = None
        self.answered()

    @property
    def away(self) -> bool:
        """Whether it is."""
        return self._counted >= _IN_A_ROW or (self._asked_s or 0.0) > LONGEST_PROBE_S

    def answered(self) -> None:
        """It answered something: it is there."""
        self._since = None
        self._counted = self._refused = 0
        self._asked_s: float | None = None
        self._words = ""

    def refused(self, words: str, asked_s: float | None, now: float, *, counts: bool = True) -> None:
        """An attempt was not answered."""
        self._since = now if self._since is None else self._since
        self._refused += 1
        self._counted += counts
        self._asked_s = asked_s
        self._words = words

    def outage(self, provider: str, model: str, probe_in_s: float, now: float) -> Outage | None:
        """What is known of the absence; None where it is there."""
        if not self.away or self._since is None:
            return None
        return Outage(
            provider=provider,
            model=model,
            away_s=now - self._since,
            refused=self._refused,
            words=self._words,
            probe_in_s=max(probe_in_s, 0.0),
            asked_s=self._asked_s,
        )
