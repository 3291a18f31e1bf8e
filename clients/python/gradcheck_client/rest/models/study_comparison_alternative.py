from typing import Literal

StudyComparisonAlternative = Literal['greater', 'less', 'two_sided']

STUDY_COMPARISON_ALTERNATIVE_VALUES: set[StudyComparisonAlternative] = { 'greater', 'less', 'two_sided',  }

def check_study_comparison_alternative(value: str) -> StudyComparisonAlternative:
    if value in STUDY_COMPARISON_ALTERNATIVE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STUDY_COMPARISON_ALTERNATIVE_VALUES!r}")
