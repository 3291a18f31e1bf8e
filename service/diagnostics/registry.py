"""The diagnostics by name, and the arms each draws. A new one is a file in `suite` and a line here."""

from service.diagnostics.finding import Diagnostic
from service.diagnostics.request import Noise, Rules
from service.diagnostics.suite.consistency import CONSISTENCY
from service.diagnostics.suite.content import CONTENT
from service.diagnostics.suite.descent import DESCENT
from service.diagnostics.suite.fitting import FITTING
from service.diagnostics.suite.noise_floor import NOISE_FLOOR
from service.diagnostics.suite.shortcuts import SHORTCUTS
from service.diagnostics.suite.specificity import SPECIFICITY

_ALL = (
    NOISE_FLOOR,
    CONTENT,
    DESCENT,
    SPECIFICITY,
    CONSISTENCY,
    FITTING,
    SHORTCUTS,
)
DIAGNOSTICS: dict[str, Diagnostic] = {one.name: one for one in _ALL}

_RULES = Rules(
    tests=(),
    scope="this_run",
    estimand="fixed_feedback",
    ladder="whole",
    stop="fixed",
    delta=1.0,
    alpha=0.05,
    noise=Noise(pair_sd=1.0, basis="assumed"),
    seed=0,
)
ARMS = {name: one.needs(_RULES).arms for name, one in DIAGNOSTICS.items()}
