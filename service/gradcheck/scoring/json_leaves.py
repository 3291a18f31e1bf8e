"""The leaves of JSON values, when two of them are equal, and lists whose order does not matter.

- Texts are equal character by character, however they are composed; numbers by value (`1` and `1.0`); a boolean
  or a text is never a number.
- In a list without order equal scalars are paired first, then objects and lists so that the most leaves are
  equal; what is left is paired as it comes.
"""

import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import Any

import numpy as np
import scipy

Path = tuple[str | int, ...]
Leaves = dict[Path, Any]
DEEPEST = 50  # levels of a wanted value whose lists have no order


def leaves(value: object) -> Leaves:
    """Every leaf by its path. It keeps its own stack: an output may be nested deeper than calls may be."""
    value_by_path: Leaves = {}
    stack: list[tuple[Path, object]] = [((), value)]
    while stack:
        path, node = stack.pop()
        children = list(_children(node))
        if children:
            stack += [((*path, key), child) for key, child in reversed(children)]
        else:
            value_by_path[path] = node
    return value_by_path


def equal(path: Path, wanted: Leaves, got: Leaves) -> bool:
    """Whether both have an equal leaf there."""
    return path in got and same_leaf(wanted[path], got[path])


def same_leaf(wanted: object, got: object) -> bool:
    """Whether two leaves are equal."""
    return _key(wanted) == _key(got)


def arranged(got: object, wanted: object) -> object:
    """What was got, its lists as objects with the place of each item among the wanted ones.

    `wanted` is at most `DEEPEST` levels deep. Items that nothing is paired with come after the wanted ones.
    """
    if isinstance(got, dict) and isinstance(wanted, dict):
        return {key: arranged(child, wanted[key]) if key in wanted else child for key, child in got.items()}
    if isinstance(got, list) and isinstance(wanted, list) and got:
        return _dealt(got, wanted)
    return got


def _children(node: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)


def _key(leaf: object) -> tuple[str, object]:
    """What equal leaves have in common."""
    match leaf:
        case bool():
            return "boolean", leaf
        case str():
            return "text", unicodedata.normalize("NFC", leaf)
        case list() | dict():
            return type(leaf).__name__, None
        case _:
            return "", leaf


def _dealt(got: Sequence[object], wanted: Sequence[object]) -> dict[int, object]:
    """The items by their places among the wanted ones."""
    dealt = _equal_scalars(got, wanted) | _most_alike(got, wanted)
    used = {which for which, _ in dealt.values()}
    rest = [which for which in range(len(got)) if which not in used]
    free = (index for index in range(len(wanted)) if index not in dealt)
    dealt |= {index: (which, got[which]) for which, index in zip(rest, chain(free, count(len(wanted))), strict=False)}
    return {index: item for index, (_, item) in dealt.items()}


def _equal_scalars(got: Sequence[object], wanted: Sequence[object]) -> dict[int, tuple[int, object]]:
    """Places of wanted scalars, with which item is equal to them."""
    waiting: defaultdict[tuple[str, object], deque[int]] = defaultdict(deque)
    for index, item in enumerate(wanted):
        if not _holds(item):
            waiting[_key(item)].append(index)
    return {
        waiting[_key(item)].popleft(): (which, item)
        for which, item in enumerate(got)
        if not _holds(item) and waiting.get(_key(item))
    }


def _most_alike(got: Sequence[object], wanted: Sequence[object]) -> dict[int, tuple[int, object]]:
    """Places of wanted objects and lists, with the items that have the most equal leaves in all."""
    places = [index for index, item in enumerate(wanted) if _holds(item)]
    items = [which for which, item in enumerate(got) if _holds(item)]
    if not places or not items:
        return {}
    tried = [[arranged(got[which], wanted[index]) for which in items] for index in places]
    shared = np.array(
        [[_shared(arranged_item, wanted[p]) for arranged_item in row] for p, row in zip(places, tried, strict=True)]
    )
    pairs = zip(*scipy.optimize.linear_sum_assignment(shared, maximize=True), strict=True)
    return {places[p]: (items[i], tried[p][i]) for p, i in pairs if shared[p, i] > 0}


def _shared(got: object, wanted: object) -> int:
    wanted_leaves, got_leaves = leaves(wanted), leaves(got)
    return sum(equal(path, wanted_leaves, got_leaves) for path in wanted_leaves)


def _holds(item: object) -> bool:
    """Whether it is an object or a list with something in it."""
    return isinstance(item, dict | list) and bool(item)
