from typing import Literal

DiagnosticStop = Literal['evalue', 'fixed']

DIAGNOSTIC_STOP_VALUES: set[DiagnosticStop] = { 'evalue', 'fixed',  }

def check_diagnostic_stop(value: str) -> DiagnosticStop:
    if value in DIAGNOSTIC_STOP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_STOP_VALUES!r}")
