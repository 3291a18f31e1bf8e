"""The diagnostics by name. A new one is a file in `suite` and a line here."""

from service.diagnostics.finding import Diagnostic
from service.diagnostics.suite.additivity import ADDITIVITY
from service.diagnostics.suite.content import CONTENT
from service.diagnostics.suite.decomposition import DECOMPOSITION
from service.diagnostics.suite.dose import DOSE
from service.diagnostics.suite.noise_floor import NOISE_FLOOR
from service.diagnostics.suite.paraphrase import PARAPHRASE
from service.diagnostics.suite.shortcuts import SHORTCUTS
from service.diagnostics.suite.uptake import UPTAKE

_ALL = (
    NOISE_FLOOR,
    CONTENT,
    DOSE,
    ADDITIVITY,
    PARAPHRASE,
    UPTAKE,
    DECOMPOSITION,
    SHORTCUTS,
)
DIAGNOSTICS: dict[str, Diagnostic] = {one.name: one for one in _ALL}
