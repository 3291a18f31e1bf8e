from typing import Literal

TextGradChain = Literal['one_step', 'three_stage']

TEXT_GRAD_CHAIN_VALUES: set[TextGradChain] = { 'one_step', 'three_stage',  }

def check_text_grad_chain(value: str) -> TextGradChain:
    if value in TEXT_GRAD_CHAIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEXT_GRAD_CHAIN_VALUES!r}")
