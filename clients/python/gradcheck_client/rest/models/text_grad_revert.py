from typing import Literal

TextGradRevert = Literal['naive', 'validation']

TEXT_GRAD_REVERT_VALUES: set[TextGradRevert] = { 'naive', 'validation',  }

def check_text_grad_revert(value: str) -> TextGradRevert:
    if value in TEXT_GRAD_REVERT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEXT_GRAD_REVERT_VALUES!r}")
