from typing import Literal

BootstrapFewShotName = Literal['bootstrap_fewshot']

BOOTSTRAP_FEW_SHOT_NAME_VALUES: set[BootstrapFewShotName] = { 'bootstrap_fewshot',  }

def check_bootstrap_few_shot_name(value: str) -> BootstrapFewShotName:
    if value in BOOTSTRAP_FEW_SHOT_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BOOTSTRAP_FEW_SHOT_NAME_VALUES!r}")
