from typing import Literal

StudyOutcome = Literal['test', 'train', 'validation']

STUDY_OUTCOME_VALUES: set[StudyOutcome] = { 'test', 'train', 'validation',  }

def check_study_outcome(value: str) -> StudyOutcome:
    if value in STUDY_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STUDY_OUTCOME_VALUES!r}")
