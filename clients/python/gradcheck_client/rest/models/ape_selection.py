from typing import Literal

APESelection = Literal['fixed', 'ucb']

APE_SELECTION_VALUES: set[APESelection] = { 'fixed', 'ucb',  }

def check_ape_selection(value: str) -> APESelection:
    if value in APE_SELECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APE_SELECTION_VALUES!r}")
