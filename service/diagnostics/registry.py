"""The diagnostics by name. A new one is a file in `suite` and a line here."""

from service.diagnostics.finding import Diagnostic
from service.diagnostics.suite.chain import CHAIN
from service.diagnostics.suite.content import CONTENT
from service.diagnostics.suite.labels import LABELS
from service.diagnostics.suite.noise_floor import NOISE_FLOOR
from service.diagnostics.suite.shortcuts import SHORTCUTS
from service.diagnostics.suite.sign import SIGN

DIAGNOSTICS: dict[str, Diagnostic] = {one.name: one for one in (NOISE_FLOOR, CONTENT, SIGN, LABELS, CHAIN, SHORTCUTS)}
