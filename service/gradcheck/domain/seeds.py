"""Named, seeded sub-streams of randomness.

Every random choice is drawn from a stream named after what it decides, before anything is dispatched, so
that completion order cannot change a result.
"""

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    import numpy as np

Part = str | int
Seed = Annotated[int, Meta(ge=0, lt=2**31)]

_SEED_BITS = 31  # providers take a signed 32-bit seed


def digest(*parts: object) -> str:
    """A 128-bit hexadecimal digest of the parts, independent of process and platform."""
    packed = msgspec.msgpack.encode(parts, order="sorted")
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def derive(*parts: Part) -> int:
    """A seed in [0, 2**31) that is a function of the parts."""
    return int(digest(*parts), 16) % (1 << _SEED_BITS)


def stream(*parts: Part) -> "np.random.Generator":
    """A random generator that is a function of the parts."""
    import numpy as np  # noqa: PLC0415 - commands that only ask a service start without it

    return np.random.default_rng(int(digest(*parts), 16))
