from typing import Literal

BestOfNName = Literal['best_of_n']

BEST_OF_N_NAME_VALUES: set[BestOfNName] = { 'best_of_n',  }

def check_best_of_n_name(value: str) -> BestOfNName:
    if value in BEST_OF_N_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BEST_OF_N_NAME_VALUES!r}")
