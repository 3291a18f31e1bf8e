from typing import Literal

NumericKind = Literal['numeric']

NUMERIC_KIND_VALUES: set[NumericKind] = { 'numeric',  }

def check_numeric_kind(value: str) -> NumericKind:
    if value in NUMERIC_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NUMERIC_KIND_VALUES!r}")
