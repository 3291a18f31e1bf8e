"""Racing: scoring a candidate on all of validation ends once it is shown to be worse than the best so far.

Where and how it ends is the engine's (`engine/gates.py`); here are the level of the evidence and the looks.
"""

from typing import Final

OUT: Final = 0.05
"""The chance, at most, that a candidate which is not worse than the best so far is left out."""

_FIRST = 8


def looks(items: int) -> list[int]:
    """After how many of the items a race looks where calls are capped: 8, then twice as many each time, then all."""
    ends: list[int] = []
    while items > (end := _FIRST << len(ends)):
        ends.append(end)
    return [*ends, items]
