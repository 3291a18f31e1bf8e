"""Whether a diagnostic may stop before its last block: only on the primary contrast, and only by an e-process.

It owns that rule. The e-process holds its level however often it is looked at (`statistics.sequential`).
"""

from collections.abc import Mapping

from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.diagnostics.request import Rules


def is_settled(rules: Rules, findings: Mapping[str, Finding]) -> bool:
    """Whether the first test's claims are decided one way or the other, each by an e-process.

    Any other test may not be looked at before the last block.
    """
    if rules.stop == "fixed":
        return False
    claims = findings[rules.tests[0]].claims
    return bool(claims) and all(
        effect.e_value is not None and effect.verdict in {"supported", "refuted"} for effect in claims
    )
