"""The account of a portfolio: how often which source is asked, and what its proposals did when they were new.

It owns the division of proposals among sources and the effects that are reported. It makes no calls.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from gradcheck.domain.run import SourceEffect
from gradcheck.methods.sources import Source
from gradcheck.statistics.betting import bounded_mean_sequence

_PRIOR_PROPOSALS, _SD = 2.0, 0.2  # of a proposal's effect, as a source's chance is drawn


class SourceBandit:
    """What sources have done so far in a run.

    An effect is a proposal's mean score minus its parent's on the train items it was first tried on. They are drawn
    for the round and hold nothing that proposals were made from; where train is several times as large, the parent was
    not chosen for its luck on them either.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        self._asked: Counter[Source] = Counter()
        self._effects: dict[Source, list[float]] = defaultdict(list)

    def divide(self, width: int, usable: Sequence[Source], rng: np.random.Generator) -> list[Source]:
        """So many proposals by source: one for each that was never asked, the rest by Thompson sampling.

        For each proposal every source draws a mean effect from its normal posterior, prior mean 0, and the largest
        is asked (Thompson 1933; Russo et al. 2018, "A tutorial on Thompson sampling", section 4).
        """
        found = [source for source in usable if not self._asked[source]][:width] if usable else []
        for _ in range(width - len(found) if usable else 0):
            drawn = [self._drawn(source, rng) for source in usable]
            found.append(usable[int(np.argmax(drawn))])
        self._asked.update(found)
        return found

    def take(self, source: Source, effect: float) -> None:
        """A new proposal's effect."""
        self._effects[source].append(effect)

    def effects(self, gains: Mapping[str, float]) -> list[SourceEffect]:
        """What every source has done, with what its links have gained in the descent of the best."""
        return [self._effect(source, gains.get(source, 0.0)) for source in self._sources]

    def _drawn(self, source: Source, rng: np.random.Generator) -> float:
        known = self._effects[source]
        n = len(known) + _PRIOR_PROPOSALS
        return float(rng.normal(sum(known) / n, _SD / n**0.5))

    def _effect(self, source: Source, gain: float) -> SourceEffect:
        known = self._effects[source]
        interval = bounded_mean_sequence(known)
        return SourceEffect(
            source=source,
            proposals=len(known),
            effect=float(np.mean(known)) if known else None,
            ci95=(interval.low, interval.high),
            gain=gain,
        )
