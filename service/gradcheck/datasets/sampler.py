"""Which rows are taken where there are more than asked for: a function of what they say and of `split_seed` alone.

Every row has a rank, the digest of its example and the seed, and the lowest are taken: so neither the order of the rows
nor what they arrived in matters, and rows that a new version adds move only those they outrank.
"""

import heapq
import math
from collections import Counter
from typing import Any

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import digest

_LEAST_SHARE = 0.1
_Ranked = tuple[int, int, Any]


class Sampled(Value, frozen=True, kw_only=True):
    """What was taken, in the order of the rows; `matching` counts what there was to take from."""

    taken: tuple[Any, ...]
    matching: int


class Sampler:
    """Takes at most `size` things, of each split its share; it holds no more of any split."""

    def __init__(self, size: int, split_seed: int) -> None:
        self._size = size
        self._seed = split_seed
        self._heaps: dict[str | None, list[_Ranked]] = {}
        self._seen: Counter[str | None] = Counter()

    def offer(self, place: int, said: object, split: str | None, thing: object) -> None:
        """Offer what stands at a place among the rows and says this."""
        self._seen[split] += 1
        rank = int(digest(self._seed, msgspec.json.encode(said, order="sorted")), 16)
        heap = self._heaps.setdefault(split, [])
        ranked = (-rank, -place, thing)
        if len(heap) < self._size:
            heapq.heappush(heap, ranked)
        elif ranked > heap[0]:
            heapq.heapreplace(heap, ranked)

    def sampled(self) -> Sampled:
        """What was taken, in the order of the rows."""
        shares = _shares(self._seen, self._size)
        chosen = [
            ranked for split, heap in self._heaps.items() for ranked in heapq.nlargest(shares[split], heap, key=_rank)
        ]
        chosen.sort(key=lambda ranked: -ranked[1])
        return Sampled(taken=tuple(thing for *_, thing in chosen), matching=self._seen.total())


def _rank(ranked: _Ranked) -> tuple[int, int]:
    return ranked[:2]


def _shares(seen: Counter[str | None], size: int) -> dict[str | None, int]:
    """How many of each split: in proportion, at least a tenth of the sample where there are so many."""
    total = seen.total()
    if total <= size:
        return dict(seen)
    counts = dict(sorted(seen.items(), key=lambda item: item[0] or ""))
    least = min(math.ceil(_LEAST_SHARE * size), size // len(counts))
    shares = {split: min(count, least) for split, count in counts.items()}
    while (left := size - sum(shares.values())) > 0:
        # The one that lacks most of its proportion gets what it lacks, whole rows at a time.
        lacks = {split: count * size / total - shares[split] for split, count in counts.items()}
        split = max((split for split in counts if shares[split] < counts[split]), key=lambda split: lacks[split])
        shares[split] += min(max(math.floor(lacks[split]), 1), left, counts[split] - shares[split])
    return shares
