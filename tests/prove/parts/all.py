"""Every part of the proof by name, in the order they are listed. It owns no fault."""

from tests.prove.part import Part
from tests.prove.parts import (
    clock,
    cut,
    freeze,
    full,
    kills,
    large,
    locked,
    provider,
    queued,
    readers,
    restart,
    soak,
    stop,
)

PARTS: dict[str, Part] = {
    "kills": kills,
    "freeze": freeze,
    "restart": restart,
    "cut": cut,
    "stop": stop,
    "full": full,
    "locked": locked,
    "clock": clock,
    "provider": provider,
    "queued": queued,
    "large": large,
    "readers": readers,
    "soak": soak,
}
"""Parts by name."""
