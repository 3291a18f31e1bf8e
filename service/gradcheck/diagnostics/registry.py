"""The diagnostics by name, and the arms each draws. A new one is a file in `suite` and a line here."""

from gradcheck.diagnostics.analysis.finding import DiagnosticTest
from gradcheck.diagnostics.suite.additivity import ADDITIVITY
from gradcheck.diagnostics.suite.chain import CHAIN
from gradcheck.diagnostics.suite.consistency import CONSISTENCY
from gradcheck.diagnostics.suite.content import CONTENT
from gradcheck.diagnostics.suite.decomposition import DECOMPOSITION
from gradcheck.diagnostics.suite.descent import DESCENT
from gradcheck.diagnostics.suite.dose import DOSE
from gradcheck.diagnostics.suite.fitting import FITTING
from gradcheck.diagnostics.suite.labels import LABELS
from gradcheck.diagnostics.suite.noise_floor import NOISE_FLOOR
from gradcheck.diagnostics.suite.paraphrase import PARAPHRASE
from gradcheck.diagnostics.suite.sentences import SENTENCES
from gradcheck.diagnostics.suite.shortcuts import SHORTCUTS
from gradcheck.diagnostics.suite.sign import SIGN
from gradcheck.diagnostics.suite.specificity import SPECIFICITY
from gradcheck.diagnostics.suite.uptake import UPTAKE

_ALL = (
    NOISE_FLOOR,
    CONTENT,
    SIGN,
    LABELS,
    DESCENT,
    SPECIFICITY,
    DOSE,
    SENTENCES,
    ADDITIVITY,
    PARAPHRASE,
    CONSISTENCY,
    UPTAKE,
    CHAIN,
    DECOMPOSITION,
    FITTING,
    SHORTCUTS,
)
DIAGNOSTICS: dict[str, DiagnosticTest] = {test.name: test for test in _ALL}
ARMS = {name: test.needs.arms for name, test in DIAGNOSTICS.items()}
