"""Keys of a JSON body that no reader takes as they are meant: two of one name in an object, and names without end."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

LONGEST_KEY = 1000


class KeyFault(NamedTuple):
    """Where a key stands and what is wrong with it."""

    where: tuple[str | int, ...]
    problem: str


class _FoundError(Exception):
    """There is a fault; where it is takes a closer look. It never leaves this module."""


class _Object(list[tuple[str, Any]]):
    """An object as it is written."""


def key_faults(body: bytes) -> Iterator[KeyFault]:
    """The faults of a body's keys; the body is JSON."""
    try:
        json.loads(body, parse_int=float, object_pairs_hook=_check)
    except _FoundError:
        yield from _faults(json.loads(body, parse_int=float, object_pairs_hook=_Object), ())


def _check(pairs: list[tuple[str, Any]]) -> None:
    names = {name for name, _ in pairs}
    if len(names) < len(pairs) or any(len(name) > LONGEST_KEY for name in names):
        raise _FoundError


def _faults(value: object, where: tuple[str | int, ...]) -> Iterator[KeyFault]:
    if isinstance(value, _Object):
        times = Counter(name for name, _ in value)
        for name, count in times.items():
            if count > 1:
                yield KeyFault((*where, name), f"stands {count} times in one object; give every value a key of its own")
            if len(name) > LONGEST_KEY:
                problem = f"is a key of {len(name):,} characters; accepted are {LONGEST_KEY:,}"
                yield KeyFault((*where, name), problem)
        for name, part in value:
            yield from _faults(part, (*where, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _faults(part, (*where, index))
