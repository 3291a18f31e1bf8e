"""The scenarios by name. A new one is a line in a file of `scenarios`, and that file stands here."""

from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios import (
    bad,
    effects,
    equivalence,
    headroom,
    left_out,
    melcer,
    nulls,
    parts,
    patterns,
    peeking,
    whole,
    win_shares,
    worlds,
)

_GROUPS = (
    nulls,
    whole,
    effects,
    equivalence,
    parts,
    peeking,
    worlds,
    patterns,
    left_out,
    win_shares,
    headroom,
    bad,
    melcer,
)
SCENARIOS: dict[str, Scenario] = {scenario.name: scenario for group in _GROUPS for scenario in group.CELLS}
