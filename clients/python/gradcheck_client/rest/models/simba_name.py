from typing import Literal

SIMBAName = Literal['simba']

SIMBA_NAME_VALUES: set[SIMBAName] = { 'simba',  }

def check_simba_name(value: str) -> SIMBAName:
    if value in SIMBA_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SIMBA_NAME_VALUES!r}")
