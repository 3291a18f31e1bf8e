from typing import Literal

DiagnosticRequestScope = Literal['method', 'this_run']

DIAGNOSTIC_REQUEST_SCOPE_VALUES: set[DiagnosticRequestScope] = { 'method', 'this_run',  }

def check_diagnostic_request_scope(value: str) -> DiagnosticRequestScope:
    if value in DIAGNOSTIC_REQUEST_SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_REQUEST_SCOPE_VALUES!r}")
