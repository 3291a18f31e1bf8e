from typing import Literal

RandomSearchName = Literal['random_search']

RANDOM_SEARCH_NAME_VALUES: set[RandomSearchName] = { 'random_search',  }

def check_random_search_name(value: str) -> RandomSearchName:
    if value in RANDOM_SEARCH_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RANDOM_SEARCH_NAME_VALUES!r}")
