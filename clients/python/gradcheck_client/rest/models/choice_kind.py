from typing import Literal

ChoiceKind = Literal['choice']

CHOICE_KIND_VALUES: set[ChoiceKind] = { 'choice',  }

def check_choice_kind(value: str) -> ChoiceKind:
    if value in CHOICE_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHOICE_KIND_VALUES!r}")
