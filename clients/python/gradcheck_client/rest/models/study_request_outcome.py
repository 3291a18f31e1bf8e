from typing import Literal

StudyRequestOutcome = Literal['test', 'train', 'validation']

STUDY_REQUEST_OUTCOME_VALUES: set[StudyRequestOutcome] = { 'test', 'train', 'validation',  }

def check_study_request_outcome(value: str) -> StudyRequestOutcome:
    if value in STUDY_REQUEST_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STUDY_REQUEST_OUTCOME_VALUES!r}")
