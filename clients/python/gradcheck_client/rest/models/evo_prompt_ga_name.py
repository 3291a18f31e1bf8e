from typing import Literal

EvoPromptGAName = Literal['evoprompt_ga']

EVO_PROMPT_GA_NAME_VALUES: set[EvoPromptGAName] = { 'evoprompt_ga',  }

def check_evo_prompt_ga_name(value: str) -> EvoPromptGAName:
    if value in EVO_PROMPT_GA_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVO_PROMPT_GA_NAME_VALUES!r}")
