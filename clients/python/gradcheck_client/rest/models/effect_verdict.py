from typing import Literal

EffectVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

EFFECT_VERDICT_VALUES: set[EffectVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_effect_verdict(value: str) -> EffectVerdict:
    if value in EFFECT_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EFFECT_VERDICT_VALUES!r}")
