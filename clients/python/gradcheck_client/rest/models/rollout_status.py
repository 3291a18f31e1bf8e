from typing import Literal

RolloutStatus = Literal['failed', 'ok']

ROLLOUT_STATUS_VALUES: set[RolloutStatus] = { 'failed', 'ok',  }

def check_rollout_status(value: str) -> RolloutStatus:
    if value in ROLLOUT_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ROLLOUT_STATUS_VALUES!r}")
