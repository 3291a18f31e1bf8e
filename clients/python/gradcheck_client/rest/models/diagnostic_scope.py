from typing import Literal

DiagnosticScope = Literal['method', 'this_run']

DIAGNOSTIC_SCOPE_VALUES: set[DiagnosticScope] = { 'method', 'this_run',  }

def check_diagnostic_scope(value: str) -> DiagnosticScope:
    if value in DIAGNOSTIC_SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_SCOPE_VALUES!r}")
