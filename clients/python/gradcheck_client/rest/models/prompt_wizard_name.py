from typing import Literal

PromptWizardName = Literal['promptwizard']

PROMPT_WIZARD_NAME_VALUES: set[PromptWizardName] = { 'promptwizard',  }

def check_prompt_wizard_name(value: str) -> PromptWizardName:
    if value in PROMPT_WIZARD_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROMPT_WIZARD_NAME_VALUES!r}")
