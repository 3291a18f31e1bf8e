from typing import Literal

ComparisonPowerAlternative = Literal['greater', 'less', 'two_sided']

COMPARISON_POWER_ALTERNATIVE_VALUES: set[ComparisonPowerAlternative] = { 'greater', 'less', 'two_sided',  }

def check_comparison_power_alternative(value: str) -> ComparisonPowerAlternative:
    if value in COMPARISON_POWER_ALTERNATIVE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COMPARISON_POWER_ALTERNATIVE_VALUES!r}")
