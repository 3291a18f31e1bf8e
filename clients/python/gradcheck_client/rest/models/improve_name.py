from typing import Literal

ImproveName = Literal['improve']

IMPROVE_NAME_VALUES: set[ImproveName] = { 'improve',  }

def check_improve_name(value: str) -> ImproveName:
    if value in IMPROVE_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IMPROVE_NAME_VALUES!r}")
