from typing import Literal

ExactKind = Literal['exact']

EXACT_KIND_VALUES: set[ExactKind] = { 'exact',  }

def check_exact_kind(value: str) -> ExactKind:
    if value in EXACT_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXACT_KIND_VALUES!r}")
