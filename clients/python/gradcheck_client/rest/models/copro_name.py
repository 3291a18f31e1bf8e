from typing import Literal

COPROName = Literal['copro']

COPRO_NAME_VALUES: set[COPROName] = { 'copro',  }

def check_copro_name(value: str) -> COPROName:
    if value in COPRO_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COPRO_NAME_VALUES!r}")
