"""Every part of the proof by name, in the order they are listed. It owns no fault."""

from tests.prove.part import Part
from tests.prove.parts import cut, freeze, full, kills, large, locked, queued, readers, restart, soak, stop

PARTS: dict[str, Part] = {
    "kills": kills,
    "freeze": freeze,
    "restart": restart,
    "cut": cut,
    "stop": stop,
    "full": full,
    "locked": locked,
    "queued": queued,
    "large": large,
    "readers": readers,
    "soak": soak,
}
"""Parts by name."""
