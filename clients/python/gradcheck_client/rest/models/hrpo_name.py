from typing import Literal

HRPOName = Literal['hrpo']

HRPO_NAME_VALUES: set[HRPOName] = { 'hrpo',  }

def check_hrpo_name(value: str) -> HRPOName:
    if value in HRPO_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HRPO_NAME_VALUES!r}")
