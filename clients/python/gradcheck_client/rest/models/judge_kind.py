from typing import Literal

JudgeKind = Literal['judge']

JUDGE_KIND_VALUES: set[JudgeKind] = { 'judge',  }

def check_judge_kind(value: str) -> JudgeKind:
    if value in JUDGE_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JUDGE_KIND_VALUES!r}")
