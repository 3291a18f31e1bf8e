from typing import Literal

RunOutcomeStatus = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

RUN_OUTCOME_STATUS_VALUES: set[RunOutcomeStatus] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_run_outcome_status(value: str) -> RunOutcomeStatus:
    if value in RUN_OUTCOME_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_OUTCOME_STATUS_VALUES!r}")
