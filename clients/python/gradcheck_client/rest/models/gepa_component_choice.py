from typing import Literal

GEPAComponentChoice = Literal['all', 'round_robin']

GEPA_COMPONENT_CHOICE_VALUES: set[GEPAComponentChoice] = { 'all', 'round_robin',  }

def check_gepa_component_choice(value: str) -> GEPAComponentChoice:
    if value in GEPA_COMPONENT_CHOICE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GEPA_COMPONENT_CHOICE_VALUES!r}")
