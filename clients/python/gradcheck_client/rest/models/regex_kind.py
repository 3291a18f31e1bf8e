from typing import Literal

RegexKind = Literal['regex']

REGEX_KIND_VALUES: set[RegexKind] = { 'regex',  }

def check_regex_kind(value: str) -> RegexKind:
    if value in REGEX_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REGEX_KIND_VALUES!r}")
