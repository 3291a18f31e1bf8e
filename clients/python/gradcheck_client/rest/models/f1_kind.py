from typing import Literal

F1Kind = Literal['f1']

F1_KIND_VALUES: set[F1Kind] = { 'f1',  }

def check_f1_kind(value: str) -> F1Kind:
    if value in F1_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {F1_KIND_VALUES!r}")
