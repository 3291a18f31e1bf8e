from typing import Literal

JsonKind = Literal['json']

JSON_KIND_VALUES: set[JsonKind] = { 'json',  }

def check_json_kind(value: str) -> JsonKind:
    if value in JSON_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JSON_KIND_VALUES!r}")
