from typing import Literal

ContainsOfList = Literal['all', 'any']

CONTAINS_OF_LIST_VALUES: set[ContainsOfList] = { 'all', 'any',  }

def check_contains_of_list(value: str) -> ContainsOfList:
    if value in CONTAINS_OF_LIST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTAINS_OF_LIST_VALUES!r}")
