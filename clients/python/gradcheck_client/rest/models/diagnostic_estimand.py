from typing import Literal

DiagnosticEstimand = Literal['critic_average', 'fixed_feedback']

DIAGNOSTIC_ESTIMAND_VALUES: set[DiagnosticEstimand] = { 'critic_average', 'fixed_feedback',  }

def check_diagnostic_estimand(value: str) -> DiagnosticEstimand:
    if value in DIAGNOSTIC_ESTIMAND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_ESTIMAND_VALUES!r}")
