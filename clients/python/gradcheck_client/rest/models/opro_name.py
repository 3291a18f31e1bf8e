from typing import Literal

OPROName = Literal['opro']

OPRO_NAME_VALUES: set[OPROName] = { 'opro',  }

def check_opro_name(value: str) -> OPROName:
    if value in OPRO_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OPRO_NAME_VALUES!r}")
