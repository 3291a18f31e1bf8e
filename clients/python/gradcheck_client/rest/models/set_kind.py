from typing import Literal

SetKind = Literal['set']

SET_KIND_VALUES: set[SetKind] = { 'set',  }

def check_set_kind(value: str) -> SetKind:
    if value in SET_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_KIND_VALUES!r}")
