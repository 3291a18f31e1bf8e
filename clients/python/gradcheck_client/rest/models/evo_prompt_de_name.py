from typing import Literal

EvoPromptDEName = Literal['evoprompt_de']

EVO_PROMPT_DE_NAME_VALUES: set[EvoPromptDEName] = { 'evoprompt_de',  }

def check_evo_prompt_de_name(value: str) -> EvoPromptDEName:
    if value in EVO_PROMPT_DE_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVO_PROMPT_DE_NAME_VALUES!r}")
