from typing import Literal

DiagnosticLadder = Literal['core', 'whole']

DIAGNOSTIC_LADDER_VALUES: set[DiagnosticLadder] = { 'core', 'whole',  }

def check_diagnostic_ladder(value: str) -> DiagnosticLadder:
    if value in DIAGNOSTIC_LADDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_LADDER_VALUES!r}")
