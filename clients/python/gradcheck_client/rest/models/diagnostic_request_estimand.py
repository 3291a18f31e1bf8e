from typing import Literal

DiagnosticRequestEstimand = Literal['critic_average', 'fixed_feedback']

DIAGNOSTIC_REQUEST_ESTIMAND_VALUES: set[DiagnosticRequestEstimand] = { 'critic_average', 'fixed_feedback',  }

def check_diagnostic_request_estimand(value: str) -> DiagnosticRequestEstimand:
    if value in DIAGNOSTIC_REQUEST_ESTIMAND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_REQUEST_ESTIMAND_VALUES!r}")
