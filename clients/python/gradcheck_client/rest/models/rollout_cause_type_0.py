from typing import Literal

RolloutCauseType0 = Literal['content_filter', 'context', 'empty', 'limit', 'refused', 'thinking_limit']

ROLLOUT_CAUSE_TYPE_0_VALUES: set[RolloutCauseType0] = { 'content_filter', 'context', 'empty', 'limit', 'refused', 'thinking_limit',  }

def check_rollout_cause_type_0(value: str) -> RolloutCauseType0:
    if value in ROLLOUT_CAUSE_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ROLLOUT_CAUSE_TYPE_0_VALUES!r}")
