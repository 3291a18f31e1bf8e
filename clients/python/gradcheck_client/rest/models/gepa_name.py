from typing import Literal

GEPAName = Literal['gepa']

GEPA_NAME_VALUES: set[GEPAName] = { 'gepa',  }

def check_gepa_name(value: str) -> GEPAName:
    if value in GEPA_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GEPA_NAME_VALUES!r}")
