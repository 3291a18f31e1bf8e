"""The cells by name. A new one is a line in a file of `cells`, and that file stands here."""

from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios import (
    bad,
    effects,
    equivalence,
    melcer,
    nulls,
    parts,
    patterns,
    peeking,
    whole,
    worlds,
)

_GROUPS = (nulls, whole, effects, equivalence, parts, peeking, worlds, patterns, bad, melcer)
SCENARIOS: dict[str, Scenario] = {cell.name: cell for group in _GROUPS for cell in group.CELLS}
