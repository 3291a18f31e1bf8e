from typing import Literal

StudyStatus = Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']

STUDY_STATUS_VALUES: set[StudyStatus] = { 'cancelled', 'failed', 'queued', 'running', 'succeeded',  }

def check_study_status(value: str) -> StudyStatus:
    if value in STUDY_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STUDY_STATUS_VALUES!r}")
