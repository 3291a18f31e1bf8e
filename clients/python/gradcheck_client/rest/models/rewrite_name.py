from typing import Literal

RewriteName = Literal['rewrite']

REWRITE_NAME_VALUES: set[RewriteName] = { 'rewrite',  }

def check_rewrite_name(value: str) -> RewriteName:
    if value in REWRITE_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REWRITE_NAME_VALUES!r}")
