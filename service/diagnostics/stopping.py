"""Whether a diagnostic may stop before its last block: only on the primary contrast, and only by an e-process.

It owns that rule. The e-process holds its level however often it is looked at (`statistics.sequential`).
"""

from collections.abc import Mapping

from service.diagnostics.finding import Finding
from service.diagnostics.request import Rules


def is_settled(rules: Rules, found: Mapping[str, Finding]) -> bool:
    """Whether the first test's claims are decided one way or the other, by p-values that hold at any time."""
    if rules.stop == "fixed":
        return False
    claims = found[rules.tests[0]].claims
    return bool(claims) and all(
        effect.e_value is not None and effect.verdict in {"supported", "refuted"} for effect in claims
    )
