from typing import Literal

EffectAlternative = Literal['greater', 'less', 'two_sided']

EFFECT_ALTERNATIVE_VALUES: set[EffectAlternative] = { 'greater', 'less', 'two_sided',  }

def check_effect_alternative(value: str) -> EffectAlternative:
    if value in EFFECT_ALTERNATIVE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EFFECT_ALTERNATIVE_VALUES!r}")
