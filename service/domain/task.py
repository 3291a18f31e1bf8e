"""Examples, their splits and rollouts.

It owns how a data set is divided: a function of the data and of `split_seed` alone, so that runs and studies
cannot leak into each other's test. It does not own scoring.
"""

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
    """One candidate on one example. A failed call is a failure: its score is None, never 0."""

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


class Undivided(Value, frozen=True, kw_only=True):
    """An example before it is given to a split, unless the caller has given it to one."""

    id: str
    fields: dict[str, str]
    expected: Expected
    split: Split | None


def divide(examples: Sequence[Undivided], fractions: Mapping[Split, float], split_seed: int) -> tuple[Example, ...]:
    """Give every example a split: exact totals (largest deficit first), strata balanced within one item.

    A stratum is a label that occurs at least twice on average; free answers form one stratum. The order within a
    stratum is by digest of the data set, the split seed and the example's id.
    """
    data = data_digest(examples)
    free = [example for example in examples if example.split is None]
    labels = [msgspec.json.encode(example.expected).decode() for example in free]
    stratified = len(set(labels)) * 2 <= len(labels)
    strata: dict[str, list[Undivided]] = defaultdict(list)
    for example, label in zip(free, labels, strict=True):
        strata[label if stratified else ""].append(example)
    ordered = [
        example
        for label in sorted(strata)
        for example in sorted(strata[label], key=lambda e: digest(data, split_seed, e.id))
    ]
    given: Counter[Split] = Counter()
    assigned: dict[str, Split] = {}
    for position, example in enumerate(ordered, start=1):
        split = max(SPLITS, key=lambda s: round(fractions[s] * position - given[s], 9))
        given[split] += 1
        assigned[example.id] = split
    return tuple(
        Example(
            id=example.id,
            fields=example.fields,
            expected=example.expected,
            split=example.split or assigned[example.id],
        )
        for example in examples
    )


def data_digest(examples: Sequence[Undivided]) -> str:
    """The identity of a data set: its examples in any order."""
    return digest(
        sorted(digest(e.id, e.fields, msgspec.json.encode(e.expected, order="sorted"), e.split or "") for e in examples)
    )
