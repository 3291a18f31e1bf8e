"""Every part of the audit by name, in the order they are listed. It owns no row."""

from tests.audit.parts.claims import CLAIMS
from tests.audit.parts.others import OTHERS
from tests.audit.parts.placebos import PLACEBOS
from tests.audit.parts.sentences import SENTENCES
from tests.audit.parts.settings import SETTINGS
from tests.audit.parts.verdicts import VERDICTS

PARTS = {**CLAIMS, **SENTENCES, **VERDICTS, **SETTINGS, **OTHERS, **PLACEBOS}
"""Parts by name."""
