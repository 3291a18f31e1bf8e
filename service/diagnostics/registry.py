"""The diagnostics by name, and the arms each draws. A new one is a file in `suite` and a line here."""

from service.diagnostics.finding import Diagnostic
from service.diagnostics.suite.additivity import ADDITIVITY
from service.diagnostics.suite.chain import CHAIN
from service.diagnostics.suite.consistency import CONSISTENCY
from service.diagnostics.suite.content import CONTENT
from service.diagnostics.suite.decomposition import DECOMPOSITION
from service.diagnostics.suite.descent import DESCENT
from service.diagnostics.suite.dose import DOSE
from service.diagnostics.suite.fitting import FITTING
from service.diagnostics.suite.labels import LABELS
from service.diagnostics.suite.noise_floor import NOISE_FLOOR
from service.diagnostics.suite.paraphrase import PARAPHRASE
from service.diagnostics.suite.shortcuts import SHORTCUTS
from service.diagnostics.suite.sign import SIGN
from service.diagnostics.suite.specificity import SPECIFICITY
from service.diagnostics.suite.uptake import UPTAKE

_ALL = (
    NOISE_FLOOR,
    CONTENT,
    SIGN,
    LABELS,
    DESCENT,
    SPECIFICITY,
    DOSE,
    ADDITIVITY,
    PARAPHRASE,
    CONSISTENCY,
    UPTAKE,
    CHAIN,
    DECOMPOSITION,
    FITTING,
    SHORTCUTS,
)
DIAGNOSTICS: dict[str, Diagnostic] = {one.name: one for one in _ALL}
ARMS = {name: one.needs.arms for name, one in DIAGNOSTICS.items()}
