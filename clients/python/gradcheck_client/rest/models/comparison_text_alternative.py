from typing import Literal

ComparisonTextAlternative = Literal['greater', 'less', 'two_sided']

COMPARISON_TEXT_ALTERNATIVE_VALUES: set[ComparisonTextAlternative] = { 'greater', 'less', 'two_sided',  }

def check_comparison_text_alternative(value: str) -> ComparisonTextAlternative:
    if value in COMPARISON_TEXT_ALTERNATIVE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COMPARISON_TEXT_ALTERNATIVE_VALUES!r}")
