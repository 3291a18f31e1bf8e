from typing import Literal

APEName = Literal['ape']

APE_NAME_VALUES: set[APEName] = { 'ape',  }

def check_ape_name(value: str) -> APEName:
    if value in APE_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APE_NAME_VALUES!r}")
