from typing import Literal

CompareName = Literal['none']

COMPARE_NAME_VALUES: set[CompareName] = { 'none',  }

def check_compare_name(value: str) -> CompareName:
    if value in COMPARE_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COMPARE_NAME_VALUES!r}")
