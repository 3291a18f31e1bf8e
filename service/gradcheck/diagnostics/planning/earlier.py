"""What earlier diagnostics of a run leave to a later one: the noise of their pairs, and the tests that they made."""

from collections.abc import Iterator, Sequence

import msgspec

from gradcheck.diagnostics.analysis.measuring import RULES_VERSION
from gradcheck.diagnostics.analysis.memory import of_finding
from gradcheck.diagnostics.execute import DiagnosticResult
from gradcheck.diagnostics.planning.pair_noise import measured_noise
from gradcheck.diagnostics.request import DiagnosticOutline, EarlierTest, Noise
from gradcheck.domain.base import Value


class Earlier(Value, frozen=True, kw_only=True):
    """The noise that the newest of them has measured, None if none has, and the tests that had numbers."""

    noise: Noise | None = None
    tests: tuple[EarlierTest, ...] = ()

    @classmethod
    def of(cls, stored: Sequence[tuple[bytes, bytes]]) -> "Earlier":
        """Read from stored outlines and results, the newest first. Of results of other rules only the noise is used."""
        read = [
            (msgspec.json.decode(outline, type=DiagnosticOutline), msgspec.json.decode(result, type=DiagnosticResult))
            for outline, result in stored
        ]
        noises = (measured_noise(result.material) for _, result in read)
        tests = [test for outline, result in read for test in _tests(outline, result)]
        return cls(noise=next((noise for noise in noises if noise is not None), None), tests=tuple(tests))


def _tests(outline: DiagnosticOutline, result: DiagnosticResult) -> Iterator[EarlierTest]:
    """The tests of a diagnostic that had a p-value, under today's rules."""
    for name, finding in result.findings.items() if result.rules_version == RULES_VERSION else ():
        if finding.p_value is not None and finding.verdict != "not_testable":
            yield EarlierTest(
                test=name,
                scope=outline.scope,
                estimand=outline.estimand,
                seed=outline.seed,
                estimates=of_finding(finding.claims, finding.others),
            )
