from typing import Literal

TextGradName = Literal['textgrad']

TEXT_GRAD_NAME_VALUES: set[TextGradName] = { 'textgrad',  }

def check_text_grad_name(value: str) -> TextGradName:
    if value in TEXT_GRAD_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEXT_GRAD_NAME_VALUES!r}")
