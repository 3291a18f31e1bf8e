from typing import Literal

EffectClaim = Literal['difference', 'equivalence']

EFFECT_CLAIM_VALUES: set[EffectClaim] = { 'difference', 'equivalence',  }

def check_effect_claim(value: str) -> EffectClaim:
    if value in EFFECT_CLAIM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EFFECT_CLAIM_VALUES!r}")
