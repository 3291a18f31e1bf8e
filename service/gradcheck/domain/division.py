"""How a data set is divided into splits: a function of the data and of `split_seed` alone.

So runs and studies cannot leak into each other's test.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import asdict

from gradcheck.domain.seeds import digest
from gradcheck.domain.task import SPLITS, Example, Expected, Split, Undivided

_ITEM_BYTES = 8

Said = tuple[tuple[str, str], ...]
_Member = tuple[str, str, int]
"""What orders an example: the digest of its content, its id, its place in the data set."""
_Unit = list[_Member]


def divide(examples: Sequence[Undivided], fractions: Mapping[Split, float], split_seed: int) -> tuple[Example, ...]:
    """Give every example a split: in each stratum and in all its share, rounded up or down, as far as families allow.

    A family (`families`) goes to one split: to the one that the caller gives most of its members to, else the largest
    families are divided first, each size as a data set of its own by the shares that are left. A stratum is a label
    that occurs at least twice on average; free answers form one stratum; a family's label is that of its first member.
    The order is by digest of the data set, the split seed and the example's content: names and places do not matter.
    """
    contents = [_content(example) for example in examples]
    data = _data_digest(examples, contents)
    family = families(examples)
    assigned = _given(examples, family)
    free = [index for index in range(len(examples)) if index not in assigned]
    labels = {index: _canonical(examples[index].expected) for index in free}
    stratified = len(set(labels.values())) * 2 <= len(labels)
    units: dict[int, _Unit] = defaultdict(list)
    for index in free:
        units[family[index]].append((digest(data, split_seed, contents[index]), examples[index].id, index))
    classes: dict[int, dict[bytes, list[_Unit]]] = defaultdict(lambda: defaultdict(list))
    for unit in units.values():
        unit.sort()
        label = labels[unit[0][-1]] if stratified else b""
        classes[len(unit)][label].append(unit)
    sizes: Counter[Split] = Counter()
    for size in sorted(classes, reverse=True):
        shares = _left(fractions, len(free), sizes) if sizes else fractions
        for unit, split in _places(classes[size], shares):
            sizes[split] += size
            assigned.update((index, split) for *_, index in unit)
    return tuple(Example(**{**asdict(example), "split": assigned[index]}) for index, example in enumerate(examples))


def families(examples: Sequence[Undivided]) -> list[int]:
    """For each example the place of the first that it belongs together with, however long the chain between them.

    Two belong together if they say the same (`said`) or are of one group, whatever their labels.
    """
    first: dict[Hashable, int] = {}
    parents = list(range(len(examples)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = index = parents[parents[index]]
        return index

    for index, example in enumerate(examples):
        keys: list[Hashable] = [said(example)]
        if example.group is not None:
            keys.append(example.group)
        for key in keys:
            root_of_first, other = root(first.setdefault(key, index)), root(index)
            parents[max(root_of_first, other)] = min(root_of_first, other)
    return [root(index) for index in range(len(examples))]


def said(example: Undivided) -> Said:
    """What an example's input says: its fields without the differences of width, case and white space."""
    return tuple((name, normal(text)) for name, text in sorted(example.fields.items()))


def normal(text: str) -> str:
    """A text under NFKC and case folding, its white space collapsed."""
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def item_digest(example: Undivided) -> bytes:
    """A short identity of what an example's input says, whatever its label, name and split."""
    return bytes.fromhex(digest(said(example)))[:_ITEM_BYTES]


def data_digest(examples: Sequence[Undivided]) -> str:
    """The identity of a data set: what its examples say, their groups and splits, in any order and by any name."""
    return _data_digest(examples, map(_content, examples))


def _data_digest(examples: Iterable[Undivided], contents: Iterable[str]) -> str:
    pairs = zip(examples, contents, strict=True)
    return digest(sorted(digest(content, example.split or "") for example, content in pairs))


def _given(examples: Sequence[Undivided], family: Sequence[int]) -> dict[int, Split]:
    """The splits that the caller gave, and by them those of the rest of a family: where most of it stands."""
    standing: dict[int, Counter[Split]] = defaultdict(Counter)
    for example, first in zip(examples, family, strict=True):
        if example.split is not None:
            standing[first][example.split] += 1
    home = {first: max(SPLITS, key=lambda split: counts[split]) for first, counts in standing.items()}
    return {
        index: example.split or home[first]
        for index, (example, first) in enumerate(zip(examples, family, strict=True))
        if first in home
    }


def _left(fractions: Mapping[Split, float], total: int, sizes: Mapping[Split, int]) -> dict[Split, float]:
    """The shares of what is left to give, after splits have got `sizes` of `total` examples."""
    lacking = {split: max(fractions[split] * total - sizes[split], 0.0) for split in SPLITS}
    return {split: lack / sum(lacking.values()) for split, lack in lacking.items()}


def _places(strata: Mapping[bytes, list[_Unit]], shares: Mapping[Split, float]) -> Iterable[tuple[_Unit, Split]]:
    """Units of one size with their splits, stratum by stratum."""
    given: Counter[Split] = Counter()
    for label in sorted(strata):
        ordered = sorted(strata[label])
        sizes = _sizes(len(ordered), given.total(), shares, given)
        given.update(sizes)
        yield from zip(ordered, (split for split in SPLITS for _ in range(sizes[split])), strict=True)


def _sizes(size: int, before: int, fractions: Mapping[Split, float], given: Counter[Split]) -> Counter[Split]:
    """How many of a stratum's `size` units each split gets: whole shares, then the largest deficits in all."""
    shares = {split: round(fractions[split] * size, 9) for split in SPLITS}
    sizes: Counter[Split] = Counter({split: math.floor(share) for split, share in shares.items()})
    partial = [split for split, share in shares.items() if share > sizes[split]]
    owed = {s: round(fractions[s] * (before + size) - given[s] - sizes[s], 9) for s in partial}
    sizes.update(sorted(partial, key=lambda split: -owed[split])[: size - sizes.total()])
    return sizes


def _content(example: Undivided) -> str:
    said = (example.fields, _canonical(example.expected))
    return digest(*said) if example.group is None else digest(*said, example.group)


def _canonical(expected: Expected) -> bytes:
    return msgspec.json.encode(expected, order="sorted")
