from typing import Literal

DiagnosticSummaryStatus = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

DIAGNOSTIC_SUMMARY_STATUS_VALUES: set[DiagnosticSummaryStatus] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_diagnostic_summary_status(value: str) -> DiagnosticSummaryStatus:
    if value in DIAGNOSTIC_SUMMARY_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_SUMMARY_STATUS_VALUES!r}")
