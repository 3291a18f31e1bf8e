"""Calls and meeting points by name, and the names that each comes after. It owns no rule about who comes after whom."""

from collections.abc import Iterable
from graphlib import TopologicalSorter

from bench.schedule import Node

Key = tuple[str, ...]


class Order:
    """What comes after what; names may be used before they are there."""

    def __init__(self) -> None:
        self._after: dict[Key, tuple[Key, ...]] = {}
        self._calls: set[Key] = set()

    def __len__(self) -> int:
        return len(self._after)

    def call(self, key: Key, after: Iterable[Key]) -> None:
        """A paid call."""
        self.meet(key, after)
        self._calls.add(key)

    def meet(self, key: Key, after: Iterable[Key]) -> Key:
        """A point that takes no time. Raises ValueError where the name is taken."""
        if key in self._after:
            raise ValueError(f"{key} is there twice")
        self._after[key] = tuple(dict.fromkeys(after))
        return key

    def since(self, first: int) -> list[Key]:
        """All that was named after the first so many."""
        return list(self._after)[first:]

    def nodes(self) -> list[Node]:
        """Everything, each after what it comes after. Raises CycleError, and KeyError for a name that never came."""
        places = {key: place for place, key in enumerate(TopologicalSorter(self._after).static_order())}
        return [
            Node(after=tuple(places[before] for before in self._after[key]), is_call=key in self._calls)
            for key in places
        ]
