from typing import Literal

FindingVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

FINDING_VERDICT_VALUES: set[FindingVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_finding_verdict(value: str) -> FindingVerdict:
    if value in FINDING_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FINDING_VERDICT_VALUES!r}")
