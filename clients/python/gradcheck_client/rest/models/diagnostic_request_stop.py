from typing import Literal

DiagnosticRequestStop = Literal['evalue', 'fixed']

DIAGNOSTIC_REQUEST_STOP_VALUES: set[DiagnosticRequestStop] = { 'evalue', 'fixed',  }

def check_diagnostic_request_stop(value: str) -> DiagnosticRequestStop:
    if value in DIAGNOSTIC_REQUEST_STOP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_REQUEST_STOP_VALUES!r}")
