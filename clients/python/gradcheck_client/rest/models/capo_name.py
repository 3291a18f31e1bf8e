from typing import Literal

CAPOName = Literal['capo']

CAPO_NAME_VALUES: set[CAPOName] = { 'capo',  }

def check_capo_name(value: str) -> CAPOName:
    if value in CAPO_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CAPO_NAME_VALUES!r}")
