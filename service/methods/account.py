"""The account of a portfolio: how often which source was asked, what came of it, and what is owed to it.

It owns the division of proposals among sources and the effects that are reported. It makes no calls.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from service.domain.program import Candidate
from service.domain.run import SourceEffect
from service.domain.task import Example
from service.methods.policies.anytime import Standing
from service.methods.sources import Source
from service.statistics.betting import bounded_mean_sequence


class Account:
    """What sources have done so far in a run."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        self._won: Counter[Source] = Counter()
        self._lost: Counter[Source] = Counter()
        self._effects: dict[Source, list[float]] = defaultdict(list)
        self._gains: dict[Source, float] = defaultdict(float)

    def divide(self, width: int, usable: Sequence[Source], rng: np.random.Generator) -> list[Source]:
        """So many proposals by source: one for each that had none, the rest by Thompson sampling.

        A source's chance of beating the incumbent is drawn from Beta(1 + won, 1 + lost) for each proposal (Thompson
        1933; Chapelle and Li 2011).
        """
        if not usable:
            return []
        untried = [source for source in usable if not self._won[source] + self._lost[source]][:width]
        drawn = rng.beta(
            [1 + self._won[source] for source in usable],
            [1 + self._lost[source] for source in usable],
            size=(width - len(untried), len(usable)),
        )
        return [*untried, *(usable[place] for place in drawn.argmax(axis=1))]

    def enter(
        self, standing: Standing, came_from: dict[str, Source], first: Sequence[Example], best: Candidate
    ) -> None:
        """Take what came of a round: its proposals by source, their differences on the first items, the new best."""
        means = {entry.candidate: entry.score for entry in standing.ranked()}
        before = means[standing.incumbent]
        for name, source in came_from.items():
            score = means[name]
            won = name in standing.undecided and score is not None and before is not None and score > before
            (self._won if won else self._lost)[source] += 1
            differences = standing.differences(name, first)
            if differences.size:
                self._effects[source].append(float(differences.mean()))
            if name == best.id and won:
                self._gains[source] += (score or 0.0) - (before or 0.0)

    def effects(self) -> list[SourceEffect]:
        """What every source has done."""
        return [self._effect(source) for source in self._sources]

    def _effect(self, source: Source) -> SourceEffect:
        found = self._effects[source]
        interval = bounded_mean_sequence(found)
        return SourceEffect(
            source=source,
            proposals=len(found),
            effect=float(np.mean(found)) if found else None,
            ci95=(interval.low, interval.high),
            gain=self._gains[source],
        )
