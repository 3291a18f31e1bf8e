from typing import Literal

RunPlaceholders = Literal['double', 'single']

RUN_PLACEHOLDERS_VALUES: set[RunPlaceholders] = { 'double', 'single',  }

def check_run_placeholders(value: str) -> RunPlaceholders:
    if value in RUN_PLACEHOLDERS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_PLACEHOLDERS_VALUES!r}")
