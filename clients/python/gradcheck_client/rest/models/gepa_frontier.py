from typing import Literal

GEPAFrontier = Literal['hybrid', 'instance', 'objective']

GEPA_FRONTIER_VALUES: set[GEPAFrontier] = { 'hybrid', 'instance', 'objective',  }

def check_gepa_frontier(value: str) -> GEPAFrontier:
    if value in GEPA_FRONTIER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GEPA_FRONTIER_VALUES!r}")
