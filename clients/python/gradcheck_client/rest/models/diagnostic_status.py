from typing import Literal

DiagnosticStatus = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

DIAGNOSTIC_STATUS_VALUES: set[DiagnosticStatus] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_diagnostic_status(value: str) -> DiagnosticStatus:
    if value in DIAGNOSTIC_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_STATUS_VALUES!r}")
