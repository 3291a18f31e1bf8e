"""Draws that are functions of what they are about, so that a world has no state and its truth is known.

It owns no distribution of any world.
"""

import hashlib
import statistics
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_NORMAL = statistics.NormalDist()


def uniform(*parts: object) -> float:
    """A number strictly between 0 and 1 that is a function of the parts."""
    drawn = hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()
    return (int.from_bytes(drawn, "big") + 0.5) / 2**64


def normal(*parts: object) -> float:
    """A standard normal number that is a function of the parts."""
    return _NORMAL.inv_cdf(uniform(*parts))


def pick(choices: Sequence[T], *parts: object) -> T:
    """One of the choices."""
    return choices[int(uniform(*parts) * len(choices))]
