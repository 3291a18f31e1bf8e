from typing import Literal

GEPAObjectivesItem = Literal['cost', 'length', 'score']

GEPA_OBJECTIVES_ITEM_VALUES: set[GEPAObjectivesItem] = { 'cost', 'length', 'score',  }

def check_gepa_objectives_item(value: str) -> GEPAObjectivesItem:
    if value in GEPA_OBJECTIVES_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GEPA_OBJECTIVES_ITEM_VALUES!r}")
