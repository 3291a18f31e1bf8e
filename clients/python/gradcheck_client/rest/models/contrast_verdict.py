from typing import Literal

ContrastVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

CONTRAST_VERDICT_VALUES: set[ContrastVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_contrast_verdict(value: str) -> ContrastVerdict:
    if value in CONTRAST_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTRAST_VERDICT_VALUES!r}")
