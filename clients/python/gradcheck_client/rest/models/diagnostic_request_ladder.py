from typing import Literal

DiagnosticRequestLadder = Literal['core', 'whole']

DIAGNOSTIC_REQUEST_LADDER_VALUES: set[DiagnosticRequestLadder] = { 'core', 'whole',  }

def check_diagnostic_request_ladder(value: str) -> DiagnosticRequestLadder:
    if value in DIAGNOSTIC_REQUEST_LADDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_REQUEST_LADDER_VALUES!r}")
