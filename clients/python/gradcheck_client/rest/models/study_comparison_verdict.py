from typing import Literal

StudyComparisonVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

STUDY_COMPARISON_VERDICT_VALUES: set[StudyComparisonVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_study_comparison_verdict(value: str) -> StudyComparisonVerdict:
    if value in STUDY_COMPARISON_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STUDY_COMPARISON_VERDICT_VALUES!r}")
