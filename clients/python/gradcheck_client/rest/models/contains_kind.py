from typing import Literal

ContainsKind = Literal['contains']

CONTAINS_KIND_VALUES: set[ContainsKind] = { 'contains',  }

def check_contains_kind(value: str) -> ContainsKind:
    if value in CONTAINS_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTAINS_KIND_VALUES!r}")
