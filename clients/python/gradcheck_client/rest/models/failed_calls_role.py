from typing import Literal

FailedCallsRole = Literal['check', 'judge', 'optimizer', 'task']

FAILED_CALLS_ROLE_VALUES: set[FailedCallsRole] = { 'check', 'judge', 'optimizer', 'task',  }

def check_failed_calls_role(value: str) -> FailedCallsRole:
    if value in FAILED_CALLS_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAILED_CALLS_ROLE_VALUES!r}")
