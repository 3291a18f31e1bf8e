"""A diagnostic as its page shows it."""

from gradcheck.api.views import Diagnostic
from gradcheck.diagnostics.analysis.finding import Finding
from gradcheck.domain.base import Value
from gradcheck.domain.run import ENDED
from gradcheck.pages import words
from gradcheck.pages.drawing.charts import Chart, Table
from gradcheck.pages.drawing.diagnostic_charts import effects_chart, pairs_chart, waterfall_chart
from gradcheck.pages.run_sheet import usage_table


class DiagnosticSheet(Value, frozen=True, kw_only=True):
    """All that the page of a diagnostic shows; `untestable` says why by test."""

    diagnostic: Diagnostic
    headline: str
    effects: Chart | None
    parts: Chart | None
    pairs: Chart | None
    tested: dict[str, Finding]
    untestable: dict[str, tuple[str, ...]]
    usage: Table | None
    last_event: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.diagnostic.status in ENDED


def diagnostic_sheet(diagnostic: Diagnostic, last_event: int = 0) -> DiagnosticSheet:
    """The sheet of a diagnostic from its view."""
    result = diagnostic.result
    findings = {} if result is None else result.findings
    untestable: dict[str, tuple[str, ...]] = {name: (reason,) for name, reason in diagnostic.untestable.items()}
    untestable |= {
        name: finding.reasons or (finding.reading,)
        for name, finding in findings.items()
        if finding.verdict == "not_testable"
    }
    return DiagnosticSheet(
        diagnostic=diagnostic,
        headline=_headline(diagnostic),
        effects=effects_chart(findings, diagnostic.delta),
        parts=waterfall_chart(findings.get("decomposition")),
        pairs=None if result is None else pairs_chart(result.material),
        tested={name: finding for name, finding in findings.items() if finding.verdict != "not_testable"},
        untestable=untestable,
        usage=None if result is None else usage_table(result.usage),
        last_event=last_event,
    )


def _headline(diagnostic: Diagnostic) -> str:
    """The sentence that comes first."""
    if diagnostic.error is not None or diagnostic.result is None:
        return words.without_result(diagnostic.status, diagnostic.error)
    readings = [f"{name}: {finding.reading}." for name, finding in diagnostic.result.findings.items()]
    return diagnostic.result.summary or " ".join(readings)
