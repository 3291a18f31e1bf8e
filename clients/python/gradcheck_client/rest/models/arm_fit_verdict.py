from typing import Literal

ArmFitVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

ARM_FIT_VERDICT_VALUES: set[ArmFitVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_arm_fit_verdict(value: str) -> ArmFitVerdict:
    if value in ARM_FIT_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ARM_FIT_VERDICT_VALUES!r}")
