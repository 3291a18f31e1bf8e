"""Examples, their splits and rollouts.

It owns how a data set is divided: a function of the data and of `split_seed` alone, so that runs and studies
cannot leak into each other's test. It does not own scoring.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from service.domain.base import Value
from service.domain.seeds import digest

Split = Literal["train", "validation", "probe", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "probe", "test")

Expected = str | int | float | bool | list[Any] | dict[str, Any] | None


class Example(Value, frozen=True, kw_only=True):
    """One item of a task; `fields` are what placeholders are filled with."""

    id: str
    fields: dict[str, str]
    expected: Expected = None
    split: Split


class ModuleCall(Value, frozen=True, kw_only=True):
    """One module's call inside a rollout."""

    module: str
    path: str
    output: str | None
    status: Literal["ok", "failed"]


class Rollout(Value, frozen=True, kw_only=True):
    """One candidate on one example. A failed call is a failure: its score is None, never 0.

    `tokens` are those of the program's own calls, read and written.
    """

    candidate: str
    example: str
    sample: int
    stage: str
    status: Literal["ok", "failed"]
    output: str | None
    score: float | None
    note: str
    trace: tuple[ModuleCall, ...]
    judge_paths: tuple[str, ...] = ()
    tokens: int = 0


class Undivided(Value, frozen=True, kw_only=True):
    """An example before it is given to a split, unless the caller has given it to one."""

    id: str
    fields: dict[str, str]
    expected: Expected
    split: Split | None


def divide(examples: Sequence[Undivided], fractions: Mapping[Split, float], split_seed: int) -> tuple[Example, ...]:
    """Give every example a split: in each stratum and in all its share, rounded up or down.

    A stratum is a label that occurs at least twice on average; free answers form one stratum. The order within a
    stratum is by digest of the data set, the split seed and the example's content: names and places do not matter.
    """
    contents = {example.id: _content(example) for example in examples}
    data = _data_digest(examples, contents)
    free = [example for example in examples if example.split is None]
    labels = [_canonical(example.expected) for example in free]
    stratified = len(set(labels)) * 2 <= len(labels)
    strata: dict[bytes, list[Undivided]] = defaultdict(list)
    for example, label in zip(free, labels, strict=True):
        strata[label if stratified else b""].append(example)
    given: Counter[Split] = Counter()
    assigned: dict[str, Split] = {}
    for label in sorted(strata):
        ordered = sorted(strata[label], key=lambda e: (digest(data, split_seed, contents[e.id]), e.id))
        sizes = _sizes(len(ordered), sum(given.values()), fractions, given)
        given.update(sizes)
        places = [split for split in SPLITS for _ in range(sizes[split])]
        assigned.update((example.id, split) for example, split in zip(ordered, places, strict=True))
    return tuple(
        Example(
            id=example.id,
            fields=example.fields,
            expected=example.expected,
            split=example.split or assigned[example.id],
        )
        for example in examples
    )


def data_digest(examples: Sequence[Undivided | Example]) -> str:
    """The identity of a data set: what its examples say and their splits, in any order and by any name."""
    return _data_digest(examples, {example.id: _content(example) for example in examples})


def _data_digest(examples: Sequence[Undivided | Example], contents: Mapping[str, str]) -> str:
    return digest(sorted(digest(contents[example.id], example.split or "") for example in examples))


def _sizes(size: int, before: int, fractions: Mapping[Split, float], given: Counter[Split]) -> Counter[Split]:
    """How many of a stratum's `size` examples each split gets: whole shares, then the largest deficits in all."""
    shares = {split: round(fractions[split] * size, 9) for split in SPLITS}
    sizes: Counter[Split] = Counter({split: math.floor(share) for split, share in shares.items()})
    partial = [split for split, share in shares.items() if share > sizes[split]]
    owed = {s: round(fractions[s] * (before + size) - given[s] - sizes[s], 9) for s in partial}
    sizes.update(sorted(partial, key=lambda split: -owed[split])[: size - sizes.total()])
    return sizes


def _content(example: Undivided | Example) -> str:
    return digest(example.fields, _canonical(example.expected))


def _canonical(expected: Expected) -> bytes:
    return msgspec.json.encode(expected, order="sorted")
